"""Other stores, optional: remote endpoints, pushes to them, scratch stores, federation.

``opening`` is the one door: the packages behind it are imported when something is asked of them, and by nobody else.
"""

from styrka.stores.opening import (
    OpenStore,
    add_federation,
    check_store_settings,
    open_store,
    push_release,
    write_dump,
)

__all__ = ["OpenStore", "add_federation", "check_store_settings", "open_store", "push_release", "write_dump"]
