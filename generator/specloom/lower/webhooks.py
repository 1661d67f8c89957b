"""Lower the webhooks of a vendor, and the types of their payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Spec, preferred
from ..ir import Webhook
from ..ir.python_types import PythonType
from ..names import constant, distinct
from .annotations import Annotations
from .used_components import component_names


def payloads(document: Mapping[str, Any]) -> list[str]:
    """Return the components to which webhook payloads refer directly, sorted."""
    return sorted(
        {n for _, _, node in _events(document) for n in component_names(node)}
    )


def lower_webhooks(spec: Spec, annotations: Annotations) -> tuple[Webhook, ...]:
    """Return the vendor's webhooks."""
    found = list(_events(spec.document))
    called = distinct([_webhook_name(*each[:2]) for each in found], constant)
    return tuple(
        Webhook(
            name=called[_webhook_name(name, method)],
            wire=name,
            method=method,
            payload=_payload(node, annotations),
            description=str(node.get("summary") or node.get("description") or name),
        )
        for name, method, node in found
    )


def _webhook_name(name: str, method: str) -> str:
    return name if method == "post" else f"{name} {method}"


def _payload(node: Mapping[str, Any], annotations: Annotations) -> PythonType:
    content = node.get("requestBody", {}).get("content", {})
    media = preferred(content) or ""
    schema = content[media].get("schema", {}) if media else {}
    return annotations.as_type_argument(annotations.message(media, schema))


def _events(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, item in document.get("webhooks", {}).items():
        for method, node in item.items():
            yield name, method, node
