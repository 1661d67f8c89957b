"""Asks datamodel-code-generator how Python spells the types of cleaned schemas.

The tool sees classes named by us with numbered properties, and its answer is read
back as syntax; none of its own types, names or files leave this room.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from .cleaning import without_null
from .code import NONE, replaced, union

Answers = dict[str, list[ast.expr]]

GROUP: Final = "SpecloomQuestions"
REFERENCE: Final = "Reference"
TOGETHER: Final = 50
"""How many questions are the properties of one class."""


class Memory:
    """Types by question, as text: those known before, and those asked for now."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.used: dict[str, str] = {}

    def recall(self, key: str) -> ast.expr | None:
        """The type that a question was answered with before."""
        if (text := self._known.get(key)) is None:
            return None
        self.used[key] = text
        return ast.parse(text, mode="eval").body

    def keep(self, key: str, answer: ast.expr) -> None:
        """Remembers an answer."""
        self.used[key] = ast.unparse(answer)


@dataclass(frozen=True)
class Question:
    """A schema without its null, its classes by number, so that equals are one.

    Attributes:
        schema: what is asked; its references are to `Reference0`, `Reference1`, ...
        names: the classes that these stand for.
        null: whether the type is asked for with null.
    """

    schema: dict[str, Any]
    names: tuple[str, ...]
    null: bool

    @classmethod
    def of(cls, clean: dict[str, Any]) -> Question:
        """The question that a cleaned schema is."""
        bare, null = without_null(clean)
        names: list[str] = []
        return cls(_numbered(bare, names), tuple(names), null)

    @cached_property
    def key(self) -> str:
        """The schema as text."""
        return json.dumps(self.schema, default=str)

    def answer(self, type_: ast.expr) -> ast.expr:
        """The type with the classes' own names, and with null where it was left out."""
        known = {f"{REFERENCE}{n}": ast.Name(id=i) for n, i in enumerate(self.names)}
        named = replaced(type_, known.get)
        return _nulled(named) if self.null else named


def _numbered(part: Any, names: list[str]) -> Any:
    """The schema in sorted order, every class by the place it has in `names`."""
    if isinstance(part, list):
        return [_numbered(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    if isinstance(target := part.get("$ref"), str):
        home, _, name = target.rpartition("/")
        if name not in names:
            names.append(name)
        return {"$ref": f"{home}/{REFERENCE}{names.index(name)}"}
    return {key: _numbered(part[key], names) for key in sorted(part)}


def ask(questions: Mapping[str, Sequence[dict[str, Any]]], memory: Memory) -> Answers:
    """The annotation of every schema, by the name it was asked under and in order.

    Args:
        questions: cleaned schemas under a class name.
        memory: has some of the answers, and gains the others.
    """
    asked = {name: [Question.of(p) for p in parts] for name, parts in questions.items()}
    unique = {each.key: each for every in asked.values() for each in every}
    types = {
        key: type_
        for key, question in unique.items()
        if (type_ := _plain(question) or memory.recall(key))
    }
    keys = [key for key in unique if key not in types]
    if keys:
        fresh = _told([unique[key] for key in keys])
        for key, answer in fresh.items():
            memory.keep(key, answer)
        types |= fresh
    return {
        name: [each.answer(types[each.key]) for each in every]
        for name, every in asked.items()
    }


def _plain(question: Question) -> ast.expr | None:
    """The type of a schema that is a reference and nothing more."""
    if question.schema.keys() != {"$ref"}:
        return None
    return ast.Name(id=f"{REFERENCE}0")


def _told(questions: Sequence[Question]) -> dict[str, ast.expr]:
    """What the tool answers, by the questions' keys."""
    groups = {
        f"{GROUP}{start}": questions[start : start + TOGETHER]
        for start in range(0, len(questions), TOGETHER)
    }
    most = max(len(question.names) for question in questions)
    schemas: dict[str, dict[str, Any]]
    schemas = {f"{REFERENCE}{number}": {"type": "object"} for number in range(most)}
    schemas |= {name: _together(group) for name, group in groups.items()}
    return _read(_written(schemas), groups)


def _together(questions: Sequence[Question]) -> dict[str, Any]:
    """A class with a property for each question."""
    properties = {f"p{index}": each.schema for index, each in enumerate(questions)}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _written(schemas: Mapping[str, dict[str, Any]]) -> str:
    """The tool's module of some schemas.

    The tool is imported when it is asked: that takes longer than a small document.
    """
    from datamodel_code_generator import GenerateConfig, generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    config = GenerateConfig(
        allow_remote_refs=False,
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        field_constraints=True,
        formatters=[],
        input_file_type=InputFileType.OpenAPI,
        output_datetime_class=DatetimeClassType.Datetime,
        output_model_type=DataModelType.PydanticV2BaseModel,
        strict_nullable=True,
        strict_refs=True,
        target_python_version=PythonVersion.PY_311,
        treat_dot_as_module=False,
        use_annotated=True,
        use_standard_collections=True,
        use_tuple_for_fixed_items=True,
        use_union_operator=True,
    )
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {},
        "components": {"schemas": {name: schemas[name] for name in sorted(schemas)}},
    }
    written = generate(document, config=config)
    if not isinstance(written, str):
        raise TypeError("datamodel-code-generator gave no single module")
    return written


def _read(
    written: str, groups: Mapping[str, Sequence[Question]]
) -> dict[str, ast.expr]:
    """The type that answers each question, by its key.

    What the tool made a helper class of is put where the helper's name stands.
    """
    answers: dict[str, dict[str, ast.expr]] = {}
    helpers: dict[str, ast.expr] = {}
    for statement in ast.parse(written).body:
        match statement:
            case ast.ClassDef(name=name) if name in groups:
                answers[name] = _fields(statement)
            case ast.ClassDef(name=name):
                for meaning in _fields(statement).values():
                    helpers[name] = meaning
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(args=[_, meaning])
            ):
                helpers[name] = meaning

    def inline(name: str) -> ast.expr | None:
        found = helpers.get(name)
        return None if found is None else replaced(found, inline)

    return {
        question.key: replaced(answers[name][f"p{index}"], inline)
        for name, questions in groups.items()
        for index, question in enumerate(questions)
    }


def _nulled(type_: ast.expr) -> ast.expr:
    """The type with the null that the tool was not asked about.

    It goes inside `Annotated`, beside the type that the bounds are for.
    """
    match type_:
        case ast.Subscript(
            value=ast.Name(id="Annotated") as name,
            slice=ast.Tuple(elts=[kind, *rest]),
        ):
            elements = ast.Tuple(elts=[union([kind, NONE]), *rest])
            return ast.Subscript(value=name, slice=elements)
    return union([type_, NONE])


def _fields(statement: ast.ClassDef) -> dict[str, ast.expr]:
    return {
        field.target.id: field.annotation
        for field in statement.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
