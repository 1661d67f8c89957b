"""A first call imports and builds only the models of the called operation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, get_type_hints

import httpx2
import pytest
from small_clients import built, imported
from specloom_runtime import RequestError

ANSWER = {"Contact": {"id": 1, "home": {"street": "A"}}, "Invoice": {"lines": []}}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _schema(name)}}}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://x.example"}],
    "components": {
        "schemas": {
            "Contact": _object(id={"type": "integer"}, home=_schema("Address")),
            "Address": _object(street={"type": "string"}),
            "NewInvoice": _object(number={"type": "integer"}),
            "Invoice": _object(lines={"type": "array", "items": _schema("Line")}),
            "Line": _object(invoice=_schema("Invoice")),
        }
    },
    "paths": {
        "/contact": {
            "get": {
                "operationId": "getContact",
                "tags": ["things"],
                "responses": {"200": {"description": "", **_content("Contact")}},
            }
        },
        "/invoices": {
            "post": {
                "operationId": "createInvoice",
                "tags": ["things"],
                "requestBody": {"required": True, **_content("NewInvoice")},
                "responses": {"200": {"description": "", **_content("Invoice")}},
            }
        },
    },
}


def _answer(request: httpx2.Request) -> httpx2.Response:
    name = "Contact" if request.url.path == "/contact" else "Invoice"
    return httpx2.Response(200, text=json.dumps(ANSWER[name]))


@pytest.fixture
def package() -> Iterator[Any]:
    with imported(built(DOCUMENT).texts) as found:
        yield found


def _things(package: Any) -> Any:
    client = package.SmallClient(transport=httpx2.MockTransport(_answer))
    return client.things


def _imported_models(package: Any) -> set[str]:
    start = f"{package.__name__}.models."
    return {name.removeprefix(start) for name in sys.modules if name.startswith(start)}


def test_only_the_models_of_the_called_operation_are_imported(package: Any) -> None:
    things = _things(package)
    assert _imported_models(package) == set()

    contact = things.get_contact()

    assert _imported_models(package) == {"contact", "address"}
    assert contact.home.street == "A"
    assert type(contact) is package.models.Contact
    invoice = things.create_invoice(package.models.NewInvoice(number=1))
    assert type(invoice) is package.models.Invoice
    assert {"invoice", "line", "new_invoice"} <= _imported_models(package)


def test_annotations_can_be_evaluated_before_a_call(package: Any) -> None:
    hints = get_type_hints(type(_things(package)).create_invoice)
    assert hints["body"] is package.models.NewInvoice
    assert hints["return"] is package.models.Invoice


def test_a_body_of_another_type_is_refused_at_the_first_call(package: Any) -> None:
    things = _things(package)
    with pytest.raises(RequestError, match="NewInvoice"):
        things.create_invoice(package.models.Contact(id=1))


def test_first_calls_in_several_threads_have_the_same_classes(package: Any) -> None:
    things, barrier = _things(package), Barrier(8)

    def call(number: int) -> Any:
        barrier.wait()
        if number % 2:
            return things.get_contact()
        return things.create_invoice({"number": number})

    with ThreadPoolExecutor(8) as pool:
        found = {type(each) for each in pool.map(call, range(8))}
    assert found == {package.models.Contact, package.models.Invoice}
