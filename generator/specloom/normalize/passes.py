"""The passes of normalization, in order, and what holds after each of them.

Each pass changes the tree in place, or raises SpecError with every problem that it
finds. It may rely on what the passes before it established; the docstring of a pass
says what that is. The tests check every statement over the vendors and over documents
with defects: `tests/generator/test_passes.py` has one predicate for each pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..document import each_operation, wire
from ..errors import SourceLocation, SpecError
from ..load import Document, document_format
from ..names.operation_names import name_operations
from ..options import GenerateOptions
from ..overlay.actions import apply_overlay
from ..overlay.rules import expand_rules
from ..vocabulary import keys
from .canonical_order import ordered
from .component_names import check_shape, rename_components
from .examples import normalize_examples
from .generation_report import GenerationReport
from .inline_refs import inline
from .inline_schemas import hoist
from .media_types import normalize_media_types
from .names_file import FrozenNames
from .openapi32 import rewrite_openapi32
from .operation_selection import exclude_marked, select, strict_problems
from .parameters import normalize_parameters
from .read_write_views import split_views
from .schema_forms import normalize_schemas
from .schema_pointers import normalize_pointers
from .swagger2 import upgrade_swagger2
from .webhooks import collect_webhooks


@dataclass
class Normalization:
    """A document on its way to the normal form.

    Attributes:
        tree: the document; passes change it.
        source: the vendor's own document, which is not changed.
        overlay: repairs and facts; None for a document on its own.
        frozen: the frozen names of operations.
        options: which operations are generated, and how defects are treated.
        report: what became of everything declared.
        schemas: the components that the description declares, by their new names.
        names: the name of each operation by `METHOD /path`.
    """

    tree: Any
    source: Document
    overlay: Document | None
    frozen: FrozenNames
    options: GenerateOptions
    report: GenerationReport = field(default_factory=GenerationReport)
    schemas: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


def _apply_overlay(state: Normalization) -> None:
    """The source is unchanged, and every action has been applied to the tree."""
    if state.overlay is not None:
        state.tree = apply_overlay(state.tree, state.overlay)


def _upgrade_swagger(state: Normalization) -> None:
    """The document is OpenAPI 3, with its parts where OpenAPI 3 has them."""
    if document_format(state.source.data) == "swagger 2.0":
        state.tree = upgrade_swagger2(state.tree)


def _rewrite_openapi32(state: Normalization) -> None:
    """Keywords that only 3.2 has are extensions."""
    if document_format(state.source.data) == "openapi 3.2":
        rewrite_openapi32(state.tree, state.report)


def _expand_rules(state: Normalization) -> None:
    """Every rule has set its keys."""
    if state.overlay is not None:
        expand_rules(state.tree, state.overlay)


def _check_structure(state: Normalization) -> None:
    """`paths`, `components` and `components.schemas` are objects."""
    check_shape(state.tree, state.source)
    state.tree.setdefault("paths", {})
    state.tree.setdefault("components", {}).setdefault("schemas", {})


def _exclude_operations(state: Normalization) -> None:
    """No operation has `x-specloom-exclude`."""
    exclude_marked(state.tree, state.report)


def _name_pointer_targets(state: Normalization) -> None:
    """References into a schema lead to a component."""
    normalize_pointers(state.tree)


def _collect_webhooks(state: Normalization) -> None:
    """`webhooks` contain everything the vendor sends, each with its payload alone."""
    collect_webhooks(state.tree, state.report)


def _rename_components(state: Normalization) -> None:
    """Components have class names, which differ in more than case."""
    rename_components(state.tree)
    state.schemas = tuple(state.tree["components"]["schemas"])


def _inline_references(state: Normalization) -> None:
    """Every reference is to a component schema that exists."""
    inline(state.tree, state.report, degrade=state.options.degrade)


def _choose_media_types(state: Normalization) -> None:
    """Objects and arrays of any media type are JSON."""
    normalize_media_types(state.tree)


def _check_parameters(state: Normalization) -> None:
    """Path parameters are those of the path, and no parameter is declared twice."""
    normalize_parameters(state.tree, state.report)


def _normalize_schemas(state: Normalization) -> None:
    """Schemas are those of OpenAPI 3.1, with no extensions but `x-specloom`."""
    normalize_schemas(state.tree, state.report)


def _check_examples(state: Normalization) -> None:
    """Every example of a JSON body is valid for its schema."""
    normalize_examples(state.tree, state.report)


def _name_operations(state: Normalization) -> None:
    """Every operation has a unique name."""
    problems = name_operations(state.tree, state.frozen.names)
    state.names = {
        wire(path, method): operation[keys.NAME]
        for path, method, operation in each_operation(state.tree)
    }
    if problems := [*problems, *state.frozen.missing_operations(state.names)]:
        raise SpecError(problems)


def _hoist_schemas(state: Normalization) -> None:
    """Every object or enum schema is a component."""
    hoist(state.tree)


def _split_views(state: Normalization) -> None:
    """Nothing that a request body refers to is read-only, but for a lock's keys."""
    split_views(state.tree)


def _select_operations(state: Normalization) -> None:
    """Operations are those that were requested, and each component is used."""
    start = SourceLocation(file=state.source.file)
    report, options = state.report, state.options
    if problems := select(state.tree, options, report, start, state.schemas):
        raise SpecError(problems)
    if options.strict and (problems := strict_problems(report, start)):
        raise SpecError(problems)


def _order(state: Normalization) -> None:
    """Paths, components, tags and keys are in canonical order."""
    state.tree = ordered(state.tree)


PASSES: Mapping[str, Callable[[Normalization], None]] = {
    "apply the overlay": _apply_overlay,
    "upgrade Swagger 2.0": _upgrade_swagger,
    "rewrite OpenAPI 3.2": _rewrite_openapi32,
    "expand the overlay's rules": _expand_rules,
    "check the structure": _check_structure,
    "exclude operations": _exclude_operations,
    "name the targets of pointers": _name_pointer_targets,
    "collect webhooks": _collect_webhooks,
    "rename components": _rename_components,
    "inline references": _inline_references,
    "choose media types": _choose_media_types,
    "check parameters": _check_parameters,
    "give schemas one form": _normalize_schemas,
    "check examples": _check_examples,
    "name operations": _name_operations,
    "hoist schemas": _hoist_schemas,
    "split read and write views": _split_views,
    "select operations": _select_operations,
    "order the document": _order,
}
"""What each pass does, and its function."""
