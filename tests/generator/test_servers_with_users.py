"""Test which URLs of servers no client can use."""

from __future__ import annotations

import pytest
from specloom.normalize.operations.usable_servers import unusable


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://a.example", ""),
        ("http://a.example:8080/v1", ""),
        ("/v1", ""),
        ("https://me@a.example", "it contains a user"),
        ("https://:secret@a.example", "it contains a user"),
        ("https://me:secret@a.example", "it contains a user"),
        ("https://", "it has no host"),
        ("https:///v1", "it has no host"),
        ("https://a.example?x=1", "a server's URL has neither query nor fragment"),
        ("https://a.example#x", "a server's URL has neither query nor fragment"),
        ("https://a example", "there is a space in the host"),
        ("ftp://a.example", 'its scheme is "ftp" (expected http or https)'),
    ],
)
def test_a_url_that_no_client_can_use(url: str, why: str) -> None:
    assert unusable({"url": url}) == why
