"""A property that is worked out when it is first asked for, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801  # as `functools.cached_property`, which takes a lock each time until Python 3.12
        """INVARIANT: the class has a `__dict__`, in which what was worked out stands before this from then on."""

        def __init__(self, work_out: Any) -> None:
            self._work_out = work_out
            self.__doc__ = work_out.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            found = instance.__dict__[self._name] = self._work_out(instance)
            return found


__all__ = ["once"]
