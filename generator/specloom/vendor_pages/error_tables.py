"""Write which errors calls raise: the class, the statuses, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..explain import Explanation
from ..ir import Operation
from . import escaping
from .call_facts import declared_statuses

_HEAD = ("raises", "status", "when")
_CODES = re.compile(r"Codes? [^.]*\.$")
"""The sentence about the codes that have a class."""
Row = tuple[str, str, str]


@dataclass(frozen=True)
class ErrorTables:
    """Tables of errors on the pages of one vendor.

    Attributes:
        calls: what each method does, with its operation.
    """

    calls: Sequence[tuple[Explanation, Operation]]

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[Row]]:
        return {each.method: _error_rows(each, o) for each, o in self.calls}

    @cached_property
    def shared_rows(self) -> Sequence[Row]:
        """The rows that all methods have."""
        found = [*self._rows.values()]
        if len(found) < 2:
            return []
        common = set(found[0]).intersection(*found[1:])
        return [row for row in found[0] if row in common]

    def shared(self) -> str:
        """Return the table of the errors that every call can raise; "" without any."""
        return escaping.table(_HEAD, self.shared_rows)

    def own(self, method: str) -> str:
        """Return the table of the errors of one method, without the shared ones."""
        rows = (row for row in self._rows[method] if row not in self.shared_rows)
        return escaping.table(_HEAD, rows)


def _error_rows(explanation: Explanation, operation: Operation) -> list[Row]:
    statuses: dict[str, list[str]] = {}
    for status, name in declared_statuses(explanation):
        statuses.setdefault(name, []).append(status)
    texts: dict[str, list[str]] = {}
    for error in operation.details.raises:
        known = statuses.get(error.name, ())
        said = error.description
        if len(known) == 1:
            said = said.removeprefix(f"{known[0]}: ")
        # The table about every call says which class a code has.
        notes = _CODES.sub("", error.notes).strip()
        shown = escaping.summary(said[:1].upper() + said[1:], notes, most=200)
        if shown and shown not in texts.setdefault(error.name, []):
            texts[error.name].append(shown)
    return [
        (
            escaping.code(name),
            ", ".join(map(escaping.text, statuses.get(name, ()))),
            " ".join(texts.get(name, ())),
        )
        for name in dict.fromkeys([*statuses, *(n for n in texts if texts[n])])
    ]
