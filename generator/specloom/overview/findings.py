"""Find out what a description declares, what can be proposed, and what is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..build_result import losses_by_place
from ..document import Spec
from ..ir import Package
from ..load import Document, document_format
from ..normalize import NormalizedDocument
from ..render.first_calls import first_calls
from ..suggest import Proposal
from ..vocabulary import keys

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "pagination": ("pagination",),
    "limits": ("rate-limit", "window", "chunk", "page-size"),
    "filters": ("filter", "sort", "changed-since"),
}
"""For each subject, the kinds of proposals about it; others are only counted."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One fact about a description.

    Attributes:
        text: the fact.
        operations: the number of operations that it concerns.
        example: one of these operations; "" if there is none.
        confidence: how probable it is that a proposal is right; None for a fact that
            the description or its overlay declares.
    """

    text: str
    operations: int
    example: str = ""
    confidence: float | None = None

    def row(self) -> dict[str, Any]:
        """Return the fact as JSON."""
        return {**vars(self), "declared": self.confidence is None}


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What a user of a description wants to know first.

    Attributes:
        file: the description.
        title: its title and version.
        form: its format, such as `OpenAPI 3.0`.
        operations: the number of operations that the description declares.
        generated: the number of operations of the client.
        resources: the number of resources of the client.
        models: the number of types of the client.
        losses: what would be lost: `file:line:column: text`.
        security: the credentials.
        subjects: what is known about pagination, limits and filters.
        others: the number of other proposals by kind.
        calls: the lines of a script with the first calls.
    """

    file: str
    title: str
    form: str
    operations: int
    generated: int
    resources: int
    models: int
    losses: Sequence[str]
    security: Sequence[Found]
    subjects: Mapping[str, Sequence[Found]]
    others: Mapping[str, int]
    calls: Sequence[str]

    def row(self) -> dict[str, Any]:
        """Return the overview as JSON."""
        return {
            **vars(self),
            "security": [each.row() for each in self.security],
            "subjects": {k: [e.row() for e in v] for k, v in self.subjects.items()},
        }


def overview(
    source: Document,
    normalized: NormalizedDocument,
    package: Package,
    proposals: Sequence[Proposal],
    *,
    module: str,
) -> Overview:
    """Return the overview of a description.

    Args:
        source: the vendor's own document.
        normalized: the normalized document.
        package: the package, with the proposals that the calls are to show.
        proposals: all proposals.
        module: the module from which the client will be imported.
    """
    rows = normalized.report.rows()
    operations = [row for row in rows if row["kind"] == "operation"]
    spec = Spec.of(normalized.document)
    info = normalized.document.get("info", {})
    shown = {kind for kinds in SUBJECTS.values() for kind in kinds}
    others = Counter(each.kind for each in proposals if each.kind not in shown)
    return Overview(
        file=source.file,
        title=f"{info.get('title', '')} {info.get('version', '')}".strip(),
        form=document_format(source.data, source.location([])),
        operations=len(operations),
        generated=sum(each["state"] != "skipped" for each in operations),
        resources=len(package.resources),
        models=sum(len(each.definitions) for each in package.models),
        losses=[shown for _, shown in losses_by_place(rows, package.vendor)],
        security=_security(spec),
        subjects={
            name: [
                *_declared(spec, kinds),
                *_proposed(proposals, kinds),
                *(_plain_filters(spec) if name == "filters" else ()),
            ]
            for name, kinds in SUBJECTS.items()
        },
        others=dict(others),
        calls=first_calls(package, module),
    )


def _security(spec: Spec) -> list[Found]:
    """Return each set of credentials, and the operations that send it."""
    used: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for operation in spec.operations():
        required = operation.node.get("security", spec.document.get("security"))
        for alternative in required or [{}]:
            names = " and ".join(
                _scheme_text(name, spec.security_schemes.get(name) or {})
                for name in alternative
            )
            text = names or "no credentials"
            used[text] += 1
            examples.setdefault(text, operation.wire)
    return [
        Found(text=text, operations=count, example=examples[text])
        for text, count in used.most_common()
    ]


def _scheme_text(name: str, scheme: Mapping[str, Any]) -> str:
    """Return what a security scheme sends: `ApiKey (header X-API-Key)`."""
    match scheme.get("type"):
        case "apiKey":
            sent = f"{scheme.get('in')} {scheme.get('name')}"
        case "http":
            sent = f"HTTP {scheme.get('scheme')}"
        case "oauth2":
            sent = f"OAuth 2.0: {', '.join(scheme.get('flows') or ())}"
        case "openIdConnect":
            sent = "OpenID Connect"
        case other:
            sent = str(other)
    return f"{name} ({sent})"


_KEYS = {
    "pagination": keys.PAGINATION,
    "rate-limit": keys.RATE_LIMIT,
    "window": keys.WINDOW,
    "filter": keys.FILTER,
    "sort": keys.SORT,
    "changed-since": keys.CHANGED_SINCE,
}


def _declared(spec: Spec, kinds: Iterable[str]) -> list[Found]:
    """Return what the description or its overlay declares, by kind."""
    found: list[Found] = []
    for kind in kinds:
        if kind not in _KEYS:
            continue
        texts: dict[str, list[str]] = {}
        for operation in spec.operations():
            for fact in operation.extensions(_KEYS[kind]):
                style = fact.get("style") if kind == "pagination" else None
                text = f"{kind}: {style}" if style else kind
                texts.setdefault(text, []).append(operation.wire)
        found += [
            Found(text=text, operations=len(wires), example=wires[0])
            for text, wires in texts.items()
        ]
    return found


def _plain_filters(spec: Spec) -> list[Found]:
    """Return the lists with optional query parameters, which are plain arguments."""
    wires = [
        operation.wire
        for operation in spec.operations()
        if operation.method == "GET"
        and not operation.path.endswith("}")
        and any(
            each.get("in") == "query" and not each.get("required")
            for each in operation.parameters
        )
    ]
    if not wires:
        return []
    text = "query parameters, which are arguments of the methods"
    return [Found(text=text, operations=len(wires), example=wires[0])]


def _proposed(proposals: Iterable[Proposal], kinds: Iterable[str]) -> list[Found]:
    return [
        Found(
            text=each.title,
            operations=len(each.operations),
            example=next(iter(each.operations), ""),
            confidence=each.confidence,
        )
        for each in proposals
        if each.kind in kinds
    ]
