"""The tokens of filters written as one text, as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from .conditions import Nulls
from .literals import KINDS, Booleans, Datetimes, kinds_of
from .operator_templates import Template

LIKE = ("like", "contains", "starts", "ends")
"""The operators a pattern can be written with: any pattern, or one of a shape."""


@dataclass(frozen=True, kw_only=True)
class InfixTokens:
    """The tokens of one infix grammar.

    `operators` gives each operator its template, such as `{field} eq {value}`: those of
    the tree but null, `null` and `not-null`, `contains`, `starts` and `ends` for
    patterns of that shape, `unlike` for a pattern that must not fit. One that is
    missing is written with others where that says the same. `negation` is written
    around a condition that is not to hold; without it negation becomes opposites.
    `precedence` is what binds tighter, None where that is not told; when writing,
    and-terms among or-terms (and the reverse) are always grouped, or refused where
    there is no `group`.

    `forms` is how values of a kind are written, such as `'{value}'` for text, bare
    where it is not given; `escape` gives each special character its spelling. `names`
    is the regular expression of a field's name. A list is cut after `list_max` values.
    `nulls` and `ignore_case` are what the vendor means, for `matches`.
    """

    operators: Mapping[str, str]
    conjunction: str
    disjunction: str
    precedence: Literal["and", "or"] | None = None
    group: tuple[str, str] | None = ("(", ")")
    negation: str | None = None
    names: str = r"[A-Za-z_][\w.]*"
    forms: Mapping[str, str] = field(default_factory=dict)
    escape: Mapping[str, str] = field(default_factory=dict)
    list_separator: str = ","
    list_max: int | None = None
    wildcard: str = "*"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False

    @cached_property
    def templates(self) -> dict[str, Template]:
        """The template of each operator, in the order in which a reader tries them."""
        made = {name: Template(text) for name, text in self.operators.items()}
        # The longest token first: `<=` before `<`. A pattern before what equals it.
        patterns = (*LIKE, "unlike")
        order = sorted(made, key=lambda name: (-made[name].plain, name not in patterns))
        return {name: made[name] for name in order}

    @cached_property
    def escapes(self) -> dict[int, str]:
        """The escape table as `str.translate` takes it."""
        return str.maketrans(dict(self.escape))

    @cached_property
    def negation_template(self) -> Template | None:
        """The template of what is not to hold."""
        return None if self.negation is None else Template(self.negation)

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """What a field's name looks like."""
        return re.compile(self.names)

    @cached_property
    def wrappers(self) -> dict[str, tuple[str, str]]:
        """What stands before and after a value of each kind."""
        found = {kind: self.forms.get(kind, "{value}") for kind in KINDS}
        halves = {kind: form.partition("{value}") for kind, form in found.items()}
        return {kind: (half[0], half[2]) for kind, half in halves.items()}

    def wrappers_of(self, kind: Any) -> list[tuple[str, str]]:
        """The ways in which a value of a field's type may be written, longest first."""
        found = dict.fromkeys(self.wrappers[name] for name in kinds_of(kind))
        return sorted(found, key=lambda wrapper: -len(wrapper[0]))
