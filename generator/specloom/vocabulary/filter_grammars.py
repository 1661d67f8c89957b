"""Convert filter schemes to the runtime's grammars.

A scheme names a grammar of the runtime, or defines a grammar in an object that is named
after the family. With both, the members of the object override those of the named
grammar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specloom_runtime.filters.grammar import Grammar

_SEMANTICS = {"semantics.nulls": "nulls", "semantics.ignore-case": "ignore_case"}


def _values(*names: str) -> dict[str, str]:
    """Return, for each member `values.NAME`, the field with the same name."""
    return {f"values.{name}": name.replace("-", "_") for name in names}


@dataclass(frozen=True)
class GrammarFamily:
    """A family of grammars: its runtime class, and the field that each member sets."""

    runtime_class: str
    fields: Mapping[str, str]


_INFIX = {
    "operators": "operators",
    "logic.and": "conjunction",
    "logic.or": "disjunction",
    "logic.precedence": "precedence",
    "logic.group": "group",
    "logic.negation": "negation",
    **_values("forms", "escape", "booleans", "datetimes", "wildcard"),
    **_values("list-separator", "list-max", "list-null"),
    "field-pattern": "names",
    **_SEMANTICS,
}
_KEY_MAP = {
    "operators": "conditions",
    "keys.default": "default",
    "keys.template": "key",
    "keys.or": "or_key",
    "keys.and": "and_key",
    "keys.separators": "pairs",
    **_values("escape", "wildcard", "datetimes", "is-null", "is-not-null"),
    **_values("precision"),
    **_SEMANTICS,
}
_PARAMETERS = {
    "operators": "conditions",
    "nested": "nested",
    **_values("booleans", "datetimes", "list-separator", "is-null", "is-not-null"),
    "field-pattern": "names",
    **_SEMANTICS,
}
FAMILIES: Mapping[str, GrammarFamily] = {
    "infix": GrammarFamily("InfixGrammar", _INFIX),
    "key-map": GrammarFamily("KeyMapGrammar", _KEY_MAP),
    "parameters": GrammarFamily("ParameterGrammar", _PARAMETERS),
}


@dataclass(frozen=True, kw_only=True)
class FilterGrammar:
    """The grammar of a filter scheme.

    Attributes:
        shipped: the name of the runtime's grammar that this grammar extends, or None.
        family: the family of the grammar.
        members: the value of each member that the scheme sets; the keys are dotted
            paths. A value that is an object, such as `operators`, also contains the
            entries of the runtime's grammar.
    """

    shipped: str | None
    family: str
    members: Mapping[str, Any]

    def built(self) -> Grammar:
        """Return the instance of the runtime's class for this grammar."""
        from specloom_runtime.filters import grammar as grammars

        family = FAMILIES[self.family]
        fields: dict[str, Any] = {
            field: tuple(value) if isinstance(value, list) else value
            for member, field in family.fields.items()
            if (value := self.members.get(member, MISSING)) is not MISSING
        }
        if self.shipped is not None:
            return replace(shipped_grammars()[self.shipped], **fields)
        made: Grammar = getattr(grammars, family.runtime_class)(**fields)
        return made


def shipped_grammars() -> Mapping[str, Grammar]:
    """Return the runtime's grammars by name."""
    # Imported late: only filters need the runtime.
    from specloom_runtime.filters.presets import SHIPPED

    return SHIPPED


def filter_grammar(scheme: Mapping[str, Any]) -> FilterGrammar:
    """Return the grammar of a scheme, which names a shipped grammar or a family."""
    shipped = scheme.get("grammar")
    base = None if shipped is None else shipped_grammars()[shipped]
    kind = type(base).__name__
    of_base = [name for name, each in FAMILIES.items() if each.runtime_class == kind]
    family = (of_base or [name for name in FAMILIES if name in scheme])[0]
    said = scheme.get(family, {})
    members: dict[str, Any] = {}
    for member, field in FAMILIES[family].fields.items():
        group, _, name = member.rpartition(".")
        inside = said.get(group, {}) if group else said
        if name in inside:
            members[member] = _merged(getattr(base, field, {}), inside[name])
    return FilterGrammar(shipped=shipped, family=family, members=members)


def _merged(inherited: Any, value: Any) -> Any:
    """Return the value merged into the inherited members; leave out null members."""
    if not isinstance(value, dict):
        return value
    merged = {**inherited, **value}
    return {key: each for key, each in merged.items() if each is not None}
