"""Change a description at random places, and write down what was changed.

    python tests/support/seeded_edits.py [--seed SEED] [--edits COUNT] DOCUMENT FOLDER

The program knows nothing of how Specloom compares descriptions: it writes `old.yaml`,
`new.yaml` and `causes.json` to a folder, and a test compares what is found with the
causes. The default seed is taken from the hash of the last commit.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "patch")
ATTEMPTS = 200
"""How often an edit is drawn until one is possible."""

Document = dict[str, Any]
Pointer = tuple[str, ...]


@dataclass
class Cause:
    """One change of a description.

    Attributes:
        kind: the name of the edit.
        pointer: the JSON pointer of the element that was changed. A parameter is named
            by `in` and `name`, as `query:limit`.
        operations: the operations that it reaches, sorted; of an operation that was
            added or removed, only that one.
        silent: whether it changes no meaning, so that nothing may be found.
    """

    kind: str
    pointer: str
    operations: list[str] = field(default_factory=list)
    silent: bool = False


@dataclass(frozen=True)
class Target:
    """What an edit changed.

    Attributes:
        pointer: the element in the old description, or in the new one if it is new.
        operation: the operation that was added or removed.
        silent: as in `Cause`.
    """

    pointer: Pointer
    operation: str = ""
    silent: bool = False


Edit = Callable[[Document, random.Random], Target | None]
"""A function that changes a document, unless no place in it is suitable."""
EDITS: dict[str, Edit] = {}


def edit(function: Edit) -> Edit:
    """Register an edit under its name."""
    EDITS[function.__name__] = function
    return function


def default_seed() -> str:
    """Return the beginning of the hash of the last commit."""
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.check_output(command, cwd=ROOT, text=True).strip()


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield each operation with its path and method."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def reached(document: Document, pointer: Pointer) -> set[str]:
    """Return the operations that contain an element or refer to it."""
    if pointer[0] == "paths":
        prefix = pointer[:3]
        return {
            f"{method.upper()} {path}"
            for path, method, _ in operations(document)
            if ("paths", path, method)[: len(prefix)] == prefix
            or (prefix[1] == path and prefix[2:] == ("parameters",))
        }
    if pointer[:2] != ("components", "schemas"):
        return {f"{method.upper()} {path}" for path, method, _ in operations(document)}
    schemas = document["components"]["schemas"]
    users = {pointer[2]}
    while more := {n for n, s in schemas.items() if _named(s) & users} - users:
        users |= more
    return {
        f"{method.upper()} {path}"
        for path, method, operation in operations(document)
        if (_named(operation) | _named(document["paths"][path].get("parameters")))
        & users
    }


def _named(node: Any) -> set[str]:
    """Return the names of the components to which a node refers."""
    if isinstance(node, list):
        return {name for item in node for name in _named(item)}
    if not isinstance(node, dict):
        return set()
    found = {name for value in node.values() for name in _named(value)}
    reference = node.get("$ref")
    if isinstance(reference, str):
        found.add(reference.rsplit("/", 1)[-1])
    return found


def _operation(document: Document, rng: random.Random) -> tuple[str, str, Document]:
    return rng.choice([*operations(document)])


def _component(
    document: Document, rng: random.Random
) -> tuple[Pointer, Document] | None:
    """Return a component with properties that some operation uses."""
    schemas = document["components"]["schemas"]
    names = sorted(name for name in schemas if schemas[name].get("properties"))
    rng.shuffle(names)
    for name in names:
        pointer = ("components", "schemas", name)
        if reached(document, pointer):
            return pointer, schemas[name]
    return None


def _property(
    document: Document, rng: random.Random, *, where: Callable[[Document], bool]
) -> tuple[Pointer, Document, str] | None:
    """Return a property, its component and its name; views of one side are left out."""
    for _ in range(20):
        found = _component(document, rng)
        if found is None:
            return None
        pointer, schema = found
        names = [
            name
            for name, each in schema["properties"].items()
            if where(each) and not {"readOnly", "writeOnly"} & {*each}
        ]
        if names:
            name = rng.choice(sorted(names))
            return (*pointer, "properties", name), schema, name
    return None


def _parameter(
    document: Document, rng: random.Random, *, where: Callable[[Document], bool]
) -> tuple[Pointer, Document, list[Document]] | None:
    """Return an inline parameter of an operation, and the list that contains it."""
    found = [
        (("paths", path, method, "parameters"), parameter, operation["parameters"])
        for path, method, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if "$ref" not in parameter and where(parameter)
    ]
    if not found:
        return None
    pointer, parameter, holder = rng.choice(found)
    return (*pointer, f"{parameter['in']}:{parameter['name']}"), parameter, holder


def _has_type(*names: str) -> Callable[[Document], bool]:
    return lambda schema: schema.get("type") in names and "enum" not in schema


def _is_query(parameter: Document) -> bool:
    return bool(parameter["in"] == "query")


@edit
def operation_removed(document: Document, rng: random.Random) -> Target | None:
    path, method, _ = _operation(document, rng)
    item = document["paths"][path]
    if sum(each in item for each in METHODS) < 2:
        return None
    del item[method]
    return Target(("paths", path, method), f"{method.upper()} {path}")


@edit
def operation_added(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    missing = [each for each in METHODS if each not in document["paths"][path]]
    if not missing or method != "get":
        return None
    added = rng.choice(missing)
    new = copy.deepcopy(operation)
    new["operationId"] = f"{operation['operationId']}{added.capitalize()}"
    document["paths"][path][added] = new
    return Target(("paths", path, added), f"{added.upper()} {path}")


@edit
def operation_deprecated(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    if operation.get("deprecated"):
        return None
    operation["deprecated"] = True
    return Target(("paths", path, method))


@edit
def parameter_removed(document: Document, rng: random.Random) -> Target | None:
    if (found := _parameter(document, rng, where=_is_query)) is None:
        return None
    pointer, parameter, holder = found
    holder.remove(parameter)
    return Target(pointer)


def _add_parameter(
    document: Document, rng: random.Random, *, required: bool
) -> Target | None:
    path, method, operation = _operation(document, rng)
    name = f"added{rng.randrange(10**6)}"
    operation.setdefault("parameters", []).append(
        {
            "name": name,
            "in": "query",
            "required": required,
            "schema": {"type": "string"},
        }
    )
    return Target(("paths", path, method, "parameters", f"query:{name}"))


@edit
def parameter_added(document: Document, rng: random.Random) -> Target | None:
    return _add_parameter(document, rng, required=False)


@edit
def required_parameter_added(document: Document, rng: random.Random) -> Target | None:
    return _add_parameter(document, rng, required=True)


@edit
def parameter_became_required(document: Document, rng: random.Random) -> Target | None:
    def optional(parameter: Document) -> bool:
        return _is_query(parameter) and not parameter.get("required")

    if (found := _parameter(document, rng, where=optional)) is None:
        return None
    found[1]["required"] = True
    return Target(found[0])


@edit
def parameter_retyped(document: Document, rng: random.Random) -> Target | None:
    def is_text(parameter: Document) -> bool:
        return _is_query(parameter) and parameter["schema"] == {"type": "string"}

    if (found := _parameter(document, rng, where=is_text)) is None:
        return None
    found[1]["schema"] = {"type": "integer"}
    return Target(found[0])


@edit
def parameter_maximum_lowered(document: Document, rng: random.Random) -> Target | None:
    def has_maximum(parameter: Document) -> bool:
        return parameter["schema"].get("maximum", 0) > 10

    if (found := _parameter(document, rng, where=has_maximum)) is None:
        return None
    found[1]["schema"]["maximum"] -= 1
    return Target(found[0])


@edit
def property_removed(document: Document, rng: random.Random) -> Target | None:
    if (found := _property(document, rng, where=lambda _: True)) is None:
        return None
    pointer, schema, name = found
    if name in schema.get("required", ()) or len(schema["properties"]) < 3:
        return None
    del schema["properties"][name]
    return Target(pointer)


@edit
def property_added(document: Document, rng: random.Random) -> Target | None:
    if (found := _component(document, rng)) is None:
        return None
    pointer, schema = found
    name = f"added{rng.randrange(10**6)}"
    schema["properties"][name] = {"type": "string"}
    return Target((*pointer, "properties", name))


@edit
def property_became_required(document: Document, rng: random.Random) -> Target | None:
    if (found := _property(document, rng, where=lambda _: True)) is None:
        return None
    pointer, schema, name = found
    if name in schema.get("required", ()):
        return None
    schema.setdefault("required", []).append(name)
    return Target(pointer)


@edit
def property_became_optional(document: Document, rng: random.Random) -> Target | None:
    if (found := _property(document, rng, where=lambda _: True)) is None:
        return None
    pointer, schema, name = found
    if name not in schema.get("required", ()):
        return None
    schema["required"].remove(name)
    return Target(pointer)


@edit
def property_retyped(document: Document, rng: random.Random) -> Target | None:
    plain = _has_type("string", "number", "integer", "boolean")
    if (found := _property(document, rng, where=plain)) is None:
        return None
    pointer, schema, name = found
    old = schema["properties"][name]["type"]
    kinds = {"string": "boolean", "number": "string", "integer": "string"}
    schema["properties"][name] = {"type": kinds.get(old, "integer")}
    return Target(pointer)


@edit
def property_became_nullable(document: Document, rng: random.Random) -> Target | None:
    if (found := _property(document, rng, where=_has_type("string"))) is None:
        return None
    pointer, schema, name = found
    schema["properties"][name]["type"] = ["string", "null"]
    return Target(pointer)


@edit
def length_limited(document: Document, rng: random.Random) -> Target | None:
    def unlimited(schema: Document) -> bool:
        return _has_type("string")(schema) and not {"maxLength", "format"} & {*schema}

    if (found := _property(document, rng, where=unlimited)) is None:
        return None
    pointer, schema, name = found
    schema["properties"][name]["maxLength"] = 40
    return Target(pointer)


def _enumeration(document: Document, rng: random.Random) -> Any:
    return _property(
        document,
        rng,
        where=lambda s: len(s.get("enum", ())) > 2 and s.get("type") == "string",
    )


@edit
def enum_value_added(document: Document, rng: random.Random) -> Target | None:
    if (found := _enumeration(document, rng)) is None:
        return None
    pointer, schema, name = found
    values = schema["properties"][name]["enum"]
    values.insert(rng.randrange(len(values) + 1), f"added{rng.randrange(10**6)}")
    return Target(pointer)


@edit
def enum_value_removed(document: Document, rng: random.Random) -> Target | None:
    if (found := _enumeration(document, rng)) is None:
        return None
    pointer, schema, name = found
    values = schema["properties"][name]["enum"]
    values.remove(rng.choice(values))
    return Target(pointer)


@edit
def response_added(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    if "409" in operation["responses"]:
        return None
    operation["responses"]["409"] = {"description": "There is a conflict."}
    return Target(("paths", path, method, "responses", "409"))


@edit
def response_removed(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    if "404" not in operation["responses"] or len(operation["responses"]) < 2:
        return None
    del operation["responses"]["404"]
    return Target(("paths", path, method, "responses", "404"))


@edit
def body_became_optional(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    if not operation.get("requestBody", {}).get("required"):
        return None
    operation["requestBody"]["required"] = False
    return Target(("paths", path, method, "requestBody"))


@edit
def security_changed(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    if "security" in operation or not document.get("security"):
        return None
    operation["security"] = []
    return Target(("paths", path, method, "security"))


@edit
def server_changed(document: Document, rng: random.Random) -> Target | None:
    document["servers"] = [{"url": f"https://api{rng.randrange(10**6)}.example.com"}]
    return Target(("servers",))


@edit
def words_changed(document: Document, rng: random.Random) -> Target | None:
    path, method, operation = _operation(document, rng)
    operation["description"] = f"Other words: {rng.randrange(10**6)}."
    for response in operation["responses"].values():
        if "$ref" not in response:
            response["description"] = f"Other words: {rng.randrange(10**6)}."
    return Target(("paths", path, method), silent=True)


@edit
def reordered(document: Document, rng: random.Random) -> Target | None:
    def shuffled(members: Document) -> Document:
        items = [*members.items()]
        rng.shuffle(items)
        return dict(items)

    document["paths"] = shuffled(document["paths"])
    schemas = document["components"]["schemas"] = shuffled(
        document["components"]["schemas"]
    )
    for schema in schemas.values():
        if "properties" in schema:
            schema["properties"] = shuffled(schema["properties"])
        rng.shuffle(schema.get("required", []))
    for _, _, operation in operations(document):
        rng.shuffle(operation.get("parameters", []))
    return Target(("components",), silent=True)


@edit
def reference_inlined(document: Document, rng: random.Random) -> Target | None:
    """Replace a reference by its target, if the target refers to nothing."""
    schemas = document["components"]["schemas"]
    places = [
        (name, key, each["items"]["$ref"].rsplit("/", 1)[-1])
        for name, schema in schemas.items()
        for key, each in schema.get("properties", {}).items()
        if "$ref" in each.get("items", {})
    ]
    places = [each for each in places if not _named(schemas.get(each[2]))]
    if not places:
        return None
    name, key, target = rng.choice(places)
    schemas[name]["properties"][key]["items"] = copy.deepcopy(schemas[target])
    pointer = ("components", "schemas", name, "properties", key)
    return Target(pointer, silent=True)


def edited(
    old: Document, rng: random.Random, count: int
) -> tuple[Document, list[Cause]]:
    """Return a changed copy of a document, and what was changed.

    The edits are at places that do not contain each other, so that each has its own
    effect; the operations that one reaches are not changed by another.

    Args:
        old: the document.
        rng: the source of random numbers.
        count: the number of edits.
    """
    # Parts that are one object in memory are several in a file.
    old = json.loads(json.dumps(old))
    while True:
        new, targets = _drawn(old, rng, count)
        causes = [_cause(old, new, kind, target) for kind, target in targets]
        found = [cause for cause in causes if cause is not None]
        if len(found) == count:
            return new, found


def _drawn(
    old: Document, rng: random.Random, count: int
) -> tuple[Document, list[tuple[str, Target]]]:
    new = copy.deepcopy(old)
    targets: list[tuple[str, Target]] = []
    for _ in range(ATTEMPTS):
        if len(targets) == count:
            break
        kind = rng.choice(sorted(EDITS))
        candidate = copy.deepcopy(new)
        target = EDITS[kind](candidate, rng)
        if target and not any(_overlaps(target, other) for _, other in targets):
            new = candidate
            targets.append((kind, target))
    return new, targets


def _overlaps(one: Target, other: Target) -> bool:
    """Return whether two elements have the same owner: a component or a path."""
    if one.silent and other.silent:
        return False
    return one.pointer[:3] == other.pointer[:3] or one.pointer[:2] == other.pointer


def _cause(old: Document, new: Document, kind: str, target: Target) -> Cause | None:
    """Return the cause; None if another edit changed which operations it reaches.

    None also if no operation that both descriptions have is reached.
    """
    pointer = "".join(
        "/" + step.replace("~", "~0").replace("/", "~1") for step in target.pointer
    )
    if target.silent or target.operation:
        reach = {target.operation} if target.operation else set()
        return Cause(kind, pointer, sorted(reach), target.silent)
    both = _keys(old) & _keys(new)
    before, after = (reached(each, target.pointer) & both for each in (old, new))
    if not before or before != after:
        return None
    return Cause(kind, pointer, sorted(before))


def _keys(document: Document) -> set[str]:
    return {f"{method.upper()} {path}" for path, method, _ in operations(document)}


def main() -> None:
    """Write two descriptions and the causes of their differences."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", default=None)
    parser.add_argument("--edits", type=int, default=1)
    parser.add_argument("document", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    old = yaml.safe_load(given.document.read_text("utf-8"))
    new, causes = edited(old, random.Random(given.seed or default_seed()), given.edits)
    rows = [asdict(cause) for cause in causes]
    # The causes are written first: nothing can be compared before they are known.
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / "causes.json").write_text(json.dumps(rows, indent=2) + "\n")
    for name, document in (("old", old), ("new", new)):
        text = yaml.safe_dump(document, sort_keys=False)
        (given.folder / f"{name}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
