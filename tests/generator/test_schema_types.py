"""Test that a schema has one Python type wherever it is used, and the right one."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from datamodel_code_generator import GenerateConfig, generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from model_texts import model_texts
from pydantic import TypeAdapter, ValidationError
from specloom.builds.vendor_builds import build_file
from specloom.document import compiles
from specloom.ir.python_types import (
    ConstrainedType,
    Leaf,
    ListType,
    ModelType,
    PythonType,
    UnionType,
    UnitType,
    parts,
)
from specloom.load import Documents, load
from specloom.lower.annotations import Annotations
from specloom.models import Models, leaf_types
from specloom.models.leaf_types import LeafSchema
from specloom.normalize import normalize
from specloom.render.module_printer import ModulePrinter
from specloom.testing.samples import Samples

ROOT = Path(__file__).parents[2]
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
COMPARED = [
    ROOT / "tests" / "defects" / f"{name}.yaml"
    for name in (
        "example-with-another-tag",
        "forms",
        "items-is-a-list",
        "names-that-collide",
        "parameters-in-every-style",
        "strings-with-rules",
        "tag-with-two-names",
        "union-of-objects-without-names",
    )
]
PAIR = {"minItems": 2, "maxItems": 2}
REF = {"$ref": "#/components/schemas/Pet"}
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def components(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def normal_form(path: Path) -> dict[str, Any]:
    source = load(path, shown=path.name)
    found: dict[str, Any] = normalize(Documents(source), vendor="shop").document
    return found


@pytest.mark.parametrize(
    ("schema", "field", "argument", "result"),
    [
        (
            {"type": "array", "prefixItems": [NUMBER, TEXT], **PAIR},
            "tuple[int, str]",
            "tuple[int, str]",
            "tuple[int, str]",
        ),
        (
            {"type": "object", "patternProperties": {"^x": NUMBER}},
            "dict[str, int]",
            "Mapping[str, int]",
            "dict[str, int]",
        ),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            "bytes",
            "bytes",
            "bytes",
        ),
        (
            {"type": "array", "items": {"type": "array", "items": TEXT}},
            "list[list[str]]",
            "Sequence[Sequence[str]]",
            "list[list[str]]",
        ),
        (
            {"allOf": [TEXT, {"maxLength": 3}]},
            "Annotated[str, Field(max_length=3)]",
            "str",
            "str",
        ),
        (
            {"type": ["string", "null"], "maxLength": 3},
            "Annotated[str, Field(max_length=3)] | None",
            "str | None",
            "str | None",
        ),
        (
            {"type": "integer", "x-specloom-unit": "epoch-seconds"},
            "EpochSeconds",
            "datetime",
            "datetime",
        ),
        (
            {"type": "integer", "x-specloom-unit": "minutes", "minimum": 0},
            "Minutes",
            "int",
            "int",
        ),
        (
            {
                "type": ["array", "null"],
                "items": {"type": "number"},
                "x-specloom-unit": {
                    "is": "minutes",
                    "when": {"location": "kind", "equals": "time"},
                },
            },
            "list[Quantity] | None",
            "Sequence[float] | None",
            "list[float] | None",
        ),
        (
            {"anyOf": [{**TEXT, "maxLength": 1}, {**TEXT, "maxLength": 2}]},
            "Annotated[str, Field(max_length=1)] | Annotated[str, Field(max_length=2)]",
            "str",
            "str",
        ),
        (
            {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
            "models.Pet | None",
            "models.Pet | None",
            "models.Pet | None",
        ),
        (
            {"enum": [1, True, None]},
            "Literal[1, True] | None",
            "Literal[1, True] | None",
            "Literal[1, True] | None",
        ),
        ({"type": "boolean", "enum": [True, False]}, "bool", "bool", "bool"),
        ({}, "Any", "Any", "Any"),
    ],
)
def test_each_schema_has_one_type(
    schema: Any, field: str, argument: str, result: str
) -> None:
    pet = {"type": ["object", "null"], "properties": {"name": TEXT}}
    models, printer = Models(components(Pet=pet)), ModulePrinter({"Pet": "pet"})
    shown = Annotations(models)
    assert printer.type(models.type_of(schema)) == field
    assert printer.type(shown.argument(schema)) == argument
    assert printer.type(shown.result(schema)) == result


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"type": "null"}, "None"),
        ({"type": ["null"]}, "None"),
        ({"const": None}, "None"),
        ({"enum": [None]}, "None"),
        ({"$ref": "#/components/schemas/Other"}, "None"),
        ({"allOf": [{"$ref": "#/components/schemas/Other"}]}, "None"),
        ({"anyOf": [{"$ref": "#/components/schemas/Other"}, {"type": "null"}]}, "None"),
        ({"oneOf": [{"$ref": "#/components/schemas/Other"}, TEXT]}, "models.Name"),
        ({"enum": [None, "a"]}, "models.Name"),
        ({"anyOf": [{"$ref": "#/components/schemas/Name"}]}, "models.Name"),
        ({"type": ["string", "null"]}, "models.Name"),
        ({}, "models.Name"),
    ],
)
def test_another_name_for_null_is_none(schema: Any, type_: str) -> None:
    models = Models(components(Name=schema, Other={"type": "null"}))
    printer = ModulePrinter({"Name": "name"})
    found = printer.type(models.type_of({"$ref": "#/components/schemas/Name"}))
    assert found.split(" | ")[0] == type_


DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
REAL, FLAG = {"type": "number"}, {"type": "boolean"}


@pytest.mark.parametrize(
    ("parts", "field", "argument"),
    [
        ([DAY, TEXT], "Exact[date] | str", "date | str"),
        ([TEXT, DAY], "Exact[date] | str", "date | str"),
        ([DAY, NUMBER], "Exact[date] | Exact[int]", "date | int"),
        ([MOMENT, REAL], "Exact[datetime] | Exact[Number]", "datetime | float"),
        ([DAY, MOMENT], "Exact[date] | Exact[datetime]", "date | datetime"),
        ([DAY, {"type": "null"}], "date | None", "date | None"),
        ([TEXT, NUMBER], "str | int", "str | int"),
        ([FLAG, TEXT], "Exact[bool] | str", "bool | str"),
        ([FLAG, TEXT, NUMBER], "bool | str | int", "bool | str | int"),
        ([FLAG, NUMBER], "Exact[bool] | Exact[int]", "bool | int"),
        ([{"type": "array", "items": DAY}, DAY], "list[date] | Exact[date]", ""),
        ([REF, DAY, TEXT], "models.Pet | Exact[date] | str", "models.Pet | date | str"),
        (
            [{**NUMBER, "minimum": 1}, DAY],
            "Annotated[Exact[int], Field(ge=1)] | Exact[date]",
            "int | date",
        ),
        (
            [{**NUMBER, "x-specloom-unit": "epoch-seconds"}, TEXT],
            "EpochSeconds | str",
            "datetime | str",
        ),
        ([{"anyOf": [DAY, NUMBER]}, TEXT], "Exact[date] | Exact[int] | str", ""),
    ],
)
def test_parts_of_a_union_are_read_from_their_kind_of_json(
    parts: list[Any], field: str, argument: str
) -> None:
    models = Models(components(Pet={"type": "object", "properties": {"name": TEXT}}))
    printer, shown = ModulePrinter({"Pet": "pet"}), Annotations(models)
    for word in ("anyOf", "oneOf"):
        assert printer.type(models.type_of({word: parts})) == field
        if argument:
            assert printer.type(shown.argument({word: parts})) == argument


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("schema", "limits", "expected"),
    [
        (NUMBER, [{"minimum": 1}, {"maximum": -1}], "int"),
        (TEXT, [{"pattern": "^a"}, {"maxLength": 3}], "str"),
        (TEXT, [{"enum": ["a"]}, {"pattern": "^b"}], "str"),
        ({"type": ["string", "null"]}, [{"minLength": 1}, {}], "str | None"),
        ({"type": "array", "items": TEXT}, [{"minItems": 1}], "list[str]"),
        (
            {"type": "object", "additionalProperties": NUMBER},
            [{"required": ["a"]}, {"required": ["b"]}],
            "dict[str, int]",
        ),
        ({}, [{"minimum": 1}, {"maximum": -1}], "Any"),
    ],
)
def test_alternatives_that_only_limit_a_type_leave_it(
    word: str, schema: Any, limits: Any, expected: str
) -> None:
    models = Models(components())
    assert ModulePrinter().type(models.type_of({**schema, word: limits})) == expected


NEVER: dict[str, Any] = {"not": {}}


@pytest.mark.parametrize("never", [False, NEVER, {"not": True}])
@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"oneOf": ["never", TEXT]}, "str"),
        ({"anyOf": [TEXT, "never", NUMBER]}, "str | int"),
        ({"prefixItems": [TEXT], "items": "never", "minItems": 1}, "tuple[str]"),
        ({"type": "array", "items": "never"}, "list[Any]"),
    ],
)
def test_a_schema_of_no_value_adds_nothing(
    never: Any, schema: Any, expected: str
) -> None:
    text = json.dumps(schema).replace('"never"', json.dumps(never))
    models = Models(components())
    assert ModulePrinter().type(models.type_of(json.loads(text))) == expected
    made = components(A={"type": "object", "properties": {"a": TEXT, "b": never}})
    assert "b:" not in model_texts(made)["a.py"]


def test_shadowed_builtin_is_qualified_only_inside_classes() -> None:
    printer = ModulePrinter(hidden={"list"})
    shown = Annotations(Models(components()))
    listed = shown.result({"type": "array", "items": TEXT})
    assert printer.type(listed) == "builtins.list[str]"
    assert printer.top_level_type(listed) == "list[str]"
    assert printer.imports() == ["import builtins"]


def test_model_named_like_an_import_is_not_hidden_by_it() -> None:
    printer = ModulePrinter({"Window": "a"})
    names = printer.runtime("Window"), printer.model("Window")
    assert names == ("Window", "models.Window")


def test_a_union_of_many_is_one_expression() -> None:
    """Each `|` would nest the ones before, deeper than tools and Python can read."""
    printer = ModulePrinter()
    many = UnionType(tuple(Leaf(f"T{index}") for index in range(3000)))

    assert printer.type(many).startswith("Union[T0, T1, ")
    assert printer.type(UnionType(many.parts[:3])) == "T0 | T1 | T2"
    assert "from typing import Union" in printer.imports()


@pytest.mark.parametrize("case", COMPARED[1:5], ids=lambda case: case.stem)
def test_scalars_are_resolved_in_one_call(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    real = leaf_types._model

    def counted(properties: Any) -> str:
        calls.append(len(properties))
        return real(properties)

    monkeypatch.setattr(leaf_types, "_model", counted)
    build_file(case, "shop")
    assert len(calls) == 1


BOUNDS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
}
PLAIN: dict[object, PythonType] = {
    "string": Leaf("str"),
    "integer": Leaf("int"),
    "number": UnitType(Leaf("Number", "specloom_runtime"), Leaf("float")),
    "boolean": Leaf("bool"),
    "array": ListType(Leaf("Any", "typing")),
    "date": Leaf("date", "datetime"),
    "date-time": Leaf("datetime", "datetime"),
    "uuid": Leaf("UUID", "uuid"),
    "binary": Leaf("bytes"),
    "decimal": Leaf("Decimal", "decimal"),
}


@pytest.mark.parametrize(
    ("kind", "schema", "sizes"),
    [
        ("string", {"minLength": 0}, {}),
        ("string", {"minLength": 0, "maxLength": 0}, {"maxLength": 0}),
        ("string", {"minLength": 1, "maxLength": 2}, {"minLength": 1, "maxLength": 2}),
        ("array", {"minItems": 0}, {}),
        ("array", {"minItems": 0, "maxItems": 5}, {"maxItems": 5}),
    ],
)
def test_a_least_size_of_zero_is_left_out(
    kind: str, schema: dict[str, Any], sizes: dict[str, int]
) -> None:
    assert dict(leaf_types.leaf_schema(schema, kind)) == {"type": kind, **sizes}


def second_opinion(schema: LeafSchema) -> tuple[PythonType, dict[str, Any]]:
    """Return the type of a scalar and its bounds, without datamodel-code-generator."""
    said = dict(schema)
    kind = PLAIN[said.get("format", said["type"])]
    return kind, {BOUNDS[key]: said[key] for key in said if key in BOUNDS}


def test_scalar_types_match_an_independent_implementation() -> None:
    documents = [normal_form(case) for case in DEFECTS]
    documents += [
        load(path, shown=path.name).data for path in ROOT.glob("specs/*/openapi.yaml")
    ]
    asked = {each for document in documents for each in scalars(document)}
    assert len(asked) > 20
    for schema, answer in leaf_types.leaf_types(asked).items():
        kind, bounds = second_opinion(schema)
        expected = ConstrainedType(kind, tuple(bounds.items())) if bounds else kind
        if isinstance(answer, ConstrainedType):
            answer = ConstrainedType(answer.type, tuple(sorted(answer.bounds)))
            expected = ConstrainedType(kind, tuple(sorted(bounds.items())))
        assert answer == expected, schema


def scalars(document: dict[str, Any]) -> set[LeafSchema]:
    """Return the scalar schemas of a document."""
    models = Models(document)
    models.type_of(TEXT)
    return set(models._types._leaves)


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make our models of a document's components importable."""

    def made(document: dict[str, Any]) -> ModuleType:
        for name, text in model_texts(document, "compared_models").items():
            (tmp_path / name).write_text(text, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return __import__("compared_models")

    yield made
    sys.modules.pop("compared_models", None)


def undecided(node: Any) -> Any:
    """Return a document without the schemas that intentionally differ.

    Enumerations are open, a tag narrows the class it stands in, binary text is base64
    in JSON, other formats are text, and a pattern that pydantic cannot compile is left
    out.
    """
    if isinstance(node, list):
        return [undecided(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: undecided(value)
        for key, value in node.items()
        if not (key == "enum" and isinstance(value, list)) and key != "discriminator"
    }
    if kept.get("format") not in ("date", "date-time", "uuid", "decimal"):
        kept.pop("format", None)
    if isinstance(kept.get("pattern"), str) and not compiles(kept["pattern"]):
        del kept["pattern"]
    return kept


def theirs(document: dict[str, Any]) -> ModuleType:
    """Return the models that datamodel-code-generator makes of a document alone."""
    config = GenerateConfig(
        formatters=[],
        field_constraints=True,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        strict_nullable=True,
        type_mappings=["string+email=string", "string+uri=string"],
        use_annotated=True,
        use_tuple_for_fixed_items=True,
    )
    text = generate({**document, "paths": {}}, config=config)
    module = ModuleType("their_models")
    sys.modules["their_models"] = module
    exec(compile(str(text), "their_models", "exec"), module.__dict__)
    return module


WRONG = ("text", "2026-02-30", 7, 1.5, True, None, [], ["a", 1], {}, {"x": "y"}, "")


def variants(sample: Any) -> Iterator[Any]:
    """Yield a sample, and with each of its members wrong or missing in turn."""
    yield sample
    if isinstance(sample, dict):
        for key in sample:
            for wrong in WRONG:
                yield {**copy.deepcopy(sample), key: wrong}
            yield {k: v for k, v in sample.items() if k != key}
    else:
        yield from WRONG


def accepts(module: ModuleType, name: str, value: Any) -> bool:
    try:
        TypeAdapter(getattr(module, name)).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: case.stem)
def test_models_accept_the_same_samples_as_the_library(case: Path, ours: Any) -> None:
    document = undecided(normal_form(case))
    schemas = document["components"]["schemas"]
    our_models, their_models = ours(document), theirs(document)
    samples = Samples(document)
    compared = 0
    for name, schema in schemas.items():
        for value in variants(samples.sample(schema)):
            known = accepts(their_models, name, value)
            assert accepts(our_models, name, value) == known, (name, value)
            compared += 1
    assert compared


DAY, TIME = ({"type": "string", "format": form} for form in ("date", "date-time"))


@pytest.mark.parametrize(
    ("aliases", "schema", "expected"),
    [
        ({"Day": DAY}, ["Day", NUMBER], "Exact[date] | Exact[int]"),
        ({"Day": DAY}, ["Day", TEXT], "Exact[date] | str"),
        ({"Day": DAY}, [TEXT, "Day"], "Exact[date] | str"),
        ({"Day": DAY, "Date": "Day"}, ["Date", NUMBER], "Exact[date] | Exact[int]"),
        ({"Day": DAY, "Time": TIME}, ["Day", "Time"], "Exact[date] | Exact[datetime]"),
        ({"Count": NUMBER}, ["Count", {"type": "boolean"}], "Exact[int] | Exact[bool]"),
        (
            {"Day": {**DAY, "type": ["string", "null"]}},
            ["Day", NUMBER],
            "Exact[date] | Exact[int] | None",
        ),
    ],
)
@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_alias_of_a_scalar_is_read_from_its_own_kind(
    word: str, aliases: Any, schema: Any, expected: str
) -> None:
    known = {name: referring(each) for name, each in aliases.items()}
    models = Models(components(**known))
    assert ModulePrinter().type(models.type_of(referring({word: schema}))) == expected


@pytest.mark.parametrize(
    ("name", "alias", "other"),
    [
        ("Day", DAY, {"type": "null"}),
        ("Days", {"type": "array", "items": DAY}, NUMBER),
        ("Loop", {"anyOf": ["Loop", "Loop"]}, TEXT),
    ],
)
def test_any_other_alias_keeps_its_name(name: str, alias: Any, other: Any) -> None:
    models = Models(components(**{name: referring(alias)}))
    made = models.type_of({"oneOf": [referring(name), other]})
    assert ModelType(name) in parts(made)


def referring(schema: Any) -> Any:
    """The schema, with references for the names of components in it."""
    if isinstance(schema, str):
        return {"$ref": f"#/components/schemas/{schema}"}
    choices = ("oneOf", "anyOf")
    return {
        k: [referring(each) for each in v] if k in choices else v
        for k, v in schema.items()
    }
