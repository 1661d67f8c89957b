"""Write the actions of an overlay that mend a note without a decision.

An action is written only if it states what is known already, or what the declarations
of the overlay imply. Its target must select what the document has when the action is
applied, after all other actions: normalization may have renamed or moved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..document import LIST, Operation, Spec, scheme_name, unnamed_main_lists
from ..errors import Path, SourceLocation
from ..load import location_of
from ..overlay.json_paths import ROOT, member, members
from ..vocabulary import keys
from .note_texts import Note
from .operations import without_operation_id
from .responses import without_429, without_retry_after

_CREDENTIALS = ("components", "securitySchemes")
OWN = 3
"""How many keys lead to an operation: `paths`, its path and its method."""
MOST = 50
"""The number of operations above which operationIds are not added."""
Action = dict[str, Any]


@dataclass(frozen=True)
class Mending:
    """The documents for which actions are written.

    Attributes:
        spec: the normalized document.
        tree: the vendor's own document with the overlay applied.
        locate: returns the source location of a pointer of the normalized document.
        checked: the date in the provenance of actions.
    """

    spec: Spec
    tree: Mapping[str, Any]
    locate: Callable[[Path], SourceLocation]
    checked: str

    @property
    def is_swagger(self) -> bool:
        """Whether the vendor's own document is one of Swagger 2.0."""
        return "swagger" in self.tree

    def action(
        self, target: str, change: Mapping[str, Any], reason: str, at: SourceLocation
    ) -> Action:
        """Return an action with its provenance.

        Args:
            target: what the action selects.
            change: the member `update` or `remove` of the action.
            reason: why the action needs no decision.
            at: the place of the note.
        """
        source = f"specloom lint, {at.file}:{at.line}"
        provenance = {"reason": reason, "source": source, "checked": self.checked}
        return {"target": target, **change, keys.PROVENANCE: provenance}

    def own_node(self, operation: Operation) -> dict[str, Any] | None:
        """Return an operation of the vendor's own document; None if it is elsewhere."""
        # A method that OpenAPI does not know is at another place before normalization.
        if len(operation.pointer) != OWN:
            return None
        *item, method = map(str, operation.pointer)
        own = _at(self.tree, *item)
        # What is next to a reference is not what the operation is made of.
        if not isinstance(own, dict) or "$ref" in own:
            return None
        node = own.get(method)
        return node if isinstance(node, dict) else None

    def has(self, *path: str) -> bool:
        """Return whether the vendor's own document has an element."""
        node: Any = self.tree
        for step in path:
            if not isinstance(node, dict) or step not in node:
                return False
            node = node[step]
        return True


Writer = Callable[[Mending, Path], Iterator[Action]]
"""A function that yields the actions for a note at a pointer."""


def first_page(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the action that states the number of the first page that is in use."""
    operation = _operation(mending, path)
    declared = operation.node[keys.PAGINATION]
    scheme = scheme_name(declared)
    reason = (
        "The first page has been 0, the default, so far; the vendor may count from 1."
    )
    at = mending.locate(path)
    if scheme is not None and mending.has(keys.PAGINATION, scheme):
        target = _query(keys.PAGINATION, scheme)
        yield mending.action(target, {"update": {"first": 0}}, reason, at)
    elif keys.PAGINATION in (mending.own_node(operation) or {}):
        target = _query(*map(str, operation.pointer), keys.PAGINATION)
        yield mending.action(target, {"update": {"first": 0}}, reason, at)


def main_list(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the action that names the only list of a resource `list`."""
    operation = _operation(mending, path)
    lists = unnamed_main_lists(mending.spec).get(operation.resource, ())
    is_free = keys.ALIAS not in operation.node and mending.own_node(operation)
    if len(lists) != 1 or not is_free:
        return
    update = {
        keys.NAME: f"{operation.resource}.{LIST}",
        keys.ALIAS: operation.action,
    }
    reason = "It is the only list of the resource; its other name is kept."
    target = _query(*map(str, operation.pointer))
    yield mending.action(target, {"update": update}, reason, mending.locate(path))


def unused_scheme(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the action that removes a security scheme of the vendor."""
    if path[:-1] != _CREDENTIALS:
        return  # The overlay itself has it: its action is to be changed.
    place = ("securityDefinitions",) if mending.is_swagger else _CREDENTIALS
    at, name = mending.locate(path), str(path[-1])
    if mending.has(*place, name):
        reason = "No operation uses the security scheme."
        target = _query(*place, name)
        yield mending.action(target, {"remove": True}, reason, at)


def operation_ids(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the actions that give operations an operationId, and the names they have.

    The name alone does not keep other tools from making one up, and an operationId
    alone could change the name. For very many operations there are no actions, because
    nobody would review them.
    """
    found = [e for e in without_operation_id(mending.spec) if mending.own_node(e)]
    reason = "The vendor gives no operationId; this is the name that is in use."
    for each in found if len(found) <= MOST else ():
        names = {
            "operationId": f"{each.resource}_{each.action}",
            keys.NAME: f"{each.resource}.{each.action}",
        }
        target = _query(*map(str, each.pointer))
        at = mending.locate(path)
        yield mending.action(target, {"update": names}, reason, at)


def response_429(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the action that declares the status 429 if there is a rate limit."""
    if not _has_rate_limit(mending.spec):
        return
    declared = {"description": "Too many requests.", "headers": _header(mending)}
    found = [
        each
        for each in without_429(mending.spec)
        if "responses" in (mending.own_node(each) or {})
    ]
    reason = "The overlay declares a rate limit, so requests can be refused with 429."
    at = mending.locate(path)
    for target in _queries(found, "responses"):
        yield mending.action(target, {"update": {"429": declared}}, reason, at)


def retry_after(mending: Mending, path: Path) -> Iterator[Action]:
    """Yield the actions that declare the header Retry-After of status 429."""
    if path[-1] != "429" or not _has_rate_limit(mending.spec):
        return
    update = {"headers": _header(mending)}
    reason = "The overlay declares a rate limit; a refusal says when to try again."
    at, shared = mending.locate(path), dict[str, None]()
    found: list[Operation] = []
    for each in without_retry_after(mending.spec, "429"):
        response = ((mending.own_node(each) or {}).get("responses") or {}).get("429")
        if not isinstance(response, dict):
            continue
        if target := _shared_response(mending, response.get("$ref")):
            shared[target] = None
        elif "$ref" not in response:
            found.append(each)
    for target in (*shared, *_queries(found, "responses", "429")):
        yield mending.action(target, {"update": update}, reason, at)


def _header(mending: Mending) -> dict[str, Any]:
    """Return the headers that have Retry-After, in the format of the document."""
    number = {"type": "integer"}
    return {
        "Retry-After": {
            "description": "The number of seconds to wait.",
            **(number if mending.is_swagger else {"schema": number}),
        }
    }


def _shared_response(mending: Mending, reference: Any) -> str:
    """Return the query of the response to which a reference leads; "" without one."""
    place = ("responses",) if mending.is_swagger else ("components", "responses")
    start = f"#/{'/'.join(place)}/"
    if not isinstance(reference, str) or not reference.startswith(start):
        return ""
    name = reference.removeprefix(start)
    plain = "$ref" not in (_at(mending.tree, *place, name) or {"$ref": ""})
    return _query(*place, name) if plain else ""


def _at(node: Any, *path: str) -> Any:
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def example_removals(
    mending: Mending, examples: Mapping[SourceLocation, str]
) -> dict[SourceLocation, list[Action]]:
    """Return the actions that remove each example, by the place of the example.

    Args:
        mending: the documents.
        examples: the places of the examples that contradict their schemas, and what
            each is an example of.
    """
    made: dict[SourceLocation, list[Action]] = {}
    for path, at in _examples(mending.tree) if examples else ():
        if at in examples:
            reason = (
                f"The example of {examples[at]} contradicts its schema, and is left "
                "out of the client anyway."
            )
            action = mending.action(_query(*path), {"remove": True}, reason, at)
            made.setdefault(at, []).append(action)
    return made


def _examples(tree: Any) -> Iterator[tuple[Sequence[str | int], SourceLocation]]:
    """Yield the path and the place of each example of a document.

    What only looks like an example, such as a property of this name, has another place.
    """
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), tree)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, list):
            waiting += (((*path, n), value) for n, value in enumerate(node))
        if not isinstance(node, dict):
            continue
        if "example" in node:
            yield (*path, "example"), location_of(node, "example")
        named = node.get("examples")
        for name, each in named.items() if isinstance(named, dict) else ():
            has_value = isinstance(each, dict) and "value" in each
            at = location_of(each, "value") if has_value else location_of(named, name)
            yield (*path, "examples", name), at
        waiting += (((*path, key), value) for key, value in node.items())


WRITERS: Final[Mapping[Note, Writer]] = {
    Note.FIRST_PAGE_UNSET: first_page,
    Note.NO_MAIN_LIST: main_list,
    Note.UNUSED_SCHEME: unused_scheme,
    Note.NO_OPERATION_ID: operation_ids,
    Note.NO_429_RESPONSE: response_429,
    Note.NO_RETRY_AFTER: retry_after,
}
"""The function that writes the actions for a note; for all others there is none."""
CHANGING: Final = frozenset({Note.NO_MAIN_LIST, Note.NO_429_RESPONSE})
"""The notes whose actions add something to the client; all others leave it as it is."""


def _queries(operations: Sequence[Operation], *inside: str) -> Iterator[str]:
    """Yield queries that together select an element of several operations.

    They select what is there. Merging members into the object of all paths instead
    would create an operation again that the vendor has removed.

    Args:
        operations: the operations.
        inside: the keys that lead from an operation to the element.
    """
    by_method: dict[str, list[str]] = {}
    for each in operations:
        by_method.setdefault(each.method.lower(), []).append(each.path)
    for method, paths in by_method.items():
        yield _query("paths") + members(paths) + "".join(map(member, (method, *inside)))


def _operation(mending: Mending, path: Path) -> Operation:
    """Return the operation that contains an element."""
    return next(
        each
        for each in mending.spec.operations()
        if path[: len(each.pointer)] == each.pointer
    )


def _has_rate_limit(spec: Spec) -> bool:
    declared = (each.node.get(keys.RATE_LIMIT) for each in spec.operations())
    return bool(spec.document.get(keys.RATE_LIMIT)) or any(declared)


def _query(*path: str | int) -> str:
    """Return the JSONPath query that selects one element."""
    return ROOT + "".join(
        f"[{each}]" if isinstance(each, int) else member(each) for each in path
    )
