"""Raw requests as openapi-core reads them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import httpx2
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from .described import Described


class Received:
    """A request as it came over the wire."""

    def __init__(self, request: httpx2.Request, described: Described) -> None:
        self.raw = request
        self.host_url = "https://judged.example"
        self.path = self._path(described.path)
        self.method = request.method.lower()
        self.body = request.content or None
        self.content_type = request.headers.get("content-type", "").split(";")[0]
        query = ImmutableMultiDict(request.url.params.multi_items())
        headers = Headers(list(request.headers.items()))
        self.parameters = RequestParameters(query=query, header=headers)

    def _path(self, template: str) -> str:
        """The part of the path that the template describes."""
        pattern = re.sub(r"\\\{[^}]*\\\}|\{[^}]*\}", "[^/]+", template) + "$"
        raw = unquote(self.raw.url.raw_path.decode().split("?")[0])
        found = re.search(pattern, raw)
        assert found, f"{raw} is not at {template}"
        return found[0]

    @property
    def json(self) -> Any:
        """The body as JSON, None without one."""
        return json.loads(self.body) if self.body else None


def judge(spec: Any) -> OpenAPI:
    """openapi-core over the description, its servers set aside."""
    return OpenAPI.from_dict({**spec, "servers": [{"url": "https://judged.example"}]})
