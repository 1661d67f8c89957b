"""Test the common base classes of the views of a schema.

What the views accept is compared with classes that repeat all fields: those of the same
document without the marks that say which components are views of one schema.
"""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import black
import pytest
from model_texts import model_texts
from pydantic import BaseModel, ValidationError
from specloom.normalize.components.read_write_views import split_views
from specloom.printing.formatter import format_files
from specloom.vocabulary import keys

TEXT = {"type": "string"}
MADE = {"type": "string", "readOnly": True}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def extending(base: str, *required: str, **properties: Any) -> dict[str, Any]:
    return {"allOf": [ref(base), record(*required, **properties)]}


def list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": ref(name)}


def document(*locked: str, **schemas: Any) -> dict[str, Any]:
    """Return a document of components that were all sent and returned.

    Args:
        locked: the components that are also sent with a key and a version.
        schemas: the components.
    """

    def sent(name: str, **facts: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": ref(name)}}
        said = {"requestBody": {"content": content}, "responses": {"200": {}}}
        said["responses"]["200"] = {"content": copy.deepcopy(content)}
        return {**said, **facts}

    lock = {"key": "$request.body#/id", "version": "$request.body#/version"}
    paths = {f"/{name}": {"post": sent(name)} for name in schemas}
    for name in locked:
        paths[f"/{name}"]["put"] = sent(name, **{keys.OPTIMISTIC_LOCK: lock})
    made = {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}
    tree = copy.deepcopy(made)
    split_views(tree)
    return {**tree, "paths": {}}


def without_marks(tree: dict[str, Any]) -> dict[str, Any]:
    unmarked = copy.deepcopy(tree)
    for schema in unmarked["components"]["schemas"].values():
        schema.pop(keys.VIEW_OF, None)
    return unmarked


@dataclass
class Package:
    """A package of generated models on disk."""

    folder: Path
    name: str
    homes: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        module = importlib.import_module(f"{self.name}.{self.homes[name]}")
        return getattr(module, name)

    def classes(self) -> dict[str, type[BaseModel]]:
        found = {name: self[name] for name in self.homes}
        return {
            name: each
            for name, each in found.items()
            if isinstance(each, type) and issubclass(each, BaseModel)
        }

    def forget(self) -> None:
        for name in [n for n in sys.modules if n.split(".")[0] == self.name]:
            del sys.modules[name]


@pytest.fixture
def packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Package]]:
    """The packages that a test writes; forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    written: dict[str, Package] = {}
    yield written
    for package in written.values():
        package.forget()


def write(
    packages: dict[str, Package], folder: Path, name: str, tree: dict[str, Any]
) -> Package:
    """Write the models of a document as a package."""
    exports: dict[str, tuple[str, ...]] = {}
    (folder / name).mkdir()
    for path, text in model_texts(tree).items():
        lines = text.splitlines()
        names = {line.split("(")[0][6:] for line in lines if line.startswith("class ")}
        names |= {line.split(":")[0] for line in lines if ": TypeAlias =" in line}
        exports[path.removesuffix(".py")] = tuple(sorted(names))
        (folder / name / path).write_text(text, "utf-8")
    lazily = f"__getattr__ = specloom_runtime.lazily(__name__, {exports})\n"
    (folder / name / "__init__.py").write_text(f"import specloom_runtime\n\n{lazily}")
    homes = {each: module for module in exports for each in exports[module]}
    packages[name] = Package(folder, name, homes)
    return packages[name]


@dataclass
class Case:
    """A document, and the fields of each base class in it."""

    tree: dict[str, Any]
    shared: dict[str, list[str]]


THING = record("name", id=MADE, name=TEXT, size={"type": "integer"})
PETS = {
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": ref("Cat")["$ref"], "dog": ref("Dog")["$ref"]},
        },
    },
    "Cat": record("kind", id=MADE, kind={"const": "cat"}, name=TEXT),
    "Dog": record("kind", id=MADE, kind={"type": "string"}, name=TEXT),
    "Owner": record(id=MADE, pets=list_of("Pet"), name=TEXT),
}
CASES = {
    "plain": Case(document(Thing=THING), {"ThingBase": ["name", "size"]}),
    "three views": Case(
        document("Thing", Thing=record("name", id=MADE, name=TEXT, version=TEXT)),
        {"ThingBase": ["name"]},
    ),
    "only sent with a lock": Case(
        document("Thing", Thing=record("id", id=TEXT, name=TEXT, version=TEXT)),
        {"ThingBase": ["id", "name"]},
    ),
    "required when sent": Case(
        document(Thing=record("a", "b", a=TEXT, b={**TEXT, "writeOnly": True}, c=TEXT)),
        {"ThingBase": ["a", "c"]},
    ),
    "nothing in common": Case(
        document(Thing=record("b", a=MADE, b={**TEXT, "writeOnly": True})), {}
    ),
    "nothing to send": Case(document(Thing=record(a=MADE)), {}),
    "inside itself": Case(
        document(Thing=record(id=MADE, name=TEXT, next=ref("Thing"))),
        {"ThingBase": ["name"]},
    ),
    "inside each other": Case(
        document(
            A=record(id=MADE, name=TEXT, bs=list_of("B")),
            B=record(id=MADE, name=TEXT, a=ref("A"), plain=ref("C")),
            C=record(next=ref("C"), name=TEXT),
        ),
        {"ABase": ["name"], "BBase": ["name", "plain"]},
    ),
    "with a base": Case(
        document(
            Root=record("kind", kind=TEXT), Thing=extending("Root", id=MADE, name=TEXT)
        ),
        {"ThingBase": ["name"]},
    ),
    "with a base that has views": Case(
        document(
            Root=record("kind", kind=TEXT, made=MADE),
            Plain=record(note=TEXT),
            Thing={"allOf": [ref("Plain"), *extending("Root", name=TEXT)["allOf"]]},
            Last=extending("Thing", end=TEXT, at=MADE),
        ),
        {"RootBase": ["kind"], "ThingBase": ["name"], "LastBase": ["end"]},
    ),
    "nothing added to the base": Case(
        document(Root=record(kind=TEXT, made=MADE), Thing=extending("Root", name=TEXT)),
        {"RootBase": ["kind"], "ThingBase": ["name"]},
    ),
    "alternatives": Case(
        document(**PETS),
        {
            "CatBase": ["kind", "name"],
            "DogBase": ["kind", "name"],
            "OwnerBase": ["name"],
        },
    ),
    "typed extras": Case(
        document(Thing={**THING, "additionalProperties": {"type": "integer"}}),
        {"ThingBase": ["name", "size"]},
    ),
    "extras that have views": Case(
        document(
            Thing={**THING, "additionalProperties": ref("Part")},
            Part=record(id=MADE, name=TEXT),
        ),
        {"ThingBase": ["name", "size"], "PartBase": ["name"]},
    ),
    "closed": Case(
        document(Thing={**THING, "additionalProperties": False}),
        {"ThingBase": ["name", "size"]},
    ),
    "deprecated and described": Case(
        document(
            Thing=record(
                id=MADE,
                old={**TEXT, "deprecated": True, "description": "An old name."},
                size={"type": "integer", "default": 3, "minimum": 1},
            )
        ),
        {"ThingBase": ["old", "size"]},
    ),
    "defaults of an enumeration": Case(
        document(
            Thing=record(id=MADE, state={**ref("State"), "default": "on"}),
            State={"type": "string", "enum": ["on", "off"]},
        ),
        {"ThingBase": ["state"]},
    ),
    "a name that is taken": Case(
        document(Thing=THING, ThingBase=record(other=TEXT), ThingViewbase=record(a={})),
        {"ThingViewViewBase": ["name", "size"]},
    ),
    "aliases": Case(
        document(Thing=THING, Things=list_of("Thing")),
        {"ThingBase": ["name", "size"]},
    ),
}


def views(tree: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    schemas = tree["components"]["schemas"]
    for name, schema in schemas.items():
        found.setdefault(schema.get(keys.VIEW_OF, name), []).append(name)
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_common_fields_are_in_a_base_class_of_their_module(
    case: Case, packages: dict[str, Package], tmp_path: Path
) -> None:
    made = write(packages, tmp_path, "made", case.tree)
    classes = made.classes()
    added = classes.keys() - case.tree["components"]["schemas"].keys()
    assert {name: [*classes[name].__annotations__] for name in added} == case.shared
    for name in added:
        own = [each for each in classes.values() if name in map(_name, each.__bases__)]
        assert len(own) > 1
        for each in own:
            assert not each.__annotations__.keys() & {*case.shared[name]}
    for names in views(case.tree).values():
        known = [classes[name] for name in names if name in classes]
        assert len({made.homes[name] for name in names if name in made.homes}) <= 1
        # A type checker refuses one view where another one is expected.
        assert not any(issubclass(a, b) for a in known for b in known if a is not b)
    for module in sorted({*made.homes.values()}):
        made.forget()
        importlib.import_module(f"made.{module}")
        for kind in made.classes().values():
            kind.model_rebuild()


def _name(kind: type) -> str:
    return kind.__name__


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_views_accept_what_they_accept_without_a_base_class(
    case: Case, packages: dict[str, Package], tmp_path: Path
) -> None:
    made = write(packages, tmp_path, "made", case.tree)
    repeated = write(packages, tmp_path, "repeated", without_marks(case.tree))
    assert made.homes.keys() - repeated.homes.keys() == case.shared.keys()
    assert {*repeated.homes} <= {*case.tree["components"]["schemas"]}
    classes = made.classes()
    for name, other in repeated.classes().items():
        assert _accepted(classes[name]) == _accepted(other)


def _accepted(kind: type[BaseModel]) -> Any:
    """Return the JSON Schema of a class, with sorted names of required properties."""

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            given = {key: plain(value) for key, value in node.items()}
            given.pop("description", None)  # Only the text for a class without fields.
            if isinstance(node.get("required"), list):
                given["required"] = sorted(node["required"])
            return given
        return [plain(each) for each in node] if isinstance(node, list) else node

    return plain(kind.model_json_schema())


def test_module_of_views_is_readable() -> None:
    thing = record("name", id=MADE, name={**TEXT, "maxLength": 9}, version=TEXT)
    thing["description"] = "A thing."
    thing["properties"]["name"]["description"] = "What it is called."
    files = format_files(model_texts(document("Thing", Thing=thing)))
    assert list(files) == ["thing.py"]
    assert files["thing.py"] == '''\
"""Models of thing."""

from __future__ import annotations

from pydantic import Field
from specloom_runtime import Model, ViewBase

__all__ = ["Thing", "ThingInput", "ThingUpdate"]


class ThingBase(Model, ViewBase):
    """The properties that all views of Thing share."""

    name: str = Field(max_length=9)
    """What it is called."""


class Thing(ThingBase):
    """A thing."""

    id: str | None = None
    version: str | None = None


class ThingInput(ThingBase):
    """A thing."""

    version: str | None = None


class ThingUpdate(ThingBase):
    """A thing."""

    id: str
    version: str
'''
    assert black.format_str(files["thing.py"], mode=black.Mode()) == files["thing.py"]


def test_an_inherited_property_identifies_an_alternative(
    packages: dict[str, Package], tmp_path: Path
) -> None:
    made = write(packages, tmp_path, "made", CASES["alternatives"].tree)
    pets = [{"kind": "dog", "name": "Rex"}, {"kind": "cat"}]
    owner = made["OwnerInput"].model_validate({"pets": pets, "name": "Al"})
    assert [type(pet).__name__ for pet in owner.pets] == ["DogInput", "CatInput"]
    assert owner.model_dump(exclude_unset=True) == {"pets": pets, "name": "Al"}
    with pytest.raises(ValidationError):
        made["CatInput"].model_validate({"kind": "dog"})


def test_a_view_alone_has_no_base_class() -> None:
    tree = document(Thing=THING)
    del tree["components"]["schemas"]["Thing"]
    (text,) = model_texts(without_marks(tree)).values()
    assert list(model_texts(tree)) == ["thing.py"]
    assert model_texts(tree)["thing.py"] == text
