"""Write filters as named values: `filter[age][gte]=40`, or members of a JSON body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from ..core.errors import FilterError
from .conditions import (
    All,
    Condition,
    Either,
    FieldRef,
    Nulls,
    Predicate,
    joined,
    limited_depth,
)
from .literals import Booleans, Datetimes, as_json, as_text
from .operator_templates import Template
from .patterns import SHAPES, segments, shape
from .rewriting import GrammarCapabilities


@dataclass(frozen=True, kw_only=True)
class ParameterGrammar:
    """A grammar that writes conditions as parameters; all of them must be satisfied.

    `conditions` contains the name template of each operator. The possible operators are
    those in `OPERATORS` except `like`, and `contains`, `starts` and `ends` for patterns
    of these shapes. `names` is the regular expression for names of fields. With
    `nested`, a name is a path in a JSON object (`{field}/from`), and values are JSON.
    Otherwise, values are text, and lists are joined by `list_separator`. `is_null` and
    `is_not_null` are the values of the parameter for `null`.

    ```python
    grammar = ParameterGrammar(conditions={"eq": "{field}", "gt": "{field}[gt]"})
    grammar.render((F.name == "x") & (F.age > 40))  # {"name": "x", "age[gt]": "40"}
    ```
    """

    conditions: Mapping[str, str]
    nested: bool = False
    names: str = r"[^\[\]/]+"
    list_separator: str = ","
    is_null: Any = "true"
    is_not_null: Any = "false"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False

    @limited_depth()
    def render(self, condition: Condition[Any]) -> dict[str, Any]:
        """Return the values of the parameters by name, or the JSON object.

        Raises FilterError if the grammar cannot express the condition.
        """
        result: dict[str, Any] = {}
        normal = self.normal(condition)
        for predicate in normal.parts if isinstance(normal, All) else (normal,):
            if not isinstance(predicate, Predicate):
                raise FilterError("this grammar supports only AND: no OR, no raw text")
            name, value = self._written(predicate)
            *parents, last = name.split("/") if self.nested else [name]
            target = result
            for step in parents:
                target = target.setdefault(step, {})
                if not isinstance(target, dict):
                    raise FilterError(f"{step} cannot be both a value and a range here")
            if last in target:
                raise predicate.subject.error(
                    f"{name} can only be given once in a filter"
                )
            target[last] = value
        return result

    @limited_depth()
    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """Return an equivalent condition with only the grammar's own operators."""
        normal = self._capabilities.normal(condition)
        parts = normal.parts if isinstance(normal, All) else (normal,)
        return joined(All, map(self._gathered, parts))

    @cached_property
    def templates(self) -> dict[str, Template]:
        """For each operator, the template of the parameter's name."""
        return {name: Template(text) for name, text in self.conditions.items()}

    @cached_property
    def _capabilities(self) -> GrammarCapabilities:
        return GrammarCapabilities(self.conditions, (), self.nulls)

    def _gathered(self, condition: Condition[Any]) -> Condition[Any]:
        """Merge equality conditions on one field, joined by OR, into a list."""
        if not isinstance(condition, Either) or "in" not in self.conditions:
            return condition
        values: list[Any] = []
        subjects: set[FieldRef] = set()
        for part in condition.parts:
            if not isinstance(part, Predicate) or part.operator not in ("eq", "in"):
                return condition
            subjects.add(part.subject)
            values += part.value if part.operator == "in" else [part.value]
        if len(subjects) > 1:
            return condition
        return Predicate(subjects.pop(), "in", tuple(values))

    def _written(self, predicate: Predicate[Any]) -> tuple[str, Any]:
        operator, value = predicate.operator, predicate.value
        subject = predicate.subject
        if operator == "like":
            operator, value = self._shaped(predicate)
        if operator not in self.templates:
            raise subject.error(f"{operator} cannot be written in this grammar")
        wire = subject.wire
        if not re.fullmatch(self.names, wire):
            raise FilterError(f"{wire!r} cannot be a field's name in this grammar")
        name = self.templates[operator].written(field=wire)
        if operator == "null":
            return name, self.is_null if value else self.is_not_null
        if operator not in ("in", "nin"):
            return name, self._one(value)
        values, separator = list(map(self._one, value)), self.list_separator
        if self.nested:
            return name, values
        if any(separator in text for text in values) or values == [""]:
            raise subject.error(
                f"a value with {separator!r}, or an empty one alone, cannot stand in a "
                "list here"
            )
        return name, separator.join(values)

    def _shaped(self, predicate: Predicate[Any]) -> tuple[str, str]:
        parts = segments(predicate.value)
        for name in SHAPES:
            if name in self.conditions and (text := shape(name, parts)) is not None:
                return name, text
        raise predicate.subject.error(
            f"the pattern {predicate.value!r} cannot be written in this grammar"
        )

    def _one(self, value: Any) -> Any:
        if not self.nested:
            return as_text(value, self.booleans, self.datetimes)
        plain = as_json(value, self.datetimes)
        # The serialization of the body writes times in ISO 8601 later.
        as_given = self.datetimes == "iso" and not isinstance(plain, Decimal)
        return value if as_given else plain
