"""The transports of a client that was given none: which proxy, and how many."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from loopback import ONE, Caller, Loopback
from small_vendor import MODES
from specloom_runtime.transport.connection import AsyncConnection, Connection
from specloom_runtime.transport.transports import Transports

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class Recorded(httpx2.HTTPTransport):
    """A transport that keeps the arguments it was made with."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.arguments = arguments


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def proxy_to(transports: Transports[Any], url: str) -> Any:
    return transports.find(httpx2.URL(url)).arguments["proxy"]


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "http://a.test/", None),
        ({"HTTP_PROXY": "http://p.test:1"}, "http://a.test/", "http://p.test:1"),
        ({"HTTP_PROXY": "p.test:1"}, "http://a.test/", "http://p.test:1"),
        ({"HTTP_PROXY": "http://p.test:1"}, "https://a.test/", None),
        ({"HTTPS_PROXY": "http://p.test:1"}, "https://a.test/", "http://p.test:1"),
        ({"ALL_PROXY": "http://p.test:1"}, "https://a.test/", "http://p.test:1"),
        (
            {"ALL_PROXY": "http://all.test:1", "HTTP_PROXY": "http://p.test:1"},
            "http://a.test/",
            "http://p.test:1",
        ),
        (
            {"ALL_PROXY": "http://p.test:1", "NO_PROXY": "b.test, a.test"},
            "http://x.a.test/",
            None,
        ),
        ({"ALL_PROXY": "http://p.test:1", "NO_PROXY": "*"}, "http://a.test/", None),
        (
            {"ALL_PROXY": "http://p.test:1", "NO_PROXY": "a.test"},
            "http://ba.test/",
            "http://p.test:1",
        ),
    ],
)
def test_proxy_from_the_environment(
    environment: dict[str, str],
    url: str,
    proxy: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_to(Transports(Recorded, None, {}), url) == proxy


def test_given_proxy_is_used_for_every_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://other.test:1")
    monkeypatch.setenv("NO_PROXY", "*")
    transports = Transports(Recorded, "http://p.test:1", {})
    assert proxy_to(transports, "http://a.test/") == "http://p.test:1"


def test_servers_share_one_transport() -> None:
    limits = httpx2.Limits(max_connections=3)
    transports = Transports(Recorded, None, {"limits": limits})
    made = transports.made()
    assert len(made) == 1
    urls = ("http://a.test/", "http://a.test/x", "https://b.test:8443/")
    found = {id(transports.find(httpx2.URL(url))) for url in urls}
    assert found == {id(made[0])} and transports.made() == made
    assert made[0].arguments == {"proxy": None, "limits": limits}


class Hiding:
    """An object without the attribute of that name."""

    def __init__(self, inner: Any, name: str) -> None:
        self._inner, self._hidden = inner, name

    def __getattr__(self, name: str) -> Any:
        if name == self._hidden:
            raise AttributeError(name)
        return getattr(self._inner, name)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["_pool", "_network_backend"])
def test_calls_work_without_the_private_name(
    name: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asynchronous = mode == "async"
    kind: Any = httpx2.AsyncHTTPTransport if asynchronous else httpx2.HTTPTransport
    made: list[Any] = []

    def renamed(**arguments: Any) -> Any:
        transport = kind(**arguments)
        made.append(transport)
        if name == "_pool":
            return Hiding(transport, name)
        vars(transport)["_pool"] = Hiding(vars(transport)["_pool"], name)
        return transport

    connection = AsyncConnection if asynchronous else Connection
    monkeypatch.setattr(connection, "transport", staticmethod(renamed))
    with Loopback(ONE) as server, Caller(mode, server) as caller:
        assert [caller.call().number, caller.call().number] == [1, 1]
    assert len(made) == 1
    assert len(server.asked) == 2 and server.connections == 1
