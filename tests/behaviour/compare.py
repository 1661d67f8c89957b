"""Compare two records of behaviour; exit with 1 for a difference that is not known.

    python tests/behaviour/compare.py OLD.json NEW.json [--renames renames.yaml]
        [--known known.yaml] [--ignore-messages]

`renames.yaml` says which names of the old record are called otherwise in the new one,
`known.yaml` which differences are meant, each with its reason. Both files describe
their format. A document that only the old record has is a difference; one that only
the new record has is printed and does not count.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FIELDS = ("request", "result", "error", "messages")
MODES = ("sync", "async")
ADDED = "only in the new record"


@dataclass(frozen=True)
class Difference:
    """One field of one operation that is not the same in both records."""

    document: str
    operation: str
    field: str
    text: str
    mode: str = ""

    def __str__(self) -> str:
        place = f"{self.document}: {self.operation}"
        where = f"{self.mode} {self.field}" if self.mode else self.field
        return f"{place}: {where}: {self.text}"


def renamed(record: Mapping[str, Any], renames: Mapping[str, Any]) -> dict[str, Any]:
    """The old record with the names of the new one."""
    documents = renames.get("documents") or {}
    operations = renames.get("operations") or {}
    classes = renames.get("classes") or {}
    made: dict[str, Any] = {}
    for document, entries in record.items():
        name = documents.get(document, document)
        made[name] = {
            operations.get(operation, operation): _with_classes(entry, classes)
            for operation, entry in entries.items()
        }
    return made


def _with_classes(entry: Any, classes: Mapping[str, str]) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    return {
        mode: {
            **fields,
            "error": {c: classes.get(e, e) for c, e in fields["error"].items()},
        }
        for mode, fields in entry.items()
    }


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], fields: tuple[str, ...]
) -> Iterator[Difference]:
    """Every difference between two records, in order of document and operation."""
    for document in sorted(old.keys() | new.keys()):
        if document not in old:
            yield Difference(document, "*", "document", ADDED)
            continue
        if document not in new:
            yield Difference(document, "*", "document", "only in the old record")
            continue
        before, after = old[document], new[document]
        for operation in sorted(before.keys() | after.keys()):
            if operation not in before or operation not in after:
                side = "new" if operation not in before else "old"
                text = f"only in the {side} record"
                yield Difference(document, operation, "operation", text)
            elif operation == "failed":
                if before[operation] != after[operation]:
                    text = f"{before[operation]} -> {after[operation]}"
                    yield Difference(document, operation, "messages", text)
            else:
                pair = (before[operation], after[operation])
                yield from _fields(document, operation, pair, fields)


def _fields(
    document: str, operation: str, pair: tuple[Any, Any], fields: tuple[str, ...]
) -> Iterator[Difference]:
    for mode in MODES:
        before, after = pair[0][mode], pair[1][mode]
        for field in fields:
            if before[field] == after[field]:
                continue
            text = "differs"
            if field == "error":
                cases = sorted(before[field].keys() | after[field].keys())
                text = ", ".join(
                    f"{case}: {before[field].get(case)} -> {after[field].get(case)}"
                    for case in cases
                    if before[field].get(case) != after[field].get(case)
                )
            yield Difference(document, operation, field, text, mode)


def reason(difference: Difference, known: list[Mapping[str, str]]) -> str | None:
    """Why a difference is meant, or None."""
    for entry in known:
        if all(
            _matches(entry.get(key, "*"), getattr(difference, key))
            for key in ("document", "operation", "field", "mode")
        ):
            return entry["reason"]
    return None


def _matches(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, in which `*` is any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def main() -> None:
    """Compare the records that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--renames", type=Path, default=HERE / "renames.yaml")
    parser.add_argument("--known", type=Path, default=HERE / "known.yaml")
    parser.add_argument("--ignore-messages", action="store_true")
    options = parser.parse_args()
    old, new = (json.loads(p.read_text("utf-8")) for p in (options.old, options.new))
    renames = yaml.safe_load(options.renames.read_text("utf-8")) or {}
    known = (yaml.safe_load(options.known.read_text("utf-8")) or {}).get("known") or []
    fields = FIELDS[:-1] if options.ignore_messages else FIELDS
    unknown = meant = 0
    for difference in differences(renamed(old, renames), new, fields):
        why = reason(difference, known)
        if difference.field == "document" and difference.text == ADDED:
            why = "a new document"
        unknown += why is None
        meant += why is not None
        print(f"{difference}" if why is None else f"{difference} (known: {why})")
    operations = sum(len(entries) for entries in new.values())
    print(f"{operations} operations: {unknown} differences, {meant} known ones")
    sys.exit(unknown > 0)


if __name__ == "__main__":
    main()
