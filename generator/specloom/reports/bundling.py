"""Show changes that are alike in one row, for formats that have little space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .report_data import Entry

FEWEST = 3
"""How many changes must be alike to share a row."""
_NAMED = 4


def bundles(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """Return the entries in rows, each in the place of its first entry.

    Alike are changes of one rule in one object that mean the same at all levels, such
    as many removed properties of a schema. Entries with call sites are never bundled.

    Args:
        entries: the entries, in the order of the report.
    """
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(_key(entry), []).append(entry)
    rows = [row for found in alike.values() for row in _rows(found)]
    places = {id(entry): number for number, entry in enumerate(entries)}
    return sorted(rows, key=lambda row: places[id(row[0])])


def _key(entry: Entry) -> tuple[object, ...]:
    change = entry.change
    if entry.call_sites:
        return (change.fingerprint,)
    around = change.place.pointer.rpartition("/")[0]
    levels = (change.level, change.python, change.wire, entry.cause)
    return (change.rule, change.direction, around, *levels)


def _rows(entries: list[Entry]) -> Iterator[tuple[Entry, ...]]:
    if len(entries) < FEWEST:
        yield from ((entry,) for entry in entries)
    else:
        yield tuple(entries)


def others(row: tuple[Entry, ...]) -> str:
    """Return the names of what a row has after its first entry; "" if nothing.

    Args:
        row: the entries of one row.
    """
    rest = row[1:]
    if not rest:
        return ""
    names = [
        each.change.place.pointer.rpartition("/")[2]
        .replace("~1", "/")
        .replace("~0", "~")
        .replace("`", "'")
        for each in rest[:_NAMED]
    ]
    more = f" and {len(rest) - _NAMED:,} more" if len(rest) > _NAMED else ""
    return f"; also {', '.join(f'`{name}`' for name in names)}{more}"
