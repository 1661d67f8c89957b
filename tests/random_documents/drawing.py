"""Draw sound documents: parameters, bodies, responses, schemas and pagination."""

from __future__ import annotations

from random import Random
from typing import Any

from .schemas import Schemas

STYLES: dict[str, tuple[tuple[str, bool], ...]] = {
    "path": (
        ("simple", False),
        ("simple", True),
        ("label", False),
        ("label", True),
        ("matrix", False),
        ("matrix", True),
    ),
    "query": (
        ("form", True),
        ("form", False),
        ("spaceDelimited", False),
        ("pipeDelimited", False),
        ("deepObject", True),
    ),
    "header": (("simple", False), ("simple", True)),
    "cookie": (("form", True), ("form", False)),
}
NAMES = {
    "path": ("id", "a.b", "user-id", "größe", "it em", "$k"),
    "query": ("q", "page[size]", "a.b", "$top", "from", "ids[]", "größe"),
    "header": ("X-Region", "If-Match", "trace", "X-Id"),
    "cookie": ("sid", "c_k", "a.b"),
}
PATHS = (
    "/things/{0}",
    "/things/{0}/parts/{1}",
    "/x({0})",
    "/x/{0}.json",
    "/{0}:verb",
    "/y/{0}{1}",
    "/y/{0}.{1}",
    "/y/{0}-{1}",
    "/twice/{0}/again/{0}",
    "/$count()",
    "/plain",
    "/a b",
)
STATUSES = (
    ("200",),
    ("201", "400"),
    ("204",),
    ("200", "204"),
    ("200", "201", "404"),
    ("2XX",),
    ("default",),
    ("200", "2XX", "4XX", "default"),
    ("200", "201", "202", "203", "204", "2XX"),
    ("302",),
    ("200", "304", "500"),
    ("4XX",),
    ("202", "default"),
)
MEDIA = (
    "application/json",
    "application/json",
    "application/json",
    "application/vnd.api+json",
    "application/json; charset=utf-8",
    "text/plain",
    "application/octet-stream",
    "application/xml",
    "text/csv",
    "image/*",
    "*/*",
)
STREAMS = ("application/x-ndjson", "text/event-stream")


def draw(rng: Random) -> tuple[Any, Any]:
    """Return a document and an overlay, or None, that says how its lists are paged."""
    drawn = _Drawing(rng)
    paths: dict[str, Any] = {}
    for number in range(rng.randint(1, 3)):
        path, item = drawn.path_item(number)
        paths[path] = item
    if rng.random() < 0.4:
        drawn.page(paths)
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Drawn", "version": "1"},
        "servers": [{"url": rng.choice(["https://x.test", "https://x.test/v1"])}],
        "paths": paths,
        "components": {"schemas": drawn.schemas.components},
    }
    drawn.secure(document)
    overlay = {
        "overlay": "1.1.0",
        "info": {"title": "Pages", "version": "1"},
        "actions": drawn.actions,
    }
    return document, overlay if drawn.actions else None


class _Drawing:
    """The parts of one document.

    Args:
        rng: what decides.

    Attributes:
        schemas: the schemas that are drawn.
        actions: the actions of the overlay.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.schemas = Schemas(rng)
        self.actions: list[Any] = []

    def path_item(self, number: int) -> tuple[str, Any]:
        """Return a path and its operations."""
        rng = self._rng
        template = rng.choice(PATHS)
        count = sum(f"{{{n}}}" in template for n in (0, 1))
        names = rng.sample(NAMES["path"], count)
        path = template.format(*("{" + name + "}" for name in names))
        path = f"/p{number}{path}"
        methods = rng.sample(["get", "post", "put", "patch", "delete", "head"], 2)
        item = {}
        for method in methods[: rng.randint(1, 2)]:
            node = item[method] = self.operation(method, names)
            node["operationId"] = f"{method}P{number}"
        return path, item

    def operation(self, method: str, names: list[str]) -> Any:
        """Return an operation with the variables of its path."""
        rng = self._rng
        parameters = [self.parameter("path", name) for name in names]
        for place in ("query", "header", "cookie"):
            count = rng.choice([0, 0, 1, 2, 3] if place == "query" else [0, 0, 0, 1])
            for name in rng.sample(NAMES[place], count):
                parameters.append(self.parameter(place, name))
        made: dict[str, Any] = {"parameters": parameters, "responses": {}}
        if method in ("post", "put", "patch"):
            made["requestBody"] = self.body()
        statuses = rng.choice(STATUSES)
        for status in statuses:
            made["responses"][status] = self.response(status, len(statuses) == 1)
        if rng.random() < 0.1:
            made["deprecated"] = True
        return made

    def parameter(self, place: str, name: str) -> Any:
        """Return a parameter in one of the styles of its place."""
        rng, made = self._rng, {"name": name, "in": place}
        if place == "path" or rng.random() < 0.4:
            made["required"] = True
        if rng.random() < 0.08:
            media = rng.choice(["application/json", "application/json", "text/plain"])
            schema = self.schemas.any(1) if "json" in media else {"type": "string"}
            return {**made, "content": {media: {"schema": schema}}}
        if rng.random() < 0.4:
            return {**made, "schema": self.schemas.scalar()}
        style, explode = rng.choice(STYLES[place])
        made |= {"style": style, "explode": explode}
        kinds = [self.schemas.scalar, self.schemas.scalars, self.schemas.flat]
        if style == "deepObject":
            kinds = [self.schemas.flat, lambda: self.schemas.object(2)]
        elif style in ("spaceDelimited", "pipeDelimited"):
            kinds = [self.schemas.scalars, self.schemas.flat]
        made["schema"] = rng.choice(kinds)()
        if place == "query" and rng.random() < 0.1:
            made["allowReserved"] = True
        return made

    def body(self) -> Any:
        """Return a request body of one media type, or of two."""
        rng = self._rng
        content = {}
        kinds = [*MEDIA, "multipart/form-data", "application/x-www-form-urlencoded"]
        for media in rng.sample(kinds, rng.choice([1, 1, 1, 2])):
            content[media] = self.media(media)
            if "form" in media:
                content[media] = {"schema": self.form("multipart" in media)}
        return {"required": rng.random() < 0.7, "content": content}

    def form(self, multipart: bool) -> Any:
        """Return the schema of a form."""
        rng = self._rng
        made = self.schemas.object(1)
        made.pop("additionalProperties", None)
        if multipart:
            binary = {"type": "string", "format": "binary"}
            made["properties"]["file"] = binary
            if rng.random() < 0.5:
                made["properties"]["files"] = {"type": "array", "items": binary}
        return made

    def media(self, media: str) -> Any:
        """Return a media type with a schema of what it can hold."""
        rng = self._rng
        if "json" in media:
            return {"schema": True if rng.random() < 0.03 else self.schemas.any()}
        if rng.random() < 0.3:
            return {}
        if media == "text/plain" and rng.random() < 0.3:
            return {"schema": rng.choice([{"type": "integer"}, {"type": "boolean"}])}
        made: dict[str, Any] = {"type": "string"}
        return {"schema": made if "text" in media else {**made, "format": "binary"}}

    def response(self, status: str, alone: bool) -> Any:
        """Return a response with or without content and headers; a stream if alone."""
        rng = self._rng
        made: dict[str, Any] = {"description": status}
        if rng.random() < 0.2:
            made["headers"] = {"X-Count": {"schema": {"type": "integer"}}}
        if status in ("204", "302", "304") or rng.random() < 0.15:
            return made
        if alone and status == "200" and rng.random() < 0.3:
            made["content"] = {rng.choice(STREAMS): {"schema": self.schemas.flat()}}
            return made
        chosen = rng.sample(MEDIA, rng.choice([1, 1, 1, 2]))
        made["content"] = {media: self.media(media) for media in chosen}
        return made

    def secure(self, document: Any) -> None:
        """Add a credential to a document, or none."""
        schemes = [
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            {"type": "apiKey", "in": "query", "name": "key"},
            {"type": "apiKey", "in": "cookie", "name": "session"},
            {"type": "http", "scheme": "bearer"},
            {"type": "http", "scheme": "basic"},
            None,
            None,
        ]
        if scheme := self._rng.choice(schemes):
            document["components"]["securitySchemes"] = {"auth": scheme}
            document["security"] = [{"auth": []}]

    def page(self, paths: Any) -> None:
        """Add a list that is paged, and the fact on it."""
        rng = self._rng
        item = self.schemas.object(1)
        item["properties"]["id"] = rng.choice(
            [
                {"type": "integer"},
                {"type": "string"},
                {"type": "string", "format": "uuid"},
            ]
        )
        item["required"] = [*{*item.get("required", ()), "id"}]
        if rng.random() < 0.2:
            item = self.schemas.scalar()
        members: dict[str, Any] = {
            "data": {"type": "array", "items": item},
            "next": {"type": ["string", "null"]},
            "more": {"type": "boolean"},
            "total": {"type": "integer"},
        }
        limit = {"type": "integer", "maximum": rng.choice([2, 10, 100])}
        parameters = {"limit": limit, "offset": {"type": "integer"}}
        parameters |= {"page": {"type": "integer"}, "cursor": {"type": "string"}}
        styles: list[Any] = [
            {"style": "offset", "request": ["offset", "limit"]},
            {"style": "offset", "request": ["offset"], "response": ["total"]},
            {"style": "page", "request": ["page"], "end-when": ["empty-page"]},
            {"style": "page", "request": ["page", "limit"], "response": ["total"]},
            {"style": "cursor", "request": ["cursor"], "response": ["cursor"]},
            {"style": "next-link", "request": [], "response": ["next"]},
        ]
        if isinstance(item.get("properties"), dict):
            styles += [
                {
                    "style": "keyset",
                    "request": ["cursor", "limit"],
                    "response": ["has-more"],
                }
            ]
        style = rng.choice(styles)
        places = {
            "cursor": "next",
            "next": "next",
            "has-more": "more",
            "total": "total",
        }
        fact = {
            "style": style["style"],
            "request": {role: f"$request.query.{role}" for role in style["request"]},
            "response": {
                role: f"$response.body#/{places[role]}"
                for role in style.get("response", ())
            },
        }
        fact["response"]["items"] = "$response.body#/data"
        if style["style"] == "keyset":
            fact["response"]["cursor"] = "$last-item#/id"
        if "end-when" in style:
            fact["end-when"] = style["end-when"]
        if not fact["request"]:
            del fact["request"]
        schema = {"type": "object", "properties": members, "required": ["more"]}
        paths["/list"] = {
            "get": {
                "operationId": "listThem",
                "parameters": [
                    {"name": role, "in": "query", "schema": parameters[role]}
                    for role in style["request"]
                ],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "content": {"application/json": {"schema": schema}},
                    }
                },
            }
        }
        update = {"x-specloom-pagination": fact}
        self.actions.append({"target": "$.paths['/list'].get", "update": update})
