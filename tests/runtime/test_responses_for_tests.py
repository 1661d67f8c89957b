"""The responses that tests of users give to a client."""

from __future__ import annotations

import pytest
from specloom_runtime.testing import make_response


@pytest.mark.parametrize(
    ("data", "content", "media_type"),
    [
        ((), b"", None),
        ((None,), b"null", "application/json"),
        (({"a": 1},), b'{"a": 1}', "application/json"),
        ((b"raw",), b"raw", "application/json"),
    ],
)
def test_the_body_is_json_bytes_or_nothing(
    data: tuple[object, ...], content: bytes, media_type: str | None
) -> None:
    response = make_response(*data, status=503)
    assert response.content == content
    assert response.headers.get("Content-Type") == media_type
