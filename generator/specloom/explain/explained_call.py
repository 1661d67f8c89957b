"""Explain the methods of a vendor: all sections of one, or a line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ..document import Operation, Spec
from ..ir import PagedOperation, StreamOperation
from ..printing.signatures import method_text
from .credentials import credential_facts
from .described_call import DescribedCall
from .explanation import Explanation, Fact, Section, Summary
from .failures import error_facts, idempotency_facts, rate_limit_facts, retry_facts
from .lists import changed_since_facts, filter_facts, sort_facts
from .lookup import Method, methods
from .origins import Origins
from .paging import page_facts, split_facts
from .requests import argument_facts, header_facts, request_facts
from .results import result_facts

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild

SECTIONS: tuple[tuple[str, Callable[[DescribedCall], Iterator[Fact]]], ...] = (
    ("Request", request_facts),
    ("Arguments", argument_facts),
    ("Headers", header_facts),
    ("Credentials", credential_facts),
    ("Pages", page_facts),
    ("Filter", filter_facts),
    ("Sort", sort_facts),
    ("Changed since", changed_since_facts),
    ("Split", split_facts),
    ("Retries", retry_facts),
    ("Idempotency", idempotency_facts),
    ("Rate limit", rate_limit_facts),
    ("Errors", error_facts),
    ("Result", result_facts),
)
"""The sections in their order; one without facts is left out."""


def explain(build: FullBuild, wanted: Iterable[Method]) -> list[Explanation]:
    """Return what calls of methods do.

    Args:
        build: the build of a vendor.
        wanted: the methods to explain.
    """
    return [_explained(build.name, each) for each in _calls(build, wanted)]


def summaries(build: FullBuild) -> list[Summary]:
    """Return a line for each method of a vendor."""
    return [_summary(each) for each in _calls(build, methods(build.package))]


def _calls(build: FullBuild, wanted: Iterable[Method]) -> Iterator[DescribedCall]:
    spec, origins = Spec.of(build.normalized.data), Origins(build)
    described: dict[tuple[str, str], Operation] = {
        (each.method, each.path): each for each in spec.operations()
    }
    for method in wanted:
        operation = method.operation
        at = described[operation.method, operation.path]
        yield DescribedCall(build.package, method, at, origins)


def _explained(vendor: str, call: DescribedCall) -> Explanation:
    operation = call.method.operation
    sections = (Section(title=t, facts=(*made(call),)) for t, made in SECTIONS)
    return Explanation(
        vendor=vendor,
        method=call.method.name,
        operation=call.described.wire,
        signature=f"{call.method.resource.attribute}.{method_text(operation)}",
        description=next(iter(operation.description.splitlines()), ""),
        sections=tuple(each for each in sections if each.facts),
    )


def _summary(call: DescribedCall) -> Summary:
    operation, facts = call.method.operation, call.facts
    marks = {
        "pages": isinstance(operation, PagedOperation),
        "stream": isinstance(operation, StreamOperation),
        "filter": facts.filter is not None,
        "sort": facts.sort is not None,
        "changed since": facts.changed_since is not None,
        "windows": bool(facts.windows),
        "chunks": bool(facts.chunks),
        "deprecated": facts.deprecated is True,
    }
    return Summary(
        method=call.method.name,
        operation=call.described.wire,
        marks=tuple(name for name, is_set in marks.items() if is_set),
        origin=call.origin(),
    )
