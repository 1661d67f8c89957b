"""Each part of the runtime that reads a body reads it by its charset.

The modules that turn received bytes into text or JSON are listed, so that a new one
takes the same care.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import specloom_runtime
from loopback import Caller
from small_vendor import GET, LIST, MODES, SERVICE, Contact, Vendor
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    DecodeError,
    ErrorRule,
    OAuth2ClientCredentials,
    SessionLogin,
    StreamOperation,
    Webhook,
)
from specloom_runtime.testing import FakeTransport

AT_1: dict[str, Any] = {"path": {"number": 1}}
ROOT = Path(specloom_runtime.__file__).parent
READERS = {
    "core/body_text.py": "the text of a body, and of a line of a stream",
    "http/response_values.py": "the values of a body that is text already",
    "models/decoding.py": "the result of a call, after its conversion to UTF-8",
    "models/json_parsing.py": "the rows of a page, after its conversion to UTF-8",
    "models/decimals.py": "the digits of a body that is UTF-8 already",
    "core/secrets.py": "the body of a response, to redact it by its charset",
    "core/credential_forms.py": "forms of credentials, as a body can have them",
    "serialization/bodies.py": "writes the boundary of a multipart body",
    "webhooks.py": "the secret of a signature",
    "transport/httpx_messages.py": "headers, which are Latin-1",
}
"""The modules that read bytes as text or JSON, and what these bytes are."""
CHARSETS = {
    "utf-8": "",
    "utf-8-sig": "",
    "latin-1": "; charset=ISO-8859-1",
    "cp1252": '; charset="windows-1252"',
    "utf-16": "; charset=utf-16",
    "utf-16-be": "; charset=utf-16be",
    "utf-32": "",
}
NAME = "naïve café"
LINES = StreamOperation("GET", "/lines", Contact, framing="lines")
OAUTH = replace(
    SERVICE,
    schemes={"one": OAuth2ClientCredentials("/token")},
    security=(("one",),),
    env={},
)
LOGIN = replace(
    OAUTH, schemes={"one": SessionLogin("/token", {"body#/user": "client_id"})}
)
CLIENT: dict[str, str | None] = {"client_id": "me", "client_secret": "secret-1"}
RULED = replace(
    SERVICE,
    errors={
        "default": (
            ErrorRule(
                status="2XX",
                location="body#/ok",
                equals=False,
                kind="conflict",
                message="body#/name",
            ),
            ErrorRule(status="4XX", message="body#/name"),
        )
    },
)


def decodings(module: ast.Module) -> Iterator[str]:
    """Yield the calls that read bytes, except those that the module itself encoded."""
    readers = {"loads", "from_json", "JSONDecoder", "getincrementaldecoder"}
    own = {"b64encode", "urlsafe_b64encode", "dumps", "encode", "to_json"}
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        is_decoded_string = name == "str" and len(node.args) + len(node.keywords) > 1
        is_decoded = name == "decode" and inner and called(inner) not in own
        if name in readers or is_decoded_string or is_decoded:
            yield name


def called(node: Any) -> str:
    """Return the name of the function or method that a node calls."""
    function = getattr(node, "func", None)
    name: str = getattr(function, "attr", getattr(function, "id", ""))
    return name


def test_only_the_listed_modules_read_bytes() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if any(decodings(ast.parse(path.read_text("utf-8"))))
    }
    assert found == READERS.keys()


class Receiver:
    """What reads a body, each with the name that it read."""

    def __init__(self, mode: str, media: str) -> None:
        self._mode = mode
        self._media = media

    def _vendor(self, body: bytes, status: int = 200, **given: Any) -> Vendor:
        """Return a vendor that sends a body, and a contact after it."""
        answers = [
            httpx2.Response(
                status, content=body, headers={"Content-Type": self._media}
            ),
            httpx2.Response(200, json={"number": 1}),
        ]
        return Vendor(self._mode, answers, **given)

    def result(self, body: bytes) -> Any:
        return self._vendor(body).call(GET, **AT_1).name

    def page(self, body: bytes) -> Any:
        vendor = self._vendor(body)
        (found,) = vendor.all(vendor.pager(LIST))
        return found.name

    def webhook(self, body: bytes) -> Any:
        sent = Webhook("new", Contact)
        return sent.parse(body, {"Content-Type": self._media}).name

    def error_of_a_success(self, body: bytes) -> Any:
        vendor = self._vendor(body, service=RULED)
        with pytest.raises(ApiError) as caught:
            vendor.call(GET, **AT_1)
        return caught.value.message

    def error(self, body: bytes) -> Any:
        vendor = self._vendor(body, 400, service=RULED)
        with pytest.raises(ApiError) as caught:
            vendor.call(GET, **AT_1)
        assert caught.value.response.json()["name"] in caught.value.response.text
        return caught.value.message

    def token(self, body: bytes) -> Any:
        vendor = self._vendor(body, service=OAUTH, credentials=CLIENT)
        vendor.call(GET, **AT_1)
        given = vendor.asked[1].headers.raw
        header = next(v for name, v in given if name.lower() == b"authorization")
        return header.removeprefix(b"Bearer ").decode("latin-1")

    def session(self, body: bytes) -> Any:
        vendor = self._vendor(body, service=LOGIN, credentials={"client_id": "me"})
        vendor.call(GET, **AT_1)
        given = vendor.asked[1].headers.raw
        header = next(v for name, v in given if name.lower() == b"authorization")
        return header.removeprefix(b"Bearer ").decode("latin-1")

    def refusal(self, body: bytes) -> Any:
        vendor = self._vendor(body, 400, service=OAUTH, credentials=CLIENT)
        with pytest.raises(AuthenticationError) as caught:
            vendor.call(GET, **AT_1)
        return str(caught.value).rpartition(": ")[2]

    def line(self, body: bytes) -> Any:
        found = self.items(body + b"\n" + body, LINES)
        return " and ".join({each.name for each in found})

    def items(self, body: bytes, operation: Any, into: Any = None) -> list[Any]:
        """Return the items of a stream, also appended to `into`."""
        headers = {"Content-Type": self._media}
        transport = FakeTransport([httpx2.Response(200, content=body, headers=headers)])
        with Caller(self._mode, "https://x.test", transport=transport) as caller:
            return caller.all(caller.resource()._stream(operation), into)


TEXTS: dict[str, str] = {
    "result": '{"number": 1, "name": "%s"}',
    "page": '{"items": [{"number": 1, "name": "%s"}]}',
    "webhook": '{"number": 1, "name": "%s"}',
    "error_of_a_success": '{"ok": false, "name": "%s"}',
    "error": '{"name": "%s"}',
    "token": '{"access_token": "%s"}',
    "session": '{"token": "%s"}',
    "refusal": '{"error": "invalid", "error_description": "%s"}',
    "line": '{"number": 1, "name": "%s"}',
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("receiver", TEXTS)
def test_each_receiver_reads_a_body_by_its_charset(mode: str, receiver: str) -> None:
    text = TEXTS[receiver] % NAME
    for charset, parameter in CHARSETS.items():
        read = getattr(Receiver(mode, f"application/json{parameter}"), receiver)
        body = text.encode(charset)
        if receiver == "line" and "-16" in charset + "-" + parameter:
            with pytest.raises(DecodeError, match="charset that is not supported"):
                read(body)
        elif receiver != "line" or charset != "utf-32":
            assert read(body) == NAME, charset


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("parameter", ["", "; charset=utf-7", "; charset=us-ascii"])
def test_lines_that_are_not_text_end_a_stream_after_the_others(
    mode: str, parameter: str
) -> None:
    body = b'{"number": 1}\n{"number": 2, "name": "a\xffb"}\n{"number": 3}\n'
    receiver = Receiver(mode, f"application/jsonl{parameter}")
    for operation in (LINES, StreamOperation("GET", "/lines", framing="lines")):
        found: list[Any] = []
        with pytest.raises(DecodeError, match="not utf-8|not us-ascii|not supported"):
            receiver.items(body, operation, found)
        assert len(found) == (0 if "utf-7" in parameter else 1)


@pytest.mark.parametrize("mode", MODES)
def test_events_are_utf_8_and_exact_if_their_type_is_declared(mode: str) -> None:
    receiver = Receiver(mode, "text/event-stream; charset=iso-8859-1")
    good, bad = ('data: {"number": 1, "name": "é"}\n\n', 'data: {"name": "é"}\n\n')
    body = good.encode() + bad.encode("latin-1") + good.encode()
    found: list[Any] = []
    with pytest.raises(DecodeError, match="a line is not utf-8 text"):
        receiver.items(body, StreamOperation("GET", "/events", Contact), found)
    assert [each.name for each in found] == ["é"]
    events = receiver.items(body, StreamOperation("GET", "/events"))
    assert [each.data[-3:] for each in events] == ['é"}', '\ufffd"}', 'é"}']
