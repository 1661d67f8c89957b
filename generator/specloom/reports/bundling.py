"""Show changes that are alike in one row, for formats that have little space."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .report_data import Entry

FEWEST = 3
"""How many changes must be alike to share a row."""
_NAMED = 4


def bundles(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """Return the entries in rows, each in the place of its first entry.

    Alike are changes of one rule that mean the same at all levels, and are either in
    one object, such as many removed properties of a schema, or about elements of one
    name, such as a parameter of many operations. Entries with call sites are never
    bundled.

    Args:
        entries: the entries, in the order of the report.
    """
    rows, left = _bundled(entries, _around)
    more_rows, left = _bundled(left, _name)
    rows += [*more_rows, *((entry,) for entry in left)]
    places = {id(entry): number for number, entry in enumerate(entries)}
    return sorted(rows, key=lambda row: places[id(row[0])])


def _bundled(
    entries: Sequence[Entry], place: Callable[[str], str]
) -> tuple[list[tuple[Entry, ...]], list[Entry]]:
    """Return the rows of entries that are alike, and the entries that are left.

    Args:
        entries: the entries.
        place: returns the part of a pointer that must be the same.
    """
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(_key(entry, place), []).append(entry)
    found = [tuple(each) for each in alike.values() if len(each) >= FEWEST]
    left = [each for few in alike.values() if len(few) < FEWEST for each in few]
    return found, left


def _key(entry: Entry, place: Callable[[str], str]) -> tuple[object, ...]:
    change = entry.change
    if entry.call_sites:
        return (change.fingerprint,)
    levels = (change.level, change.python, change.wire, entry.cause)
    return (change.rule, change.direction, place(change.place.pointer), *levels)


def _around(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2]


def others(row: tuple[Entry, ...]) -> str:
    """Return the names of what a row has after its first entry; "" if nothing.

    Args:
        row: the entries of one row.
    """
    rest = row[1:]
    if not rest:
        return ""
    first = row[0].change.place.pointer
    is_one_name = all(_name(e.change.place.pointer) == _name(first) for e in rest)
    named = _owner if is_one_name else _own_name
    names = dict.fromkeys(named(each) for each in rest)
    shown = [f"`{name}`" for name in [*names][:_NAMED]]
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"; also {'of ' if is_one_name else ''}{', '.join(shown)}{more}"


def _own_name(entry: Entry) -> str:
    return _unescaped(_name(entry.change.place.pointer))


def _owner(entry: Entry) -> str:
    """Return the operation or the schema that contains an element."""
    parts = entry.change.place.pointer.split("/")[1:]
    if parts[:1] == ["paths"] and len(parts) > 2:
        return _unescaped(f"{parts[2].upper()} {parts[1]}")
    return _unescaped(parts[2] if len(parts) > 3 else parts[-1])


def _unescaped(text: str) -> str:
    return text.replace("~1", "/").replace("~0", "~").replace("`", "'")
