"""Write an overview of a description as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..overview.findings import Found, Overview

MOST = 5
"""How many losses, and how many facts about a subject, are shown."""


def overview_lines(found: Overview) -> Iterator[str]:
    """Yield the lines of an overview, without the first calls."""
    form = found.form.replace("openapi", "OpenAPI").replace("swagger", "Swagger")
    yield f"{found.file}: {found.title} ({form})"
    yield ""
    counts = f"{found.operations} of {found.operations}"
    if found.generated != found.operations:
        counts = f"{found.generated} of {found.operations}"
    resources = _counted(found.resources, "resource")
    types = _counted(found.models, "type")
    yield f"operations   {counts} generated, in {resources}; {types}"
    yield from _losses(found.losses)
    yield from _subject("security", found.security, "none is declared")
    for name, facts in found.subjects.items():
        yield from _subject(name, facts, "none is declared, and none was found")
    if found.others:
        counts = ", ".join(f"{count} {kind}" for kind, count in found.others.items())
        yield f"{'others':<12} proposals: {counts}"


def _losses(losses: Sequence[str]) -> Iterator[str]:
    if not losses:
        yield "losses       none: everything that is declared is generated"
        return
    yield f"losses       {len(losses)} declared parts would be lost:"
    yield from (f"  {loss}" for loss in losses[:MOST])
    if (more := len(losses) - MOST) > 0:
        yield f"  and {more} more"


def _subject(name: str, facts: Sequence[Found], nothing: str) -> Iterator[str]:
    if not facts:
        yield f"{name:<12} {nothing}"
        return
    for number, each in enumerate(facts[:MOST]):
        shown = name if number == 0 else ""
        yield f"{shown:<12} {_text(each)}"
    if (more := len(facts) - MOST) > 0:
        yield f"{'':<12} and {more} more"


def _text(fact: Found) -> str:
    where = ""
    if fact.operations:
        operations = _counted(fact.operations, "operation")
        where = f": {operations}, such as {fact.example}"
    sure = ""
    if fact.confidence is not None:
        sure = f" (proposed, {fact.confidence:.0%} sure)"
    return f"{fact.text}{where}{sure}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
