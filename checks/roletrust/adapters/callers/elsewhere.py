"""Roles of the scanned tree that a scan of one framework does not hold, for its callers: by an ARN that is written out.

The tree is read once a scan, and only where some call asks for a role that the scan does not make.
"""

from __future__ import annotations

from functools import partial
from weakref import WeakKeyDictionary

from roletrust.adapters.callers.tree_roles import Makers, TreeRoles
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.engine.text import Value
from roletrust.reading.callers.made import Named

_trees: WeakKeyDictionary[RoleStore, TreeRoles] = WeakKeyDictionary()


def in_templates(store: RoleStore) -> Named[StoredRole] | None:
    """How to find a role that a template of the scanned tree makes; None where no directory is scanned."""
    return partial(found, store, TreeRoles.in_templates) if store.root else None


def in_terraform(store: RoleStore) -> Named[StoredRole] | None:
    """The same of a role that Terraform makes."""
    return partial(found, store, TreeRoles.in_terraform) if store.root else None


def found(store: RoleStore, makers: Makers, arn: Value) -> StoredRole | None:
    """The one role that `arn` means; None of several."""
    if store not in _trees:
        _trees[store] = TreeRoles(store.root)
    same = _trees[store].called(arn, makers)
    return same[0] if len(same) == 1 else None
