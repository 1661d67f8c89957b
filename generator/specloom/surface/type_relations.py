"""Decide whether code for an old type still type-checks and runs with a new type.

Lists and dicts are compared by their items, as if they were written as displays when
they are passed, and only read when they are returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..ir.model_definitions import Alias, Enumeration, ModelClass
from ..ir.python_types import (
    ANY,
    MAPPING,
    SEQUENCE,
    EnumerationValues,
    GenericType,
    Leaf,
    ListType,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    TupleType,
    UnionType,
    bare,
    parts,
    union,
)
from .package_index import PackageIndex

_WIDER = {
    ("bool", "int"),
    ("bool", "float"),
    ("int", "float"),
    ("datetime", "date"),
}
"""Pairs of classes of which type checkers accept the first where the second is due."""
_Pair = tuple[PythonType, PythonType, bool]


@dataclass(frozen=True)
class TypeRelations:
    """The types of two packages.

    Attributes:
        renamed: the new names of the models that only have another name.
    """

    old: PackageIndex
    new: PackageIndex
    renamed: Mapping[str, str] = field(default_factory=dict)

    def are_same(self, old: PythonType, new: PythonType) -> bool:
        """Return whether two types are the same, except for bounds and order."""
        if old == new:
            return True
        return _ordered(self._translated(bare(old))) == _ordered(bare(new))

    def can_read(self, old: PythonType, new: PythonType) -> bool:
        """Return whether values of the new type can be used like those of the old."""
        return self._accepts((bare(old), bare(new), False), frozenset())

    def can_pass(self, old: PythonType, new: PythonType) -> bool:
        """Return whether values of the old type can be passed as the new type."""
        return self._accepts((bare(new), bare(old), True), frozenset())

    def _translated(self, old: PythonType) -> PythonType:
        """Return an old type with the new names of models."""
        if not self.renamed:
            return old
        match old:
            case ModelType(component=name):
                return ModelType(self.renamed.get(name, name))
            case EnumerationValues(component=name):
                # The name of the alias follows that of the enumeration.
                new = self.new.definitions.get(self.renamed.get(name, name))
                if isinstance(new, Enumeration) and new.values_alias:
                    return EnumerationValues(new.name, new.values_alias)
            case ListType(item=item):
                return ListType(self._translated(item))
            case MappingType(value=value):
                return MappingType(self._translated(value))
            case UnionType(parts=many):
                return union(self._translated(each) for each in many)
            case TupleType(items=many):
                return TupleType(tuple(map(self._translated, many)))
            case GenericType(base=base, arguments=many):
                return GenericType(base, tuple(map(self._translated, many)))
        return old

    def _accepts(self, pair: _Pair, assumed: frozenset[_Pair]) -> bool:
        """Return whether the first type accepts the second.

        Args:
            pair: the type that is due, the type that is given, and whether the type
                that is due is the new one.
            assumed: the pairs that are being compared, so that cycles end.
        """
        due, given, is_new = pair
        if pair in assumed or ANY in (due, given) or due == given:
            return True
        inside = assumed | {pair}
        if isinstance(given, UnionType):
            return all(self._accepts((due, p, is_new), inside) for p in given.parts)
        if self._is_same_model(due, given, is_new):
            return True
        if (other := self._resolved(given, not is_new)) is not None:
            return self._accepts((due, other, is_new), inside)
        if isinstance(due, UnionType):
            return any(self._accepts((p, given, is_new), inside) for p in due.parts)
        if (other := self._resolved(due, is_new)) is not None:
            return self._accepts((other, given, is_new), inside)
        return self._accepts_single(pair, inside)

    def _accepts_single(self, pair: _Pair, assumed: frozenset[_Pair]) -> bool:
        """Return whether a type accepts another; neither is a union or an alias."""
        due, given, is_new = pair
        match due, given:
            case LiteralType(values=allowed), LiteralType(values=values):
                return {*map(repr, values)} <= {*map(repr, allowed)}
            case Leaf(), LiteralType(values=values):
                kinds = (Leaf(type(value).__name__) for value in values)
                return all(self._accepts((due, k, is_new), assumed) for k in kinds)
            case Leaf(), Leaf():
                wider = (given.name, due.name) in _WIDER
                return wider or due == Leaf("object")
            case Leaf(), ModelType():
                base = self._base(given, not is_new)
                return base is not None and self._accepts((due, base, is_new), assumed)
            case ModelType(component=name), ModelType(component=other):
                return self._is_subclass(other, name, is_new)
        wanted, had = _items(due), _items(given)
        if wanted is None or had is None or not _takes(due, given):
            return False
        pairs = zip(wanted, had, strict=False)
        same = len(wanted) == len(had)
        return same and all(self._accepts((w, h, is_new), assumed) for w, h in pairs)

    def _new_name(self, name: str, is_new: bool) -> str:
        return name if is_new else self.renamed.get(name, name)

    def _is_same_model(self, due: PythonType, given: PythonType, is_new: bool) -> bool:
        if not isinstance(due, ModelType) or not isinstance(given, ModelType):
            return False
        first = self._new_name(due.component, is_new)
        return first == self._new_name(given.component, not is_new)

    def _is_subclass(self, name: str, base: str, is_new: bool) -> bool:
        """Return whether the given class inherits from the one that is due."""
        wanted = self._new_name(base, is_new)
        return wanted in self.new.lineage(self._new_name(name, not is_new))

    def _resolved(self, type_: PythonType, is_new: bool) -> PythonType | None:
        """Return what an alias stands for; None for any other type."""
        index = self.new if is_new else self.old
        match type_:
            case ModelType(component=name):
                definition = index.definitions.get(name)
                return bare(definition.type) if isinstance(definition, Alias) else None
            case EnumerationValues(component=name):
                definition = index.definitions.get(name)
                if isinstance(definition, Enumeration):
                    values = LiteralType(tuple(definition.members.values()))
                    return union([ModelType(name), values])
        return None

    def _base(self, model: ModelType, is_new: bool) -> Leaf | None:
        """Return the built-in class from which an enumeration inherits."""
        index = self.new if is_new else self.old
        definition = index.definitions.get(model.component)
        if isinstance(definition, Enumeration):
            return Leaf("str" if definition.base == "OpenEnum" else "int")
        return Leaf("object") if isinstance(definition, ModelClass) else None


def _ordered(type_: PythonType) -> PythonType:
    """Return a type in which the order of alternatives does not matter."""
    match type_:
        case UnionType():
            return UnionType(tuple(sorted(map(_ordered, type_.parts), key=repr)))
        case LiteralType(values=values):
            return LiteralType(tuple(sorted(values, key=repr)))
        case ListType(item=item):
            return ListType(_ordered(item))
        case MappingType(value=value):
            return MappingType(_ordered(value))
        case TupleType(items=many):
            return TupleType(tuple(map(_ordered, many)))
        case GenericType(base=base, arguments=many):
            return GenericType(base, tuple(map(_ordered, many)))
    return type_


def _items(type_: PythonType) -> tuple[PythonType, ...] | None:
    match type_:
        case ListType(item=item):
            return (item,)
        case MappingType(value=value):
            return (Leaf("str"), value)
        case TupleType(items=many) | GenericType(arguments=many):
            return many
        case Leaf("str", "builtins"):
            return (type_,)
    return None


def _takes(due: PythonType, given: PythonType) -> bool:
    """Return whether the class of a generic type accepts that of another."""
    match due:
        case GenericType(base=base) if base == SEQUENCE:
            is_same = isinstance(given, GenericType) and given.base == base
            return is_same or isinstance(given, ListType) or given == Leaf("str")
        case GenericType(base=base) if base == MAPPING:
            is_same = isinstance(given, GenericType) and given.base == base
            return is_same or isinstance(given, MappingType)
        case GenericType(base=base):
            return isinstance(given, GenericType) and given.base == base
    return type(due) is type(given) and not isinstance(due, Leaf)


def shape_pairs(old: PythonType, new: PythonType) -> list[tuple[str, str]]:
    """Return the models at the same places of two types of the same form."""
    old, new = bare(old), bare(new)
    first, second = parts(old), parts(new)
    if len(first) > 1 or len(second) > 1:
        return _alternative_pairs(first, second)
    match old, new:
        case ModelType(component=name), ModelType(component=other):
            return [(name, other)]
        case EnumerationValues(component=name), EnumerationValues(component=other):
            return [(name, other)]
    items, others = _items(old), _items(new)
    if items is None or others is None or len(items) != len(others):
        return []
    if isinstance(old, Leaf) or isinstance(new, Leaf):
        return []
    return [
        pair for a, b in zip(items, others, strict=True) for pair in shape_pairs(a, b)
    ]


def _alternative_pairs(
    old: tuple[PythonType, ...], new: tuple[PythonType, ...]
) -> list[tuple[str, str]]:
    """Return the pair of the only models that are not in both of two unions."""
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    return shape_pairs(gone[0], come[0]) if len(gone) == len(come) == 1 else []
