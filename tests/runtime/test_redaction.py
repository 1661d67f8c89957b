"""No spelling of a credential is shown, wherever a vendor puts it."""

from __future__ import annotations

import base64
import html
import io
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from loopback import Caller, Loopback, Talk, answer
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from small_vendor import MODES, SECRET, SERVICE, Contact
from specloom_runtime import (
    Basic,
    Chunk,
    ConnectionLost,
    DeadlineExceeded,
    ErrorRule,
    ManualClock,
    MergeConflict,
    OAuth2ClientCredentials,
    Operation,
    PagedOperation,
    Response,
    SinglePage,
    SpecloomError,
)
from specloom_runtime.core.secrets import MOST_OF_CALLS, MOST_TOKENS, Redactor, Secret
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import Decoder, decode

ASCII, LATIN, OTHER = (
    "Key-0123+/ab=cd%41",
    "p\xe4ssW\xf6rd-gEheim",
    "sn\u2603wman-\u03a9key",
)
AWKWARD = "a\\u0041 \"q'/\\<&amp;>n~1"
CREDENTIALS = (ASCII, LATIN, OTHER, AWKWARD, "0123456789")
RULES = (ErrorRule(message="body#/message", details="body#/details"),)
Spell = Callable[[str], str]


def units(text: str, form: str = "\\u%04x") -> str:
    code = text.encode("utf-16-be")
    pairs = zip(code[::2], code[1::2], strict=True)
    return "".join(form % (high << 8 | low) for high, low in pairs)


def percent(text: str, encoding: str = "utf-8") -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode(encoding))


def after(text: str, before: bytes) -> str:
    """Return text in base64 that follows other bytes, such as `user:`."""
    return base64.b64encode(before + text.encode() + b"!").decode()


WHOLE: dict[str, Spell] = {
    "plain": str,
    "lower case": str.lower,
    "upper case": str.upper,
    "quote": lambda text: quote(text, safe=""),
    "quote_plus": quote_plus,
    "quoted twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent": percent,
    "Latin-1 percent": lambda text: percent(
        text, "latin-1" if max(text) < "\u0100" else "utf-8"
    ),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON slash": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON units": units,
    "JSON upper units": lambda text: units(text, "\\u%04X"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "repr": lambda text: repr(text)[1:-1],
    "ascii": lambda text: ascii(text)[1:-1],
    "bytes": lambda text: repr(text.encode())[2:-1],
    "HTML": html.escape,
    "HTML in JSON": lambda text: html.escape(text).replace("&", "\\u0026"),
    "entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "hex entities": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-16 as UTF-8": lambda text: text.encode("utf-16-le").decode(
        "utf-8", "surrogateescape"
    ),
    "UTF-16 as Latin-1": lambda text: text.encode("utf-16-be").decode("latin-1"),
    "pointer": lambda text: text.replace("~", "~0").replace("/", "~1"),
}
LETTERS: tuple[Spell, ...] = (
    str,
    str.swapcase,
    units,
    percent,
    lambda text: f"&#{ord(text)};",
    lambda text: f"\\\\u{ord(text):04X}" if ord(text) < 0xFFFF else text,
)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("plain", CREDENTIALS)
def test_each_spelling_of_a_credential_is_hidden(plain: str, name: str) -> None:
    redactor, text = Redactor([Secret(plain)]), WHOLE[name](plain)
    assert redactor.text(f"<{text}>") == "<***>"
    assert redactor.shows(text) and redactor.value({text: [text]}) == {"***": ["***"]}
    data = f"<{text}>".encode("utf-8", "surrogateescape")
    assert redactor.data(data) == b"<***>"


def test_a_credential_that_is_a_number_is_hidden() -> None:
    redactor = Redactor([Secret("123456789")])
    assert redactor.value({"a": [123456789, 12345, 1.5]}) == {"a": ["***", 12345, 1.5]}


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("plain", CREDENTIALS)
def test_a_credential_in_bytes_is_hidden(plain: str, encoding: str) -> None:
    data = b"<" + plain.encode(encoding, "replace") + b">"
    if plain.encode(encoding, "replace").decode(encoding) == plain:
        hidden = Redactor([Secret(plain)]).data(data)
        assert hidden.replace(b"\xff\xfe", b"").replace(b"\0", b"") == b"<***>"
    assert Redactor([Secret("another")]).data(data) == data


@pytest.mark.parametrize("before", [b"", b"u", b"us", b"user:"])
def test_a_credential_between_others_in_base64_is_hidden(before: bytes) -> None:
    for plain in (ASCII, LATIN, OTHER):
        hidden = Redactor([Secret(plain)]).text(after(plain, before))
        left, stars, right = hidden.partition("***")
        assert stars and len(left) <= len(before) * 4 // 3 + 1 and len(right) <= 4


@examples(60)
@given(
    st.sampled_from([ASCII, LATIN, OTHER, "0123456789"]),
    st.lists(st.integers(0, len(LETTERS) - 1), min_size=1, max_size=20),
    st.text(alphabet='x"\\ %{\u00e4', max_size=5),
)
def test_a_mixed_spelling_is_hidden_and_the_rest_stays(
    plain: str, chosen: list[int], around: str
) -> None:
    spelled = "".join(
        LETTERS[chosen[n % len(chosen)]](letter) for n, letter in enumerate(plain)
    )
    redactor = Redactor([Secret(plain)])
    assert redactor.text(f"{around}|{spelled}|{around}") == f"{around}|***|{around}"
    for text in (around, f"{plain[:4]}|{plain[5:-4]}|{around}"):
        assert redactor.text(text) == text


def test_the_json_around_a_credential_stays_valid() -> None:
    for plain in CREDENTIALS:
        redactor = Redactor([Secret(plain)])
        for body in ({plain: f'"{plain}\n\\{plain}'}, [plain, '\\"', f"\\{plain}\\"]):
            for ascii_only in (True, False):
                text = json.dumps(body, ensure_ascii=ascii_only)
                told = json.dumps(json.loads(redactor.text(text)))
                assert "***" in told and plain[:6] not in told


def test_only_the_latest_tokens_are_remembered() -> None:
    redactor = Redactor([Secret(ASCII)])
    for owner, most in ((1, MOST_TOKENS), (2, MOST_TOKENS), (None, MOST_OF_CALLS)):
        for number in range(3 * most):
            redactor.add(Secret(f"token-{owner}-{number:05}"), owner)
            redactor.add(Secret(f"token-{owner}-{number:05}"), owner)
        assert redactor.shows(f"token-{owner}-{3 * most - 1:05}")
        assert not redactor.shows(f"token-{owner}-{2 * most - 1:05}")
    # The tokens in use are not replaced by those of other schemes and of calls.
    for known in (ASCII, "token-1-00023", "token-2-00023"):
        assert redactor.shows(known)
    assert repr(redactor).startswith("Redactor(")
    redactor.add(Secret("short"))
    assert not redactor.shows("short")


@pytest.mark.parametrize("mode", MODES)
def test_a_token_in_use_is_hidden_after_many_others(mode: str) -> None:
    def script(talk: Talk) -> None:
        if talk.asked.target.startswith("/token"):
            access = f"access-{talk.number:05}"
            token = {"access_token": access, "expires_in": 100}
            if talk.number == 1:
                token["refresh_token"] = "refresh-in-use"
            talk.send(answer(token))
            return
        sent = talk.asked.header("Authorization")
        talk.send(answer({"message": f"{sent} refresh-in-use"}, 400))

    vendor = replace(
        SERVICE,
        schemes={"key": OAuth2ClientCredentials("/token", "user", "password")},
        env={},
    )
    clock = ManualClock()
    with (
        Loopback(script) as server,
        Caller(
            mode,
            server,
            service=vendor,
            credentials={"user": "someone", "password": "client-secret"},
            clock=clock,
        ) as caller,
    ):
        for number in range(2 * MOST_TOKENS):
            clock.advance(90)
            extra = {"s": Secret(f"own-secret-{number}")}
            with pytest.raises(SpecloomError) as caught:
                caller.call(options={"extra_query": extra})
            text = told(caught.value)
            assert "***" in text and "access-" not in text and "in-use" not in text


def test_an_error_in_an_error_is_redacted_too() -> None:
    last = ConnectionLost(f"bad {ASCII}")
    error = DeadlineExceeded(f"late: {last}", deadline=1.0, last=last)
    Redactor([Secret(ASCII)]).error(error)
    assert (str(error), str(last)) == ("late: bad ***", "bad ***")


def readings(text: str) -> str:
    """Return what can be read in some text."""
    escaped = text.encode("ascii", "backslashreplace").decode("unicode_escape")
    found = (text, unquote(text), html.unescape(text), escaped)
    return "\n".join(found).replace("\0", "").lower()


def parts(plain: str) -> set[str]:
    """Return all parts of a credential that would be too long to be shown."""
    wrong = plain.encode().decode("latin-1")
    return {
        each[n : n + 6].lower() for each in (plain, wrong) for n in range(len(each) - 5)
    }


def told(error: Any) -> str:
    response = getattr(error, "response", None)
    text = str(error) + repr(vars(error)) + repr(error.args)
    if response is not None:
        text += repr(response.headers.pairs()) + response.text
        for encoding in ("utf-8", "latin-1", "utf-16-le"):
            text += response.body.decode(encoding, "replace")
    return text


def page(plain: str, charset: str, declared: str | None = None) -> bytes:
    """Return an error with a credential, also where text is cut."""
    body = {"message": f"bad {plain}", "details": [{plain: "x" * 195 + plain}]}
    text = json.dumps(body, ensure_ascii=False).encode(charset, "replace")
    return answer(text, 400, media=f"application/json; charset={declared or charset}")


def moved(plain: str) -> Callable[[Talk], None]:
    """Redirect to a path with the credential, and close the connection."""

    def script(talk: Talk) -> None:
        if talk.number == 1:
            path = quote(plain, safe="")
            talk.send(answer(b"", 302, [("Location", f"/{path}?{path}")]))
            return
        talk.close()

    return script


PLACES: dict[str, Callable[[str], Any]] = {
    "utf-8": lambda plain: page(plain, "utf-8"),
    "latin-1": lambda plain: page(plain, "latin-1"),
    "windows-1252": lambda plain: page(plain, "windows-1252"),
    "utf-16": lambda plain: page(plain, "utf-16"),
    "utf-32": lambda plain: page(plain, "utf-32"),
    "utf-16-be": lambda plain: page(plain, "utf-16-be"),
    "undeclared": lambda plain: page(plain, "utf-16-le", "utf-8"),
    "wrongly declared": lambda plain: page(plain, "utf-8", "utf-16"),
    "unknown charset": lambda plain: page(plain, "utf-8", plain),
    "charset of a result": lambda plain: answer(
        {}, media=f"application/json; charset={'x' * 30}{plain}"
    ),
    "media type": lambda plain: answer(b"<p>", media=f"text/{plain}"),
    "encoding": lambda plain: answer({}, 200, [("Content-Encoding", plain)]),
    "request id": lambda plain: answer({}, 400, [("X-Request-Id", plain)]),
    "header": lambda plain: answer({}, 400, [(f"X-{quote(plain, safe='')}", plain)]),
    "invalid header": lambda plain: f"HTTP/1.1 200 OK\r\nX {plain}\r\n\r\n".encode(),
    "invalid status": lambda plain: f"HTTP/1.1 {plain}\r\n\r\n".encode(),
    "redirect": moved,
    "value": lambda plain: answer({"number": "x" * 40 + plain}),
    "property": lambda plain: answer({"number": 1, "x" * 90 + plain: plain}),
    "nested": lambda plain: answer({"number": {"x" * 90 + plain: plain}}),
    "number": lambda plain: answer(
        b'{"number": 123456789012345%se999}'
        % (plain.encode() if plain.isdigit() else b"")
    ),
    "repeated name": lambda plain: answer(
        json.dumps({"x" * 190 + plain: 1, "y": 2})
        .replace('"y"', json.dumps("x" * 190 + plain))
        .encode()
    ),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("place", PLACES)
def test_a_credential_is_hidden_in_each_place(
    mode: str, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    vendor = replace(
        SERVICE,
        schemes={"key": Basic("user", "password")},
        errors={"default": RULES},
        env={},
    )
    strict, lenient = {"strict": True}, {"deviation_values": True}
    cases = (LATIN, strict), ("Key-0123+/ab=cd", lenient), ("9876543210987", strict)
    for plain, options in cases:
        seen: list[Any] = []
        text = ""
        with (
            Loopback(PLACES[place](plain)) as server,
            Caller(
                mode,
                server,
                service=vendor,
                credentials={"user": "someone", "password": plain},
                clock=ManualClock(),
                on_deviation=seen.append,
                **options,
            ) as caller,
        ):
            try:
                caller.call()
            except SpecloomError as error:
                text = told(error)
            assert server.asked
            text += repr(caller.attempts) + repr(caller.client.deviation_counts)
        text += repr(seen) + "".join(record.getMessage() for record in caplog.records)
        found = readings(text)
        assert [each for each in parts(plain) if each in found] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("own", ["client", "token"])
def test_a_lifetime_that_is_a_credential_is_hidden(mode: str, own: str) -> None:
    secret, token = "client-secret-+/=", "token-+/=-0123456789"
    given = "x" * 190 + (secret if own == "client" else token)
    tokens = answer({"access_token": token, "expires_in": given})
    vendor = replace(
        SERVICE,
        schemes={"key": OAuth2ClientCredentials("/token", "user", "password")},
        env={},
    )
    seen: list[Any] = []
    with (
        Loopback(tokens, answer({"number": 1})) as server,
        Caller(
            mode,
            server,
            service=vendor,
            credentials={"user": "someone", "password": secret},
            on_deviation=seen.append,
            deviation_values=True,
        ) as caller,
    ):
        assert caller.call().number == 1
    assert len(seen) == 1 and seen[0].value.endswith("xxx***'")


DECLARED = replace(
    SERVICE,
    errors={
        "default": (
            ErrorRule(
                location="body#/ok",
                equals=False,
                message="body#/message",
                code="body#/code",
            ),
        )
    },
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "windows-1252", "utf-16"])
def test_a_declared_error_is_read_by_its_charset(mode: str, charset: str) -> None:
    body = {"ok": False, "message": "\xe9chec", "code": "E1"}
    text = json.dumps(body, ensure_ascii=False).encode(charset)
    operation = Operation("GET", "/x", None)
    for status in (200, 400):
        step = answer(text, status, media=f"application/json; charset={charset}")
        with Loopback(step) as server, Caller(mode, server, service=DECLARED) as caller:
            error = caller.fails(operation)
            assert (error.message, error.code) == ("\xe9chec", "E1")


@pytest.mark.parametrize("mode", MODES)
def test_a_path_outside_the_description_is_shown_without_credentials(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "specloom_runtime")
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    path = f"/x/{quote(SECRET, safe='')}/{SECRET}"
    with (
        Loopback(answer(b"x", headers=[("Content-Encoding", "gzip")])) as server,
        Caller(mode, server, tracer_provider=provider) as caller,
    ):
        calls: list[Callable[[], Any]] = [
            lambda: caller.raw("GET", path),
            lambda: caller.wait(caller.client.download(path, io.BytesIO())),
            lambda: caller.all(caller.client.stream("GET", path)),
        ]
        text = ""
        for call in calls:
            with pytest.raises(SpecloomError) as caught:
                call()
            text += told(caught.value)
        assert all(asked.target == path for asked in server.asked)
        text += repr(caller.attempts)
    spans = exporter.get_finished_spans()
    text += "".join(f"{span.name} {span.attributes}" for span in spans)
    text += "".join(record.getMessage() for record in caplog.records)
    assert len(spans) == 3 and SECRET not in readings(text)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "cookie", "X-Other"])
def test_a_credential_in_a_header_of_the_caller_is_hidden(mode: str, name: str) -> None:
    def echo(talk: Talk) -> None:
        talk.send(answer({"message": talk.asked.header(name)}, 400))

    for when in ("client", "call"):
        headers = {name: "Bearer own-credential"}
        first, later = (headers, {}) if when == "client" else ({}, headers)
        with Loopback(echo) as server, Caller(mode, server, headers=first) as caller:
            with pytest.raises(SpecloomError) as caught:
                caller.call(options={"headers": later} if later else None)
            hidden = "own-credential" not in told(caught.value)
            assert hidden == (name != "X-Other")


@pytest.mark.parametrize("mode", MODES)
def test_a_conflict_of_merged_items_is_shown_without_credentials(mode: str) -> None:
    def script(talk: Talk) -> None:
        talk.send(answer([{"number": 1, "name": f"{talk.number}-{SECRET}"}]))

    operation = PagedOperation(
        "GET",
        "/rows",
        list[Contact],
        Contact,
        pages=SinglePage(items="body"),
        chunks=(Chunk("query.ids", 1),),
        identity=("number",),
        merge={"lines": "number"},
    )
    with (
        Loopback(script) as server,
        Caller(mode, server) as caller,
        pytest.raises(MergeConflict) as caught,
    ):
        caller.all(caller.pager(operation, query={"ids": [1, 2]}))
    assert SECRET not in told(caught.value) and "***" in caught.value.left


def test_a_deviation_is_one_short_line() -> None:
    seen: list[Any] = []
    names = {"a\nb\x1b[2J": 1, "k" * 100_000: 2}
    response = Response(status=200, body=json.dumps({"number": 1, **names}).encode())
    context = DecodeContext("GET /x", report=seen.append)
    decode(Decoder(Contact), response, context)
    assert len(seen) == 2
    for each in seen:
        assert str(each).isprintable() and len(str(each)) < 500
        assert each.schema.isprintable() and len(each.schema) < 200
