"""All error messages about invalid input.

A problem is built from a message of this package, so there is none outside of the
list: `all_messages()` gives it, and a test holds that each message has a file that
causes it. To add one, add a constant to the module of the package that reports it. This
package imports no other.
"""

from __future__ import annotations

from . import checks, loading, naming, normalizing, overlays, projects, vocabulary
from .message import Message, Text

__all__ = ["Message", "Text", "all_messages"]

_MODULES = (projects, loading, vocabulary, overlays, normalizing, naming, checks)


def all_messages() -> dict[str, Message]:
    """Return every message by its id, in the order in which files are processed."""
    return {
        value.id: value
        for module in _MODULES
        for value in vars(module).values()
        if isinstance(value, Message)
    }
