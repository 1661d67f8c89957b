"""Header fields as bytes: Latin-1 as it is, and nothing shown of what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from loopback import ONE, Caller, Loopback
from small_vendor import MODES, SERVICE
from specloom_runtime import CookieKey, HeaderKey, Headers, Request, RequestError
from specloom_runtime.serialization.header_values import header_fields

WAYS = ("own", "transport", "http_client")
IN_A_HEADER = replace(SERVICE, schemes={"key": HeaderKey("X-Key", "key")})
IN_A_COOKIE = replace(SERVICE, schemes={"key": CookieKey("key", "key")})


def handed(mode: str, way: str) -> dict[str, Any]:
    """The option that hands a transport or a client in, where one is."""
    kinds: dict[str, tuple[Any, Any]] = {
        "transport": (httpx2.HTTPTransport, httpx2.AsyncHTTPTransport),
        "http_client": (httpx2.Client, httpx2.AsyncClient),
    }
    return {way: kinds[way][mode == "async"]()} if way in kinds else {}


@contextmanager
def calling(mode: str, way: str, server: Loopback, **options: Any) -> Iterator[Caller]:
    given = handed(mode, way)
    with Caller(mode, server, **options, **given) as caller:
        yield caller
        for each in given.values():
            caller.wait(each.aclose() if mode == "async" else each.close())


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def shows(error: BaseException, value: str) -> bool:
    """Whether an error or what led to it has the value among what it holds."""
    held = "".join(repr((each.args, vars(each), str(each))) for each in chain(error))
    return value in held


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
def test_latin_1_header_values_are_sent(mode: str, way: str) -> None:
    options: Any = {"credentials": {"key": "aé"}, "service": IN_A_HEADER}
    with (
        Loopback(ONE) as server,
        calling(mode, way, server, **options) as caller,
    ):
        assert caller.call().number == 1
        assert caller.raw("GET", "/x", headers={"X-More": "é b"}).status == 200
    key, more = server.asked[0], server.asked[1].header("X-More")
    assert key.header("X-Key") == "aé"
    assert more == "é b"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("service", "key"),
    [(IN_A_HEADER, "hidden☃"), (IN_A_COOKIE, "hidden☃"), (IN_A_COOKIE, "hidden é")],
)
def test_values_that_a_field_cannot_carry_are_rejected_and_not_shown(
    mode: str, way: str, service: Any, key: str
) -> None:
    options: Any = {"credentials": {"key": key}, "service": service}
    with (
        Loopback(ONE) as server,
        calling(mode, way, server, **options) as caller,
    ):
        error = caller.fails()
        assert type(error) is RequestError and not shows(error, "hidden")
    assert server.asked == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("field", [("X-Ké", "1"), ("X", "hidden☃"), ("X", "hidden\n")])
def test_hooks_cannot_add_invalid_header_fields(
    mode: str, way: str, field: tuple[str, str]
) -> None:
    def hook(request: Request) -> Request:
        return replace(request, headers=Headers([*request.headers.pairs(), field]))

    with (
        Loopback(ONE) as server,
        calling(mode, way, server, on_request=hook) as caller,
    ):
        error = caller.fails()
        assert type(error) is RequestError and not shows(error, "hidden")
    assert server.asked == []


@pytest.mark.parametrize("said", ["a\nX: b", "a☃"])
def test_client_headers_are_checked(said: str) -> None:
    for options in ({"headers": {"X-Own": said}}, {"user_agent": said}):
        with pytest.raises(RequestError):
            Caller("sync", "https://a.test", **options)


def test_names_and_values_of_header_fields_are_checked() -> None:
    assert header_fields([("X", "é\t é")]) == [(b"X", b"\xe9\t \xe9")]
    for value in (" é", "é\t", " "):
        with pytest.raises(RequestError, match="white space"):
            header_fields([("X", value)])
    with pytest.raises(RequestError, match="not a header name"):
        header_fields([("X: 1\r\nY", "2")])
