"""Errors at any line of a call: the frames above the send never show a credential."""

from __future__ import annotations

import asyncio
import inspect
import sys
import traceback
from collections.abc import Container
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx2
import pytest
import specloom_runtime
from examples import SOAKED
from small_vendor import GET, MODES, SERVICE
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    BaseClient,
    Basic,
    Bearer,
    BodyFields,
    Client,
    CookieKey,
    HeaderKey,
    ManualClock,
    OAuth2ClientCredentials,
    OAuth2Password,
    OAuth2RefreshToken,
    QueryKey,
    Resource,
    SessionLogin,
)
from specloom_runtime.testing import FakeTransport, make_response

OURS = str(Path(specloom_runtime.__file__).parent)
GIVEN = {name: f"secret-{name}-value" for name in ("user", "password", "key")}
SCHEMES: dict[str, Any] = {
    "basic": Basic("user", "password"),
    "bearer": Bearer("key"),
    "header": HeaderKey("X-Key", "key"),
    "query": QueryKey("key", "key"),
    "cookie": CookieKey("sid", "key"),
    "body": BodyFields({"body#/login": "user", "body#/secret": "password"}),
    "password": OAuth2Password("/token", "user", "password", (), None, True, "key"),
    "client": OAuth2ClientCredentials("/token", "user", "password"),
    "refresh": OAuth2RefreshToken("/token", "user", "password", refresh_token="key"),
    "session": SessionLogin("/login", {"body#/a": "user", "body#/b": "password"}),
}
STEPS = [
    149,
    pytest.param(11, marks=pytest.mark.verify),
    pytest.param(1, marks=SOAKED),
]
"""Each line of so many raises, in turn: a call runs between 1,000 and 1,800."""

READERS = {
    "BaseClient.__init__",
    "BaseClient.__init__.<locals>.<dictcomp>",
    "Redactor.__init__",
    "Redactor.add",
    "Redactor._add",
    "Secret.__init__",
    "basic_pair",
}
"""The functions that have credentials in plain text."""
CONSTRUCTOR = BaseClient.__init__.__code__

FAKE = {
    method.__code__
    for method in vars(FakeTransport).values()
    if inspect.isfunction(method)
}
"""The frames of the transport, which is not the runtime's own."""


class InjectedError(Exception):
    """Raised at a line of the runtime."""


class Injector:
    """Raises at one line event of the runtime or of some functions; counts them."""

    def __init__(self, at: int, functions: Container[str] | None = None) -> None:
        self.at = at
        self.functions = functions
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(OURS):
            return None
        if self.functions is not None and code.co_qualname not in self.functions:
            return None
        if event == "line":
            self.count += 1
            if self.count == self.at:
                raise InjectedError
        return self


def above() -> set[CodeType]:
    """Return the code of our frames that are waiting for the transport."""
    found: set[CodeType] = set()
    frame = inspect.currentframe()
    while frame is not None:
        found.add(frame.f_code)
        frame = frame.f_back
    return found


def call(mode: str, scheme: str, injector: Injector | None) -> set[CodeType]:
    """Create a client and send one request; return the frames above the send."""
    codes: set[CodeType] = set()

    def respond(request: httpx2.Request) -> httpx2.Response:
        codes.update(above())
        told = {"access_token": "secret-token-value", "token": "secret-token-value"}
        is_call = request.url.path.startswith("/v1/contacts")
        return make_response({"number": 1} if is_call else told)

    service = replace(
        SERVICE, schemes={"one": SCHEMES[scheme]}, security=(("one",),), env={}
    )
    kind: Any = Client if mode == "sync" else AsyncClient
    options: dict[str, Any] = {"transport": FakeTransport(respond)}

    async def run() -> None:
        client = kind(service, GIVEN, clock=ManualClock(), **options)
        await AsyncResource(client)._call(GET, path={"number": 1})

    before = sys.gettrace()
    sys.settrace(injector)
    try:
        if mode == "async":
            asyncio.run(run())
        else:
            client = kind(service, GIVEN, clock=ManualClock(), **options)
            Resource(client)._call(GET, path={"number": 1})
    finally:
        sys.settrace(before)
    return codes


def leaks(error: BaseException, codes: Container[CodeType] | None = None) -> list[str]:
    """Return the names of our frames in a traceback that show a credential.

    With `codes`, the frames are those that wait for the transport, the generators of
    calls, which are suspended meanwhile, and those that read the client's credentials.
    Others read responses. Errors at the lines of a client's constructor itself are left
    out: its arguments are those of the caller.
    """
    found = []
    walked = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    frames = [each for each in walked if each.f_code.co_filename.startswith(OURS)]
    for frame in frames:
        code = frame.f_code
        if code in FAKE:
            continue
        waits = code.co_flags & inspect.CO_GENERATOR or code.co_qualname in READERS
        if not (codes is None or code in codes or waits):
            continue
        if code is CONSTRUCTOR and frame is frames[-1]:
            continue
        held = [name for name, value in frame.f_locals.items() if shows(value)]
        found += [f"{code.co_qualname}: {name}" for name in held]
    return found


def shows(value: object) -> bool:
    """Return whether the repr of a value, if it has one yet, contains a credential."""
    with suppress(AttributeError):
        return "secret-" in repr(value)
    return False


# An error between the creation of a coroutine and its start leaves it unused.
@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_any_line_shows_no_credential(
    mode: str, scheme: str, step: int
) -> None:
    call(mode, scheme, None)
    counter = Injector(0)
    codes = call(mode, scheme, counter)
    assert counter.count > 500 and any(c.co_name == "perform" for c in codes)
    found: set[str] = set()
    case = list(SCHEMES).index(scheme) * len(MODES) + MODES.index(mode)
    # The cases begin at different lines, so that together they try more of them.
    for at in range(1 + 7 * case % step, counter.count + 1, step):
        try:
            call(mode, scheme, Injector(at))
        except InjectedError as error:
            found.update(leaks(error, codes))
    assert found == set()


@pytest.mark.parametrize(("mode", "scheme"), [("sync", "basic"), ("async", "password")])
def test_an_error_where_credentials_are_read_shows_none(mode: str, scheme: str) -> None:
    counter = Injector(0, READERS)
    call(mode, scheme, counter)
    assert counter.count >= 8
    found: set[str] = set()
    for at in range(1, counter.count + 1):
        try:
            call(mode, scheme, Injector(at, READERS))
        except InjectedError as error:
            found.update(leaks(error))
    assert found == set()
