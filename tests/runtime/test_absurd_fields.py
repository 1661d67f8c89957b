"""Numbers, dates, headers and tokens of a vendor that make no sense.

A field that cannot be understood is unknown: no call fails, waits or repeats because of
it in a way that nobody could expect.
"""

from __future__ import annotations

import json
import math
import pickle
from dataclasses import replace

import httpx2
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import GET, MODES, SERVICE, Vendor
from specloom_runtime import (
    ErrorRule,
    Headers,
    ManualClock,
    OAuth2ClientCredentials,
    RedirectError,
    Response,
    SessionLogin,
    SpecloomError,
)
from specloom_runtime.auth.token_store import token_from_grant
from specloom_runtime.calls.retry import retry_after
from specloom_runtime.http.framing import Events
from specloom_runtime.http.links import next_link
from specloom_runtime.pagination.page_signals import number

DIGITS = "9" * 400
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
WORDS = [
    *DATE.split(" "),
    *("94", "+0200", "-2500", "+99999999", "EST", "08:49", "23:59:60", "24:00:00"),
    *(DIGITS, "9" * 5000, "-1", "0", "NaN", "inf", "1e5", "1_0", "\xb2", "0x10", "1.5"),
    *("", " ", "\t", ",", ";", ":", "-", '"', "\\", "<", ">", "=", "\x85", "\xa0"),
    *("rel", "next", "charset", "gzip", "utf-16", "/", "//", "https:", "@", "?", "#"),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).flatmap(
    lambda words: st.sampled_from(["", " ", "-"]).map(lambda by: by.join(words))
)
"""Values of a header: pieces of real ones in any order."""
VALUES = [
    *(
        DIGITS,
        f"-{DIGITS}",
        "9" * 5000,
        "NaN",
        "-Infinity",
        "1e400",
        "-1e400",
        "1e-400",
    ),
    *("-5", "0", "-0.0", "true", "false", "null", "[]", "[1]", "{}", '{"a": null}'),
    *('""', '" "', '"soon"', '"NaN"', '"-5"', '"1_000"', '"\\uff11\\uff12"', '"1e3"'),
    *(f'"{DIGITS}"', f'"{"9" * 5000}"', '"\\u0000"', '"\\ud800"', f'"{DATE}"'),
    *(
        "[" * 900 + "]" * 900,
        "[" * 50_000 + "]" * 50_000,
        '{"a":' * 900 + "1" + "}" * 900,
    ),
]
"""Values of a field in JSON."""


@pytest.mark.parametrize("name", ["retry-after", "retry-after-ms", "date"])
@pytest.mark.parametrize("value", [*WORDS, DATE, DATE.replace("GMT", "-2500")])
def test_a_wait_is_a_number_or_unknown(name: str, value: str) -> None:
    fields = {"retry-after": DATE, name: value}
    wait = retry_after(Headers(fields.items()), ManualClock())
    assert wait is None or 0 <= wait < math.inf


@pytest.mark.parametrize(
    ("zone", "seconds"),
    [("GMT", 0), ("", 0), ("+0200", -7200), ("-0500", 18_000), ("EST", 18_000)],
)
def test_dates_of_other_zones_are_read_as_such(zone: str, seconds: int) -> None:
    fields = [("Retry-After", DATE.replace("GMT", zone).strip())]
    fields.append(("Date", "Sun, 06 Nov 1994 06:00:00 +0000"))
    expected = 2 * 3600 + 49 * 60 + 37 + seconds
    assert retry_after(Headers(fields), ManualClock()) == expected


@examples(20)
@given(TEXTS, TEXTS)
def test_any_wait_is_a_number_or_unknown(text: str, date: str) -> None:
    fields = Headers([("Retry-After", text), ("Date", date)])
    for each in (fields, Headers([("retry-after-ms", text)])):
        wait = retry_after(each, ManualClock())
        assert wait is None or 0 <= wait < math.inf
    assert next_link(text) is None or next_link(text)


STATUSES = (200, 302, 303, 307, 400, 401, 429, 503)
NAMES = (
    *("Retry-After", "Date", "Link", "Location", "Content-Type", "Content-Encoding"),
    *("ETag", "Set-Cookie", "X-Request-Id", "Content-Length", "Deprecation", "Sunset"),
    *("WWW-Authenticate", "X-Should-Retry", "Transfer-Encoding", "retry-after-ms"),
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@examples(20)
@given(
    st.sampled_from(MODES),
    st.sampled_from(STATUSES),
    st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=4),
)
def test_a_call_with_any_headers_ends_with_a_result_or_a_typed_error(
    mode: str, status: int, pairs: list[tuple[str, str]]
) -> None:
    fields = [(name.encode(), value.encode("latin-1")) for name, value in pairs]

    def respond(_: httpx2.Request) -> httpx2.Response:
        stream = httpx2.ByteStream(b'{"number": 1}')
        return httpx2.Response(status, headers=fields, stream=stream)

    vendor = Vendor(mode, respond)
    try:
        assert vendor.call(GET, path={"number": 1}).number == 1
    except SpecloomError as error:
        assert str(error).encode() and pickle.loads(pickle.dumps(error))
    retry = vendor.client._settings.retry
    assert len(vendor.asked) <= 6 * (1 + retry.maximum)
    assert all(
        wait <= retry.max_retry_after + retry.base for wait in vendor.clock.slept
    )


@pytest.mark.parametrize(
    "location",
    [
        *(
            "/\0",
            "/a\x7fb",
            "/a\x01",
            "/" + "a" * 70_000,
            "http://[::1",
            "//[",
        ),
        *(
            "https://vendor.test:99999/",
            "https://vendor.test:x/",
            "https://u@vendor.test/",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_to_an_invalid_url_is_not_followed(
    location: str, method: str
) -> None:
    fields = [(b"Location", location.encode())]
    vendor = Vendor("sync", lambda _: httpx2.Response(303, headers=fields))
    operation = replace(GET, method=method, safe=True)
    with pytest.raises(RedirectError):
        vendor.call(operation, path={"number": 1})
    assert len(vendor.asked) == 1 and vendor.clock.slept == []


@pytest.mark.parametrize("value", VALUES, ids=lambda each: each[:9])
def test_a_lifetime_is_a_number_or_unknown(value: str) -> None:
    body = f'{{"access_token": "t", "expires_in": {value}, "refresh_token": {value}}}'
    response = Response(status=200, headers=Headers(), body=body.encode())
    login = SessionLogin("/x", {}, "body#/access_token", expires_in="body#/expires_in")
    for read in (token_from_grant, login.token):
        told: list[str] = []
        try:
            token = read(response, 5.0, told.append)
        except SpecloomError:
            assert len(body) > 10_000  # Nested too deeply to be read at all.
            continue
        number = token.expires if token.expires is not None else 5.0
        assert 5.0 <= number < math.inf
        assert token.expires is not None or value == "null" or len(told) == 1


@pytest.mark.parametrize(
    "text", ["1_000", "\uff11\uff12", "1e3", " 1 0", "0x10", "\xb2"]
)
def test_only_plain_digits_are_a_number(text: str) -> None:
    body = json.dumps({"access_token": "t", "expires_in": text}).encode()
    response = Response(status=200, headers=Headers(), body=body)
    assert token_from_grant(response, 0.0, str).expires is None
    assert number(text) is None
    frames = Events()
    list(frames.feed(f"retry: {text}\n".encode()))
    assert frames.retry is None
    assert retry_after(Headers([("Retry-After", text)]), ManualClock()) is None


RULE = ErrorRule(
    message="body#/x", code="body#/x", details="body#/x", request_id="body#/x"
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("value", VALUES, ids=lambda each: each[:9])
def test_an_error_with_any_value_in_each_field_is_readable(
    mode: str, value: str
) -> None:
    service = replace(SERVICE, errors={"default": (RULE,)})
    response = httpx2.Response(404, content=f'{{"x": {value}}}'.encode())
    with pytest.raises(SpecloomError) as caught:
        Vendor(mode, [response], service=service).call(GET, path={"number": 1})
    assert "404" in str(caught.value) and str(caught.value).encode()
    if "[[" not in value and '{"a":{' not in value:
        # The pickle module itself is recursive.
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("value", VALUES, ids=lambda each: each[:9])
def test_a_token_response_with_any_values_is_a_token_or_a_typed_error(
    mode: str, value: str
) -> None:
    fields = ("access_token", "refresh_token", "expires_in", "error", "token_type")
    told = ", ".join(f'"{name}": {value}' for name in fields)
    schemes = {"one": OAuth2ClientCredentials("/token", "id", "secret")}
    service = replace(SERVICE, schemes=schemes, security=(("one",),), env={})
    given_: dict[str, str | None] = {"id": "client", "secret": "client-secret"}
    for status in (200, 400, 401, 503):

        def respond(request: httpx2.Request, status: int = status) -> httpx2.Response:
            if request.url.path == "/token":
                return httpx2.Response(status, content=f"{{{told}}}".encode())
            return httpx2.Response(200, content=b'{"number": 1}')

        vendor = Vendor(mode, respond, service=service, credentials=given_)
        try:
            assert vendor.call(GET, path={"number": 1}).number == 1
        except SpecloomError as error:
            assert str(error).encode() and pickle.loads(pickle.dumps(error))
        assert len(vendor.asked) <= 4


@pytest.mark.parametrize("digits", ["9" * 400, "9" * 5000, "-1", "x", "1e3", "", " "])
def test_the_wait_that_a_stream_asks_for_is_a_number(digits: str) -> None:
    frames = Events()
    list(frames.feed(f"retry: {digits}\nretry:{digits} \n\n".encode()))
    assert frames.retry is None or frames.retry >= 0
