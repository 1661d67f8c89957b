"""Read and extend `accepted-changes.yaml`, which lists the changes that are accepted.

The file is in the folder of the vendor. An entry names a change by its fingerprint, and
says why it is accepted, by whom, and until when. An entry that matches no change,
or whose day is past, is a problem: otherwise nobody would look at it again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from os.path import lexists
from pathlib import Path
from typing import Any

from ..errors import Problem, SourceLocation, SpecError
from ..load import Document, load, load_bytes, read
from ..messages import Message, Text
from .report_data import Acceptance

FILE = "accepted-changes.yaml"
_KEYS = {
    "fingerprint": "the fingerprint of a change, in quotes",
    "reason": "why the change is accepted",
    "owner": "the person or team that decided",
    "expires": "a date such as 2026-12-31",
}
_HEAD = (
    "# Changes that need no more attention; `specloom report --accept` adds entries.\n"
)


@dataclass(frozen=True)
class AcceptedChanges:
    """The content of accepted-changes.yaml.

    Attributes:
        file: the path of the file, relative to the root of the project.
        entries: the entries, in the order of the file.
    """

    file: str
    entries: tuple[Acceptance, ...] = ()

    @classmethod
    def read(cls, root: Path, specs: str) -> AcceptedChanges:
        """Return the accepted changes of a vendor; none if the file does not exist.

        Args:
            root: the root of the project.
            specs: the folder of the vendor, relative to the root.

        Raises:
            SpecError: the file cannot be read, or an entry is not valid.
        """
        file = f"{specs}/{FILE}"
        if not lexists(root / file):
            return cls(file)
        return cls(file, tuple(_entries(load(root / file, shown=file))))

    def matching(self, fingerprint: str, today: date) -> Acceptance | None:
        """Return the entry that accepts a change today; None if there is none.

        Args:
            fingerprint: the fingerprint of the change.
            today: the present day.
        """
        for entry in self.entries:
            if entry.fingerprint == fingerprint and entry.expires >= today:
                return entry
        return None

    def problems(self, present: Collection[str], today: date) -> list[Problem]:
        """Return a problem for each entry that is stale or expired.

        Args:
            present: the fingerprints of the changes of the comparison.
            today: the present day.
        """
        return [*self._problems(present, today)]

    def _problems(self, present: Collection[str], today: date) -> Iterator[Problem]:
        for entry in self.entries:
            if entry.expires < today:
                yield Problem(
                    entry.location,
                    Message.EXPIRED_ACCEPTANCE(day=entry.expires),
                )
            elif entry.fingerprint not in present:
                yield Problem(
                    entry.location,
                    Message.STALE_ACCEPTANCE(fingerprint=entry.fingerprint),
                )


def with_acceptance(root: Path, specs: str, added: Acceptance) -> str:
    """Return the text of the file with one more entry; all other lines are kept.

    Args:
        root: the root of the project.
        specs: the folder of the vendor, relative to the root.
        added: the entry; its location does not matter.

    Raises:
        SpecError: the file is not valid, has an entry for the change already, or is not
            a list with one item below the other.
    """
    present = AcceptedChanges.read(root, specs)
    for entry in present.entries:
        if entry.fingerprint == added.fingerprint:
            found = f'"{added.fingerprint}" has an entry already'
            again = _wrong(found, "a change without one: edit this entry to renew it")
            raise SpecError.at(entry.location, again)
    file = present.file
    if not lexists(root / file):
        return _HEAD + _entry_text(added, 0)
    text = load_bytes(root / file, shown=file).decode("utf-8-sig")
    if not text.endswith("\n"):
        text += "\n"
    # Items that are indented need the new one below them.
    indent = re.search(r"(?m)^( *)- ", text)
    made = text + _entry_text(added, len(indent[1]) if indent else 0)
    if not _is_extended(made, file, (*present.entries, added)):
        found = "an entry cannot be added without changing other lines"
        message = _wrong(found, "a list with one item below the other")
        raise SpecError.at(SourceLocation(file=file), message)
    return made


def _is_extended(text: str, file: str, wanted: Iterable[Acceptance]) -> bool:
    """Return whether text has the wanted entries and no others."""
    try:
        document = Document(file, read(text.encode(), shown=file))
        found = [each.fingerprint for each in _entries(document)]
    except SpecError:
        return False
    return found == [each.fingerprint for each in wanted]


def _entry_text(entry: Acceptance, indent: int) -> str:
    lines = (
        f"- fingerprint: {json.dumps(entry.fingerprint)}",
        f"  reason: {json.dumps(entry.reason, ensure_ascii=False)}",
        f"  owner: {json.dumps(entry.owner, ensure_ascii=False)}",
        f"  expires: {entry.expires.isoformat()}",
    )
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _entries(document: Document) -> list[Acceptance]:
    """Return the entries of the file.

    Raises:
        SpecError: an entry is not valid; the error lists all problems.
    """
    data: Any = document.data
    if not isinstance(data, list):
        at = SourceLocation(file=document.file)
        raise SpecError.at(at, _wrong("the file is not a list", "accepted changes"))
    if problems := [*_invalid(document, data)]:
        raise SpecError(problems)
    return [
        Acceptance(
            fingerprint=each["fingerprint"],
            reason=each["reason"],
            owner=each["owner"],
            expires=date.fromisoformat(each["expires"]),
            location=document.location([number]),
        )
        for number, each in enumerate(data)
    ]


def _invalid(document: Document, data: list[Any]) -> Iterator[Problem]:
    found: Counter[str] = Counter()
    for number, entry in enumerate(data):
        at = document.location([number])
        if not isinstance(entry, dict):
            yield Problem(at, _wrong("the entry is not an object", ", ".join(_KEYS)))
            continue
        for key in entry:
            if key not in _KEYS:
                place = document.location([number, key])
                found_key = f'"{key}" is not a key of an accepted change'
                yield Problem(place, _wrong(found_key, ", ".join(_KEYS)))
        for key, expected in _KEYS.items():
            if key not in entry:
                yield Problem(at, _wrong(f"{key} is missing", expected))
            elif not _is_valid(key, entry[key]):
                place = document.location([number, key])
                yield Problem(place, _wrong(f"{key} is not valid", expected))
        fingerprint = str(entry.get("fingerprint"))
        found[fingerprint] += 1
        if found[fingerprint] == 2:
            again = f'"{fingerprint}" is accepted by an earlier entry'
            yield Problem(at, _wrong(again, "one entry for each change"))


def _wrong(found: str, expected: str) -> Text:
    return Message.INVALID_ACCEPTANCE(found=found, expected=expected)


def _is_valid(key: str, value: Any) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    if key != "expires":
        return True
    # Only this form: Python accepts more of them, such as 20261231 and 2026-W01-1.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
