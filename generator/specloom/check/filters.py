"""Are the filter grammars at the root whole, each by the rules of its family?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from ..document import Path
from ..presets import FAMILIES, completed, preset_names
from ..vocabulary import keys
from .findings import Finding

KEY: Final = keys.FILTER
_BARE: Final = frozenset({"null", "not-null"})
_LISTS: Final = frozenset({"in", "nin"})


def filter_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with each filter scheme, at its place."""
    for scheme, said in document.get(KEY, {}).items():
        at: Path = (KEY, scheme)
        name, known = said.get("grammar"), preset_names()
        if name is not None and name not in known:
            wrong = f'no grammar "{name}" (there are: {", ".join(known)})'
            yield (*at, "grammar"), f"{KEY}.{scheme}.grammar: {wrong}"
            continue
        for path, wrong in _grammar(completed(said)):
            where = path if path and path[0] in said else ()
            label = ".".join([KEY, scheme, *map(str, path)])
            yield (*at, *where), f"{label}: {wrong}"


def _grammar(words: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    # Late: only a filter needs the runtime, and it brings all of itself.
    from specloom_runtime import grammar as runtime

    family = words["family"]
    known = {f.name: f for f in fields(getattr(runtime, FAMILIES[family]))}
    for word in words:
        if word not in known and word != "family":
            takes = ", ".join(sorted(known))
            yield (word,), f"the family {family} has no such field (there are: {takes})"
    for name, field in known.items():
        required = field.default is MISSING and field.default_factory is MISSING
        if required and words.get(name) is None:
            yield (), f"{name} is missing (a grammar of the family {family} needs it)"
    try:
        re.compile(words.get("names", ""))
    except re.error as error:
        yield ("names",), f"not a regular expression: {error}"
    if family == "infix":
        for operator, text in words.get("operators", {}).items():
            holes = {"{field}"}
            if operator not in _BARE:
                holes.add("{values}" if operator in _LISTS else "{value}")
            yield from _holes(("operators", operator), text, holes)
    elif family == "parameters":
        for operator, text in words.get("conditions", {}).items():
            yield from _holes(("conditions", operator), text, {"{field}"})


def _holes(path: Path, text: str, expected: set[str]) -> Iterator[tuple[Path, str]]:
    found = re.findall(r"\{[a-z]+\}", text)
    if sorted(found) != sorted(expected):
        wanted = " and ".join(sorted(expected))
        yield path, f'"{text}" has not the right holes (expected {wanted}, each once)'
