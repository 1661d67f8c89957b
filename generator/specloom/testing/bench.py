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
from .described import Described, Raw, put

Mode = Literal["sync", "async"]
TOKEN = "test-token"
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
                done.result = list(result) if _is_many(result) else result
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
    """The answering function behind the calls that answer with a token.

    An operation at the place of a token endpoint is answered as documented.
    """
    schemes = client.service.schemes.values()
    urls = [url for each in schemes if (url := getattr(each, "token_url", None))]
    urls += [url for each in schemes if (url := getattr(each, "refresh_url", None))]
    grants = {_path(url) for url in urls}
    logins = {_path(each.path): each for each in schemes if hasattr(each, "read")}

    def answered(request: httpx2.Request) -> httpx2.Response:
        where = request.url.path.strip("/")
        if where in grants and not where.endswith(own.strip("/")):
            told = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
            return respond(200, told)
        for path, login in logins.items():
            # Only the client's own login has the client's credentials.
            if where.endswith(path) and b"test-" in request.content:
                return _logged_in(login.read)
        return answer(request)

    return answered


def _path(url: str) -> str:
    return url.rpartition("//")[2].partition("/")[2].rstrip("/")


def _logged_in(place: str) -> httpx2.Response:
    kind, _, name = place.partition(".")
    if kind == "cookie":
        return respond(200, {}, {"Set-Cookie": f"{name}={TOKEN}"})
    if kind == "header":
        return respond(200, {}, {name: TOKEN})
    return respond(200, put(None, place, TOKEN))


def _is_many(result: Any) -> bool:
    """Whether the result is a pager or a stream, sent for as it is read."""
    return hasattr(result, "pages") or hasattr(result, "last_event_id")


def _own(category: type[Warning]) -> bool:
    return issubclass(category, DeprecationWarning)


async def _awaited(result: Any) -> Any:
    if _is_many(result):
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
