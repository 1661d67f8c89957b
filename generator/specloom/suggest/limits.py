"""Propose limits that prose states: of rates, of date ranges, and of lists of ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..document import Operation
from ..document.durations import each_period, in_words
from ..vocabulary import keys
from .described import Described
from .edits import node_action, quoted, root_action
from .operation_proposals import of_operations
from .proposal import Proposal
from .titles import several
from .words import folded, prose, words

_RATE: Final = re.compile(
    r"\b(\d[\d,]{0,8})\s*(?:api |http )?(?:requests?|calls?)\s*(?:/|per|every|in|within"
    r"|each)\s*(?:a |any |an |one )?(?:(\d{1,4})[- ]?)?(second|sec|s|minute|min|hour"
    r"|hr|day)s?\b",
    re.I,
)
_ABOUT_RATES: Final = re.compile(r"rate.?limit|throttl|too many requests|\b429\b", re.I)
_PERIODS: Final = {
    "s": "PT{}S", "sec": "PT{}S", "second": "PT{}S", "min": "PT{}M",
    "minute": "PT{}M", "hr": "PT{}H", "hour": "PT{}H", "day": "P{}D",
}  # fmt: skip
_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "six": 6, "seven": 7, "twelve": 12}
_RANGE: Final = re.compile(
    r"(?:max(?:imum|imal)?|at most|up to|no more than|not exceed|cannot exceed"
    r"|limited to|exceeds?|longer than|greater than|more than|within)[^.\d]{0,40}?"
    r"\b(\d{1,3}|one|two|three|six|seven|twelve)[- ](?:calendar )?"
    r"(day|week|month|year)s?\b",
    re.I,
)
_ABOUT_RANGES: Final = re.compile(
    r"\b(range|interval|period|window|span|between|difference|dates?)\b", re.I
)
_INCLUSIVE: Final = re.compile(
    r"\b(?<!not )(?:inclusive|included|last (?:day|date|instant)|or (?:earlier|before)"
    r"|(?:on|at) or before|up to and including|not later than|no later than)\b",
    re.I,
)
_DURATIONS: Final = {"day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}
_STARTS: Final = frozenset({"start", "from", "since", "after", "begin", "min", "gte"})
_ENDS: Final = frozenset({"end", "to", "until", "till", "before", "max", "lte"})
_IDS: Final = re.compile(r".*(ids?|keys|codes|numbers|uuids|guids|skus)")
_MOST: Final = re.compile(
    r"(?:up to|at most|max(?:imum)?(?: of)?|no more than|limited to|limit of)[ :]*"
    r"(\d[\d,]{0,4}) (?:comma|values?\b|items?\b|elements?\b|keys?\b"
    r"|(?:[\w-]+ )?ids?\b)",
    re.I,
)


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield the proposals of this module."""
    yield from _rates(described)
    yield from _windows(described)
    yield from _chunks(described)


def _rates(described: Described) -> Iterator[Proposal]:
    """Yield a proposal if the prose about the whole API states one rate."""
    said = prose(described.tree.get("info"))
    found = {
        (int(match[1].replace(",", "")), _period(match))
        for match in _RATE.finditer(said)
        if int(match[1].replace(",", ""))
    }
    if keys.RATE_LIMIT in described.spec.document or len(found) != 1:
        return
    ((requests, per),) = found
    location = described.place(described.tree["info"], "description")
    rate = f"{requests:,} requests per {each_period(per)}"
    reason = f"The description says that {rate} are allowed."
    update = {keys.RATE_LIMIT: {"default": {"requests": requests, "per": per}}}
    yield Proposal(
        kind="rate-limit",
        title=rate,
        reason=reason,
        confidence=0.9 if _ABOUT_RATES.search(said) else 0.7,
        location=location,
        actions=(root_action(update, reason, location, described.checked),),
    )


def _period(match: re.Match[str]) -> str:
    return _PERIODS[match[3].lower()].format(int(match[2] or 1))


def _windows(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for date ranges whose greatest length prose states."""
    groups: dict[str, list[tuple[Operation, Mapping[str, Any]]]] = {}
    for operation in described.unstated(keys.WINDOW):
        pair = _date_range(operation)
        length = pair and _length(operation, pair)
        if pair and length:
            start, end = (f"$request.query.{name}" for name in pair)
            value = {"start": start, "end": end, "maximum": length}
            if _includes_end(operation, pair[1]):
                value["bounds"] = "inclusive"
            groups.setdefault(length, []).append((operation, {keys.WINDOW: value}))
    for length, updates in groups.items():
        longest = in_words(length)
        yield of_operations(
            described,
            "window",
            f"ranges of at most {longest} in {several([o for o, _ in updates])}",
            f"The prose limits the range of dates to {longest}.",
            0.85,
            updates,
        )


def _date_range(operation: Operation) -> tuple[str, str] | None:
    """Return the parameters of the start and the end of a range of dates."""
    starts: dict[tuple[str, ...], str] = {}
    dates = []
    for each in operation.parameters:
        schema = operation.spec.resolve(each.get("schema"))
        if each.get("in") == "query" and schema.get("format") in ("date", "date-time"):
            dates.append(str(each["name"]))
    for name in dates:
        if not _STARTS.isdisjoint(words(name)):
            starts[_rest(name, _STARTS)] = name
    for name in dates:
        if not _ENDS.isdisjoint(words(name)) and _rest(name, _ENDS) in starts:
            return starts[_rest(name, _ENDS)], name
    return None


def _includes_end(operation: Operation, name: str) -> bool:
    """Return whether prose says that the end of a range is a part of it."""
    ends = (each for each in operation.parameters if each.get("name") == name)
    return any(_INCLUSIVE.search(prose(each)) for each in ends)


def _rest(name: str, left_out: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in left_out)


def _length(operation: Operation, pair: Sequence[str]) -> str | None:
    """Return the greatest length of a range, as a duration."""
    named = [e for e in operation.parameters if e.get("name") in pair]
    for said in (*map(prose, named), prose(operation.node)):
        for found in _RANGE.finditer(said):
            around = said[max(0, found.start() - 120) : found.end() + 60]
            if _ABOUT_RANGES.search(around):
                count = found[1].lower()
                number = _NUMBERS.get(count) or int(count)
                return _DURATIONS[found[2].lower()].format(number)
    return None


def _chunks(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for lists of ids in the query that have a greatest length."""
    actions: list[dict[str, Any]] = []
    operations: list[Operation] = []
    for operation in described.operations:
        for target, value in _limited_lists(described, operation):
            name = target.rpartition("'")[0].rpartition("'")[2]
            reason = f'The list "{name}" has a greatest length.'
            location = described.locate(operation)
            update = {keys.CHUNK: value}
            said = (reason, location, described.checked)
            actions.append(node_action(target, update, *said))
            operations.append(operation)
    if operations:
        yield Proposal(
            kind="chunk",
            title=f"lists of limited length in {several(operations)}",
            reason="The schema or the prose limits the length of these lists of ids.",
            confidence=0.9,
            location=described.locate(operations[0]),
            operations=tuple(dict.fromkeys(each.wire for each in operations)),
            actions=tuple(actions),
        )


def _limited_lists(
    described: Described, operation: Operation
) -> Iterator[tuple[str, Any]]:
    """Yield the query of each limited list of ids, and its value of the key."""
    declared = described.own(operation).get("parameters")
    known = {str(each.get("name")): each for each in operation.parameters}
    for each in declared if isinstance(declared, list) else ():
        name = each.get("name") if isinstance(each, dict) else None
        found = known.get(str(name), {})
        schema = operation.spec.resolve(found.get("schema"))
        if found.get("in") != "query" or not _IDS.fullmatch(folded(str(name))):
            continue
        if schema.get("type") != "array" or keys.CHUNK in {**schema, **found}:
            continue
        most = _MOST.search(prose(found))
        value: Any = {"maximum": int(most[1].replace(",", ""))} if most else None
        if "maxItems" in schema:
            value = True
        if value:
            path = f"$.paths{quoted(operation.path)}.{operation.method.lower()}"
            test = str(name).replace("\\", "\\\\").replace("'", "\\'")
            yield f"{path}.parameters[?@.name == '{test}']", value
