"""Check that each filter grammar at the root has the members its family requires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from ..document import Spec
from ..errors import Finding, Path
from ..messages import Message
from ..suggestions import did_you_mean
from ..vocabulary import keys
from ..vocabulary.filter_grammars import (
    FAMILIES,
    FilterGrammar,
    filter_grammar,
    shipped_grammars,
)

KEY: Final = keys.FILTER
_BARE: Final = frozenset({"null", "not-null"})
_LISTS: Final = frozenset({"in", "nin"})


def check_filter_grammars(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of each filter scheme at the root."""
    for scheme, value in spec.schemes(KEY).items():
        for path, wrong in _scheme(value):
            label = ".".join([KEY, scheme, *map(str, path)])
            yield (KEY, scheme, *path), wrong.under(label)


def _scheme(scheme: Mapping[str, Any]) -> Iterator[Finding]:
    name = scheme.get("grammar")
    if name is not None and name not in shipped_grammars():
        known = ", ".join(shipped_grammars())
        hint = did_you_mean(name, shipped_grammars(), "{} ")
        yield ("grammar",), Message.UNKNOWN_GRAMMAR(name=name, hint=hint, known=known)
        return
    grammar = filter_grammar(scheme)
    for other in FAMILIES:
        if other in scheme and other != grammar.family:
            wrong = Message.OTHER_GRAMMAR_FAMILY(other=other, family=grammar.family)
            yield (other,), wrong
    if grammar.shipped is None:
        yield from _missing(grammar)
    for path, wrong in _members(grammar):
        yield (grammar.family, *path), wrong


def _missing(grammar: FilterGrammar) -> Iterator[Finding]:
    """Yield the members that the runtime's class requires and the scheme lacks."""
    # Imported late: only filters need the runtime, which takes time to import.
    from specloom_runtime.filters import grammar as runtime

    family = FAMILIES[grammar.family]
    required = {
        each.name
        for each in fields(getattr(runtime, family.runtime_class))
        if each.default is MISSING and each.default_factory is MISSING
    }
    for member, field in family.fields.items():
        if field in required and grammar.members.get(member) is None:
            missing = Message.MISSING_GRAMMAR_FIELD(name=member, family=grammar.family)
            yield (grammar.family,), missing


def _members(grammar: FilterGrammar) -> Iterator[Finding]:
    try:
        re.compile(grammar.members.get("field-pattern", ""))
    except re.error as error:
        yield ("field-pattern",), Message.INVALID_FIELD_PATTERN(reason=error)
    for operator, text in grammar.members.get("operators", {}).items():
        path: Path = ("operators", operator)
        if grammar.family == "infix":
            expected = {"{field}"}
            if operator not in _BARE:
                expected.add("{values}" if operator in _LISTS else "{value}")
            yield from _placeholders(path, text, expected)
        elif grammar.family == "parameters":
            yield from _placeholders(path, text, {"{field}"})


def _placeholders(path: Path, text: str, expected: set[str]) -> Iterator[Finding]:
    found = re.findall(r"\{[a-z]+\}", text)
    if sorted(found) != sorted(expected):
        wanted = ", ".join(sorted(expected))
        yield path, Message.WRONG_PLACEHOLDERS(text=text, expected=wanted)
