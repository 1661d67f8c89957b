"""A vendor's document to the normal form: source, repairs, names and order.

Knows OpenAPI, knows nothing of Python code. The calls below are the room's whole
story; each is a module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..document import SCHEMAS, each_operation, wire
from ..load import Document, copy_node, document_kind, place_in
from ..messages import normalizing
from ..problems import Place, Problem, SpecError
from ..vocabulary import check_vocabulary, keys
from ..wishes import EVERYTHING, Wishes
from .components import check_shape, rename_components
from .events import gather, messages
from .examples import settle_examples
from .hoist import hoist
from .inline import inline
from .ledger import Ledger
from .media import settle_media
from .names import FrozenNames
from .newer import carry
from .operations import leave_out, name_operations
from .order import ordered
from .overlay import apply_overlay
from .parameters import settle_parameters
from .pointers import settle_pointers
from .refs import references
from .rules import expand_rules
from .schemas import normal_schema
from .selection import losses, select
from .text import write_yaml
from .upgrade import upgrade
from .views import split_views


@dataclass(frozen=True)
class Normalized:
    """The normal form, its texts, and what became of everything declared."""

    document: dict[str, Any]
    names: dict[str, str]
    ledger: Ledger
    text: str
    names_text: str
    places: Callable[[Sequence[str | int]], Place]


def normalize(
    source: Document,
    overlay: Document | None,
    names: Document | None,
    *,
    vendor: str,
    wishes: Wishes = EVERYTHING,
) -> Normalized:
    """The normal form of one vendor's document.

    Args:
        source: the vendor's own document, as published.
        overlay: repairs and facts; None for a document on its own.
        names: the frozen name map; None where there is none yet.
        vendor: the name of its folder.
        wishes: which operations are wanted, and how defects are taken.

    Raises:
        SpecError: with every problem found, each with its place.
    """
    ledger, frozen = Ledger(), FrozenNames.read(names)
    tree = _current(source, overlay, ledger)
    _settle(tree, ledger, degrade=wishes.degrade)
    named = _named(tree, frozen)
    hoist(tree)
    split_views(tree)
    _keep_wanted(tree, wishes, ledger, Place(file=source.file))
    return _result(tree, source, vendor, named, frozen, ledger)


def _current(source: Document, overlay: Document | None, ledger: Ledger) -> Any:
    """The source with its repairs and facts, in the OpenAPI that the rest reads."""
    kind = _kind(source)
    if overlay is not None and (found := check_vocabulary(overlay)):
        raise SpecError(found)
    tree = copy_node(source.data)
    if overlay is not None:
        tree = apply_overlay(tree, overlay)
    if kind == "swagger 2.0":
        tree = upgrade(tree, ledger)
    if kind == "openapi 3.2":
        carry(tree, ledger)
    if overlay is not None:
        expand_rules(tree, overlay)
    tree.setdefault("paths", {})
    tree.setdefault("components", {}).setdefault("schemas", {})
    check_shape(tree, source)
    return tree


def _settle(tree: Any, ledger: Ledger, *, degrade: bool) -> None:
    """One spelling for everything, standing where it is used."""
    _leave_out(tree, ledger)
    settle_pointers(tree)
    gather(tree, ledger)
    rename_components(tree)
    inline(tree, ledger, degrade=degrade)
    settle_media(tree)
    settle_parameters(tree, ledger)
    _schemas(tree, ledger)
    settle_examples(tree, ledger)


def _named(tree: Any, frozen: FrozenNames) -> dict[str, str]:
    """The name of every operation by how it is called on the wire.

    Raises SpecError for names that clash and for a frozen operation that is gone.
    """
    problems = name_operations(tree, frozen.names)
    named = {wire(p, m): o[keys.NAME] for p, m, o in each_operation(tree)}
    if problems := [*problems, *frozen.lost(named)]:
        raise SpecError(problems)
    return named


def _keep_wanted(tree: Any, wishes: Wishes, ledger: Ledger, start: Place) -> None:
    """Leaves out what was not asked for, and the schemas that no operation reaches.

    Raises SpecError for a wish that fits nothing, and for losses that are not wanted.
    """
    whole = _reached(tree)
    if problems := select(tree, wishes, ledger, start):
        raise SpecError(problems)
    _prune(tree, ledger, whole)
    if wishes.strict and (problems := losses(ledger, start)):
        raise SpecError(problems)


def _result(
    tree: Any,
    source: Document,
    vendor: str,
    named: dict[str, str],
    frozen: FrozenNames,
    ledger: Ledger,
) -> Normalized:
    tree["openapi"], tree[keys.VERSION] = "3.1.1", keys.VOCABULARY_VERSION
    for key in [k for k in tree if keys.is_foreign(k)]:
        del tree[key]
    document = ordered(tree)
    ledger.account(document)
    header = (
        f"# Normalized by `specloom normalize` from {source.file} and its overlay.\n"
        "# Do not edit: change the overlay instead.\n"
    )
    start = Place(file=source.file)
    return Normalized(
        document=document,
        names=named,
        ledger=ledger,
        text=header + write_yaml(document),
        names_text=frozen.text(vendor, named),
        places=lambda pointer: place_in(document, pointer, place_in(tree, (), start)),
    )


def _kind(source: Document) -> str:
    """The format of the source, which has an info object."""
    kind = document_kind(source.data, source.place([]))
    if not isinstance(source.data.get("info"), dict):
        message = normalizing.NO_INFO()
        raise SpecError(Problem(place=source.place([]), message=message))
    return kind


def _leave_out(tree: Any, ledger: Ledger) -> None:
    for path, method, operation in list(each_operation(tree)):
        if keys.EXCLUDE in operation:
            why = str(operation[keys.EXCLUDE])
            ledger.leave(path, method, operation, "declared", why)
            leave_out(tree, path, method)


def _schemas(tree: Any, ledger: Ledger) -> None:
    """Every schema in normal form, wherever it stands."""
    components = tree["components"]["schemas"]
    for name, schema in list(components.items()):
        components[name] = normal_schema(schema, ledger, SCHEMAS + name)
    for where, operation in messages(tree):
        for key in [k for k in operation if keys.is_foreign(k)]:
            del operation[key]
        for holder in _holders(operation):
            for key in [k for k in holder if keys.is_foreign(k)]:
                del holder[key]
            if "schema" in holder:
                holder["schema"] = normal_schema(holder["schema"], ledger, where)
    for tag in tree.get("tags", ()):
        for key in [k for k in tag if keys.is_foreign(k)]:
            del tag[key]


def _holders(operation: Any) -> list[Any]:
    """Parameters, media types and headers: whatever holds a schema."""
    found = [*operation.get("parameters", ())]
    messages = [
        operation.get("requestBody", {}),
        *operation.get("responses", {}).values(),
    ]
    for message in messages:
        found += list(message.get("content", {}).values())
        found += list(message.get("headers", {}).values())
    return found


def _prune(tree: Any, ledger: Ledger, whole: set[str]) -> None:
    """Leaves out the schemas no operation reaches, each with an entry.

    `whole` is what was reached before operations were left out.
    """
    schemas = tree["components"]["schemas"]
    for name in sorted(set(schemas) - _reached(tree)):
        reason = "excluded" if name in whole else "unreferenced"
        ledger.skip("schema", name, reason)
        del schemas[name]


def _reached(tree: Any) -> set[str]:
    """The names of the schemas that an operation reaches."""
    schemas = tree["components"]["schemas"]
    roots = [operation for _, operation in messages(tree)]
    waiting = [node["$ref"].removeprefix(SCHEMAS) for node in references(roots)]
    waiting += [
        o[k]["schema"] for o in roots for k in _OF if isinstance(o.get(k), Mapping)
    ]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in reached:
            reached.add(name)
            nodes = references(schemas[name])
            waiting += [node["$ref"].removeprefix(SCHEMAS) for node in nodes]
    return reached


_OF = (keys.FILTER, keys.SORT)
