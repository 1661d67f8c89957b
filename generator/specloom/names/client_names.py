"""Name the client classes of a vendor."""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword

from .python_names import class_name

CLIENT_NAMES = frozenset({"AsyncClient", "BaseClient", "Client", "ClientOptions"}) | {
    "Environment",
    "Literal",
    "Unpack",
}
"""Names in the client's module that no class of a vendor may have."""
_OTHER_NAMES = frozenset({"SERVICE", "TYPE_CHECKING", *vars(builtins)})
"""Further names that a class may not have if it is not derived from a vendor's name."""
_FILTERS = "Fields"
"""The end of the names of classes to filter by, which no client may have."""


def client_name(vendor: str) -> str:
    """Return the name of the client class: the vendor's name in CamelCase.

    If the package uses this name for something else, `Api` is appended.
    """
    name = class_name(vendor)
    is_taken = name in CLIENT_NAMES or name.endswith(_FILTERS)
    return f"{name}Api" if is_taken else name


def is_client_name(text: str) -> bool:
    """Return whether a string can be the name of a client class.

    The same is then true of the asynchronous class, whose name begins with `Async`.
    """
    taken = CLIENT_NAMES | _OTHER_NAMES
    is_class = re.fullmatch(rf"[A-Z][A-Za-z0-9_]*(?<!{_FILTERS})", text) is not None
    names = {text, f"Async{text}"}
    return is_class and not iskeyword(text) and names.isdisjoint(taken)


def client_classes(name: str) -> tuple[str, str]:
    """Return the names of the synchronous and of the asynchronous class."""
    return name, f"Async{name}"
