"""The locations and the grammars of an operation's filter and sort keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..core.errors import FilterError
from ..http.locations import display_name
from .conditions import Condition, limited_depth, owner_name, same_owner
from .day_precision import Recheck
from .fields import Field, SortKey
from .infix import InfixGrammar
from .key_map import KeyMapGrammar
from .parameter_filters import ParameterGrammar
from .rewriting import with_wire_names

Grammar: TypeAlias = InfixGrammar | KeyMapGrammar | ParameterGrammar


@dataclass(frozen=True)
class Filter:
    """The location, the grammar and the fields of an operation's filter.

    `location` is a parameter or a member of the body. For a ParameterGrammar, it can
    also be the whole query (`query`) or body (`body#`). `schema` is the name of the
    fields class that the filter accepts; None accepts all classes. `names` maps the
    name of a field to its name in requests, if the two differ. `returned` and `omitted`
    are the locations of the arguments that select the fields of the items.
    """

    location: str
    grammar: Grammar
    schema: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    returned: str | None = None
    omitted: str | None = None

    @property
    def spreads(self) -> bool:
        """Whether each condition is a separate parameter or member of the body."""
        parameters = isinstance(self.grammar, ParameterGrammar)
        return parameters and not self.location.startswith("body#/")

    @limited_depth()
    def render(self, condition: Condition[Any]) -> Any:
        """Return the value to send for a condition.

        Raises FilterError if the condition belongs to another fields class, or is
        nested too deeply.
        """
        if not isinstance(condition, Condition):
            raise FilterError(
                f"filter: a {type(condition).__name__} is not a condition "
                "(use raw(...) to send a string unchanged)"
            )
        owner = condition.owner
        if (
            self.schema is not None
            and owner is not None
            and owner_name(owner) != self.schema
        ):
            raise FilterError(
                f"a condition of {owner_name(owner)} cannot be used here "
                f"(expected one of {self.schema})"
            )
        return self.grammar.render(self._named(condition))

    def recheck(self, condition: Condition[Any]) -> Recheck | None:
        """Return the part of a condition that the client has to evaluate, or None."""
        if not isinstance(self.grammar, KeyMapGrammar):
            return None
        return self.grammar.recheck(self._named(condition))

    def _named(self, condition: Condition[Any]) -> Condition[Any]:
        return with_wire_names(condition, self.names) if self.names else condition


@dataclass(frozen=True)
class SortDirection:
    """The parameter or member of the body with the direction of the only sort key.

    `ascending` and `descending` are its values.
    """

    location: str
    ascending: str
    descending: str


@dataclass(frozen=True)
class SortGrammar:
    """The form of sort keys as text.

    `descending` is the prefix of a descending key, or its form with `{field}`, such as
    `{field} desc`; `ascending` is the form of any other key. `alphabetical` is the
    prefix of a key whose digits are compared as text; None if the vendor has no such
    order. If the vendor has a separate parameter for the direction, which is
    `direction`, a list is sorted by one key, and the text is its name.
    """

    descending: str = "-"
    alphabetical: str | None = None
    separator: str = ","
    direction: SortDirection | None = None
    ascending: str = "{field}"

    def form(self, *, descending: bool) -> str:
        """Return the form of a key, which contains `{field}` once."""
        if self.direction is not None:
            return "{field}"
        if not descending:
            return self.ascending
        prefixed = "{field}" not in self.descending
        return self.descending + "{field}" if prefixed else self.descending

    def render(self, keys: Sequence[SortKey[Any]]) -> str:
        """Return the keys as text."""
        if self.direction is not None and len(keys) > 1:
            raise FilterError(
                f"sort: this list is sorted by one field only (not by {len(keys)})"
            )
        return self.separator.join(map(self._written, keys))

    def _written(self, key: SortKey[Any]) -> str:
        if key.by_text and self.alphabetical is None:
            problem = f"cannot be sorted alphabetically by {key.wire}"
            raise FilterError(f"sort: this list {problem}")
        mark = (self.alphabetical or "") if key.by_text else ""
        form = self.form(descending=key.descending)
        return form.replace("{field}", mark + key.wire)


@dataclass(frozen=True)
class Sort:
    """The location, the grammar and the fields of an operation's sort keys.

    `schema` is the name of the fields class whose keys are accepted; None accepts all
    keys. Messages use `example`, a field of this class.
    """

    location: str
    grammar: SortGrammar
    schema: str | None = None
    example: str | None = None

    def render(self, keys: Any) -> dict[str, str]:
        """Return the parameters or members of the body for one or several keys.

        The result is empty for an empty list. A field means its ascending order. Raises
        FilterError for values that are neither sort keys nor fields to sort by, for
        those of other resources, and for more than the vendor accepts.
        """
        listed = self._checked(keys)
        if not listed:
            return {}
        found = {display_name(self.location): self.grammar.render(listed)}
        if (direction := self.grammar.direction) is not None:
            down = listed[0].descending
            word = direction.descending if down else direction.ascending
            found[display_name(direction.location)] = word
        return found

    def _checked(self, keys: Any) -> Sequence[SortKey[Any]]:
        given = keys if isinstance(keys, list | tuple) else [keys]
        listed = [key.asc() if isinstance(key, Field) else key for key in given]
        for key in listed:
            if not isinstance(key, SortKey):
                shown = type(key).__name__
                raise FilterError(f"sort: {shown} is not a sort key{self._expected}")
            if self.schema and key.owner and owner_name(key.owner) != self.schema:
                raise FilterError(
                    f"sort: a sort key of {owner_name(key.owner)} cannot be used "
                    f"here{self._expected}"
                )
            if not same_owner(key.owner, listed[0].owner):
                raise FilterError(
                    f"sort: a sort key of {owner_name(key.owner)} cannot be combined "
                    f"with one of {owner_name(listed[0].owner)}"
                )
        return listed

    @property
    def _expected(self) -> str:
        if self.schema is None:
            return ""
        if self.example is None:
            return f" (expected keys of {self.schema})"
        field = f"{self.schema}.{self.example}"
        return f" (expected keys such as {field} and -{field})"
