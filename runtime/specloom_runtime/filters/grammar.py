"""The locations and the grammars of an operation's filter and sort keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from ..core.errors import FilterError
from .conditions import Condition, owner_name, same_owner
from .fields import SortKey
from .infix import InfixGrammar
from .key_map import KeyMapGrammar
from .parameter_filters import ParameterGrammar
from .rewriting import with_wire_names

Grammar: TypeAlias = InfixGrammar | KeyMapGrammar | ParameterGrammar


@dataclass(frozen=True)
class Filter:
    """The location, the grammar and the fields of an operation's filter.

    `location` is a parameter or a member of the body. For a ParameterGrammar it can
    also be the whole query (`query`) or body (`body#`). `schema` is the name of the
    fields class that is accepted; None accepts all. `names` maps the name of a field to
    its name in requests, if that is different.
    """

    location: str
    grammar: Grammar
    schema: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def spreads(self) -> bool:
        """Whether each condition is a separate parameter or member of the body."""
        parameters = isinstance(self.grammar, ParameterGrammar)
        return parameters and not self.location.startswith("body#/")

    def render(self, condition: Condition[Any]) -> Any:
        """Return the value to send.

        Raises FilterError for a condition on another fields class.
        """
        if not isinstance(condition, Condition):
            raise FilterError(
                f"not a condition: {type(condition).__name__} (raw(...) makes one of a "
                "string that is sent as it is)"
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
        if self.names:
            condition = with_wire_names(condition, self.names)
        return self.grammar.render(condition)


@dataclass(frozen=True)
class SortGrammar:
    """The form of sort keys as text.

    `alphabetical` is the prefix of a key whose digits are compared as text; None if the
    vendor has no such order.

    `owner` is the name of the fields class whose keys are accepted; None accepts all.
    """

    descending: str = "-"
    alphabetical: str | None = None
    separator: str = ","
    owner: str | None = None

    def of(self, owner: str) -> SortGrammar:
        """Return the same grammar for the keys of one fields class."""
        return replace(self, owner=owner)

    def render(self, keys: Sequence[SortKey[Any]]) -> str:
        """Return the keys as text. Raises FilterError for keys of several resources."""
        for key in keys:
            if not isinstance(key, SortKey):
                raise FilterError("sort takes sort keys: -C.number or C.number.asc()")
            if self.owner and key.owner and owner_name(key.owner) != self.owner:
                raise FilterError(
                    f"a sort key of {owner_name(key.owner)} cannot be used here "
                    f"(expected one of {self.owner})"
                )
            if not same_owner(key.owner, keys[0].owner):
                raise FilterError(
                    f"a sort key of {owner_name(key.owner)} cannot be combined with "
                    f"one of {owner_name(keys[0].owner)}"
                )
        return self.separator.join(map(self._written, keys))

    def _written(self, key: SortKey[Any]) -> str:
        if key.by_text and self.alphabetical is None:
            raise FilterError(f"{key.wire} cannot be sorted alphabetically here")
        mark = (self.alphabetical or "") if key.by_text else ""
        return (self.descending if key.descending else "") + mark + key.wire
