"""Respond to the requests by which a client fetches a token."""

from __future__ import annotations

from typing import Any

import httpx2

from .json_values import set_pointer
from .recording_server import Handler, json_response

TOKEN = "test-token"


def with_tokens(client: Any, handler: Handler, path: str) -> Handler:
    """Return a handler that itself responds to token requests.

    If the path of the operation is also the path of a token endpoint, requests for it
    are passed to the given handler.
    """
    schemes = client.service.schemes.values()
    names = ("token_url", "refresh_url")
    urls = [getattr(each, name, None) for each in schemes for name in names]
    grants = {_path(url) for url in urls if url}
    logins = {_path(each.path): each for each in schemes if hasattr(each, "read")}

    def handle(request: httpx2.Request) -> httpx2.Response:
        target = request.url.path.strip("/")
        if target in grants and not target.endswith(path.strip("/")):
            grant = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
            return json_response(200, grant)
        for login_path, login in logins.items():
            # Only the client's own login has the client's credentials.
            if target.endswith(login_path) and b"test-" in request.content:
                return _login_response(login.read)
        return handler(request)

    return handle


def _path(url: str) -> str:
    return url.rpartition("//")[2].partition("/")[2].rstrip("/")


def _login_response(location: str) -> httpx2.Response:
    kind, _, name = location.partition(".")
    if kind == "cookie":
        return json_response(200, {}, {"Set-Cookie": f"{name}={TOKEN}"})
    if kind == "header":
        return json_response(200, {}, {name: TOKEN})
    return json_response(200, set_pointer(None, location, TOKEN))
