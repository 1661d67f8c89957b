"""Faults that show a credential, or send it where it does not belong."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import traceback
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from loopback import ONE, Caller, Loopback, Talk, answer
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from small_vendor import GET, MODES, SERVICE, Contact, ContactPage
from specloom_runtime import (
    Basic,
    Bearer,
    BodyFields,
    ConfigurationError,
    CookieKey,
    ErrorRule,
    HeaderKey,
    ManualClock,
    NextLinkPages,
    OAuth2ClientCredentials,
    OAuth2Password,
    OpenEnum,
    Operation,
    PagedOperation,
    QueryKey,
    RequestError,
    Server,
    SessionLogin,
    SpecloomError,
    StreamOperation,
)
from specloom_runtime.core.secrets import Redactor, Secret

pytestmark = pytest.mark.parametrize("mode", MODES)
USER, PASSWORD, KEY = "us/er-name", 'pa"ss/wörd+1', "key-value/1+2"
GIVEN: dict[str, str | None] = {"user": USER, "password": PASSWORD, "key": KEY}
PAIR = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SCHEMES: dict[str, Any] = {
    "basic": Basic("user", "password"),
    "bearer": Bearer("key"),
    "header": HeaderKey("X-Key", "key"),
    "query": QueryKey("key", "key"),
    "cookie": CookieKey("sid", "key"),
    "body": BodyFields({"body#/login": "user", "body#/secret": "password"}),
    "password": OAuth2Password(
        "/token",
        client_id="key",
        client_secret=None,
        username="user",
        password="password",
    ),
    "client": OAuth2ClientCredentials("/token", "user", "password"),
    "session": SessionLogin("/login", {"body#/a": "user", "body#/b": "password"}),
}
RULES = (
    ErrorRule(
        message="body#/message",
        code="body#/code",
        details="body#/details",
        request_id="header.X-Trace",
    ),
)


def using(name: str) -> Any:
    return replace(
        SERVICE,
        schemes={"one": SCHEMES[name]},
        security=(("one",),),
        env={},
        errors={"default": RULES},
    )


def forms(plain: str) -> set[str]:
    """Return what a search for a credential looks for."""
    data = plain.encode()
    encoded = {base64.b64encode(data), base64.urlsafe_b64encode(data)}
    found = {plain, quote(plain, safe=""), quote(plain), json.dumps(plain)[1:-1]}
    found |= {each.decode().rstrip("=") for each in encoded}
    return found | {json.dumps(plain, ensure_ascii=False)[1:-1]}


FORBIDDEN = forms(USER) | forms(PASSWORD) | forms(KEY)


def shown(error: BaseException, frames: bool = True) -> str:
    """Return all that a careless logger could write of an error."""
    told = traceback.TracebackException.from_exception(error, capture_locals=frames)
    ours = [f for f in told.format() if "/tests/" not in f.partition("\n")[0]]
    text = "".join(ours) + str(error) + repr(error) + repr(vars(error))
    for name in ("response", "last"):
        response = getattr(error, name, None)
        if response is not None and hasattr(response, "body"):
            text += repr(response.headers.pairs()) + response.body.decode("latin-1")
            text += response.body.decode("utf-8", "replace")
    return text + pickle.dumps(error).decode("latin-1")


def leaks(text: str) -> list[str]:
    return [form for form in (*FORBIDDEN, PAIR) if form in text]


def echo(status: int, pair: str) -> Any:
    """Repeat a request in all forms, in each place of a response."""

    def script(talk: Talk) -> None:
        if talk.asked.target in ("/token", "/login"):
            talk.send(answer({"access_token": KEY, "token": KEY}))
            return
        heard = [USER, PASSWORD, KEY, pair, *sorted(FORBIDDEN), talk.asked.text]
        told = {
            "message": " ".join(heard),
            "code": KEY,
            "details": {KEY: heard, "more": [{PASSWORD: pair}]},
            "number": heard,
            "name": PASSWORD,
        }
        body = json.dumps(told).replace("/1", "\\/1").replace("key-", "\\u006bey-")
        headers = [("X-Request-Id", KEY), ("X-Trace", pair), ("Server", KEY)]
        talk.send(answer(body.encode(), status, headers))

    return script


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("status", [400, 404, 500, 200])
def test_F73_a_repeated_credential_is_nowhere_in_an_error(
    mode: str, scheme: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    seen: list[Any] = []
    options: dict[str, Any] = {
        "service": using(scheme),
        "credentials": GIVEN,
        "clock": ManualClock(),
        "on_deviation": seen.append,
    }
    post = Operation("POST", "/contacts", Contact, safe=True)
    arguments: dict[str, Any] = {"body": {"number": 1}}
    pair = PAIR if scheme in ("basic", "client") else USER
    with (
        Loopback(echo(status, pair)) as server,
        Caller(mode, server, strict=status == 200, **options) as caller,
    ):
        error = caller.fails(post, **arguments)
        assert leaks(shown(error)) == []
        assert leaks(repr(caller.attempts) + repr(seen)) == []
        if status == 200:
            caller.call(post, options={"strict": False}, **arguments)
            assert seen and leaks(repr(seen) + repr(caller.attempts)) == []
    assert leaks("".join(record.getMessage() for record in caplog.records)) == []


class Colour(OpenEnum):
    RED = "red"


def test_F73_a_credential_in_a_stream_or_a_list_is_hidden(mode: str) -> None:
    events = StreamOperation("GET", "/events", Contact)
    data = json.dumps({"number": KEY, "name": [PASSWORD]})
    stream = answer(f"data: {data}\n\n".encode(), media="text/event-stream")
    options: dict[str, Any] = {"service": using("bearer"), "credentials": GIVEN}
    with Loopback(stream) as server, Caller(mode, server, strict=True, **options) as c:
        with pytest.raises(SpecloomError) as caught:
            c.all(c.resource()._stream(events))
        assert leaks(shown(caught.value)) == []
    page = answer({"items": [{"number": 1}], "cursor": KEY})
    pages = PagedOperation(
        "GET",
        "/rows",
        ContactPage,
        Contact,
        pages=NextLinkPages(next="body.cursor", items="body.items"),
    )
    for step in (page, answer({"items": KEY}), answer([Colour.RED, KEY])):
        with Loopback(step) as server, Caller(mode, server, **options) as caller:
            with pytest.raises(SpecloomError) as caught:
                caller.all(caller.pager(pages))
            assert leaks(shown(caught.value, frames=False)) == []


def test_F73_the_longest_credential_is_hidden_first(mode: str) -> None:
    for pair in (("secret", "secret-and-more"), ("and-more", "secret-and-more")):
        for order in (pair, pair[::-1]):
            redactor = Redactor(map(Secret, order))
            assert redactor.text("<secret-and-more>") == "<***>"
            assert redactor.data(b"<secret-and-more>") == b"<***>"
    assert Redactor().data(b"x") == b"x" and not Redactor().shows("x")
    redactor = Redactor([Secret(KEY)])
    mixed = {KEY: [KEY.encode(), (KEY, 5)], "a": None}
    assert redactor.value(mixed) == {"***": [b"***", ("***", 5)], "a": None}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_F74_no_frame_holds_a_credential_when_a_call_raises(
    mode: str, scheme: str
) -> None:
    options: dict[str, Any] = {"service": using(scheme), "credentials": GIVEN}
    tokens = answer({"access_token": "t-value-123456", "token": "t-value-123456"})
    header = Operation("GET", "/contacts/{number}", Contact)
    wrong: list[dict[str, Any]] = [
        {"path": {"number": ""}},
        {"path": {"number": 1}, "headers": {"X": "\u2028"}},
        {"path": {"number": 1}, "query": {"q": object()}},
        {"path": {"number": 1}, "cookies": {"c": ";"}},
    ]
    with Loopback(tokens) as server, Caller(mode, server, **options) as caller:
        for arguments in wrong:
            error = caller.fails(header, **arguments)
            assert isinstance(error, RequestError)
            said = shown(error)
            assert leaks(said) == [] and "t-value-123456" not in said


def test_F74_a_token_that_cannot_be_sent_is_not_shown(mode: str) -> None:
    bad = answer({"access_token": "to-ken\n☃-123", "token": "to-ken\n☃-123"})
    for scheme in ("client", "session"):
        options: dict[str, Any] = {"service": using(scheme), "credentials": GIVEN}
        with Loopback(bad) as server, Caller(mode, server, **options) as caller:
            error = caller.fails()
            assert "to-ken" not in shown(error) and leaks(shown(error)) == []
            assert len(server.asked) == 1


LINKS = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=NextLinkPages(next="body.cursor", items="body.items"),
)
IN_SESSION = SessionLogin(
    "/login", {"body#/a": "user"}, place="query.sid", prefix="", read="body#/token"
)


@pytest.mark.parametrize("scheme", ["query", "header", "session"])
@pytest.mark.parametrize("name", ["key", "sid", "api_key"])
def test_F75_a_credential_in_a_link_is_sent_once_and_kept_nowhere(
    mode: str, scheme: str, name: str
) -> None:
    def script(talk: Talk) -> None:
        if talk.asked.target == "/login":
            talk.send(answer({"token": KEY}))
            return
        page = int(parse_qs(urlsplit(talk.asked.target).query).get("page", ["1"])[0])
        link = f"/contacts?{name}={quote(KEY, safe='')}&page={page + 1}#{KEY}"
        if page == 3:
            talk.send(answer({"message": talk.asked.target}, 400))
            return
        talk.send(answer({"items": [{"number": page}], "cursor": link}))

    service = using(scheme)
    if scheme == "session":
        service = replace(service, schemes={"one": IN_SESSION})
    options: dict[str, Any] = {"service": service, "credentials": GIVEN}
    with Loopback(script) as server, Caller(mode, server, **options) as caller:
        pager = caller.pager(LINKS)
        with pytest.raises(SpecloomError) as caught:
            caller.all(pager)
        checkpoint = json.dumps(caught.value.checkpoint)
        assert leaks(checkpoint + json.dumps(pager.checkpoint)) == []
        assert leaks(shown(caught.value, frames=False)) == []
        read = [a for a in server.asked if a.target != "/login"]
        assert len(read) == 3
        for request in read:
            query = parse_qs(urlsplit(request.target).query)
            assert sum(KEY in values for values in query.values()) == (
                0 if scheme == "header" else 1
            )
            assert request.target.count(quote(KEY, safe="")) <= 1


def test_F77_a_secret_is_not_sent_without_encryption(mode: str) -> None:
    for place in ("http://auth.test/token", "HTTP://auth.test:443/token"):
        for scheme in ("client", "password"):
            oauth = replace(SCHEMES[scheme], token_url=place)
            service = replace(using(scheme), schemes={"one": oauth})
            with Caller(
                mode, "https://vendor.test", service=service, credentials=GIVEN
            ) as caller:
                error = caller.fails()
                assert isinstance(error, ConfigurationError)
                assert "http://auth.test" in str(error) and leaks(shown(error)) == []
    own = Operation("GET", "/x", None, servers={"own": Server("http://vendor.test")})
    with Caller(mode, "https://vendor.test") as caller:
        caller.client._context.server.__dict__["replaced"] = False
        assert isinstance(caller.fails(own), ConfigurationError)


def test_F77_a_token_endpoint_on_this_computer_is_allowed(mode: str) -> None:
    token = answer({"access_token": "t-value-123456"})
    with Loopback(token, ONE) as server:
        oauth = replace(SCHEMES["client"], token_url=f"{server.url}/token")
        service = replace(using("client"), schemes={"one": oauth})
        with Caller(mode, server, service=service, credentials=GIVEN) as caller:
            object.__setattr__(caller.client._context.server, "url", "https://x.test")
            server_of = caller.client._context.server
            assert server_of.absolute(oauth.token_url) == oauth.token_url


@pytest.mark.parametrize("way", ["request", "download", "stream"])
@pytest.mark.parametrize("step", [ONE, answer({}, 404), answer(b"{", 500)])
def test_F78_the_query_of_a_raw_path_is_shown_nowhere(
    mode: str, way: str, step: bytes, caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    path = "/x?token=t0ken-in-path&a=%20+b#t0ken-too"
    options: dict[str, Any] = {"tracer_provider": provider, "clock": ManualClock()}
    with Loopback(step) as server, Caller(mode, server, **options) as caller:
        client = caller.client
        try:
            if way == "request":
                caller.raw("GET", path, query={"b": 1})
            elif way == "download":
                caller.wait(client.download(path, tmp_path / "x", query={"b": 1}))
            else:
                caller.all(client.stream("GET", path, query={"b": 1}, reconnect=1))
        except SpecloomError as error:
            assert "t0ken" not in f"{error} {vars(error)} {pickle.dumps(error)!r}"
        assert server.asked[0].target == "/x?token=t0ken-in-path&a=%20+b&b=1"
        told = repr(caller.attempts)
    told += "".join(record.getMessage() for record in caplog.records)
    for span in spans.get_finished_spans():
        told += span.name + repr(span.attributes) + repr(span.events)
    assert "/x" in told and "t0ken" not in told
    for wrong in ("/{missing}?token=t0ken-in-path", "/\ud800?token=t0ken-in-path"):
        with (
            Caller(mode, "https://x.test") as caller,
            pytest.raises(RequestError) as caught,
        ):
            caller.raw("GET", wrong)
        assert "t0ken" not in str(caught.value)


def test_F72_server_variables_hold_their_place(mode: str) -> None:
    template = "https://{tenant}.vendor.test:{port}/{folder}"
    server = Server(
        template,
        {"tenant": "a", "port": "443", "folder": "v1"},
        {"port": ("443", "80")},
    )
    service = replace(SERVICE, servers={"default": server})
    for name, value in (
        ("tenant", "evil.example/x"),
        ("tenant", "evil.example:80"),
        ("tenant", "evil.example#"),
        ("tenant", "evil@example"),
        ("tenant", ""),
        ("port", "8080"),
        ("port", "443@evil.example"),
        ("folder", "../admin"),
        ("folder", "a/./b"),
    ):
        with pytest.raises(ConfigurationError, match=name):
            Caller(
                mode,
                "https://x.test",
                service=service,
                variables={name: value},
                base_url=None,
            )
    whole = Server("https://{host}/v1", {"host": "a.test"})
    service = replace(SERVICE, servers={"default": whole})
    with pytest.raises(ConfigurationError, match="host"):
        Caller(
            mode,
            "https://x.test",
            service=service,
            variables={"host": "evil.example/x"},
            base_url=None,
        )
    assert GET.path
