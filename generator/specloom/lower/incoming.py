"""What a vendor sends by itself, as constants that read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Spec, is_json, preferred
from ..ir import Code, Event, Events
from ..literals import literal, summary
from ..names import constant, distinct
from .operations import classed, is_alias
from .references import component_names
from .types import Names, result


def payloads(document: Mapping[str, Any]) -> list[str]:
    """The components that a webhook's payload names itself, sorted."""
    return sorted(
        {n for _, _, node in _events(document) for n in component_names(node)}
    )


def lower_events(spec: Spec, modules: Mapping[str, str]) -> Events | None:
    """The module of webhooks; None where the vendor sends nothing."""
    names = Names(modules)
    found = list(_events(spec.document))
    called = distinct([_called(*each[:2]) for each in found], constant)
    events = []
    for name, method, node in found:
        doc = node.get("summary") or node.get("description") or name
        events.append(
            Event(
                name=Code(called[_called(name, method)]),
                wire=literal(name),
                method=literal(method),
                payload=_payload(spec, node, names),
                doc=summary(str(doc)),
            )
        )
    names.use("specloom_runtime", "Webhook")
    return Events(imports=names.imports(), events=tuple(events)) if events else None


def _called(name: str, method: str) -> str:
    return name if method == "post" else f"{name} {method}"


def _payload(spec: Spec, node: Mapping[str, Any], names: Names) -> Code:
    content = node.get("requestBody", {}).get("content", {})
    media = preferred(content) or ""
    if not is_json(media):
        return Code("str") if media.startswith("text/") else Code("bytes")
    schema = content[media].get("schema", {})
    annotation = result(schema, names, constant=True)
    return classed(annotation, is_alias(spec, schema), names)


def _events(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, item in document.get("webhooks", {}).items():
        for method, node in item.items():
            yield name, method, node
