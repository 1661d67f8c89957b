"""Check the buckets of windows: their list, their days and the list of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import Operation, steps
from ..errors import Finding
from ..messages import Message, Text
from ..vocabulary import keys
from .findings import Fact
from .location_problems import missing, undeclared, unreachable

EXPECTED: Final[Mapping[str, str]] = {"bounds": "inclusive", "step": "P1D"}
"""The members of every window with buckets."""


def check_buckets(operation: Operation, fact: Fact, item: Any) -> Iterator[Finding]:
    """Yield the problems of the buckets of a window.

    Args:
        operation: a paginated operation with the window.
        fact: the window.
        item: the schema of an item.
    """
    buckets = fact.value.get("align")
    if not isinstance(buckets, Mapping):
        return
    for name, expected in EXPECTED.items():
        if fact.value.get(name) != expected:
            value = fact.value.get(name, "missing")
            wrong = Message.BUCKETS_OF_OTHER_WINDOW(
                name=name, value=value, expected=expected
            )
            yield fact.origin((name,)), wrong.under(f"{keys.WINDOW}.{name}")
    for member, problem in (
        ("list", _list_problem(operation, fact, item)),
        ("start", _day_problem(operation, buckets, item, "start")),
        ("end", _day_problem(operation, buckets, item, "end")),
        ("ids", _ids_problem(operation, buckets.get("ids"))),
    ):
        if problem:
            label = f"{keys.WINDOW}.align.{member}"
            yield fact.origin(("align", member)), problem.under(label)


def _list_problem(operation: Operation, fact: Fact, item: Any) -> Text | None:
    path = fact.value["align"]["list"]
    wrong = missing(operation.spec, item, steps(path), "the item")
    if wrong is None and path not in fact.value.get("merge", {}).get("lists", {}):
        return Message.BUCKETS_NOT_MERGED(path=path)
    return wrong


def _day_problem(
    operation: Operation, buckets: Mapping[str, Any], item: Any, end: str
) -> Text | None:
    spec, name = operation.spec, buckets[end]
    path = (*steps(buckets["list"]), name)
    if missing(spec, item, path[:-1], "the item"):
        return None  # The list itself is reported.
    wrong = missing(spec, item, path, "the item")
    wrong = wrong or undeclared(operation, item, path, f"{buckets['list']}/{name}")
    declared = [each for each in spec.parts(spec.possibly_at(item, path)) if each]
    if wrong is None and not any(each.get("format") == "date" for each in declared):
        return Message.BUCKET_NOT_A_DAY(name=name)
    return wrong


def _ids_problem(operation: Operation, location: str | None) -> Text | None:
    if location is None:
        return None
    wrong = unreachable(operation, location)
    if wrong is None and not operation.spec.is_list(operation.schema_at(location)):
        wire = operation.wire
        return Message.ITEMS_NOT_A_LIST(location=location, operation=wire)
    return wrong
