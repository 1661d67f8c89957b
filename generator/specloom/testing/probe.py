"""Proves an operation of a generated client: on the wire, and in how it behaves."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, Literal

import httpx2
import pytest
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from specloom_runtime import ApiError, ManualClock, PaginationError

from .arguments import arguments
from .described import Described, document
from .paging import prove_paging
from .wire import Received, judge

Mode = Literal["sync", "async"]
Answer = Callable[[httpx2.Request], httpx2.Response]


def probes(spec: str, client: str, resource: str) -> Any:
    """A fixture that gives a Probe of the resource, once for each of the two clients.

    Args:
        spec: the description's path in the project.
        client: import path of the synchronous client class.
        resource: the attribute of the resource.
    """

    @pytest.fixture(params=["sync", "async"])
    def probe(request: pytest.FixtureRequest) -> Probe:
        return Probe(document(spec), client, resource, request.param)

    return probe


class Probe:
    """One resource of one client."""

    def __init__(self, spec: Any, client: str, resource: str, mode: Mode) -> None:
        self._spec, self._resource, self._mode = spec, resource, mode
        module, _, name = client.rpartition(".")
        name = name if mode == "sync" else f"Async{name}"
        self._client = getattr(import_module(module), name)

    def proves(self, action: str) -> None:
        """Proves one operation; an AssertionError says what it does wrong."""
        resource = self._resource.rstrip("_")
        described = Described.named(self._spec, f"{resource}.{action}")
        self._reaches(described, action)
        self._fails(described, action)
        if (fact := described.fact("pagination")) and fact["style"] != "single":
            prove_paging(self, described, fact, action)

    def run(
        self,
        action: str,
        answer: Answer,
        body: Any,
        deviations: list[Any] | None = None,
    ) -> Any:
        """The operation called with sampled arguments against an answering server."""
        heard = [] if deviations is None else deviations
        client = self._client(
            **credentials(self._client),
            transport=httpx2.MockTransport(answer),
            clock=ManualClock(),
            retries=0,
            on_deviation=heard.append,
        )
        method = getattr(getattr(client, self._resource), action)
        given = arguments(method, body)
        if self._mode == "async":
            return asyncio.run(_awaited(method(**given)))
        result = method(**given)
        return list(result) if hasattr(result, "pages") else result

    def _reaches(self, described: Described, action: str) -> None:
        """The request satisfies the description, and the documented answer decodes."""
        seen: list[httpx2.Request] = []
        status, content = described.success()

        def answer(request: httpx2.Request) -> httpx2.Response:
            seen.append(request)
            return respond(status, content)

        deviations: list[Any] = []
        single = described.fact("pagination") is None
        # One documented page served for ever is refused at its second coming.
        with suppress(PaginationError):
            self.run(action, answer, described.body(), deviations)
        assert seen, "no request was sent"
        received = Received(seen[0], described)
        assert received.method == described.method
        assert not deviations, f"the documented answer deviates: {deviations}"
        self._judged(received)
        _declared(described, received)
        assert len(seen) == 1 or not single

    def _judged(self, received: Received) -> None:
        try:
            _judge(id(self._spec), lambda: self._spec).validate_request(received)
        except OpenAPIError as error:
            detail = "; ".join(
                str(e) for e in getattr(error.__cause__, "schema_errors", ())
            )
            raise AssertionError(f"{error!r} {error.__cause__!r} {detail}") from error

    def _fails(self, described: Described, action: str) -> None:
        """Every documented error is an ApiError of its status."""
        for status, content in described.errors():

            def answer(
                _: httpx2.Request, status: int = status, body: Any = content
            ) -> Any:
                return respond(status, body)

            with pytest.raises(ApiError) as caught:
                self.run(action, answer, described.body())
            assert caught.value.status == status


_JUDGES: dict[int, OpenAPI] = {}


def _judge(key: int, spec: Callable[[], Any]) -> OpenAPI:
    if key not in _JUDGES:
        _JUDGES[key] = judge(spec())
    return _JUDGES[key]


def _declared(described: Described, received: Received) -> None:
    """Each required parameter is at its place in the raw request."""
    query = {key for key, _ in received.raw.url.params.multi_items()}
    for parameter in described.node.get("parameters", ()):
        name, place = parameter["name"], parameter["in"]
        if not parameter.get("required"):
            continue
        assert place != "query" or name in query, f"{name} is not in the query"
        assert place != "header" or name in received.raw.headers, f"{name} is no header"
    auth = described.fact("auth")
    for field in (auth or {}).get("fields", {}).values() if auth else ():
        name = field["at"].rsplit("/", 1)[-1]
        assert (received.json or {}).get(name), f"the body has no {name}"


def respond(status: int, content: Any, headers: Any = None) -> httpx2.Response:
    """An answer with a JSON body, or none."""
    if content is None:
        return httpx2.Response(status, headers=headers)
    return httpx2.Response(status, json=content, headers=headers)


@cache
def credentials(client: Any) -> dict[str, str]:
    """Arguments a client's constructor needs: the first set of credentials, servers."""
    service = client.service
    first = next(iter(service.security), ())
    own = [
        name
        for name, scheme in service.schemes.items()
        if type(scheme).__name__ == "BodyFields"
    ]
    needs = {n for scheme in (*first, *own) for n in service.schemes[scheme].needs}
    server = next(iter(service.servers.values()))
    needs |= {name for name, default in server.variables.items() if default is None}
    taken = inspect.signature(client.__init__).parameters
    return {name: f"test-{name}" for name in sorted(needs) if name in taken}


async def _awaited(result: Any) -> Any:
    if hasattr(result, "pages"):
        return [item async for item in result]
    return await result
