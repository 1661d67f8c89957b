"""Proves an operation of a generated client: on the wire, and in how it behaves."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import httpx2
import pytest
from specloom_runtime import ApiError, PaginationError

from .bench import TOKEN, Bench, Case, credentials, respond
from .described import Described, at, document
from .paging import prove_paging
from .places import prove_asked, prove_form, prove_places, standing
from .repeating import prove_key, prove_wait
from .splitting import prove_chunks, prove_windows
from .trips import prove_answer, prove_body
from .wire import Received, judged


def probes(spec: str, client: str, resource: str) -> Any:
    """A fixture that gives a Probe of the resource, once for each of the two clients.

    Args:
        spec: the description's path in the project.
        client: import path of the synchronous client class.
        resource: the attribute of the resource.
    """

    @pytest.fixture(params=["sync", "async"])
    def probe(request: pytest.FixtureRequest) -> Probe:
        return Probe(document(spec), Bench(client, resource, request.param))

    return probe


class Probe:
    """One resource of one client."""

    def __init__(self, spec: Any, bench: Bench) -> None:
        self._spec, self._bench = spec, bench

    def proves(self, action: str) -> None:
        """Proves one operation; an AssertionError says what it does wrong.

        The request satisfies the description, every declared parameter and credential
        at its place in the raw request; the documented answer decodes without
        deviation and loses nothing; every documented error is an ApiError. Where the
        operation pages, splits or repeats, that is proved as well.
        """
        described = Described.named(self._spec, self._bench.resource, action)
        given = self._bench.given(action, described)
        case = Case(self._bench, described, action, given)
        received = self._reaches(case)
        self._fails(case)
        prove_paging(case)
        prove_chunks(case, received)
        prove_windows(case, received)
        prove_wait(case)
        prove_key(case)

    def _reaches(self, case: Case) -> Received:
        """The first request and the documented answer are right."""
        seen: list[httpx2.Request] = []
        described = case.described
        status, content = described.success()

        def answer(request: httpx2.Request) -> httpx2.Response:
            seen.append(request)
            return respond(status, content)

        # One documented page served for ever is refused at its second coming.
        with suppress(PaginationError):
            done = case.run(answer)
            deviations = [str(d) for d in done.deviations]
            assert not deviations, f"the documented answer deviates: {deviations}"
            prove_answer(described, content, done.result)
            prove_warning(described, done.warned)
        assert seen, "no request was sent"
        received = Received(seen[0], described)
        assert received.method == described.method.lower()
        judged(described, received)
        prove_places(received, described)
        prove_form(received, described)
        prove_asked(received, described)
        prove_body(described, received, case.given)
        self._carries(described, received)
        assert len(seen) == 1 or described.fact("pagination") is not None
        return received

    def _carries(self, described: Described, received: Received) -> None:
        """The server's address and every credential are in the request."""
        client = self._bench.made
        told = {*credentials(client).values(), TOKEN}
        wanted = described.node.get("security", self._spec.get("security", ()))
        schemes = set(next(iter(wanted), ()))
        known = self._spec.get("components", {}).get("securitySchemes", {})
        asked = [known[s] for s in schemes if s in known]
        keys = [node.get("name", "Authorization").lower() for node in asked]
        for node, name in zip(asked, keys, strict=True):
            if keys.count(name) > 1:
                continue
            if node["type"] == "apiKey":
                place = f"$request.{node['in']}.{node['name']}"
                assert standing(received, place) in told, f"no {place}"
            elif node["type"] == "http":
                sent = received.raw.headers.get("authorization", "")
                assert sent.lower().startswith(node["scheme"].lower()), "no scheme"
        auth = described.fact("auth")
        for field in (auth or {}).get("fields", {}).values():
            if field.get("secret", True):
                assert at(received.json, field["location"]) in told, field["location"]
        servers = self._spec.get("servers") or [{"url": "//"}]
        server = servers[0]["url"].split("//")[-1].partition("/")[2]
        fixed = server.split("{")[0].rstrip("/")
        assert received.raw_path.startswith(f"/{fixed}"), f"not under /{fixed}"

    def _fails(self, case: Case) -> None:
        """Every documented error is an ApiError of its status."""
        for status, content in case.described.errors():
            with pytest.raises(ApiError) as caught:
                case.run(partial(_refuse, status, content))
            assert caught.value.status == status


def prove_warning(described: Described, warned: list[str]) -> None:
    """What is deprecated is warned of when it is called, and nothing else is."""
    node = described.node
    old = [p["name"] for p in node.get("parameters", ()) if p.get("deprecated") is True]
    if node.get("deprecated") is True:
        old = [described.path]
    told = [text for text in warned if text.endswith("is deprecated")]
    assert len(told) == len(old), f"warned of {told} (expected {old})"


def _refuse(status: int, content: Any, _: httpx2.Request) -> httpx2.Response:
    return respond(status, content)
