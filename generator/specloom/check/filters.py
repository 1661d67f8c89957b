"""Checks that the filter grammars at the root are complete, by their families."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from ..errors import Finding, Path
from ..messages import checks as messages
from ..presets import FAMILIES, completed, preset_names
from ..vocabulary import keys

KEY: Final = keys.FILTER
_BARE: Final = frozenset({"null", "not-null"})
_LISTS: Final = frozenset({"in", "nin"})


def filter_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with each filter scheme, at its place."""
    for scheme, said in document.get(KEY, {}).items():
        at: Path = (KEY, scheme)
        name, known = said.get("grammar"), preset_names()
        if name is not None and name not in known:
            unknown = messages.UNKNOWN_GRAMMAR(name=name, known=", ".join(known))
            yield (*at, "grammar"), unknown.under(f"{KEY}.{scheme}.grammar")
            continue
        for path, wrong in _grammar(completed(said)):
            where = path if path and path[0] in said else ()
            label = ".".join([KEY, scheme, *map(str, path)])
            yield (*at, *where), wrong.under(label)


def _grammar(words: Mapping[str, Any]) -> Iterator[Finding]:
    # Late: only a filter needs the runtime, and it brings all of itself.
    from specloom_runtime.filters import grammar as runtime

    family = words["family"]
    known = {f.name: f for f in fields(getattr(runtime, FAMILIES[family]))}
    for word in words:
        if word not in known and word != "family":
            takes = ", ".join(sorted(known))
            unknown = messages.UNKNOWN_GRAMMAR_FIELD(family=family, known=takes)
            yield (word,), unknown
    for name, field in known.items():
        required = field.default is MISSING and field.default_factory is MISSING
        if required and words.get(name) is None:
            yield (), messages.MISSING_GRAMMAR_FIELD(name=name, family=family)
    try:
        re.compile(words.get("names", ""))
    except re.error as error:
        yield ("names",), messages.INVALID_FIELD_PATTERN(reason=error)
    if family == "infix":
        for operator, text in words.get("operators", {}).items():
            expected = {"{field}"}
            if operator not in _BARE:
                expected.add("{values}" if operator in _LISTS else "{value}")
            yield from _placeholders(("operators", operator), text, expected)
    elif family == "parameters":
        for operator, text in words.get("conditions", {}).items():
            yield from _placeholders(("conditions", operator), text, {"{field}"})


def _placeholders(path: Path, text: str, expected: set[str]) -> Iterator[Finding]:
    found = re.findall(r"\{[a-z]+\}", text)
    if sorted(found) != sorted(expected):
        wanted = ", ".join(sorted(expected))
        yield path, messages.WRONG_PLACEHOLDERS(text=text, expected=wanted)
