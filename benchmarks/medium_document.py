"""The medium document for the measurements of diffs: 100 operations, 60 schemas."""

from __future__ import annotations

from typing import Any

RESOURCES = (
    "accounts", "bookings", "campaigns", "carriers", "claims", "contracts",
    "deliveries", "employees", "invoices", "items", "locations", "orders", "payments",
    "prices", "products", "projects", "receipts", "shipments", "suppliers", "vouchers",
)  # fmt: skip
PROPERTIES = {
    "title": {"type": "string", "maxLength": 200},
    "amount": {"type": "number", "description": "The amount in the main currency."},
    "state": {"type": "string", "enum": ["open", "closed", "archived"]},
    "openedAt": {"type": "string", "format": "date-time"},
    "dueOn": {"type": "string", "format": "date"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "isActive": {"type": "boolean", "default": True},
    "externalReference": {"type": ["string", "null"]},
    "priority": {"type": "integer", "minimum": 1, "maximum": 9},
}


def medium_document() -> dict[str, Any]:
    """Return a new copy of the document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for plural in RESOURCES:
        paths |= _paths(plural)
        schemas |= _schemas(plural)
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Measured", "version": "1.0"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"key": key}},
    }


def _name(plural: str) -> str:
    singular = plural[:-3] + "y" if plural.endswith("ies") else plural[:-1]
    return singular.capitalize()


def _schemas(plural: str) -> dict[str, Any]:
    """Return the schemas of a resource: one with two views, and two with one view."""
    name = _name(plural)
    read_only = {"type": "string", "readOnly": True, "description": "The identifier."}
    reference = {"$ref": f"#/components/schemas/{name}Line"}
    return {
        f"{name}Line": {
            "type": "object",
            "description": f"A line of one of the {plural}.",
            "required": ["position"],
            "properties": {
                "position": {"type": "integer", "description": "The place, from 1."},
                "text": {"type": "string"},
                "quantity": {"type": "number"},
                "unit": {"type": "string", "enum": ["piece", "hour", "meter"]},
            },
        },
        name: {
            "type": "object",
            "description": f"One of the {plural}.",
            "required": ["id", "title"],
            "properties": {
                "id": read_only,
                **PROPERTIES,
                "lines": {"type": "array", "items": reference},
            },
        },
        f"{name}Page": {
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": {
                    "type": "array",
                    "items": {"$ref": f"#/components/schemas/{name}"},
                },
                "next": {"type": ["string", "null"]},
                "total": {"type": "integer"},
            },
        },
    }


def _paths(plural: str) -> dict[str, Any]:
    """Return the five operations of a resource."""
    name = _name(plural)
    one = _json(f"#/components/schemas/{name}")
    page = _json(f"#/components/schemas/{name}Page")
    limit = {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}
    identifier = _parameter("id", "path", {"type": "string"}, "The identifier.")
    parameters = [
        _parameter("limit", "query", limit, "The number of items on a page."),
        _parameter("after", "query", {"type": "string"}, "The value of `next`."),
    ]

    def operation(verb: str, text: str, **members: Any) -> dict[str, Any]:
        summary = {"summary": text, "tags": [plural]}
        return {"operationId": f"{verb}{name}", **summary, **members}

    def response(status: str, content: dict[str, Any]) -> dict[str, Any]:
        missing = {"description": "There is none with this identifier."}
        return {status: {"description": "The result.", **content}, "404": missing}

    return {
        f"/{plural}": {
            "get": operation(
                "list",
                f"List the {plural}",
                parameters=parameters,
                responses=response("200", page),
            ),
            "post": operation(
                "create",
                f"Add one of the {plural}",
                requestBody={"required": True, **one},
                responses=response("201", one),
            ),
        },
        f"/{plural}/{{id}}": {
            "parameters": [identifier],
            "get": operation(
                "get", f"Get one of the {plural}", responses=response("200", one)
            ),
            "put": operation(
                "replace",
                f"Replace one of the {plural}",
                requestBody={"required": True, **one},
                responses=response("200", one),
            ),
            "delete": operation(
                "delete", f"Delete one of the {plural}", responses=response("204", {})
            ),
        },
    }


def _json(reference: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": reference}}}}


def _parameter(name: str, place: str, schema: Any, text: str) -> dict[str, Any]:
    required = {"required": True} if place == "path" else {}
    return {
        "name": name, "in": place, "description": text, **required, "schema": schema
    }  # fmt: skip
