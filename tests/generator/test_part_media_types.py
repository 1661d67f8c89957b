"""Test the media type that a part of a form is sent with."""

from __future__ import annotations

from typing import Any

import pytest
from small_clients import built, imported, method
from specloom_runtime.testing import FakeTransport, make_response

BINARY = {"type": "string", "format": "binary"}
PICTURE = {"type": "string", "contentMediaType": "image/png"}
TEXT = {"type": "string"}
OBJECT = {"type": "object", "properties": {"a": TEXT}}
OCTETS, JSON = "application/octet-stream", "application/json"


@pytest.mark.parametrize(
    ("part", "said", "value", "expected"),
    [
        (PICTURE, "", b"1", "image/png"),
        (PICTURE, "image/*", b"1", "image/png"),
        (PICTURE, "*/*", b"1", "image/png"),
        (PICTURE, "image/jpeg, image/png", b"1", "image/png"),
        (PICTURE, "image/jpeg", b"1", "image/jpeg"),
        ({"type": "array", "items": PICTURE}, "image/*", [b"1"], "image/png"),
        (BINARY, "", b"1", OCTETS),
        (BINARY, "image/*", b"1", OCTETS),
        (BINARY, "image/png, image/jpeg", b"1", "image/png"),
        (BINARY, "image/*, image/jpeg", b"1", "image/jpeg"),
        (BINARY, "image/*, audio/*", b"1", OCTETS),
        (TEXT, "*/*", "a", ""),
        (TEXT, "text/*", "a", ""),
        (TEXT, "text/csv, text/plain", "a", "text/csv"),
        (TEXT, "application/json, text/plain", "a", ""),
        (TEXT, "TEXT/CSV; charset=utf-8", "a", "TEXT/CSV; charset=utf-8"),
        (OBJECT, "", {"a": "b"}, JSON),
        (OBJECT, "*/*", {"a": "b"}, JSON),
        (OBJECT, "application/*+json", {"a": "b"}, JSON),
        (OBJECT, "application/vnd.a+json", {"a": "b"}, "application/vnd.a+json"),
    ],
)
def test_a_part_is_sent_with_a_media_type_and_never_with_a_range(
    part: Any, said: str, value: Any, expected: str
) -> None:
    form = {"schema": {"type": "object", "properties": {"x": part}}}
    if said:
        form["encoding"] = {"x": {"contentType": said}}
    request = sent({"multipart/form-data": form}, {"x": value})
    head = request.content.split(b"\r\n\r\n")[0].decode()
    lines = [line for line in head.split("\r\n") if line.startswith("Content-Type")]
    assert [line.partition(": ")[2] for line in lines] == [expected] * bool(expected)


def test_a_body_is_not_sent_with_a_range_of_json() -> None:
    content = {"application/*+json": {"schema": OBJECT}}
    assert sent(content, {"a": "b"}).headers["content-type"] == JSON


def sent(content: Any, body: Any) -> Any:
    """Return the request of an operation with the content, called with the body."""
    post = {
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "Done."}},
    }
    result = built(
        {
            "openapi": "3.1.0",
            "info": {"title": "Things", "version": "1"},
            "servers": [{"url": "https://things.test"}],
            "paths": {"/things": {"post": post}},
        }
    )
    with imported(result.texts) as package:
        transport = FakeTransport(lambda _: make_response(None, status=204))
        client = package.SmallClient(transport=transport)
        method(result, client, "POST /things")(body=body)
    return transport.requests[0]
