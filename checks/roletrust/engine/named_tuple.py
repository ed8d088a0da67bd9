"""`NamedTuple` as `typing` has it, in two fifths of the time: a start makes a hundred classes of them.

What `typing` does besides is to compile each annotation and to look whether it is a type; mypy does that here.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _Made(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = body["__annotations__"]
            defaults = [body[each] for each in fields if each in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # noqa: PYI024
            for each, what in body.items():
                if each not in fields and each != "__module__":
                    setattr(made, each, what)
            return made

    NamedTuple = type.__new__(_Made, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
