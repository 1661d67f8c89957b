"""The passes of normalization, in order, and what holds after each of them.

Each pass changes the tree in place and may rely on what the passes before it
established. The tests check every statement over the vendors and over documents with
defects: `tests/generator/test_passes.py` has one predicate for each pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..document import each_operation, wire
from ..errors import SourceLocation, SpecError
from ..load import Document, document_format
from ..names.operation_names import name_operations
from ..options import GenerateOptions
from ..overlay.apply import apply_overlay
from ..overlay.rules import expand_rules
from ..vocabulary import keys
from .canonical_order import ordered
from .component_names import check_shape, rename_components
from .examples import normalize_examples
from .generation_report import GenerationReport
from .hoist import hoist
from .inline_refs import inline
from .media_types import normalize_media_types
from .names_file import FrozenNames
from .openapi32 import rewrite_openapi32
from .parameters import normalize_parameters
from .read_write_views import split_views
from .schema_forms import normalize_schemas
from .schema_pointers import normalize_pointers
from .select_operations import exclude_marked, select, strict_problems
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


class Pass(NamedTuple):
    """One step of normalization.

    Attributes:
        name: what it does, in a few words.
        run: changes the document, or raises SpecError with every problem it finds.
        holds: what is true of the document afterwards.
    """

    name: str
    run: Callable[[Normalization], None]
    holds: str


def _apply_overlay(state: Normalization) -> None:
    if state.overlay is not None:
        state.tree = apply_overlay(state.tree, state.overlay)


def _upgrade_swagger(state: Normalization) -> None:
    if document_format(state.source.data) == "swagger 2.0":
        state.tree = upgrade_swagger2(state.tree)


def _rewrite_openapi32(state: Normalization) -> None:
    if document_format(state.source.data) == "openapi 3.2":
        rewrite_openapi32(state.tree, state.report)


def _expand_rules(state: Normalization) -> None:
    if state.overlay is not None:
        expand_rules(state.tree, state.overlay)


def _check_structure(state: Normalization) -> None:
    state.tree.setdefault("paths", {})
    state.tree.setdefault("components", {}).setdefault("schemas", {})
    check_shape(state.tree, state.source)


def _rename_components(state: Normalization) -> None:
    rename_components(state.tree)
    state.schemas = tuple(state.tree["components"]["schemas"])


def _name_operations(state: Normalization) -> None:
    problems = name_operations(state.tree, state.frozen.names)
    state.names = {
        wire(path, method): operation[keys.NAME]
        for path, method, operation in each_operation(state.tree)
    }
    if problems := [*problems, *state.frozen.missing_operations(state.names)]:
        raise SpecError(problems)


def _select(state: Normalization) -> None:
    start = SourceLocation(file=state.source.file)
    report, options = state.report, state.options
    if problems := select(state.tree, options, report, start, state.schemas):
        raise SpecError(problems)
    if options.strict and (problems := strict_problems(report, start)):
        raise SpecError(problems)


def _order(state: Normalization) -> None:
    state.tree = ordered(state.tree)


PASSES: tuple[Pass, ...] = (
    Pass(
        "apply the overlay",
        _apply_overlay,
        "the source is unchanged, and every action has been applied to the tree",
    ),
    Pass(
        "upgrade Swagger 2.0",
        _upgrade_swagger,
        "the document is OpenAPI 3, with its parts where OpenAPI 3 has them",
    ),
    Pass(
        "rewrite OpenAPI 3.2",
        _rewrite_openapi32,
        "keywords that only 3.2 has are extensions",
    ),
    Pass(
        "expand the overlay's rules",
        _expand_rules,
        "every rule has set its keys",
    ),
    Pass(
        "check the structure",
        _check_structure,
        "paths, components and components.schemas are objects",
    ),
    Pass(
        "exclude operations",
        lambda state: exclude_marked(state.tree, state.report),
        "no operation has x-specloom-exclude",
    ),
    Pass(
        "name the targets of pointers",
        lambda state: normalize_pointers(state.tree),
        "references into a schema lead to a component",
    ),
    Pass(
        "collect webhooks",
        lambda state: collect_webhooks(state.tree, state.report),
        "webhooks contain everything the vendor sends, each with its payload alone",
    ),
    Pass(
        "rename components",
        _rename_components,
        "components have class names, which differ in more than case",
    ),
    Pass(
        "inline references",
        lambda state: inline(state.tree, state.report, degrade=state.options.degrade),
        "every reference is to a component schema that exists",
    ),
    Pass(
        "choose media types",
        lambda state: normalize_media_types(state.tree),
        "objects and arrays of any media type are JSON",
    ),
    Pass(
        "check parameters",
        lambda state: normalize_parameters(state.tree, state.report),
        "path parameters are those of the path, and no parameter is declared twice",
    ),
    Pass(
        "give schemas one form",
        lambda state: normalize_schemas(state.tree, state.report),
        "schemas are those of OpenAPI 3.1, with no extensions but x-specloom",
    ),
    Pass(
        "check examples",
        lambda state: normalize_examples(state.tree, state.report),
        "every example of a JSON body is valid for its schema",
    ),
    Pass(
        "name operations",
        _name_operations,
        "every operation has a name of its own",
    ),
    Pass(
        "hoist schemas",
        lambda state: hoist(state.tree),
        "every object or enum schema is a component",
    ),
    Pass(
        "split read and write views",
        lambda state: split_views(state.tree),
        "nothing that a request body refers to is read-only, but for a lock's keys",
    ),
    Pass(
        "select operations",
        _select,
        "operations are those that were asked for, and each component is used",
    ),
    Pass(
        "order the document",
        _order,
        "paths, components, tags and keys are in canonical order",
    ),
)
