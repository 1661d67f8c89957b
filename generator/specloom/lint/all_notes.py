"""Map each note to the function that finds it, and run all these functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..document import Spec
from ..errors import Contradiction, Finding, Problem
from . import edits, lists, operations, responses, root_members
from .finding import LintFinding
from .mends import WRITERS, Mending, example_removals
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
    Note.NO_OPERATION_ID: operations.no_operation_id,
    Note.LONG_RESOURCE: operations.long_resource,
    Note.NO_ERROR_RULES: root_members.no_error_rules,
    Note.NO_RATE_LIMIT: responses.no_rate_limit,
    Note.POST_WITHOUT_RETRY: responses.post_without_retry,
    Note.NO_429_RESPONSE: responses.no_429_response,
    Note.NO_RETRY_AFTER: responses.no_retry_after,
}


def findings(
    mending: Mending, vendor: str, contradictions: Iterable[Contradiction] = ()
) -> list[LintFinding]:
    """Return all notes about a normalized document, sorted by location.

    Args:
        mending: the document without problems, and the documents it was made of.
        vendor: the name of the vendor.
        contradictions: where examples contradict their schemas.
    """
    made: dict[Problem, LintFinding] = {}
    for note, find in FINDERS.items():
        write = WRITERS.get(note)
        for path, text in find(mending.spec):
            problem = Problem(mending.locate(path), text)
            actions = () if write is None else tuple(write(mending, path))
            made.setdefault(problem, LintFinding(vendor, problem, actions))
    listed = [*contradictions]
    places = {each.example: each.subject for each in listed}
    removals = example_removals(mending, places)
    for each in listed:
        problem = _contradicting_example(each)
        actions = tuple(removals.get(each.example, ()))
        made.setdefault(problem, LintFinding(vendor, problem, actions))
    return [made[problem] for problem in sorted(made)]


def _contradicting_example(each: Contradiction) -> Problem:
    note = Note.CONTRADICTING_EXAMPLE(
        subject=each.subject,
        place=f" at {each.path}" if each.path else "",
        problem=each.problem,
        schema=each.schema,
    )
    return Problem(each.location, note)
