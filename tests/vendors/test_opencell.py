"""Test the requests of the Opencell client, and how it reads the responses."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_runtime import AuthenticationError, ConfigurationError
from wire_client import WireClient

KINDS = {"sync": Opencell, "async": AsyncOpencell}
USER = {"username": "user", "password": "pass-word"}
APPLICATION = {"client_id": "app", "client_secret": "app-secret"}


def deployment(*accepted: str) -> Any:
    """Return a deployment that accepts these kinds of authorization only."""

    def vendor(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/auth/realms/opencell/protocol/openid-connect/token":
            form = parse_qs(request.content.decode())
            expected = {"grant_type": "password", **USER, **APPLICATION}
            assert form == {name: [value] for name, value in expected.items()}
            return ok({"access_token": "fetched", "expires_in": 300})
        kind, _, value = request.headers["Authorization"].partition(" ")
        if kind not in accepted:
            return httpx2.Response(401)
        text = b64decode(value).decode() if kind == "Basic" else value
        assert text in ("user:pass-word", "fetched", "own-token")
        return ok({"total": 0})

    return vendor


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (USER, "Basic"),
        (USER | APPLICATION, "Bearer"),
        ({"token": "own-token"}, "Bearer"),
    ],
    ids=["user", "user and application", "token"],
)
def test_what_was_given_decides_how_a_client_authenticates(
    mode: str, given: dict[str, str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"OPENCELL_{name.upper()}", value)
    made = {mode: KINDS[mode].from_env}
    for kinds, arguments in ((KINDS, given), (made, {})):
        for host in ({"host": "h.test"}, {"base_url": "https://h.test/opencell"}):
            wire = WireClient(mode, kinds, deployment(kind), **host, **arguments)
            assert wire.call(lambda client: client.counter_periods.search()) == []
            refused = WireClient(mode, kinds, deployment(), **host, **arguments)
            with pytest.raises(AuthenticationError):
                refused.call(lambda client: client.counter_periods.search())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({**USER, "client_id": "app"}, "client_id needs client_secret"),
        ({**USER, "client_secret": "s"}, "client_secret needs client_id"),
        ({"token": "own-token", "username": "user"}, "username needs password"),
        (APPLICATION, "no usable credentials"),
    ],
)
def test_a_part_of_the_credentials_is_refused(
    mode: str, given: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        KINDS[mode](host="h.test", **given)
    for name, value in given.items():
        monkeypatch.setenv(f"OPENCELL_{name.upper()}", value)
    with pytest.raises(ConfigurationError, match="needs|not set in the environment"):
        KINDS[mode].from_env(host="h.test")
