"""Test which requests of a vendor become webhooks, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from lowered import package
from specloom.load import read
from specloom.normalize.operations.media_type_choice import normalize_media_types
from specloom.normalize.operations.webhook_collection import collect_webhooks
from specloom.normalize.report import GenerationReport


def collected(callbacks: dict[str, Any], **root: Any) -> dict[str, Any]:
    """Return the webhooks of a document with the callbacks of `POST /jobs`."""
    paths = {"/jobs": {"post": {"responses": {}, "callbacks": callbacks}}}
    text = yaml.safe_dump({"openapi": "3.1.0", "paths": paths, **root})
    tree = read(text.encode(), shown="tiny.yaml")
    collect_webhooks(tree, GenerationReport())
    return dict(tree.get("webhooks", {}))


SENT = {"post": {"summary": "It is done."}}


@pytest.mark.parametrize(
    ("callback", "names"),
    [
        ({"{$url}": SENT}, ["POST /jobs done"]),
        (
            {"{$one}": SENT, "{$two}": SENT},
            ["POST /jobs done {$one}", "POST /jobs done {$two}"],
        ),
        ({}, []),
    ],
)
def test_a_callback_is_named_after_its_operation(
    callback: dict[str, Any], names: list[str]
) -> None:
    assert list(collected({"done": callback})) == names
    found = collected({"done": callback}, webhooks={"first": SENT})
    assert list(found) == ["first", *names]


@pytest.mark.parametrize(
    ("node", "description"),
    [
        ({"summary": "Said.", "description": "More."}, "Said."),
        ({"description": "More."}, "More."),
        ({}, "paid"),
    ],
)
@pytest.mark.parametrize(("method", "name"), [("post", "PAID"), ("put", "PAID_PUT")])
def test_a_webhook_is_called_by_name_and_other_methods(
    node: dict[str, Any], description: str, method: str, name: str
) -> None:
    (webhook,) = package({}, webhooks={"paid": {method: node}}).webhooks
    assert (webhook.name, webhook.wire, webhook.method) == (name, "paid", method)
    assert webhook.description == description


CONTENT = {"content": {"application/json": {"schema": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("event", "rows"),
    [
        ({"post": {"requestBody": CONTENT}}, []),
        ({"post": {"responses": {"200": {"description": "Ok."}}}}, []),
        (
            {"post": {"responses": {"200": CONTENT}}},
            [("webhook paid POST", "its responses are not read")],
        ),
        (
            {"put": {}, "parameters": [{"name": "a", "in": "query"}]},
            [("webhook paid PUT", "its parameters are not read")],
        ),
        (
            {"post": {"callbacks": {"done": {"{$url}": SENT}}}},
            [("webhook paid POST", "its callbacks are not read")],
        ),
        (
            {"query": {}, "additionalOperations": {"LINK": {}}},
            [
                ("webhook paid LINK", "no request of this method is read"),
                ("webhook paid QUERY", "no request of this method is read"),
            ],
        ),
    ],
)
def test_what_of_a_webhook_is_not_read_is_reported(event: Any, rows: Any) -> None:
    text = yaml.safe_dump({"openapi": "3.2.0", "webhooks": {"paid": event}})
    report = GenerationReport()
    collect_webhooks(read(text.encode(), shown="tiny.yaml"), report)
    found = [(each.where, entry.detail) for each, _, entry in report.entries()]
    assert found == rows


def test_media_types_of_a_payload_that_are_not_read_are_reported() -> None:
    content = {**CONTENT["content"], "application/xml": {"schema": {"type": "object"}}}
    body = {"requestBody": {"content": content}}
    text = yaml.safe_dump({"openapi": "3.1.0", "webhooks": {"paid": {"post": body}}})
    report = GenerationReport()
    normalize_media_types(read(text.encode(), shown="tiny.yaml"), report)
    (found,) = report.entries()
    assert (found[0].where, found[2].detail) == ("webhook paid POST", "application/xml")
