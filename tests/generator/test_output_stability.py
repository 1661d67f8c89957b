"""Test that a small change of a document is a small change of the generated code.

Lines are those of formatted files with short docstrings, blank lines apart. Each change
is made in several places of each normalized document: in those of the four vendors and
of the defects. The most frequent changes are also made in the descriptions of the
vendors.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from examples import Running
from specloom.builds.sources import Sources
from specloom.builds.vendor_builds import build_file
from specloom.lower import lower
from specloom.models import Models
from specloom.names.property_names import NAME_RULES
from specloom.pipeline import build_vendor
from specloom.printing.formatter import format_files
from specloom.project.folders import Project
from specloom.project.vendor import Vendor
from specloom.render import render
from specloom.vocabulary import keys

ROOT = Path(__file__).parents[2]
VENDORS = sorted((ROOT / "specs").glob("*/openapi.yaml"))
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
DOCUMENTS = [
    *VENDORS,
    *DEFECTS[::6],
    *(pytest.param(path, marks=pytest.mark.verify) for path in DEFECTS[3::6]),
]
"""The documents that are changed; half of the defects in `make verify` alone."""
REPEATED = (
    "children-named-by-a-mapping-alone",
    "keywords-next-to-others",
    "tag-with-two-names",
    "typed-extras",
    "variants-told-apart-by-constants",
)
"""Some of their bases are not base classes: children repeat an added property."""
IMPORTS = "imports"
MOST = 2 if Running.times == 1 else 8
"""How many places of a document are changed, one at a time."""

Document = dict[str, Any]
Place = tuple[str, str]
"""A file and what of it: a class, a method, a constant, or its imports."""


@dataclass
class Part:
    """The lines of one place, and the arguments if it is a method."""

    lines: Counter[str] = field(default_factory=Counter)
    arguments: set[str] = field(default_factory=set)


@cache
def normalized(path: Path) -> Document:
    """Return a normalized document: a vendor's, or that of a published defect."""
    if path in VENDORS:
        text = path.read_text("utf-8")
    else:
        text = build_file(path, "tiny").texts["specs/tiny/openapi.yaml"]
    document: Document = yaml.safe_load(text)
    return document


def generated(document: Document) -> dict[str, str]:
    """Return the files of a document, not yet formatted."""
    package = lower(document, "tiny", Models(document))
    return render(package, source="openapi.yaml", package_name="", docstrings="short")


def parts(path: str, text: str) -> dict[Place, Part]:
    """Return the parts of a formatted file."""
    lines = text.splitlines()
    found: dict[Place, Part] = defaultdict(Part)

    def put(name: str, nodes: list[ast.stmt]) -> None:
        for node in nodes:
            own = name
            match node:
                case ast.ClassDef(name=inner, body=body):
                    put(inner, body)
                    continue
                case ast.If(body=body, orelse=orelse) if name:
                    put(name, body + orelse)
                    continue
                case ast.FunctionDef(name=inner, args=arguments):
                    own = f"{name}.{inner}"
                    given = arguments.args + arguments.kwonlyargs
                    found[path, own].arguments = {each.arg for each in given}
                case ast.Assign() | ast.AnnAssign() if not name:
                    own = lines[node.lineno - 1].split()[0].strip(":")
            shown = lines[node.lineno - 1 : node.end_lineno]
            found[path, own or IMPORTS].lines.update(filter(str.strip, shown))

    put("", ast.parse(text).body)
    return found


@dataclass(frozen=True)
class Difference:
    """The parts of changed files before and after, and the names of all files."""

    before: Mapping[Place, Part]
    after: Mapping[Place, Part]
    files: tuple[set[str], set[str]]

    def count(self, place: Place) -> tuple[int, int]:
        """Return how many lines are new and gone in a place."""
        old = self.before.get(place, Part()).lines
        new = self.after.get(place, Part()).lines
        return (new - old).total(), (old - new).total()

    def changed(self) -> list[Place]:
        """Return the places that are not the same, without those of new arguments.

        A method that takes the properties of a component has them in its signature, its
        call and its docstring; a signature that gets too long is broken into lines. The
        properties that an edit can change are the items of a `TypedDict`.
        """
        places = {*self.before, *self.after}
        changed = [place for place in places if self.count(place) != (0, 0)]
        return sorted(
            place
            for place in changed
            if not (self._takes_more(place) or self._edits_more(place))
        )

    def _edits_more(self, place: Place) -> bool:
        path, name = place
        if path.startswith("models/"):
            return False
        if name == IMPORTS:
            edits = [p for p in self.after if p[0] == path and p[1].endswith("Changes")]
            return any(map(self._edits_more, edits))
        # Constants of operations state what cannot be null, and members' own names.
        states = name.isupper() or name.endswith(".edit")
        return states or (name.endswith("Changes") and self.count(place) == (1, 0))

    def _takes_more(self, place: Place) -> bool:
        path, name = place
        if name == IMPORTS:
            methods = [p for p in self.after if p[0] == path and "." in p[1]]
            return any(map(self._takes_more, methods))
        before = self.before.get(place, Part()).arguments
        return bool(before) and before < self.after.get(place, Part()).arguments


def components(document: Document, keyword: str) -> Iterator[tuple[Document, Any]]:
    """Yield a copy of the document with each component that has the keyword."""
    schemas = document.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        if isinstance(schema, dict) and schema.get(keyword):
            changed = copy.deepcopy(document)
            yield changed, changed["components"]["schemas"][name]


def with_property(
    document: Document, schema: Any, name: str = "added"
) -> Iterator[Document]:
    rule = NAME_RULES[document[keys.PROPERTY_NAMES]]
    for changed, component in components(document, "properties"):
        component["properties"][rule(name)] = schema
        yield changed


def with_component(document: Document) -> Iterator[Document]:
    for changed in with_property(document, {"$ref": "#/components/schemas/Added"}):
        properties = {"id": {"type": "string"}}
        added = {"type": "object", "properties": properties}
        changed["components"]["schemas"]["Added"] = added
        yield changed


def with_circle(document: Document) -> Iterator[Document]:
    added = NAME_RULES[document[keys.PROPERTY_NAMES]]("added")
    for changed, component in components(document, "properties"):
        schemas = changed["components"]["schemas"]
        (user,) = (name for name in schemas if schemas[name] is component)
        text = str(component["properties"])
        for name, schema in schemas.items():
            if f"'#/components/schemas/{name}'" in text and schema.get("properties"):
                schema["properties"][added] = {"$ref": f"#/components/schemas/{user}"}
                yield changed
                break


def with_value(document: Document) -> Iterator[Document]:
    for changed, component in components(document, "enum"):
        integers = all(isinstance(value, int) for value in component["enum"])
        component["enum"].append(98765 if integers else "added-value")
        for key in (keys.ENUM_NAMES, keys.ENUM_DESCRIPTIONS):
            if key in component:
                component[key].append("")
        yield changed


def with_description(document: Document) -> Iterator[Document]:
    for changed, component in components(document, "properties"):
        component["description"] = "A description."
        yield changed


def with_operation(document: Document) -> Iterator[Document]:
    for pointer, item in document.get("paths", {}).items():
        for given in (item.get(method, {}) for method in ("get", "post")):
            if resource := given.get("x-specloom-name", "").partition(".")[0]:
                changed = copy.deepcopy(document)
                added = {
                    "operationId": "addedOperation",
                    "tags": given.get("tags", []),
                    "x-specloom-name": f"{resource}.added",
                    "responses": {"204": {"description": "Nothing."}},
                }
                # The first operation without credentials makes them optional.
                same = ("security", "x-specloom-auth")
                added |= {key: given[key] for key in same if key in given}
                changed["paths"][f"{pointer}/added"] = {"get": added}
                yield changed


DESCRIBED = {"type": "string", "description": "What was added."}
LIMITS = {"minLength": 1, "maxLength": 255}
PROPERTIES: dict[str, tuple[str, dict[str, Any], int]] = {
    "plain": ("added", {"type": "string"}, 1),
    "with limits that need more than a line": (
        "added",
        {"type": "string", "minLength": 1, "pattern": "^[a-z]{2,40}-[0-9]{4}"},
        4,
    ),
    "renamed": (
        "added_by_the_vendor",
        {"type": ["array", "null"], "items": {"type": "string"}},
        1,
    ),
    "renamed, described and constrained": (
        "added_by_the_vendor",
        {**DESCRIBED, **LIMITS},
        3,
    ),
    "renamed time": (
        "added_by_the_vendor",
        {**DESCRIBED, "format": "date-time"},
        3,
    ),
}
"""The attribute of a property, its schema, and how many lines it adds.

Lines of its class and of the imports of that module together.
"""
CHANGES: dict[str, Callable[[Document], Iterator[Document]]] = {
    "component": with_component,
    "circle": with_circle,
    "value": with_value,
    "description": with_description,
    "operation": with_operation,
    **{
        kind: partial(with_property, schema=schema, name=name)
        for kind, (name, schema, _) in PROPERTIES.items()
    },
}


@cache
def all_differences(path: Path) -> dict[str, list[Difference]]:
    """Return the differences of each kind of change in a document."""
    document = normalized(path)
    before = generated(document)
    versions: dict[str, dict[str, str]] = {}
    for kind, changes in CHANGES.items():
        changed = list(changes(document))
        for number, each in enumerate(changed[:: len(changed) // MOST + 1]):
            versions[f"{kind}-{number}"] = generated(each)
    found: dict[str, list[Difference]] = {kind: [] for kind in CHANGES}
    for name, difference in differences(before, versions).items():
        found[name.rpartition("-")[0]].append(difference)
    return found


def differences(
    before: dict[str, str], versions: dict[str, dict[str, str]]
) -> dict[str, Difference]:
    """Return the difference of each version, by its name; all files are unformatted."""
    texts: dict[str, str] = {}
    for folder, after in versions.items():
        for path_ in {*before, *after}:
            if path_.endswith(".py") and before.get(path_) != after.get(path_):
                texts[f"{folder}/{path_}"] = after.get(path_, "")
                texts[f"before/{path_}"] = before.get(path_, "")
    formatted = format_files(texts)
    found: dict[str, Difference] = {}
    for folder, after in versions.items():
        old: dict[Place, Part] = {}
        new: dict[Place, Part] = {}
        for name in [n for n in formatted if n.startswith(f"{folder}/")]:
            path_ = name.removeprefix(f"{folder}/")
            old |= parts(path_, formatted[f"before/{path_}"])
            new |= parts(path_, formatted[name])
        found[folder] = Difference(old, new, (set(before), set(after)))
    return found


of_documents = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def assert_in_its_class(path: Path, difference: Difference, lines: int) -> None:
    """Assert that an added property is so many lines of its module, and no others.

    Lines are those of its class and the imports that it needs.
    """
    changed = difference.changed()
    classes = [place for place in changed if place[1] != IMPORTS]
    assert len(classes) <= 1 or path.stem in REPEATED, classes
    added: Counter[str] = Counter()
    for place in changed:
        assert place[0].startswith("models/"), place
        new, gone = difference.count(place)
        added[place[0]] += new
        # A longer list of imported names replaces a line.
        assert gone <= (new if place[1] == IMPORTS else 0), place
    assert max(added.values(), default=0) <= lines, added


@of_documents
@pytest.mark.parametrize("kind", PROPERTIES)
def test_added_property_is_in_its_class_alone(path: Path, kind: str) -> None:
    for each in all_differences(path)[kind]:
        assert each.files[0] == each.files[1]
        assert_in_its_class(path, each, PROPERTIES[kind][2])


@of_documents
def test_property_that_closes_a_circle_moves_no_class(path: Path) -> None:
    for each in all_differences(path)["circle"]:
        # A body whose properties are arguments has a class once a property needs it.
        assert each.files[0] <= each.files[1]
        changed = each.changed() if each.files[0] == each.files[1] else []
        # A model that only errors had is listed once another one has it.
        changed = [place for place in changed if place[1] != "__all__"]
        names = [name for _, name in changed if name != IMPORTS and not name.isupper()]
        assert len(names) <= 1 or path.stem in REPEATED, names
        for place in changed:
            new, gone = each.count(place)
            if place[1] in names:
                assert (new, gone) == (1, 0), place
            elif place[1] == IMPORTS:
                # Some imports move below `if TYPE_CHECKING:`.
                assert place[0].startswith("models/") and new - gone <= 3, place
            else:
                # The paths to units get longer.
                assert place[1].endswith("_UNITS") and gone == 0, place


@of_documents
def test_added_component_is_a_file_of_its_own(path: Path) -> None:
    for each in all_differences(path)["component"]:
        assert each.files[0] <= each.files[1]
        assert each.files[1] - each.files[0] <= {"models/added.py"}
        exports = {
            name: each.count((file, name))
            for file, name in each.changed()
            if file == "models/__init__.py"
        }
        assert exports in (
            {},
            dict.fromkeys([IMPORTS, "__all__", "__getattr__"], (1, 0)),
            # A model that only bodies of errors have is not listed.
            dict.fromkeys([IMPORTS, "__getattr__"], (1, 0)),
        )
        others = {"models/__init__.py", "models/added.py"}
        rest = Difference(
            {p: part for p, part in each.before.items() if p[0] not in others},
            {p: part for p, part in each.after.items() if p[0] not in others},
            each.files,
        )
        assert_in_its_class(path, rest, 2)


@of_documents
def test_added_value_is_a_line_of_its_enumeration(path: Path) -> None:
    for each in all_differences(path)["value"]:
        assert each.files[0] == each.files[1]
        for place in each.changed():
            assert place[0].startswith("models/")
            # One value alone is a literal type where it is used, not an enumeration.
            # The values that an argument takes are a literal type, too, which has a
            # line for each value if there are several.
            literal = "Literal" in str(each.before[place])
            allowed = [(1, 0), (1, 1), (3, 1)] if literal else [(1, 0)]
            assert each.count(place) in allowed, place


@of_documents
def test_changed_description_is_a_line_of_a_docstring(path: Path) -> None:
    for each in all_differences(path)["description"]:
        assert each.files[0] == each.files[1]
        assert len(each.changed()) <= 1
        for place in each.changed():
            assert place[0].startswith("models/")
            new = each.after[place].lines - each.before[place].lines
            assert list(new) == ['    """A description."""']


@of_documents
def test_added_operation_leaves_all_others(path: Path) -> None:
    for each in all_differences(path)["operation"]:
        assert each.files[0] == each.files[1]
        for file, name in each.changed():
            if name != IMPORTS:
                new, gone = each.count((file, name))
                assert gone == 0 and new <= 9, (file, name)
                lines = each.after[file, name].lines
                if (file, name) in each.before:
                    lines = lines - each.before[file, name].lines
                assert "added" in f"{name} {list(lines)}".lower()


def built(
    vendor: Vendor, name: str = "", schema: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Return the files of a vendor whose description has a property more.

    Args:
        vendor: the vendor.
        name: the component that gets the property; "" for none.
        schema: the schema of the property.
    """
    documents = Sources(vendor).documents
    rule = NAME_RULES[documents.names.data[keys.PROPERTY_NAMES]]
    if name:
        component = described(documents.description.data)[name]
        component["properties"][rule("added_by_the_vendor")] = dict(schema or {})
    folder = f"{vendor.package}/"
    texts = build_vendor(vendor, documents).texts.items()
    return {path.partition(folder)[2]: text for path, text in texts if folder in path}


def described(description: Document) -> Document:
    """Return the components of a description that have properties."""
    schemas = description.get("definitions") or description["components"]["schemas"]
    return {name: each for name, each in schemas.items() if each.get("properties")}


def in_the_description(vendor: Vendor, schema: Any) -> dict[str, Difference]:
    """Return what a property changes, for each component that can have it."""
    names = described(Sources(vendor).documents.description.data)
    versions = {name: built(vendor, name, schema) for name in names}
    return differences(built(vendor), versions)


of_vendors = pytest.mark.parametrize(
    "vendor", Project.at(ROOT).vendors(), ids=lambda vendor: vendor.name
)


@of_vendors
def test_property_of_the_vendor_is_in_one_class_of_one_file(vendor: Vendor) -> None:
    """A component that is read, written and updated has the property once, too."""
    changed = in_the_description(vendor, {**DESCRIBED, "format": "date-time"})
    assert len(changed) > 5
    for difference in changed.values():
        assert difference.files[0] == difference.files[1]
        assert_in_its_class(Path(), difference, 3)


@pytest.mark.verify
@of_vendors
def test_first_read_only_property_copies_no_other(vendor: Vendor) -> None:
    """The component gets a base class and a class to send, in the same file."""
    schema = {**DESCRIBED, "readOnly": True}
    for difference in in_the_description(vendor, schema).values():
        assert difference.files[0] == difference.files[1]
        for file in {file for file, _ in difference.changed()}:
            before, after = (
                sum((p.lines for (f, _), p in side.items() if f == file), Counter())
                for side in (difference.before, difference.after)
            )
            if file.startswith("models/"):
                assert ((before - after) + (after - before)).total() <= 10, file
