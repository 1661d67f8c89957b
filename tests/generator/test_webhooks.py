"""Test which requests of a vendor become webhooks, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from lowered import package
from specloom.load import read
from specloom.normalize.generation_report import GenerationReport
from specloom.normalize.webhooks import collect_webhooks


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
