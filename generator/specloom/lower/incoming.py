"""What a vendor sends by itself, as constants that read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Spec, preferred
from ..ir import Code, Event, Events
from ..literals import literal, summary
from ..names import constant, distinct
from ..python_types import RUNTIME
from .annotations import Annotations, SchemaTypes
from .imports import ImportCollector
from .operations import result_type
from .references import component_names


def payloads(document: Mapping[str, Any]) -> list[str]:
    """The components that a webhook's payload names itself, sorted."""
    return sorted(
        {n for _, _, node in _events(document) for n in component_names(node)}
    )


def lower_events(
    spec: Spec, modules: Mapping[str, str], types: SchemaTypes
) -> Events | None:
    """The module of webhooks; None where the vendor sends nothing."""
    names = ImportCollector(modules)
    events = _lowered(spec, Annotations(types, names))
    if clashing := names.clashes():
        names = ImportCollector(modules, renamed=clashing)
        events = _lowered(spec, Annotations(types, names))
    return Events(imports=names.imports(), events=events) if events else None


def _lowered(spec: Spec, annotations: Annotations) -> tuple[Event, ...]:
    annotations.names.use(RUNTIME, "Webhook")
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
                payload=_payload(node, annotations),
                doc=summary(str(doc)),
            )
        )
    return tuple(events)


def _called(name: str, method: str) -> str:
    return name if method == "post" else f"{name} {method}"


def _payload(node: Mapping[str, Any], annotations: Annotations) -> Code:
    content = node.get("requestBody", {}).get("content", {})
    media = preferred(content) or ""
    schema = content[media].get("schema", {}) if media else {}
    return annotations.as_type_argument(result_type(media, schema, annotations))


def _events(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, item in document.get("webhooks", {}).items():
        for method, node in item.items():
            yield name, method, node
