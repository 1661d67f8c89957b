"""Test generated models: their exact text, and what the classes do."""

from __future__ import annotations

import copy
import importlib
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest
from model_texts import model_texts
from pydantic import TypeAdapter, ValidationError
from specloom.models import Models
from specloom.printing.formatter import format_files
from specloom.printing.python_literals import docstring

Schema = dict[str, Any]


PETS = ("Cat", "Dog", "Owner")


def document(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def ref(name: str, **keywords: Any) -> Schema:
    return {"$ref": f"#/components/schemas/{name}", **keywords}


def record(*required: str, **properties: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def printed(**schemas: Any) -> str:
    """The one module of the schemas, formatted; black must leave it as it is."""
    texts = model_texts(document(**schemas), "stays")
    text = format_files(texts)["stays.py"]
    assert black.format_str(text, mode=black.Mode()) == text
    return text


def body(**schemas: Any) -> str:
    """The module without its docstring and imports."""
    return printed(**schemas).partition("\n\n\n")[2]


def fields(**properties: Any) -> list[str]:
    """The lines of a class that has the properties, all optional."""
    return [line.strip() for line in body(Stay=record(**properties)).split("\n")[1:-1]]


def forget_models() -> None:
    for name in [name for name in sys.modules if name.startswith("generated_models")]:
        del sys.modules[name]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports generated modules as one package."""
    package = tmp_path / "generated_models"
    package.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))

    def imported(
        files: dict[str, str], module: str, exports: Mapping[str, Any] | None = None
    ) -> ModuleType:
        face = f"__getattr__ = specloom_runtime.lazily(__name__, {exports or {}})\n"
        (package / "__init__.py").write_text(f"import specloom_runtime\n\n{face}")
        for name, text in files.items():
            (package / name).write_text(text, "utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(f"generated_models.{module}")

    yield imported
    forget_models()


def test_generated_class_is_readable() -> None:
    stay = record("guestNumber", guestNumber={}, email={}, nights={"type": "integer"})
    stay["description"] = "A guest's stay"
    bounds = {"minimum": 1, "maximum": 999999999}
    stay["properties"]["guestNumber"] = {"type": "integer", **bounds}
    stay["properties"]["email"] = {
        "type": "string",
        "format": "email",
        "maxLength": 255,
        "description": "Where to write to.",
    }
    assert printed(Stay=stay) == '''\
from __future__ import annotations

from typing import Annotated

from pydantic import Field
from specloom_runtime import Model

__all__ = ["Stay"]


class Stay(Model):
    """A guest's stay."""

    guest_number: Annotated[int, Field(alias="guestNumber", ge=1, le=999999999)]
    email: str | None = Field(default=None, max_length=255)
    """Where to write to."""

    nights: int | None = None
'''


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ({"type": "string", "format": "date-time"}, "datetime | None"),
        ({"type": "string", "format": "date"}, "date | None"),
        ({"type": "string", "format": "uuid"}, "UUID | None"),
        ({"type": "string", "format": "uri"}, "str | None"),
        ({"type": "string", "format": "byte"}, "str | None"),
        ({"type": "string", "format": "binary"}, "bytes | None"),
        ({"type": "string", "format": "decimal"}, "Decimal | None"),
        ({"type": "integer", "format": "int64"}, "int | None"),
        ({"type": "integer", "format": "unix-time"}, "int | None"),
        ({"type": "number", "format": "decimal"}, "Number | None"),
        ({"type": "boolean"}, "bool | None"),
        ({"type": "object"}, "dict[str, Any] | None"),
        ({"type": "array"}, "list[Any] | None"),
        ({}, "Any"),
        (True, "Any"),
        ({"const": "a'b"}, 'Literal["a\'b"] | None'),
        ({"type": ["string", "integer"]}, "str | int | None"),
        ({"type": ["string", "null"]}, "str | None"),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            "dict[str, int] | None",
        ),
        (
            {"type": "array", "items": {"type": ["string", "null"]}},
            "list[str | None] | None",
        ),
        (
            {"type": "array", "items": {"type": "string", "maxLength": 3}},
            "list[Annotated[str, Field(max_length=3)]] | None",
        ),
        (
            {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "integer"}],
                "minItems": 2,
                "maxItems": 2,
            },
            "tuple[str, int] | None",
        ),
        (
            {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer"}]},
            "Annotated[str, Field(max_length=3)] | int | None",
        ),
    ],
)
def test_types(schema: Any, annotation: str) -> None:
    assert fields(a=schema) == [f"a: {annotation} = None"]


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ({"type": "string", "default": "x"}, 'a: str = "x"'),
        ({"type": "number", "default": 1}, "a: Number = 1"),
        ({"type": ["boolean", "null"], "default": True}, "a: bool | None = True"),
        ({"type": ["string", "number"], "default": 1}, "a: str | Number = 1"),
        (
            {"type": "integer", "default": 1, "x-specloom-unit": "minutes"},
            "a: Minutes | None = None",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": 1},
            "a: str | int = 1",
        ),
        (
            {"anyOf": [{"type": "string"}], "type": "string", "default": "x"},
            "a: str | None = None",
        ),
        ({"const": "x", "default": "x"}, 'a: Literal["x"] = "x"'),
        ({"type": "integer", "default": 1.0}, "a: int = 1"),
        ({"type": "integer", "default": True}, "a: int | None = None"),
        ({"default": "x"}, 'a: Any = "x"'),
        (
            {"anyOf": [{"type": "string"}, {"type": "null"}], "default": "x"},
            'a: str | None = "x"',
        ),
        ({"type": "number", "multipleOf": 0, "default": 1}, "a: Number = 1"),
        (
            {"type": "number", "multipleOf": 2, "minimum": 0, "default": 2},
            "a: Number = Field(default=2, ge=0.0, multiple_of=2.0)",
        ),
        ({"type": "integer", "default": "1"}, "a: int | None = None"),
        ({"type": "array", "default": []}, "a: list[Any] | None = None"),
        (
            {"type": "string", "format": "date", "default": "2024-01-01"},
            "a: date | None = None",
        ),
        (
            {"type": "boolean", "x-specloom-null-handling": {"absent-means": False}},
            "a: bool = False",
        ),
    ],
)
def test_default_is_used_only_if_it_matches_the_type(schema: Schema, line: str) -> None:
    assert fields(a=schema) == [line]


def test_default_of_an_enumeration_is_a_member() -> None:
    state = {"type": "string", "enum": ["In-house", "Left"], "description": "Where."}
    assert body(State=state, Stay=record(state=ref("State", default="Left"))) == '''\
class State(OpenEnum):
    """Where."""

    IN_HOUSE = "In-house"
    LEFT = "Left"


class Stay(Model):
    state: State = State.LEFT
'''


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        (ref("State", default="no"), "a: State | None = None"),
        (ref("Code", default="no"), 'a: Code = "no"'),
        (ref("Code", default=1), "a: Code | None = None"),
        (ref("Level"), "a: Level = Level.FIELD_2"),
        (ref("Level", default=1), "a: Level = Level.FIELD_1"),
        (ref("Again"), "a: Again = Level.FIELD_2"),
        ({"allOf": [ref("State")], "default": "in"}, "a: State = State.IN"),
        (
            {"anyOf": [ref("State"), {"type": "null"}], "default": "in"},
            "a: State | None = State.IN",
        ),
        (
            {"anyOf": [ref("State"), ref("Code")], "default": "in"},
            "a: State | Code = State.IN",
        ),
    ],
)
def test_default_of_a_reference_is_a_member_or_nothing(
    schema: Schema, line: str
) -> None:
    state = {"type": "string", "enum": ["in", "out"]}
    code = {"type": "string", "maxLength": 3}
    level = {"type": "integer", "enum": [1, 2], "default": 2}
    others = {"Code": code, "Level": level, "Again": ref("Level")}
    text = body(State=state, Stay=record(a=schema), **others)
    assert f"    {line}\n" in text


def test_enumeration_with_null_is_nullable() -> None:
    for state in (
        {"type": ["string", "null"], "enum": ["in"]},
        {"type": "string", "enum": ["in", None]},
        {"enum": ["in", None]},
    ):
        text = body(State=state, Stay=record("a", a=ref("State")))
        assert "    a: State | None\n" in text
    text = body(State={"enum": ["in"]}, Stay=record("a", a=ref("State")))
    assert "    a: State\n" in text


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [1.5, 2.5]},
        {"enum": [1.5], **record(a={})},
        {"type": "object"},
        {"type": "object", "additionalProperties": {}},
        {"allOf": [ref("Text"), {"maxLength": 3}]},
        {"anyOf": [record(a={}), {"type": "string"}]},
        {"anyOf": [ref("Full"), ref("Full")]},
    ],
)
def test_component_without_properties_is_an_alias(
    schema: Schema,
) -> None:
    text = body(Other=schema, Text={"type": "string"}, Full=record(a={}))
    assert "class Other(" not in text and "Other: TypeAlias" in text


@pytest.mark.parametrize(
    "schema",
    [
        record(a={}),
        {"allOf": [ref("Text"), record(a={})]},
        {"allOf": [ref("Full")], "description": "d"},
        {"allOf": [{"allOf": [record(a={})]}]},
        {"oneOf": [record(a={}), record(b={}), {"type": "null"}]},
        {"type": "object", "additionalProperties": False},
        {"type": ["object", "null"], "additionalProperties": False},
    ],
)
def test_component_with_properties_is_a_class(schema: Schema) -> None:
    text = body(Other=schema, Text={"type": "string"}, Full=record(a={}))
    assert "class Other(" in text


def test_enumerations_of_integers_and_colliding_values() -> None:
    text = body(
        Level={"type": "integer", "enum": [1, -1]},
        Sign={"type": "string", "enum": ["+1", "-1", "plus"]},
    )
    assert "class Level(OpenIntEnum):" in text and "= -1\n" in text
    assert '    PLUS_1 = "+1"\n    MINUS_1 = "-1"\n    PLUS = "plus"\n' in text


def test_units_become_runtime_types() -> None:
    when = {"at": "kind", "equals": "TIME"}
    assert fields(
        at={"type": "integer", "x-specloom-unit": "epoch-milliseconds"},
        since={"type": ["integer", "null"], "x-specloom-unit": "epoch-seconds"},
        count={"type": "number", "x-specloom-unit": {"is": "minutes", "when": when}},
    ) == [
        "at: EpochMillis | None = None",
        "since: EpochSeconds | None = None",
        "count: Quantity | None = None",
    ]


def test_what_responses_always_return_is_never_absent() -> None:
    returned = {"x-specloom-always-returned": True}
    assert fields(
        number={"type": "integer", **returned},
        other_name={"type": ["string", "null"], "maxLength": 5, **returned},
        camelName={"type": "string", "minLength": 1, **returned},
        flag={
            "type": "boolean",
            "x-specloom-null-handling": {"absent-means": False},
            **returned,
        },
        state={"type": "string", "default": "new", **returned},
    ) == [
        "number: Returned[int]",
        "other_name: Returned[str | None] = Field(max_length=5)",
        'camel_name: Returned[Annotated[str, Field(alias="camelName", min_length=1)]]',
        "flag: bool = False",
        "state: Returned[str]",
    ]


def test_deprecation_is_documented_without_a_warning() -> None:
    old = {"type": "string", "deprecated": True}
    assert fields(a=old, b={**old, "description": "Old code"}) == [
        "a: str | None = None",
        '"""Deprecated."""',
        "",
        "b: str | None = None",
        '"""Old code. Deprecated."""',
    ]


def test_compatible_base_is_a_base_class() -> None:
    base = record("id", id={"type": "string"}, date={"type": "string"})
    child = {"allOf": [ref("Base"), record(id={"type": "string"}, extra={})]}
    assert body(Base=base, Child=child) == """\
class Base(Model):
    id: str
    date_: Annotated[str | None, Field(alias="date")] = None


class Child(Base):
    extra: Any = None
"""
    known = Models(document(Base=base, Child=child)).attributes("Child")
    assert known == {"id": "id", "date": "date_", "extra": "extra"}


@pytest.mark.parametrize(
    "child",
    [
        record(id={"type": "integer"}),
        {"required": ["note"]},
        {"properties": {"note": {"type": ["string", "null"]}}},
    ],
)
def test_incompatible_child_is_a_separate_class(child: Schema) -> None:
    base = record("id", id={"type": "string"}, note={"type": "string"})
    text = body(Base=base, Child={"allOf": [ref("Base"), child]})
    assert "class Child(Model):\n    id: " in text


def test_cyclic_or_unordered_bases_are_flattened() -> None:
    a = {"allOf": [ref("B"), record(a={})]}
    b = {"allOf": [ref("A"), record(b={})]}
    both = {"allOf": [ref("A"), ref("C")]}
    text = body(A=a, B=b, Both=both, C=record(a={"type": "string"}))
    assert text.count("(Model)") >= 3
    assert compile(printed(A=a, B=b), "stays", "exec")


def test_a_union_states_the_values_that_its_variants_do_not_have(load: Any) -> None:
    pet = record("kind", kind={"type": "string"}, name={"type": "string"})
    mapping = {"c": ref("Cat")["$ref"], "d": ref("Dog")["$ref"]}
    tag = {"propertyName": "kind", "mapping": mapping}
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": tag}
    schemas = {
        "Pet": pet,
        "Cat": {"allOf": [ref("Pet"), record(lives={"type": "integer"})]},
        "Dog": {"allOf": [ref("Pet"), record(tail={"type": "boolean"})]},
        "Any": union,
        "Home": record(pet={**union, "oneOf": [*union["oneOf"], {"type": "null"}]}),
    }
    text = printed(**schemas)
    tagged = 'Annotated[Cat | Dog, Tagged("kind", {"c": Cat, "d": Dog})]'
    assert f"pet: {tagged} | None = None" in text
    assert text.count("kind: ") == text.count("kind: str") == 1
    module = load({"stays.py": text}, "stays")
    dog = module.Home.model_validate({"pet": {"kind": "d", "tail": True}}).pet
    assert type(dog) is module.Dog
    assert type(TypeAdapter(module.Any).validate_python({"kind": "c"})) is module.Cat


UNION: Schema = {
    "oneOf": [ref("Cat"), ref("Dog")],
    "discriminator": {"propertyName": "kind"},
}


@pytest.mark.parametrize(
    ("holder", "annotation"),
    [
        (record(pet=UNION), "pet: Cat | Dog | None = Field(default=None,"),
        (record("pet", pet=UNION), "pet: Cat | Dog = Field("),
        (record(pets={"type": "array", "items": UNION}), "Annotated[Cat | Dog,"),
        (
            record(pets={"type": "object", "additionalProperties": UNION}),
            "Annotated[Cat | Dog,",
        ),
        (
            {"allOf": [record(name={}), record("pet", pet=UNION)]},
            "pet: Cat | Dog = Field(",
        ),
    ],
)
@pytest.mark.parametrize("base", [False, True])
def test_union_is_discriminated_wherever_it_is(
    holder: Schema, annotation: str, base: bool
) -> None:
    def variant(tag: str) -> Schema:
        own = record("kind", kind={"const": tag, "type": "string"})
        if not base:
            return own
        return {"allOf": [ref("Pet"), own]}

    pet = record("name", name={"type": "string"})
    text = body(Home=holder, Pet=pet, Cat=variant("cat"), Dog=variant("dog"))
    assert annotation in text
    assert 'discriminator="kind"' in text
    assert 'kind: Literal["cat"]' in text


@pytest.mark.parametrize(
    "union",
    [
        {**UNION, "oneOf": [ref("Cat")]},
        {**UNION, "oneOf": [ref("Cat"), record(kind={"type": "string"})]},
        {**UNION, "discriminator": {"mapping": {}}},
        {**UNION, "discriminator": "kind"},
        {"oneOf": UNION["oneOf"]},
    ],
)
def test_union_without_a_usable_tag_is_not_discriminated(union: Schema) -> None:
    def variant(tag: str) -> Schema:
        return record("kind", kind={"const": tag, "type": "string"})

    text = body(Home=record(pet=union), Cat=variant("cat"), Dog=variant("dog"))
    assert "discriminator=" not in text


def test_constant_of_a_variant_is_kept_where_a_mapping_names_it() -> None:
    cat = record("kind", kind={"const": "c", "type": "string"})
    dog = record("kind", name={"type": "string"})
    mapping = {"c": ref("Cat")["$ref"], "d": ref("Dog")["$ref"]}
    union = {**UNION, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    text = body(Home=record(a=union), Cat=cat, Dog=dog)
    assert 'kind: Literal["c"]' in text
    assert 'Literal["d"]' not in text, "it has no such property"


@pytest.mark.parametrize("length", range(70, 92))
@pytest.mark.parametrize("end", [".", '"', "a", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_docstring_is_on_one_line_where_it_fits(length: int, end: str) -> None:
    text = "word " * (length // 5) + "x" * (length % 5)
    text = text[: length - 1] + end
    lines = f'    """{docstring(text)}"""'.split("\n")
    written = text if end == "." else f"{text}."
    fits = len(f'    """{written}"""') <= 88
    assert (len(lines) == 1) == fits
    assert max(map(len, lines)) <= 88
    assert " ".join(line.strip() for line in lines).split() == (
        [*f'"""{written}"""'.split()] if fits else [*f'"""{written}'.split(), '"""']
    )


def test_other_components_are_aliases(load: Any) -> None:
    tree = {"type": "object", "additionalProperties": ref("Tree")}
    listed = {"items": ref("Json")}
    schemas = {
        "Code": {"type": "string", "maxLength": 3, "description": "A short code."},
        "Json": {"anyOf": [{"type": "string"}, {"type": "array"} | listed]},
        "Own": {"anyOf": [ref("Own"), {"type": "string"}]},
        "Stay": record(json=ref("Json"), tree=ref("Tree"), code=ref("Code")),
        "Tree": tree,
    }
    text = printed(**schemas)
    assert 'Json = TypeAliasType("Json", "str | list[Json]")\n' in text
    assert "Code: TypeAlias = Annotated[str, Field(max_length=3)]\n" in text
    assert "Own: TypeAlias = Any\n" in text
    assert re.search(r"\n\nCode: [^\n]+\n\"\"\"A short code.\"\"\"\n\nOwn: ", text)
    stay = load({"stays.py": text}, "stays").Stay
    given = {"json": ["a", ["b"]], "tree": {"a": {"b": {}}}, "code": "abc"}
    assert stay.model_validate(given).model_dump() == given
    with pytest.raises(ValidationError):
        stay.model_validate({"code": "abcd"})


def test_aliases_that_lead_back_to_themselves_are_evaluated_late(load: Any) -> None:
    def listed(name: str) -> Schema:
        return {"type": "array", "items": ref(name)}

    text = printed(
        First=listed("Second"),
        Second=listed("Third"),
        Third=listed("First"),
        Before=listed("First"),
        Stay=record(a=ref("First"), b=ref("Before")),
    )
    assert text.count("TypeAliasType(") == 3
    assert "Before: TypeAlias = list[First]\n" in text
    stay = load({"stays.py": text}, "stays").Stay
    assert stay.model_validate({"a": [[[]]], "b": [[]]}).a == [[[]]]


def test_colliding_attributes_are_all_qualified() -> None:
    schemas = document(
        A=record(_id={}, id={}, orderId={}, OrderId={}),
        B=record(OrderId={}, orderId={}),
    )
    first, second = Models(schemas).attributes("A"), Models(schemas).attributes("B")
    assert (first["_id"], first["id"]) == ("underscore_id", "id")
    assert first["orderId"] == second["orderId"] != first["OrderId"]
    assert all(name.startswith("order_id_") for name in second.values())


def test_declared_name_takes_precedence_over_a_derived_one() -> None:
    schemas = document(A=record(x={"x-specloom-name": "name"}, name={}))
    names = Models(schemas).attributes("A")
    assert names["x"] == "name" and names["name"].startswith("name_")


def test_component_named_like_an_import_keeps_its_name() -> None:
    text = printed(Field=record(fieldName={"type": "string"}), Model=record(a={}))
    assert "from pydantic import Field as _Field\n" in text
    assert 'field_name: Annotated[str | None, _Field(alias="fieldName")]' in text
    assert "class Model(_Model):" in text


HOSTILE = 'x"""\\\n\u2028{{ 7*7 }}\';raise SystemExit(1)#"'


def test_hostile_text_cannot_escape_into_code(load: Any) -> None:
    steering = {
        "x-python-type": "os.system",
        "x-python-import": {"module": "os", "name": "system"},
        "customTypePath": "os.system",
        "customBasePath": "os.PathLike",
        "default_factory": "exit",
        "title": HOSTILE,
    }
    stay = record(
        **{
            HOSTILE: {"type": "string", "description": HOSTILE, **steering},
            "kind": {"const": HOSTILE},
            "text": {"type": "string", "default": HOSTILE},
            "odd": {"type": "string", "pattern": "(?<x", "maxLength": -1},
            "look": {"type": "string", "pattern": "(?=a)b"},
        }
    )
    stay |= {"description": HOSTILE, **steering}
    state = {"type": "string", "enum": [HOSTILE, "\\"], "description": "\\"}
    text = model_texts(document(Stay=stay, State=state), "m")
    module = load(text, "m")
    assert [member.value for member in module.State] == [HOSTILE, "\\"]
    stay_model = module.Stay.model_validate({HOSTILE: "a", "kind": HOSTILE})
    assert json.loads(stay_model.model_dump_json(exclude_unset=True)) == {
        HOSTILE: "a",
        "kind": HOSTILE,
    }
    assert module.Stay().text == HOSTILE
    assert "pattern" not in text["m.py"] and "import os" not in text["m.py"]


def test_output_does_not_depend_on_component_order() -> None:
    names = [f"Part{letter}" for letter in "ABCDEFG"]
    schemas = {
        name: record(next=ref(names[(i + 1) % 7]), n={"type": "integer", "minimum": i})
        for i, name in enumerate(names)
    }
    shuffled = list(schemas.items())
    random.Random(7).shuffle(shuffled)
    assert model_texts(document(**dict(shuffled))) == model_texts(document(**schemas))


def assigned(document: dict[str, Any], *roots: str) -> dict[str, str]:
    """The module of each schema that the roots need."""
    modules = Models(document).modules(roots)
    return {each.name: m.name for m in modules for each in m.definitions}


def test_schema_has_a_module_of_its_own(load: Any) -> None:
    schemas = document(
        Money=record("amount", amount={"type": "number"}),
        Guest=record("name", name={"type": "string"}, owes=ref("Money")),
        Suite=record(price=ref("Money"), next=ref("Suite")),
        Unused=record(),
    )
    modules = assigned(schemas, "Guest", "Suite")
    assert modules == {"Guest": "guest", "Money": "money", "Suite": "suite"}
    del schemas["components"]["schemas"]["Unused"]
    files = model_texts(schemas)
    assert list(files) == ["guest.py", "money.py", "suite.py"]
    assert "\nfrom .money import Money\n" in files["suite.py"]
    suite = load(files, "suite").Suite.model_validate(
        {"next": {"price": {"amount": 2}}}
    )
    assert suite.next.price.amount == 2


CIRCLE = {
    "Report": record(
        firstLine=ref("ReportLine"),
        total=ref("Total"),
        lines={"type": "array", "items": ref("ReportLine")},
    ),
    "ReportLine": {"allOf": [ref("Report"), record(**{"inReport": ref("Reports")})]},
    "Reports": {"type": "array", "items": ref("Report")},
    "List": record(),
    "Total": record(sums={"type": "array", "items": ref("List")}),
}
"""Classes that lead to each other: by fields, by a base and by an alias."""


MODULES_OF_CIRCLE = ("report", "report_line", "reports", "total")


@pytest.mark.parametrize("first", MODULES_OF_CIRCLE)
def test_schemas_that_refer_to_each_other_have_modules_of_their_own(
    load: Any, first: str
) -> None:
    modules = assigned(document(**CIRCLE), "Reports")
    assert set(modules.values()) == {"list", *MODULES_OF_CIRCLE}
    files = model_texts(document(**CIRCLE))
    checked = "\nif TYPE_CHECKING:\n    from .report_line import ReportLine\n"
    assert checked in files["report.py"] and "\nfrom .total" in files["report.py"]
    exports = {module: (name,) for name, module in modules.items()}
    load(files, "list", exports)
    load(files, first, exports)
    line_class = importlib.import_module("generated_models.report_line").ReportLine
    inner = {"inReport": [{"firstLine": {"total": {"sums": [{}]}, "lines": []}}]}
    line = line_class.model_validate({"firstLine": inner})
    assert type(line.first_line) is line_class
    assert type(line.first_line.in_report[0].first_line) is line_class
    assert line.model_dump(exclude_unset=True) == {"firstLine": inner}


def test_a_class_has_the_same_module_when_a_circle_is_closed() -> None:
    circle = copy.deepcopy(document(**CIRCLE))
    del circle["components"]["schemas"]["Reports"]["items"]
    opened = assigned(circle, "Report")
    assert opened == assigned(document(**CIRCLE), "Report")


def test_aliases_that_are_defined_by_each_other_share_a_module(load: Any) -> None:
    def either(*schemas: Schema) -> Schema:
        return {"anyOf": list(schemas)}

    values = {"type": "object", "additionalProperties": ref("Value")}
    schemas = {
        "Value": either({"type": "string"}, ref("Values"), ref("Note")),
        "Values": {"type": "array", "items": either(values, ref("Value"))},
        "Note": record("text", text={"type": "string"}, more=ref("Values")),
    }
    modules = assigned(document(**schemas), "Note")
    assert modules == {"Note": "note", "Value": "value", "Values": "value"}
    exports = {"note": ("Note",), "value": ("Value", "Values")}
    for first in ("note", "value"):
        load(model_texts(document(**schemas)), first, exports)
        note_class = importlib.import_module("generated_models.note").Note
        note = note_class.model_validate({"text": "a", "more": [{"k": {"text": "b"}}]})
        assert note.more[0]["k"] == note_class(text="b")
        forget_models()


def test_modules_depend_neither_on_length_nor_on_users() -> None:
    schemas = {"Guest": record(stay=ref("Stay")), "Stay": record(a={}), "Suite": {}}
    modules = assigned(document(**schemas), "Guest")
    long = {f"property{i}": {"type": "string"} for i in range(400)}
    schemas |= {"Stay": record(**long), "Suite": record(stay=ref("Stay"))}
    longer = assigned(document(**schemas), "Guest", "Suite")
    assert longer == modules | {"Suite": "suite"}


def test_values_decode(load: Any) -> None:
    stay = record(
        "at",
        at={"type": "integer", "x-specloom-unit": "epoch-milliseconds"},
        state=ref("State"),
    )
    state = {"type": "string", "enum": ["Open"]}
    text = model_texts(document(Stay=stay, State=state), "m")
    decoded = load(text, "m").Stay.model_validate_json('{"at": 0, "state": "New"}')
    assert decoded.at == datetime(1970, 1, 1, tzinfo=UTC)
    assert decoded.state.value == "New"


def test_equal_schemas_keep_their_own_classes() -> None:
    def either(first: str, second: str) -> Schema:
        null = {"type": "null"}
        return {"anyOf": [ref(first), ref(second), null]}

    home = record(
        "pet", "guest", "both", "many", pet=either("Cat", "Dog"),
        guest=either("Dog", "Owner"), both=either("Cat", "Cat"),
        many={"type": "array", "items": either("Owner", "Cat")},
    )  # fmt: skip
    kinds = {name: record(name.lower(), **{name.lower(): {}}) for name in PETS}
    text = printed(Home=home, **kinds)
    assert "    pet: Cat | Dog | None\n" in text
    assert "    guest: Dog | Owner | None\n" in text
    assert "    both: Cat | None\n" in text
    assert "    many: list[Owner | Cat | None]\n" in text
