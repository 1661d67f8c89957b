"""A description with every part of a request, and the calls of its client.

The description is as a vendor writes it; what OpenAPI cannot say is in the overlay.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Described(NamedTuple):
    """A description, the members that an overlay adds to it, and further actions."""

    document: dict[str, Any]
    overlay: dict[str, Any]
    actions: list[dict[str, Any]]


def parameter(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a parameter of the query, unless `more` says another place."""
    return {"name": name, "in": "query", "schema": schema, **more}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_content(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a JSON body."""
    return {"content": {"application/json": {"schema": schema}}}


def ok(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation that succeeds with a schema."""
    return {"200": {"description": "Success.", **json_content(schema)}}


def _page(item: str, **more: Any) -> dict[str, Any]:
    items = {"type": "array", "items": ref(item)}
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": items, **more},
    }


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ID = parameter("id", TEXT, **{"in": "path"}, required=True)


def _paths() -> dict[str, Any]:
    return {
        "/things": {
            "get": {
                "parameters": [
                    parameter("limit", {**NUMBER, "default": 20, "maximum": 100}),
                    parameter("cursor", TEXT),
                    parameter("ids", {"type": "array", "items": TEXT}),
                    parameter("state", ref("State")),
                    parameter("since", {**TEXT, "format": "date-time"}),
                    parameter("q", TEXT),
                    parameter("X-Trace", TEXT, **{"in": "header"}),
                    parameter("visit", TEXT, **{"in": "cookie"}),
                    parameter("box", ref("Box"), style="deepObject"),
                ],
                "responses": ok(_page("Thing", cursor=TEXT)),
            },
            "post": {
                "requestBody": {"required": True, **json_content(ref("Thing"))},
                "responses": ok(ref("Thing")),
            },
        },
        "/things/{id}": {
            "get": {"parameters": [ID], "responses": ok(ref("Thing"))},
            "put": {
                "parameters": [ID, parameter("If-Match", TEXT, **{"in": "header"})],
                "requestBody": {"required": True, **json_content(ref("Thing"))},
                "responses": ok(ref("Thing")),
            },
            "patch": {
                "parameters": [ID],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/merge-patch+json": {"schema": ref("Address")}
                    },
                },
                "responses": ok(ref("Thing")),
            },
        },
        "/things/search": {
            "post": {
                "requestBody": {
                    "required": True,
                    **json_content(
                        {
                            "type": "object",
                            "properties": {
                                "text": TEXT,
                                "ids": {"type": "array", "items": TEXT},
                                "address": ref("Address"),
                                "note": {"type": ["string", "null"]},
                            },
                        }
                    ),
                },
                "responses": ok({"type": "array", "items": ref("Thing")}),
            }
        },
        "/files": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"multipart/form-data": {"schema": ref("Upload")}},
                },
                "responses": {"204": {"description": "Done."}},
            }
        },
        "/forms": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {"schema": ref("Form")}
                    },
                },
                "responses": {"204": {"description": "Done."}},
            }
        },
        "/orders": {
            "get": {
                "parameters": [
                    parameter("offset", NUMBER),
                    parameter("max", {**NUMBER, "maximum": 50}),
                ],
                "responses": ok(_page("Thing", total=NUMBER)),
            }
        },
        "/pages": {
            "get": {
                "parameters": [
                    parameter("page", NUMBER),
                    parameter("size", {**NUMBER, "default": 30}),
                    parameter("filter", TEXT),
                    parameter("sort", TEXT),
                ],
                "responses": ok(_page("Thing", total=NUMBER)),
            }
        },
        "/changes": {
            "get": {
                "parameters": [
                    parameter("from", {**TEXT, "format": "date-time"}),
                    parameter("to", {**TEXT, "format": "date-time"}),
                ],
                "responses": ok({"type": "array", "items": ref("Thing")}),
            }
        },
        "/updates": {
            "get": {
                "parameters": [parameter("after", {**TEXT, "format": "date-time"})],
                "responses": ok({"type": "array", "items": ref("Thing")}),
            }
        },
        "/stream": {
            "get": {
                "responses": {
                    "200": {
                        "description": "Events.",
                        "content": {"text/event-stream": {"schema": TEXT}},
                    }
                }
            }
        },
        "/reports": {
            "servers": [{"url": "https://reports.example.com/v1"}],
            "get": {"responses": ok(ref("Thing"))},
        },
        "/admin": {
            "get": {"security": [{"token": []}], "responses": ok(ref("Thing"))},
        },
        "/fetched": {
            "get": {"security": [{"oauth": []}], "responses": ok(ref("Thing"))},
        },
        "/open": {"get": {"security": [], "responses": ok(ref("Thing"))}},
    }


def _schemas() -> dict[str, Any]:
    return {
        "State": {"type": "string", "enum": ["open", "closed"]},
        "Address": {
            "type": "object",
            "properties": {
                "streetName": TEXT,
                "zipCode": TEXT,
                "floor": NUMBER,
                "flat": {"type": ["string", "null"]},
            },
        },
        "Box": {
            "type": "object",
            "properties": {"lowLeft": NUMBER, "highRight": NUMBER},
        },
        "Thing": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": TEXT,
                "unitPrice": NUMBER,
                "state": ref("State"),
                "address": ref("Address"),
                "madeAt": {**TEXT, "format": "date-time"},
                "seenOnly": {**TEXT, "readOnly": True},
            },
        },
        "Upload": {
            "type": "object",
            "properties": {
                "title": TEXT,
                "labels": {"type": "array", "items": TEXT},
                "meta": ref("Address"),
                "content": {**TEXT, "format": "binary"},
            },
        },
        "Form": {
            "type": "object",
            "properties": {
                "title": TEXT,
                "labels": {"type": "array", "items": TEXT},
                "place": ref("Address"),
            },
        },
    }


def described() -> Described:
    """Return a new copy of the description and its overlay."""
    flow = {"tokenUrl": "https://login.example.com/token", "scopes": {"read": "Read."}}
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "token": {"type": "http", "scheme": "bearer"},
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
    }
    host = {"default": "eu", "enum": ["eu", "us"]}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0"},
        "servers": [
            {
                "url": "https://{region}.example.com/api",
                "description": "production",
                "variables": {"region": host},
            },
            {"url": "https://sandbox.example.com/api", "description": "sandbox"},
        ],
        "security": [{"key": []}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "securitySchemes": schemes},
    }
    return Described(document, _overlay(), [])


def _overlay() -> dict[str, Any]:
    body = "$response.body#/items"
    return {
        "x-specloom-filter": {
            "words": {
                "infix": {
                    "operators": {
                        "eq": "{field} eq {value}",
                        "gt": "{field} gt {value}",
                    },
                    "logic": {"and": " and ", "or": " or "},
                    "values": {"forms": {"text": "'{value}'"}},
                }
            }
        },
        "x-specloom-sort": {"signs": {"descending": "-", "separator": ","}},
        "x-specloom-idempotency": {"default": {"header": "Idempotency-Key"}},
        "paths": {
            "/things": {
                "get": {
                    "x-specloom-name": "things.list",
                    "x-specloom-pagination": {
                        "style": "cursor",
                        "request": {
                            "cursor": "$request.query.cursor",
                            "limit": "$request.query.limit",
                        },
                        "response": {"items": body, "cursor": "$response.body#/cursor"},
                    },
                },
                "post": {"x-specloom-name": "things.create"},
            },
            "/things/{id}": {
                "get": {"x-specloom-name": "things.get"},
                "put": {
                    "x-specloom-name": "things.replace",
                    "x-specloom-optimistic-lock": {
                        "version": "$request.header.If-Match",
                        "key": "$request.path.id",
                    },
                },
                "patch": {"x-specloom-name": "things.move"},
            },
            "/things/search": {
                "post": {
                    "x-specloom-name": "things.search",
                    "x-specloom-pagination": {
                        "style": "single-page",
                        "response": {"items": "$response.body"},
                    },
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "properties": {
                                        "ids": {"x-specloom-chunk": {"maximum": 2}}
                                    }
                                }
                            }
                        }
                    },
                }
            },
            "/files": {"post": {"x-specloom-name": "files.upload"}},
            "/forms": {"post": {"x-specloom-name": "forms.send"}},
            "/orders": {
                "get": {
                    "x-specloom-name": "orders.list",
                    "x-specloom-pagination": {
                        "style": "offset",
                        "request": {
                            "offset": "$request.query.offset",
                            "limit": "$request.query.max",
                        },
                        "response": {"items": body, "total": "$response.body#/total"},
                    },
                }
            },
            "/pages": {
                "get": {
                    "x-specloom-name": "pages.list",
                    "x-specloom-pagination": {
                        "style": "page",
                        "first": 1,
                        "request": {
                            "page": "$request.query.page",
                            "limit": "$request.query.size",
                        },
                        "response": {"items": body, "total": "$response.body#/total"},
                    },
                    "x-specloom-filter": {
                        "scheme": "words",
                        "location": "$request.query.filter",
                        "schema": "Thing",
                    },
                    "x-specloom-sort": {
                        "scheme": "signs",
                        "location": "$request.query.sort",
                        "schema": "Thing",
                    },
                }
            },
            "/changes": {
                "get": {
                    "x-specloom-name": "changes.list",
                    "x-specloom-pagination": {
                        "style": "single-page",
                        "response": {"items": "$response.body"},
                    },
                    "x-specloom-window": {
                        "start": "$request.query.from",
                        "end": "$request.query.to",
                        "maximum": "P10D",
                        "merge": {"identity": ["name"]},
                    },
                }
            },
            "/updates": {
                "get": {
                    "x-specloom-name": "updates.list",
                    "x-specloom-pagination": {
                        "style": "single-page",
                        "response": {"items": "$response.body"},
                    },
                    "x-specloom-changed-since": {
                        "parameter": "$request.query.after",
                        "operator": "gte",
                    },
                }
            },
            "/stream": {"get": {"x-specloom-name": "stream.read"}},
            "/reports": {"get": {"x-specloom-name": "reports.get"}},
            "/admin": {"get": {"x-specloom-name": "admin.get"}},
            "/fetched": {"get": {"x-specloom-name": "fetched.get"}},
            "/open": {"get": {"x-specloom-name": "open.get"}},
        },
        "components": {
            "schemas": {
                "Thing": {
                    "properties": {
                        "name": {
                            "x-specloom-filter": ["eq", "gt"],
                            "x-specloom-sort": True,
                        },
                        "unitPrice": {"x-specloom-filter": ["eq", "gt"]},
                    }
                }
            }
        },
    }
