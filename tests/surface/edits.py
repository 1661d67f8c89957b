"""Edits of the description of orders, each with what it means for Python code."""

from __future__ import annotations

from typing import Any, NamedTuple

from .orders import Edit, operation, schema

Expected = tuple[str, str, str]
"""A rule, its effect, and the name that changed."""


class Case(NamedTuple):
    """An edit, and the differences that it makes."""

    edit: Edit
    expected: set[Expected]


def _properties(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema(document, name)["properties"]
    return found


def _parameter(
    document: dict[str, Any], name: str, path: str = "/orders"
) -> dict[str, Any]:
    several = operation(document, "get", path)["parameters"]
    return next(each for each in several if each["name"] == name)


def _rename_schema(document: dict[str, Any], old: str, new: str) -> None:
    schemas = document["components"]["schemas"]
    schemas[new] = schemas.pop(old)

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("$ref") == f"#/components/schemas/{old}":
                node["$ref"] = f"#/components/schemas/{new}"
            for each in node.values():
                visit(each)
        elif isinstance(node, list):
            for each in node:
                visit(each)

    visit(document)


def _second_order_path(document: dict[str, Any]) -> None:
    paths = document["paths"]
    paths["/v2/orders/{number}"] = paths.pop("/orders/{number}")


def _response(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    answers = operation(document, method, path)["responses"]
    found: dict[str, Any] = next(iter(answers.values()))["content"]["application/json"]
    return found


CASES: dict[str, Case] = {
    "nothing": Case(lambda d: None, set()),
    "a string": Case(lambda d: d["info"].update(description="New."), set()),
    "order of properties": Case(
        lambda d: schema(d, "Order").update(
            properties=dict(reversed(_properties(d, "Order").items()))
        ),
        set(),
    ),
    "operation removed": Case(
        lambda d: d["paths"]["/orders/{number}"].pop("delete"),
        {("method-removed", "breaking", "Orders.delete")},
    ),
    "operation added": Case(
        lambda d: d["paths"]["/orders/{number}"].update(
            patch={"operationId": "orders.touch", "responses": {"204": {}}}
        ),
        {("method-added", "compatible", "Orders.touch")},
    ),
    "operation renamed": Case(
        lambda d: operation(d, "delete", "/orders/{number}").update(
            operationId="orders.cancel"
        ),
        {("method-renamed", "breaking", "Orders.delete")},
    ),
    "operation in another resource": Case(
        lambda d: operation(d, "delete", "/orders/{number}").update(
            operationId="notes.delete"
        ),
        {("method-moved", "breaking", "Orders.delete")},
    ),
    "path of another version": Case(_second_order_path, set()),
    "operation deprecated": Case(
        lambda d: operation(d, "get", "/notes/{number}").update(deprecated=True),
        {("method-deprecated", "compatible", "Notes.get")},
    ),
    "resource renamed": Case(
        lambda d: operation(d, "get", "/notes/{number}").update(
            operationId="remarks.get"
        ),
        {
            ("resource-renamed", "breaking", "Acme.notes"),
            ("resource-class-renamed", "breaking", "Notes"),
        },
    ),
    "resource removed": Case(
        lambda d: d["paths"].pop("/notes/{number}"),
        {
            ("resource-removed", "breaking", "Acme.notes"),
            ("method-removed", "breaking", "Notes.get"),
            ("model-removed", "breaking", "Note"),
            ("alias-removed", "breaking", "Subject"),
        },
    ),
    "parameter removed": Case(
        lambda d: operation(d, "get", "/orders")["parameters"].pop(0),
        {("argument-removed", "breaking", "Orders.list(limit)")},
    ),
    "optional parameter added": Case(
        lambda d: operation(d, "get", "/orders")["parameters"].append(
            {"name": "after", "in": "query", "schema": {"type": "string"}}
        ),
        {("argument-added", "compatible", "Orders.list(after)")},
    ),
    "required parameter added": Case(
        lambda d: operation(d, "get", "/orders")["parameters"].append(
            {
                "name": "after",
                "in": "query",
                "required": True,
                "schema": {"type": "string"},
            }
        ),
        {("argument-added-required", "breaking", "Orders.list(after)")},
    ),
    "parameter required": Case(
        lambda d: _parameter(d, "limit").update(required=True),
        {("argument-required", "breaking", "Orders.list(limit)")},
    ),
    "parameter optional": Case(
        lambda d: _parameter(d, "tenant").update(required=False),
        {("argument-optional", "compatible", "Orders.list(tenant)")},
    ),
    "parameter wider": Case(
        lambda d: _parameter(d, "limit").update(schema={"type": "number"}),
        {("argument-retyped", "compatible", "Orders.list(limit)")},
    ),
    "parameter of another type": Case(
        lambda d: _parameter(d, "limit").update(schema={"type": "string"}),
        {("argument-retyped", "breaking", "Orders.list(limit)")},
    ),
    "parameter in another place": Case(
        lambda d: _parameter(d, "tenant").update({"in": "query"}),
        set(),
    ),
    "parameters in another order": Case(
        lambda d: operation(d, "get", "/orders")["parameters"].reverse(), set()
    ),
    "alternative result": Case(
        lambda d: _response(d, "get", "/notes/{number}").update(
            schema={
                "oneOf": [
                    {"$ref": "#/components/schemas/Note"},
                    {"$ref": "#/components/schemas/Line"},
                ]
            }
        ),
        {("result-retyped", "breaking", "Notes.get")},
    ),
    "result of another class": Case(
        lambda d: _response(d, "get", "/notes/{number}").update(
            schema={"$ref": "#/components/schemas/Line"}
        ),
        {
            ("result-retyped", "breaking", "Notes.get"),
            ("model-removed", "breaking", "Note"),
            ("alias-removed", "breaking", "Subject"),
        },
    ),
    "property of a response removed": Case(
        lambda d: _properties(d, "Order").pop("due"),
        {("field-removed", "breaking", "Order.due")},
    ),
    "property of a response added": Case(
        lambda d: (
            _properties(d, "Order").update(paid={"type": "boolean"}),
            schema(d, "Order")["required"].append("paid"),
        ),
        {("field-added", "compatible", "Order.paid")},
    ),
    "property of a response may be absent": Case(
        lambda d: schema(d, "Order").update(required=["status"]),
        {("field-optional", "breaking", "Order.number")},
    ),
    "property of a response is always there": Case(
        lambda d: schema(d, "Order").update(required=["number", "status", "due"]),
        {("field-required", "compatible", "Order.due")},
    ),
    "property of a response retyped": Case(
        lambda d: _properties(d, "Order").update(total={"type": "string"}),
        {("field-retyped", "breaking", "Order.total")},
    ),
    "property of a response narrower": Case(
        lambda d: _properties(d, "Order").update(total={"type": "integer"}),
        {("field-retyped", "compatible", "Order.total")},
    ),
    "optional property of a request added": Case(
        lambda d: _properties(d, "NewOrder").update(note={"type": "string"}),
        {("field-added", "compatible", "NewOrder.note")},
    ),
    "required property of a request added": Case(
        lambda d: (
            _properties(d, "NewOrder").update(note={"type": "string"}),
            schema(d, "NewOrder")["required"].append("note"),
        ),
        {("field-added-required", "breaking", "NewOrder.note")},
    ),
    "property of a request removed": Case(
        lambda d: _properties(d, "NewOrder").pop("reference"),
        {("field-removed", "breaking", "NewOrder.reference")},
    ),
    "property of a request wider": Case(
        lambda d: _properties(d, "NewOrder").update(
            reference={"type": ["string", "integer"]}
        ),
        {("field-retyped", "compatible", "NewOrder.reference")},
    ),
    "property of both required": Case(
        lambda d: schema(d, "Address").update(required=["street", "country"]),
        {("field-required", "breaking", "Address.country")},
    ),
    "property of both wider": Case(
        lambda d: _properties(d, "Address").update(
            street={"type": ["string", "integer"]}
        ),
        {("field-retyped", "breaking", "Address.street")},
    ),
    "value of an enumeration added": Case(
        lambda d: schema(d, "Status")["enum"].append("on_hold"),
        {("enum-member-added", "compatible", "Status.ON_HOLD")},
    ),
    "value of an enumeration removed": Case(
        lambda d: schema(d, "Status")["enum"].remove("closed"),
        {("enum-member-removed", "breaking", "Status.CLOSED")},
    ),
    "enumeration becomes text": Case(
        lambda d: schema(d, "Status").pop("enum"),
        {
            ("enum-retyped", "breaking", "Status"),
            ("argument-retyped", "compatible", "Orders.list(status)"),
        },
    ),
    "alternative added to what is returned": Case(
        lambda d: schema(d, "Subject")["oneOf"].append({"type": "string"}),
        {("alias-retyped", "breaking", "Subject")},
    ),
    "alternative replaced in what is returned": Case(
        lambda d: (
            schema(d, "Subject")["oneOf"].append({"type": "string"}),
            schema(d, "Subject")["oneOf"].pop(0),
        ),
        {("alias-retyped", "breaking", "Subject")},
    ),
    "schema renamed": Case(
        lambda d: _rename_schema(d, "Line", "OrderLine"),
        {("model-renamed", "breaking", "Line")},
    ),
    "enumeration renamed": Case(
        lambda d: _rename_schema(d, "Status", "OrderStatus"),
        {("enum-renamed", "breaking", "Status")},
    ),
    "client renamed": Case(lambda d: d["info"].update(title="Other"), set()),
    "other credentials": Case(
        lambda d: d["components"]["securitySchemes"].update(
            key={"type": "http", "scheme": "basic"}
        ),
        {
            ("argument-removed", "breaking", "Acme(key)"),
            ("argument-added-required", "breaking", "Acme(username)"),
            ("argument-added-required", "breaking", "Acme(password)"),
        },
    ),
    "no credentials needed": Case(
        lambda d: d["security"].append({}),
        {("credentials-changed", "compatible", "Acme")},
    ),
    "environments": Case(
        lambda d: d["servers"].append({"url": "https://test.acme.test"}),
        {("argument-added", "compatible", "Acme(environment)")},
    ),
    "webhook": Case(
        lambda d: d.update(
            webhooks={
                "shipped": {
                    "post": {
                        "requestBody": {
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Order"}
                                }
                            }
                        },
                        "responses": {"200": {"description": "Seen."}},
                    }
                }
            }
        ),
        {("webhook-added", "compatible", "SHIPPED")},
    ),
}
