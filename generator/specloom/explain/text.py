"""Write explanations as text for a terminal of 80 columns.

Each fact has the number of its source. The sources follow at the end, so that the
reason of an action of an overlay is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from .explanation import Explanation, Fact, Origin, Provenance, Summary

WIDTH = 80
NAME = 18
"""The width of the column with the names of facts."""
DEFAULT = "*"
"""The mark of a fact that is a default of the runtime."""


def as_text(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of an explanation."""
    yield f"{explanation.vendor}: {explanation.method}"
    yield from _wrapped(explanation.signature, "", indent="    ")
    if explanation.description:
        yield from _wrapped(explanation.description, "", indent="    ")
    numbers: dict[Origin, int] = {}
    for section in explanation.sections:
        yield ""
        yield section.title
        previous = ""
        for fact in section.facts:
            shown = "" if fact.name == previous else fact.name
            yield from _fact_lines(fact, shown, _mark(fact.origin, numbers))
            previous = fact.name
    yield ""
    yield "Sources"
    if any(fact.origin.is_default for _, fact in explanation.facts()):
        yield f"  [{DEFAULT}] a default of the runtime"
    yield from _sources(numbers)


def _mark(origin: Origin, numbers: dict[Origin, int]) -> str:
    """Return the number of a source; the same place is the same source."""
    if origin.is_default:
        return f"[{DEFAULT}]"
    same = Origin(location=origin.location, provenance=origin.provenance)
    return f"[{numbers.setdefault(same, len(numbers) + 1)}]"


def _fact_lines(fact: Fact, name: str, mark: str) -> Iterator[str]:
    text = f"{fact.text} {mark}"
    longest = max(map(len, text.split()))
    if longest > WIDTH - NAME - 2:
        # A path, for example, is not broken, and is easier to copy from its own line.
        yield f"  {name}"
        yield from _wrapped(text, "", indent=" " * 4)
        return
    if len(name) > NAME - 1:
        yield f"  {name}"
        name = ""
    yield from _wrapped(text, f"  {name:<{NAME}}", indent=" " * (NAME + 2))


def _sources(numbers: Mapping[Origin, int]) -> Iterator[str]:
    """Yield the sources; the reason of an action follows all places that it states."""
    groups: dict[object, list[str]] = {}
    reasons: dict[object, Provenance] = {}
    for origin, number in numbers.items():
        group: object = origin.provenance or number
        groups.setdefault(group, []).append(f"[{number}] {origin.location}")
        if origin.provenance is not None:
            reasons[group] = origin.provenance
    for group, places in groups.items():
        yield from (f"  {place}" for place in places)
        if group in reasons:
            yield from _wrapped(_reason(reasons[group]), "", indent="      ")


def _reason(why: Provenance) -> str:
    """Return why an action states something, where it was read, and when."""
    checked = f"checked {why.checked}" if why.checked else ""
    ends = (why.source, checked, "an assumption" if why.assumed else "")
    end = "; ".join(each for each in ends if each)
    return f"{why.reason} ({end})" if end and why.reason else why.reason or end


def _wrapped(text: str, start: str, *, indent: str) -> Iterator[str]:
    lines = wrap(
        text,
        WIDTH,
        initial_indent=start or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from lines or [start.rstrip()]


def summary_lines(found: Iterable[Summary]) -> Iterator[str]:
    """Yield a line for each method."""
    rows = [*found]
    width = max((len(each.method) for each in rows), default=0)
    for each in rows:
        marks = f"  ({', '.join(each.marks)})" if each.marks else ""
        yield f"{each.method:<{width}}  {each.operation}{marks}"
