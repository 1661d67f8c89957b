"""Find the Python types of scalar schemas with datamodel-code-generator.

The tool is called once for all scalars of a document, with a class that has a property
for each scalar. The tool receives only types, formats, bounds and patterns, but no text
or names of the document. `schema_types` then composes lists, unions and other types
from the types of the scalars.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from math import ceil, floor
from typing import Any, TypeAlias

from ..document import CONVERTED_FORMATS, compiles, is_checkable_step
from ..ir.python_types import (
    ANY,
    NUMBER,
    ConstrainedType,
    Leaf,
    ListType,
    PythonType,
    UnitType,
)

LeafSchema: TypeAlias = tuple[tuple[str, str | int | float], ...]
"""The keywords of a scalar schema, sorted, so that equal schemas have equal tuples."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_ROUNDED: Mapping[str, Callable[[float], int]] = {
    "minimum": ceil,
    "exclusiveMinimum": floor,
    "maximum": floor,
    "exclusiveMaximum": ceil,
}
"""For each bound, the function that rounds it without changing the allowed integers."""


def leaf_schema(schema: Mapping[str, Any], kind: str) -> LeafSchema:
    """Return the keywords in a schema that determine the Python type of its values.

    Args:
        schema: the schema. Keywords with an invalid value are ignored.
        kind: the type of the values: `string`, `integer`, `number` or `boolean`. For
            `array`, only the limits of the array's size are returned.
    """
    found: dict[str, str | int | float] = {"type": kind}
    match kind:
        case "string":
            found |= _string(schema)
        case "integer" | "number":
            found |= _bounds(schema, kind)
        case "array":
            found |= _sizes(schema, "Items")
    return tuple(sorted(found.items()))


def leaf_types(schemas: Collection[LeafSchema]) -> dict[LeafSchema, PythonType]:
    """Return the types of all given schemas, with a single call of the tool."""
    ordered = sorted(set(schemas), key=repr)
    module = ast.parse(_model({f"p{n}": dict(s) for n, s in enumerate(ordered)}))
    homes: dict[str, str] = {}
    types: dict[str, PythonType] = {}
    for node in ast.walk(module):
        match node:
            case ast.ImportFrom(module=str(home), names=names):
                homes |= {name.name: home for name in names}
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                types[name] = _type(annotation, homes)
    return {schema: types[f"p{n}"] for n, schema in enumerate(ordered)}


def _model(properties: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the tool's output for a class with the properties.

    The tool is imported only here, because the import takes longer than generating a
    small document.
    """
    from datamodel_code_generator import GenerateConfig, generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion

    config = GenerateConfig(
        allow_remote_refs=False,
        disable_timestamp=True,
        field_constraints=True,
        formatters=[],
        input_file_type=InputFileType.JsonSchema,
        output_datetime_class=DatetimeClassType.Datetime,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        use_annotated=True,
        use_standard_collections=True,
    )
    schema = {"type": "object", "properties": properties, "required": [*properties]}
    text = generate(schema, config=config)
    if not isinstance(text, str):
        raise TypeError("datamodel-code-generator returned several modules")
    return text


def _type(annotation: ast.expr, homes: Mapping[str, str]) -> PythonType:
    """Return the type for an annotation printed by the tool.

    Raises:
        TypeError: the annotation does not describe a scalar.
    """
    match annotation:
        case ast.Name(id="float"):
            return UnitType(NUMBER, Leaf("float"))
        case ast.Name(id=name):
            return Leaf(name, homes.get(name, "builtins"))
        case ast.Subscript(value=ast.Name(id="list")):
            return ListType(ANY)
        case ast.Subscript(slice=ast.Tuple(elts=[inner, ast.Call(keywords=words)])):
            bounds = ((str(w.arg), ast.literal_eval(w.value)) for w in words)
            return ConstrainedType(_type(inner, homes), tuple(bounds))
    raise TypeError(f"not the type of a scalar: {ast.unparse(annotation)}")


def _string(schema: Mapping[str, Any]) -> Iterator[tuple[str, str | int]]:
    form = schema.get("format")
    if schema.get("contentMediaType") == "application/octet-stream":
        form = "byte" if "contentEncoding" in schema else "binary"
    if form in CONVERTED_FORMATS:
        yield "format", form
    else:
        yield from _sizes(schema, "Length")
        if isinstance(pattern := schema.get("pattern"), str) and compiles(pattern):
            yield "pattern", pattern


def _sizes(schema: Mapping[str, Any], of: str) -> Iterator[tuple[str, int]]:
    """Yield the limits of a size, except a minimum of 0, which has no effect."""
    for key, least in ((f"min{of}", 1), (f"max{of}", 0)):
        value = schema.get(key)
        if type(value) is int and value >= least:
            yield key, value


def _bounds(schema: Mapping[str, Any], kind: str) -> Iterator[tuple[str, int | float]]:
    for key in _BOUNDS:
        value: Any = schema.get(key)
        if isinstance(value, Decimal | float):
            value = int(value) if value == int(value) else float(value)
            if kind == "integer" and key in _ROUNDED:
                value = _ROUNDED[key](value)
        usable = type(value) is int or (kind == "number" and isinstance(value, float))
        if usable and (
            key != "multipleOf" or is_checkable_step(value, whole=kind == "integer")
        ):
            yield key, value
