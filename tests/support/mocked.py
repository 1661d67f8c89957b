"""A mock of a small shop without a network, and documents for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specloom.mock import MockApplication, MockOptions
from werkzeug.test import Client

JSON = "application/json"


def item_schema() -> dict[str, Any]:
    """Return the schema of an item of the shop."""
    return {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string"},
            "price": {"type": "number", "minimum": 0},
            "kind": {"enum": ["tea", "cup", "pot"]},
            "secret": {"type": "string", "writeOnly": True},
            "added": {"type": "string", "format": "date-time"},
        },
    }


def content(schema: Any, **more: Any) -> dict[str, Any]:
    """Return the content of a message in JSON."""
    return {"content": {JSON: {"schema": schema, **more}}}


def parameter(name: str, place: str = "query", **schema: Any) -> dict[str, Any]:
    """Return a parameter; those of paths are required."""
    made = {"name": name, "in": place, "schema": schema or {"type": "string"}}
    return {**made, "required": True} if place == "path" else made


def shop(listing: Mapping[str, Any] | None = None, **root: Any) -> dict[str, Any]:
    """Return the document of a shop in normal form.

    Args:
        listing: members of the operation that lists the items.
        root: members of the root.
    """
    item = {"$ref": "#/components/schemas/Item"}
    error = {
        "description": "failed",
        **content({"type": "object", "properties": {"reason": {"type": "string"}}}),
    }
    found = {"description": "OK", **content(item)}
    key = parameter("itemId", "path", type="integer")
    paths = {
        "/items": {
            "get": {
                "x-specloom-name": "items.list",
                "responses": {
                    "200": {
                        "description": "OK",
                        **content({"type": "array", "items": item}),
                    },
                    "400": error,
                },
                **(listing or {}),
            },
            "post": {
                "x-specloom-name": "items.create",
                "requestBody": {"required": True, **content(item)},
                "responses": {"201": found, "400": error},
            },
        },
        "/items/{itemId}": {
            "get": {
                "x-specloom-name": "items.get",
                "parameters": [key],
                "responses": {"200": found, "404": error},
            },
            "put": {
                "x-specloom-name": "items.update",
                "parameters": [key],
                "requestBody": {"required": True, **content(item)},
                "responses": {"200": found, "404": error},
            },
            "patch": {
                "x-specloom-name": "items.change",
                "parameters": [key],
                "requestBody": {"required": True, **content({"type": "object"})},
                "responses": {"200": found, "404": error},
            },
            "delete": {
                "x-specloom-name": "items.delete",
                "parameters": [key],
                "responses": {"204": {"description": "gone"}, "404": error},
            },
        },
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example/v1"}],
        "paths": paths,
        "components": {"schemas": {"Item": item_schema()}},
        **root,
    }


@dataclass(frozen=True)
class Received:
    """A response of a mock.

    Attributes:
        status: the status.
        json: the body as JSON; None if there is none.
        headers: the headers.
        text: the body.
    """

    status: int
    json: Any
    headers: Mapping[str, str]
    text: str


class Mocked:
    """A mock that is called without a network.

    Args:
        document: the document in normal form.
        options: the settings of the mock.
    """

    def __init__(self, document: Mapping[str, Any], **options: Any) -> None:
        self.slept: list[float] = []
        self.application = MockApplication(
            document, MockOptions(**options), sleep=self.slept.append
        )
        self._client = Client(self.application, use_cookies=False)

    def call(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> Received:
        """Send a request, and return the response.

        Args:
            method: the method.
            path: the path with the query.
            body: the body, which is sent as JSON; None for no body.
            headers: headers, with underscores instead of hyphens in their names.
        """
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body)
        media = None if body is None else JSON
        response = self._client.open(
            path, method=method, data=data, content_type=media, headers=own
        )
        text = response.get_data(as_text=True)
        is_json = (response.mimetype or "").endswith("json")
        parsed = json.loads(text) if text and is_json else None
        return Received(response.status_code, parsed, dict(response.headers), text)

    def get(self, path: str, **headers: str) -> Received:
        """Send a GET request."""
        return self.call("GET", path, **headers)
