"""Proves that capped ranges and lists are cut: nothing lost, nothing sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx2
from specloom_runtime import RequestError

from .arguments import other
from .bench import Case, respond
from .described import Described, put
from .places import ABSENT, standing
from .wire import Received


class _Empty:
    """Answers every request with an empty page."""

    def __init__(self, described: Described) -> None:
        fact = described.fact("pagination") or {}
        self._status, content = described.success()
        roles = fact.get("response", {})
        content = put(content, roles["items"], []) if "items" in roles else content
        for role in ("cursor", "total", "has-more", "next"):
            if "body#/" in str(roles.get(role)):
                content = put(content, roles[role], 0 if role == "total" else None)
        self._content, self._described = content, described
        self.seen: list[Received] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(Received(request, self._described))
        return respond(self._status, self._content)


def prove_chunks(case: Case, first: Received) -> None:
    """A list over its maximum is sent in pieces; an empty one sends nothing."""
    for place, maximum in _capped(case.described):
        name = _argument(case, first, place)
        one = case.given[name][0]
        server = _Empty(case.described)
        case.run(server, {name: [other(one, n) for n in range(maximum + 1)]})
        pieces = [_listed(standing(r, place)) for r in server.seen]
        assert all(0 < len(p) <= maximum for p in pieces), f"{place}: too many values"
        sent = [value for piece in pieces for value in piece]
        assert len(sent) == len(set(sent)) == maximum + 1, f"{place}: lost or doubled"
        nothing = _Empty(case.described)
        case.run(nothing, {name: []})
        assert not nothing.seen, f"{place}: an empty list was sent as everything"


def prove_windows(case: Case, first: Received) -> None:
    """A range over its maximum is read in windows that touch and never overlap."""
    for start, end, window in _windows(case.described):
        span = timedelta(days=230 if "M" in window["maximum"] else 75)
        server = _Empty(case.described)
        case.run(server, _wide(case, first, start, end, span))
        seen = server.seen
        ends = [[_moment(standing(r, place)) for place in (start, end)] for r in seen]
        assert len(ends) > 1, f"{start}: a wide range was not cut"
        step = timedelta(0)
        if window.get("bounds") == "inclusive":
            step = timedelta(days=1) if window.get("step") == "P1D" else SECOND
        for (_, last), (following, _) in pairwise(ends):
            assert following - last == step, f"{start}: {last} is before {following}"
        assert ends[-1][1] - ends[0][0] == span, f"{start}: not the whole range"


SECOND = timedelta(seconds=1)


def _wide(
    case: Case, first: Received, start: str, end: str, span: timedelta
) -> dict[str, Any]:
    """The arguments of a range of this span, its ends apart or in one object."""
    name = _argument(case, first, start)
    low = case.given[name]
    if isinstance(low, date):
        return {_argument(case, first, end, piece=-1): low + span}
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    ends = {start: begin, end: begin + span}
    made = {place.rpartition("/")[2]: at.isoformat() for place, at in ends.items()}
    return {name: type(low).model_validate(made)}


def _argument(case: Case, first: Received, place: str, *, piece: int = 0) -> str:
    """The argument that is sent at a place of a piece: whose change changes it."""
    before = standing(first, place)
    assert before is not ABSENT, f"nothing stands at {place}"
    for name, value in case.given.items():
        for number in (1, -1):
            server = _Empty(case.described)
            # A range may not end before it begins: the other direction is tried then.
            with suppress(RequestError):
                case.run(server, {name: other(value, number)})
            if server.seen and standing(server.seen[piece], place) != before:
                return name
    raise AssertionError(f"no argument is sent at {place}")


def _capped(described: Described) -> Iterator[tuple[str, int]]:
    for parameter in described.node.get("parameters", ()):
        schema = parameter.get("schema", {})
        chunk = parameter.get("x-specloom-chunk") or schema.get("x-specloom-chunk")
        if chunk:
            yield f"$request.{parameter['in']}.{parameter['name']}", _most(
                chunk, schema
            )
    for name, schema in _members(described).items():
        if chunk := schema.get("x-specloom-chunk"):
            yield f"$request.body#/{name}", _most(chunk, schema)


def _windows(described: Described) -> Iterator[tuple[str, str, Any]]:
    said = described.fact("window") or []
    for window in [said] if isinstance(said, dict) else said:
        yield window["start"], window["end"], window
    for name, schema in _members(described).items():
        if window := schema.get("x-specloom-window"):
            inside = f"$request.body#/{name}"
            yield f"{inside}/{window['start']}", f"{inside}/{window['end']}", window


def _members(described: Described) -> Any:
    for media in described.node.get("requestBody", {}).get("content", {}).values():
        return described.resolved(media.get("schema", {})).get("properties", {})
    return {}


def _most(chunk: Any, schema: Any) -> int:
    return int(schema["maxItems"] if chunk is True else chunk["maximum"])


def _listed(value: Any) -> list[str]:
    if value is ABSENT:
        return []
    if isinstance(value, str):
        return value.split(",")
    return [str(each) for each in value]


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
