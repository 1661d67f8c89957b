"""Schemas to annotations: what a value is called in a signature.

Only names things; models are printed elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..document import not_null, nullable
from ..ir import Code, Import
from ..literals import literal
from ..vocabulary import keys

FORMATS = {
    "date": ("datetime", "date"),
    "date-time": ("datetime", "datetime"),
    "uuid": ("uuid", "UUID"),
    "decimal": ("decimal", "Decimal"),
}
INSTANTS = ("epoch-milliseconds", "epoch-seconds", "utc-milliseconds")
"""Units whose Python value is a datetime."""

RESERVED_CONSTANTS = ("UUID", "UNSET")
"""Imported names in capitals, which an operation's constant must not take."""

CLASHING = frozenset(
    {"AllOrNone", "Alphabetical", "Any", "AtLeastOne", "AsyncPager", "AsyncResource"}
    | {"Chunk", "Compare", "Condition", "CursorPages", "Decimal", "Eq", "Field"}
    | {"Filter", "Gt", "Gte", "In", "LastItemPages", "Like", "Literal", "Lt", "Lte"}
    | {"Mapping", "Member", "Ne", "NextPages", "NotIn", "IsNull", "NumberedPages"}
    | {
        "OffsetPages",
        "Event",
        "Operation",
        "PagedOperation",
        "Pager",
        "Resource",
        "Sequence",
    }
    | {
        "SinglePage",
        "SortKey",
        "Stream",
        "StreamOperation",
        "Sortable",
        "Style",
        "UUID",
        "Unit",
        "Unset",
        "Window",
    }
)
"""Imported names a model's name must not hide: the model gets another there."""


class Names:
    """The names a module has to import, gathered while its annotations are made."""

    def __init__(self, models: Mapping[str, str], *, hides_list: bool = False) -> None:
        self._models = models
        self._found: dict[str, set[str]] = {}
        self._list = "builtins.list" if hides_list else "list"
        self.plain: set[str] = set()
        self.constants: dict[str, Code] = {}

    def use(self, module: str, name: str) -> Code:
        """The name, to be imported from the module."""
        self._found.setdefault(module, set()).add(name)
        return Code(name)

    def model(self, component: str) -> Code:
        """The model class of a component, to be imported from its module."""
        module = f".models.{self._models.get(component, 'shared')}"
        if component not in CLASHING:
            return self.use(module, component)
        self.use(module, f"{component} as {component}Model")
        return Code(f"{component}Model")

    def list_of(self, item: str, *, constant: bool = False) -> Code:
        """`list[item]`, spelled so that a method called `list` does not hide it."""
        if constant or self._list == "list":
            return Code(f"list[{item}]")
        self.plain.add("builtins")
        return Code(f"{self._list}[{item}]")

    def taken(self, name: str) -> Code:
        """The constant's name, spelled so that no import is hidden by it."""
        return Code(f"{name}_" if name in RESERVED_CONSTANTS else name)

    def constant(self, name: str, code: Code | None) -> Code | None:
        """The name of a module constant of this value, which several may share."""
        if code is None:
            return None
        self.constants[name] = code
        return Code(name)

    def imports(self) -> tuple[Import, ...]:
        """Every import of the module; the formatter groups and sorts them."""
        found = {module: () for module in self.plain} | self._found
        return tuple(
            Import(module=Code(module), names=tuple(map(Code, sorted(found[module]))))
            for module in sorted(found)
        )


def given(schema: Any, names: Names) -> Code:
    """The annotation of an argument: wide containers, null where the schema has it."""
    return _annotation(schema, names, argument=True, constant=False)


def result(schema: Any, names: Names, *, constant: bool = False) -> Code:
    """The annotation of a result; `constant` when it stands outside a class."""
    return _annotation(schema, names, argument=False, constant=constant)


def _annotation(schema: Any, names: Names, *, argument: bool, constant: bool) -> Code:
    def inner(part: Any) -> Code:
        return _annotation(part, names, argument=argument, constant=constant)

    if not isinstance(schema, Mapping) or not schema:
        return names.use("typing", "Any")
    if "$ref" in schema:
        return names.model(schema["$ref"].rsplit("/", 1)[1])
    if nullable(schema) and (rest := _without_null(schema)) is not None:
        bare = inner(rest)
        return bare if bare in ("Any", "None") else Code(f"{bare} | None")
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _union(list(dict.fromkeys(inner(choice) for choice in choices)))
    if "const" in schema:
        return Code(f"{names.use('typing', 'Literal')}[{literal(schema['const'])}]")
    kind = schema.get("type")
    if isinstance(kind, Sequence) and not isinstance(kind, str):
        parts = [inner({**schema, "type": each}) for each in kind]
        return _union(list(dict.fromkeys(parts)))
    if kind == "array":
        item = inner(schema.get("items", {}))
        if argument:
            return Code(f"{names.use('collections.abc', 'Sequence')}[{item}]")
        return names.list_of(item, constant=constant)
    if kind == "object":
        value = inner(schema.get("additionalProperties", {}))
        box = names.use("collections.abc", "Mapping") if argument else "dict"
        return Code(f"{box}[str, {value}]")
    return _scalar(schema, names)


def _without_null(schema: Mapping[str, Any]) -> Any:
    """The schema less its null, or None where null is all it allows."""
    bare = not_null(schema)
    if bare is not schema:
        return bare
    kinds = schema.get("type")
    if isinstance(kinds, str) or kinds is None:
        for word in ("anyOf", "oneOf"):
            if word in schema:
                rest = [c for c in schema[word] if c.get("type") != "null"]
                return {**schema, word: rest}
        return None
    left = [kind for kind in kinds if kind != "null"]
    return {**schema, "type": left[0] if len(left) == 1 else left} if left else None


def _union(parts: list[Code]) -> Code:
    return Code("Any") if "Any" in parts else Code(" | ".join(parts))


def _scalar(schema: Mapping[str, Any], names: Names) -> Code:
    if schema.get(keys.UNIT) in INSTANTS:
        return names.use("datetime", "datetime")
    match schema.get("type"), schema.get("format"):
        case "string", str(form) if form in FORMATS:
            return names.use(*FORMATS[form])
        case "string", "binary":
            return Code("bytes")
        case "string", _:
            return Code("str")
        case "integer", _:
            return Code("int")
        case "number", _:
            return Code("float")
        case "boolean", _:
            return Code("bool")
        case "null", _:
            return Code("None")
    return names.use("typing", "Any")
