"""Asks datamodel-code-generator how Python spells the types of cleaned schemas.

The tool sees classes named by us with numbered properties, and its answer is read
back as syntax; none of its own types, names or files leave this room.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from .cleaning import without_null
from .code import NONE, union

Answers = dict[str, list[ast.expr]]

GROUP: Final = "SpecloomQuestions"
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


def ask(
    questions: Mapping[str, Sequence[dict[str, Any]]],
    known: Sequence[str],
    memory: Memory,
) -> Answers:
    """The annotation of every schema, by the name it was asked under and in order.

    Args:
        questions: cleaned schemas under a class name.
        known: other class names that the schemas refer to.
        memory: has some of the answers, and gains the others.
    """
    unique = {_key(part): part for parts in questions.values() for part in parts}
    types = {
        key: type_
        for key, part in unique.items()
        if (type_ := _named(part) or memory.recall(key))
    }
    keys = [key for key in unique if key not in types]
    wanted = set().union(*(_references(unique[key]) for key in keys))
    groups = {
        f"{GROUP}{start}": keys[start : start + TOGETHER]
        for start in range(0, len(keys), TOGETHER)
    }
    schemas: dict[str, dict[str, Any]]
    schemas = {name: {"type": "object"} for name in known if name in wanted}
    schemas |= {
        name: _asked([unique[k] for k in group]) for name, group in groups.items()
    }
    if groups:
        fresh = _read(_written(schemas), groups)
        for key, answer in fresh.items():
            memory.keep(key, answer)
        types |= fresh
    return {
        name: [_nulled(deepcopy(types[_key(part)]), part) for part in parts]
        for name, parts in questions.items()
    }


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


def _named(part: dict[str, Any]) -> ast.expr | None:
    """The type of a schema that is a reference and nothing more."""
    bare = without_null(part)[0]
    if bare.keys() != {"$ref"}:
        return None
    return ast.Name(id=bare["$ref"].rpartition("/")[2])


def _references(part: Any) -> set[str]:
    """The classes that a schema refers to."""
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*map(_references, part.values()))
    target = part.get("$ref")
    return found | {target.rpartition("/")[2]} if isinstance(target, str) else found


def _key(part: dict[str, Any]) -> str:
    """What two questions have in common that have one answer; null is not asked."""
    return json.dumps(without_null(part)[0], sort_keys=True, default=str)


def _asked(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    properties = {f"p{index}": without_null(p)[0] for index, p in enumerate(parts)}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _read(written: str, groups: Mapping[str, Sequence[str]]) -> dict[str, ast.expr]:
    """The type that answers each question, by its key."""
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
    inline = _Inline(helpers)
    return {
        key: _settled(inline.visit(answers[name][f"p{index}"]))
        for name, keys in groups.items()
        for index, key in enumerate(keys)
    }


def _nulled(type_: ast.expr, asked: dict[str, Any]) -> ast.expr:
    """The type with the null that the tool was not asked about.

    It goes inside `Annotated`, beside the type that the bounds are for.
    """
    if not without_null(asked)[1]:
        return type_
    match type_:
        case ast.Subscript(
            value=ast.Name(id="Annotated") as name,
            slice=ast.Tuple(elts=[kind, *rest]),
        ):
            elements = ast.Tuple(elts=[union([kind, NONE]), *rest])
            return ast.Subscript(value=name, slice=elements)
    return union([type_, NONE])


def _settled(expression: Any) -> ast.expr:
    assert isinstance(expression, ast.expr)
    return expression


def _fields(statement: ast.ClassDef) -> dict[str, ast.expr]:
    return {
        field.target.id: field.annotation
        for field in statement.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


class _Inline(ast.NodeTransformer):
    """Puts the meaning of the tool's helper classes where their names stand."""

    def __init__(self, helpers: Mapping[str, ast.expr]) -> None:
        self._helpers = helpers

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._helpers:
            return node
        return _settled(self.visit(self._helpers[node.id]))

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        # A helper that is used before it stands is written as a quoted name.
        if isinstance(node.value, str) and node.value in self._helpers:
            return self.visit_Name(ast.Name(id=node.value))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node  # `Field(...)`: its texts are the document's, never names

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            return node
        return self.generic_visit(node)
