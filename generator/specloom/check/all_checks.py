"""Run all checks of a normalized document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from ..document import Spec
from ..errors import Finding, Path, Problem, SourceLocation
from .argument_rule_checks import check_argument_rules
from .changed_since_checks import check_changed_since
from .error_rule_checks import check_error_rules
from .filter_checks import check_filters
from .filter_grammar_checks import check_filter_grammars
from .name_checks import check_names
from .null_handling_checks import check_null_handling
from .optimistic_lock_checks import check_optimistic_locks
from .pagination_checks import check_pagination
from .path_checks import check_paths
from .reference_checks import check_references
from .result_checks import check_results
from .security_checks import check_security


def check(
    spec: Spec,
    locate: Callable[[Path], SourceLocation],
    *,
    is_edited: bool = True,
) -> list[Problem]:
    """Return all problems of a normalized document, sorted by location.

    Args:
        spec: the normalized document; the vocabulary's schemas accept all its keys.
        locate: returns the source location of a pointer.
        is_edited: whether an overlay has edited the document. Without edits, the passes
            have already ensured a valid structure.
    """
    found = chain(
        _structure(spec.document) if is_edited else (),
        check_names(spec, locate),
        check_paths(spec),
        check_references(spec),
        check_security(spec),
        check_pagination(spec),
        check_filter_grammars(spec),
        check_filters(spec),
        check_optimistic_locks(spec),
        check_argument_rules(spec),
        check_changed_since(spec),
        check_error_rules(spec),
        check_null_handling(spec),
        check_results(spec),
    )
    return sorted({Problem(locate(path), text) for path, text in found})


def _structure(normalized: Mapping[str, Any]) -> Iterator[Finding]:
    # Imported late: the import alone takes as long as all other checks of a small
    # document.
    from .structure_checks import check_structure

    return check_structure(normalized)
