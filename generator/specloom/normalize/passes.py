"""The normalization passes in order, each with its postcondition.

Each pass changes the tree in place, or raises SpecError with all its problems. A pass
may rely on the postconditions of earlier passes. The docstring of a pass is its
postcondition. `tests/generator/test_passes.py` checks each postcondition, with the
vendors and with documents that have defects.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..document import each_operation, wire
from ..errors import Problem, SourceLocation, SpecError
from ..load import Document, Dropped, OtherFiles, RecordedOrder, document_format
from ..messages import Message
from ..names.main_lists import name_main_lists
from ..names.operation_names import name_operations
from ..names.property_names import prevailing_rule
from ..project.generate_options import GenerateOptions
from ..structure import Defect, changed_at, conform
from ..vocabulary import keys
from .canonical_order import ordered
from .components.component_names import rename_components
from .components.inline_schemas import hoist
from .components.read_write_views import split_views
from .components.repeated_properties import combine_properties
from .components.schema_pointers import normalize_pointers
from .discriminators.alternatives import move_into_alternatives
from .discriminators.composition_cycles import component_edges, remove_cycles
from .discriminators.discriminator_completion import complete_discriminators
from .discriminators.nested_components import cut_nested
from .files.bundle import bundle
from .files.dropped_numbers import dropped_numbers
from .files.untrusted_keys import remove_untrusted
from .names_file import FrozenNames
from .operations.added_operations import operations_of_overlay
from .operations.contradicting_examples import RemovedExample
from .operations.examples import normalize_examples
from .operations.inlined_components import inline_components
from .operations.media_type_choice import normalize_media_types
from .operations.operation_selection import exclude_marked, select, strict_problems
from .operations.parameters import normalize_parameters
from .operations.path_templates import normalize_paths
from .operations.raw_messages import declare_raw_messages
from .operations.security_requirements import normalize_security
from .operations.usable_servers import normalize_servers
from .operations.webhook_collection import collect_webhooks
from .recorded_order import restore_order
from .report import KEYWORDS, REASONS, GenerationReport, Subject
from .schemas.schema_forms import normalize_schemas
from .versions.openapi32 import rewrite_openapi32
from .versions.swagger2 import upgrade_swagger2


@dataclass
class Normalization:
    """The state of a document during normalization.

    Attributes:
        tree: the document, which the passes modify.
        source: the vendor's own document, which is not modified.
        overlay: the overlay; None for a single document.
        frozen: the pinned names of operations.
        options: which operations to generate, and how to treat defects.
        others: the other files to which the document refers.
        unread: the reasons for which files cannot be read. A key consists of the name
            of a file and a reference in it.
        dropped: the numbers in the vendor's files that JSON does not allow.
        report: the generation report.
        schemas: the new names of the components that the description declares.
        names: the name of each operation; the keys are operations (`METHOD /path`).
        aliases: the alias of each operation that has one.
        removed_examples: the examples that contradict their schemas.
        recorded_order: the order of members and items in the previous run.
    """

    tree: Any
    source: Document
    overlay: Document | None
    frozen: FrozenNames
    options: GenerateOptions
    others: OtherFiles
    unread: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dropped: Sequence[Dropped] = ()
    report: GenerationReport = field(default_factory=GenerationReport)
    schemas: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    removed_examples: list[RemovedExample] = field(default_factory=list)
    recorded_order: RecordedOrder = field(default_factory=dict)


def _ignore_vocabulary(state: Normalization) -> None:
    """The vendor's document contains no keys that begin with `x-specloom`."""
    _record_defects(state, remove_untrusted(state.tree))


def _apply_overlay(state: Normalization) -> None:
    """The source is unchanged, and every action has been applied to the tree."""
    if state.overlay is not None:
        # Imported late, as JSONPath is: without an overlay nothing needs it.
        from ..overlay.actions import apply_actions, overlay_actions

        actions = overlay_actions(state.overlay)
        state.tree, effects = apply_actions(state.tree, state.overlay)
        if problems := [*operations_of_overlay(state.source, state.tree)]:
            raise SpecError(problems)
        for effect in effects:
            action = actions[effect.number]
            subject = Subject("part", f"{state.overlay.file}#/actions/{effect.number}")
            if keys.PROVENANCE not in action:
                state.report.degrade(subject, "provenance", at=action)
            if effect.matched and not effect.changed:
                state.report.degrade(subject, "no-effect", at=action)


def _bundle(state: Normalization) -> None:
    """No reference refers to another readable file."""
    document, defects = bundle(Document(state.source.file, state.tree), state.others)
    state.tree = document.data
    _record_defects(state, defects)


def _conform(state: Normalization) -> None:
    """Members have valid types, and references refer to objects of the right kind."""
    version = document_format(state.source.data)
    files = {**dict.fromkeys(state.others, ""), **state.unread}
    dropped = list(dropped_numbers(state.dropped, state.tree, state.source.file))
    _record_defects(state, [*dropped, *conform(state.tree, version, files)])


def _record_defects(state: Normalization, defects: list[Defect]) -> None:
    """Add defects to the report; raise an error for a defect that an overlay causes."""
    overlay = "" if state.overlay is None else state.overlay.file
    problems = [
        Problem(
            location=each.location,
            message=Message.INVALID_PART(
                pointer=each.pointer or "the document", detail=each.detail
            ),
        )
        for each in defects
        if each.location.file == overlay
    ]
    if problems:
        raise SpecError(problems)
    for each in defects:
        state.report.defect(each)


def _upgrade_swagger(state: Normalization) -> None:
    """The document is OpenAPI 3, with all parts in their OpenAPI 3 places."""
    if document_format(state.source.data) == "swagger 2.0":
        state.tree = upgrade_swagger2(state.tree, state.report)


def _rewrite_openapi32(state: Normalization) -> None:
    """Keywords that only OpenAPI 3.2 defines have been replaced by extensions."""
    if document_format(state.source.data) == "openapi 3.2":
        rewrite_openapi32(state.tree, state.report)


def _expand_rules(state: Normalization) -> None:
    """Every rule has set its keys."""
    if state.overlay is not None:
        from ..overlay.rules import expand_rules

        expand_rules(state.tree, state.overlay)


def _add_components(state: Normalization) -> None:
    """`paths`, `components` and `components.schemas` exist."""
    state.tree.setdefault("paths", {})
    state.tree.setdefault("components", {}).setdefault("schemas", {})


def _exclude_operations(state: Normalization) -> None:
    """No operation has `x-specloom-exclude`."""
    exclude_marked(state.tree, state.report)


def _name_pointer_targets(state: Normalization) -> None:
    """References to parts of schemas have been replaced by references to components."""
    normalize_pointers(state.tree)


def _collect_webhooks(state: Normalization) -> None:
    """`webhooks` contains the payload of every request that the vendor sends."""
    collect_webhooks(state.tree, state.report)


def _complete_discriminators(state: Normalization) -> None:
    """Schemas with a discriminator have alternatives, and each of these has values.

    No component is a part or an alternative of itself, and nesting is limited.
    """
    complete_discriminators(state.tree, state.report)
    move_into_alternatives(state.tree)
    schemas = state.tree["components"]["schemas"]
    edges = component_edges(schemas)
    remove_cycles(edges, state.report)
    cut_nested(schemas, edges, state.report)


def _rename_components(state: Normalization) -> None:
    """Component names are class names that differ in more than letter case."""
    if problems := rename_components(state.tree):
        raise SpecError(problems)
    state.schemas = tuple(state.tree["components"]["schemas"])


def _inline_references(state: Normalization) -> None:
    """Every reference refers to an existing component schema."""
    inline_components(state.tree, state.report)


def _write_path_templates(state: Normalization) -> None:
    """Paths are OpenAPI path templates without variables in a query."""
    normalize_paths(state.tree, state.report)


def _choose_media_types(state: Normalization) -> None:
    """Where any media type is allowed, objects and arrays are declared as JSON."""
    normalize_media_types(state.tree, state.report)
    _refuse_overlay(state, ("invalid",))


def _declare_raw_messages(state: Normalization) -> None:
    """Messages that are neither JSON, forms nor streams are text or bytes."""
    declare_raw_messages(state.tree, state.report)


def _check_parameters(state: Normalization) -> None:
    """Keep the parameters that the path has, and one declaration of each parameter."""
    normalize_parameters(state.tree, state.report)


def _check_security(state: Normalization) -> None:
    """Every scheme that the description requires is declared."""
    overlay = "" if state.overlay is None else state.overlay.file
    normalize_security(state.tree, state.report, overlay)


def _check_servers(state: Normalization) -> None:
    """Clients can use the URL of every server after filling in its variables."""
    normalize_servers(state.tree, state.report)


def _normalize_schemas(state: Normalization) -> None:
    """Schemas are valid in OpenAPI 3.1, and have only `x-specloom` extensions."""
    normalize_schemas(state.tree, state.report)
    _refuse_overlay(state, KEYWORDS)


def _refuse_overlay(state: Normalization, reasons: Container[str]) -> None:
    """Raise an error if the overlay causes a report entry with one of the reasons.

    Raises:
        SpecError: there are such entries; the error has a problem for each.
    """
    if state.overlay is None:
        return
    problems = [
        Problem(
            location=entry.location,
            message=Message.INVALID_PART(
                pointer=f"{subject.where}{entry.part}",
                detail=f"{REASONS[entry.reason]}: {entry.detail}",
            ),
        )
        for subject, _, entry in state.report.entries()
        if entry.reason in reasons and entry.location is not None
        if entry.location.file == state.overlay.file
    ]
    if problems:
        raise SpecError(problems)


def _check_examples(state: Normalization) -> None:
    """Every example of a JSON body is valid, except for what is always returned."""
    edited = state.overlay is not None
    removed = normalize_examples(state.tree, state.report, is_edited=edited)
    state.removed_examples = removed


def _name_operations(state: Normalization) -> None:
    """Every operation has a unique name, and main lists are named `list`."""
    frozen = state.frozen
    nodes = {wire(path, method): o for path, method, o in each_operation(state.tree)}
    declared = {key for key, node in nodes.items() if keys.NAME in node}
    for key, alias in frozen.aliases.items():
        if key in nodes and keys.ALIAS not in nodes[key]:
            nodes[key].put(keys.ALIAS, alias, frozen.locations[key])
    problems = name_operations(
        state.tree, frozen.names, frozen.locations, frozen.used_aliases
    )
    name_main_lists(state.tree, frozen.names, declared | frozen.aliases.keys())
    state.names = {key: node[keys.NAME] for key, node in nodes.items()}
    state.aliases = {k: n[keys.ALIAS] for k, n in nodes.items() if keys.ALIAS in n}
    for key, alias in state.aliases.items():
        state.report.add_alias(Subject("operation", key), alias)
    if problems := [*problems, *frozen.missing_operations(state.names)]:
        raise SpecError(problems)


def _hoist_schemas(state: Normalization) -> None:
    """Every object or enum schema is a component."""
    hoist(state.tree)
    combine_properties(state.tree["components"]["schemas"])


def _split_views(state: Normalization) -> None:
    """Request bodies have no read-only properties, except keys of optimistic locks."""
    split_views(state.tree)


def _name_properties(state: Normalization) -> None:
    """Set the naming rule of properties at the root, unless it is declared there."""
    if keys.PROPERTY_NAMES not in state.tree:
        frozen = state.frozen.property_names
        schemas = state.tree["components"]["schemas"]
        state.tree[keys.PROPERTY_NAMES] = frozen or prevailing_rule(schemas)


def _select_operations(state: Normalization) -> None:
    """Only the selected operations, and the components that they use, remain."""
    start = SourceLocation(file=state.source.file)
    report, options = state.report, state.options
    if problems := select(state.tree, options, report, start, state.schemas):
        raise SpecError(problems)
    if not any(each_operation(state.tree)) and not state.tree.get("webhooks"):
        raise SpecError.at(_emptied_at(state.tree) or start, Message.NO_OPERATION())
    if options.strict and (problems := strict_problems(report, start)):
        raise SpecError(problems)


def _emptied_at(tree: Any) -> SourceLocation | None:
    """Return the location where an overlay removes all paths or operations, or None."""
    paths = tree["paths"]
    removed = [changed_at(tree, "paths")]
    for node in (paths, *paths.values()):
        known = getattr(node, "key_locations", {})
        removed.append(changed_at(node, *(key for key in known if key not in node)))
    return next((each for each in removed if each is not None), None)


def _order(state: Normalization) -> None:
    """Paths, components, tags and keys are in canonical order."""
    state.tree = ordered(state.tree)
    restore_order(state.tree, state.recorded_order)


PASSES: Mapping[str, Callable[[Normalization], None]] = {
    "ignore the vocabulary of the vendor": _ignore_vocabulary,
    "apply the overlay": _apply_overlay,
    "bundle the files": _bundle,
    "conform to the structure of OpenAPI": _conform,
    "upgrade Swagger 2.0": _upgrade_swagger,
    "rewrite OpenAPI 3.2": _rewrite_openapi32,
    "expand the overlay's rules": _expand_rules,
    "add components": _add_components,
    "exclude operations": _exclude_operations,
    "name the targets of pointers": _name_pointer_targets,
    "collect webhooks": _collect_webhooks,
    "complete discriminators": _complete_discriminators,
    "rename components": _rename_components,
    "inline references": _inline_references,
    "write path templates": _write_path_templates,
    "choose media types": _choose_media_types,
    "declare raw messages": _declare_raw_messages,
    "check parameters": _check_parameters,
    "check security": _check_security,
    "check servers": _check_servers,
    "give schemas one form": _normalize_schemas,
    "check examples": _check_examples,
    "name operations": _name_operations,
    "hoist schemas": _hoist_schemas,
    "split read and write views": _split_views,
    "find the rule of property names": _name_properties,
    "select operations": _select_operations,
    "order the document": _order,
}
"""The passes in order; each key describes what the pass does."""
