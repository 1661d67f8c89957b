"""One client of a vendor on a bench: operations run against an answering function."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Literal

import httpx2
from specloom_runtime import ManualClock

from .arguments import arguments
from .described import Described, Raw

Mode = Literal["sync", "async"]
Answer = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class Run:
    """What one call did: its result, and what the client said on the way."""

    result: Any
    deviations: list[Any] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """One resource of one client, synchronous or asynchronous."""

    client: str
    resource: str
    mode: Mode

    @property
    def made(self) -> Any:
        """The client's class."""
        module, _, name = self.client.rpartition(".")
        named = name if self.mode == "sync" else f"Async{name}"
        return getattr(import_module(module), named)

    def given(self, action: str, described: Described) -> dict[str, Any]:
        """A value for each argument of the operation."""
        client = self.made(**credentials(self.made), **address(self.made))
        return arguments(getattr(getattr(client, self.resource), action), described)

    def run(
        self,
        action: str,
        answer: Answer,
        given: Mapping[str, Any],
        *,
        own: str = "",
        retries: int = 0,
    ) -> Run:
        """The operation called with these arguments; a pager is read to its end.

        `own` is the operation's path: it may itself be where tokens are had.
        """
        done, clock = Run(None), ManualClock()
        client = self.made(
            **credentials(self.made),
            **address(self.made),
            transport=httpx2.MockTransport(_with_tokens(self.made, answer, own)),
            clock=clock,
            retries=retries,
            on_deviation=done.deviations.append,
        )
        method = getattr(getattr(client, self.resource), action)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always", DeprecationWarning)
            if self.mode == "async":
                done.result = asyncio.run(_awaited(method(**given)))
            else:
                result = method(**given)
                done.result = list(result) if hasattr(result, "pages") else result
        done.warned = [str(w.message) for w in warned if _own(w.category)]
        done.slept = clock.slept
        return done


@dataclass(frozen=True)
class Case:
    """One operation on a bench, with arguments that are known to do."""

    bench: Bench
    described: Described
    action: str
    given: Mapping[str, Any]

    def run(
        self,
        answer: Answer,
        changed: Mapping[str, Any] | None = None,
        *,
        retries: int = 0,
    ) -> Run:
        """The operation called with its arguments, some of them changed."""
        given = {**self.given, **(changed or {})}
        path = self.described.path
        return self.bench.run(self.action, answer, given, own=path, retries=retries)


def _with_tokens(client: Any, answer: Answer, own: str) -> Answer:
    """The answering function behind a token endpoint, where a scheme has one.

    An operation at that place is answered as documented.
    """
    found = {
        str(url).rpartition("//")[2].partition("/")[2].rstrip("/")
        for scheme in client.service.schemes.values()
        if (url := getattr(scheme, "token_url", None))
    }
    token = {"access_token": "test-token", "token_type": "Bearer", "expires_in": 3600}

    def answered(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.path.strip("/")
        if asked in found and not asked.endswith(own.strip("/")):
            return respond(200, token)
        return answer(request)

    return answered


def _own(category: type[Warning]) -> bool:
    return issubclass(category, DeprecationWarning)


async def _awaited(result: Any) -> Any:
    if hasattr(result, "pages"):
        return [item async for item in result]
    return await result


def respond(status: int, content: Any, headers: Any = None) -> httpx2.Response:
    """An answer with a JSON body, or none."""
    if isinstance(content, Raw):
        own = {"content-type": content.media, **(headers or {})}
        return httpx2.Response(status, content=content.data, headers=own)
    if content is None:
        return httpx2.Response(status, headers=headers)
    return httpx2.Response(status, json=content, headers=headers)


@cache
def credentials(client: Any) -> dict[str, str]:
    """Arguments a client's constructor takes: every credential, servers' variables."""
    service = client.service
    needs = {name for scheme in service.schemes.values() for name in scheme.needs}
    server = next(iter(service.servers.values()), None)
    variables = server.variables if server else {}
    needs |= {name for name, default in variables.items() if default is None}
    taken = inspect.signature(client.__init__).parameters
    return {name: f"test-{name}" for name in sorted(needs) if name in taken}


def address(client: Any) -> dict[str, Any]:
    """Where a client sends to, if its description has no address of its own."""
    server = next(iter(client.service.servers.values()), None)
    if server is not None and server.url.startswith(("http", "{")):
        return {}
    path = server.url.strip("/") if server is not None else ""
    return {"base_url": f"https://judged.example/{path}"}
