"""Put the entries of a report in order: what breaks calls comes first."""

from __future__ import annotations

from collections.abc import Iterable

from .report_data import Entry
from .verdict import attention, topic

_ATTENTION = ("act", "decide", "folded")
_PYTHON = ("breaking", "compatible", "none")
_WIRE = ("changed", "same")
_LEVEL = ("breaking", "warning", "info")


def _is_of_operation(pointer: str) -> bool:
    """Return whether a pointer is that of a whole operation."""
    return pointer.startswith("/paths/") and pointer.count("/") == 3


def sorted_entries(
    entries: Iterable[Entry], *, strict_client: bool = False
) -> tuple[Entry, ...]:
    """Return the entries in the order of a report.

    Servers and credentials come first, because they concern every call, then what to
    act on, whole operations before parts of them. The order is total, because no two
    changes have the same fingerprint.

    Args:
        entries: the entries, in any order.
        strict_client: whether a breaking change of a response breaks calls.
    """

    def key(entry: Entry) -> tuple[object, ...]:
        change = entry.change
        asked = attention(entry, strict_client=strict_client)
        return (
            asked == "folded",
            topic(change) == "",
            _ATTENTION.index(asked),
            _PYTHON.index(change.python),
            _WIRE.index(change.wire),
            _LEVEL.index(change.level),
            not _is_of_operation(change.place.pointer),
            -len(entry.call_sites),
            change.place.pointer,
            change.rule,
            change.fingerprint,
        )

    return tuple(sorted(entries, key=key))
