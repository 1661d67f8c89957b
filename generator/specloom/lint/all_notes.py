"""Map each note to the function that finds it, and run all these functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..document import Spec
from ..errors import Contradiction, Finding, Path, Problem, SourceLocation
from . import edits, lists, operations, responses, root_members
from .note_texts import Note

FINDERS: Mapping[Note, Callable[[Spec], Iterator[Finding]]] = {
    Note.PAGINATION_PARAMETER: lists.pagination_parameter,
    Note.NEXT_PAGE_PROPERTY: lists.next_page_property,
    Note.UNPAGED_LIST: lists.unpaged_list,
    Note.FIRST_PAGE_UNSET: lists.first_page_unset,
    Note.NO_MAIN_LIST: lists.no_main_list,
    Note.NO_EDIT: edits.no_edit,
    Note.RANGE_WITHOUT_WINDOW: lists.range_without_window,
    Note.UNUSED_SCHEME: root_members.unused_scheme,
    Note.NO_SECURITY: operations.no_security,
    Note.NO_SERVER: root_members.no_server,
    Note.RELATIVE_SERVER: root_members.relative_server,
    Note.UNDESCRIBED_OPERATION: operations.undescribed_operation,
    Note.UNDESCRIBED_PARAMETER: operations.undescribed_parameter,
    Note.LONG_RESOURCE: operations.long_resource,
    Note.NO_ERROR_RULES: root_members.no_error_rules,
    Note.NO_RATE_LIMIT: responses.no_rate_limit,
    Note.POST_WITHOUT_RETRY: responses.post_without_retry,
    Note.NO_429_RESPONSE: responses.no_429_response,
    Note.NO_RETRY_AFTER: responses.no_retry_after,
}


def notes(
    normalized: Mapping[str, Any],
    locate: Callable[[Path], SourceLocation],
    contradictions: Iterable[Contradiction] = (),
) -> list[Problem]:
    """Return all notes about a normalized document, sorted by location.

    Args:
        normalized: a document without problems.
        locate: returns the source location of a pointer.
        contradictions: where examples contradict their schemas.
    """
    spec = Spec.of(normalized)
    found = {
        Problem(locate(path), text)
        for find in FINDERS.values()
        for path, text in find(spec)
    }
    return sorted(found.union(map(_contradicting_example, contradictions)))


def _contradicting_example(each: Contradiction) -> Problem:
    note = Note.CONTRADICTING_EXAMPLE(
        subject=each.subject,
        place=f" at {each.path}" if each.path else "",
        problem=each.problem,
        schema=each.schema,
    )
    return Problem(each.location, note)
