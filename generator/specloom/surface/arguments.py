"""Compare the arguments of two versions of a method or constructor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..changes import OperationKey
from ..ir import Argument, Destination, FurtherMembers, Member, Whole
from ..printing.signatures import argument_text, parameters_text
from .surface_change import Pointer, SurfaceChange
from .type_relations import TypeRelations
from .variables import Difference, combined, differences

_PLACES = {"query": "query", "path": "path", "headers": "header", "cookies": "cookie"}
"""The word of a description for the place to which a keyword of a call belongs."""
_Pairs = list[tuple[Argument, Argument | None]]


@dataclass(frozen=True, kw_only=True)
class ArgumentComparison:
    """The comparison of the arguments of one method.

    Attributes:
        module: the module of the method.
        qualname: the method with its class.
        pointer_old: the pointer of the operation in the old document; None for a
            constructor.
        pointer_new: the pointer of the operation in the new document.
        path_old: the pointer of the operation that has the parameters of the path.
        path_new: that pointer in the new document.
        operations: the operation; empty for a constructor.
        renamed: the new names of parameters of the path that have the same place in it.
    """

    relations: TypeRelations
    module: str
    qualname: str
    pointer_old: Pointer | None = None
    pointer_new: Pointer | None = None
    path_old: Pointer | None = None
    path_new: Pointer | None = None
    operations: tuple[OperationKey, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def changes(
        self, old: Sequence[Argument], new: Sequence[Argument]
    ) -> Iterator[SurfaceChange]:
        """Yield the differences between two lists of arguments."""
        pairs = self._matched(old, new)
        kept = {id(after) for _, after in pairs if after is not None}
        for before, after in pairs:
            if after is None:
                yield self._change(Difference("removed", "breaking"), before, None)
            elif (found := self._difference(before, after)) is not None:
                yield self._change(found, before, after)
        for each in new:
            if id(each) not in kept:
                effect: Difference = Difference("added", "compatible")
                if each.default is None:
                    effect = Difference("added-required", "breaking")
                yield self._change(effect, None, each)
        if _is_reordered(new, pairs):
            yield self._reordered(old, new)

    def _matched(self, old: Sequence[Argument], new: Sequence[Argument]) -> _Pairs:
        """Return each old argument with the new one for the same part of the request.

        An argument that is sent elsewhere keeps its place in the signature if it has
        the same name.
        """
        by_destination = {each.destination: each for each in new}
        free = {each.name: each for each in new}
        found: _Pairs = []
        for each in old:
            other = by_destination.get(self._destination(each))
            if other is not None:
                free.pop(other.name, None)
            found.append((each, other))
        return [(each, other or free.get(each.name)) for each, other in found]

    def _destination(self, argument: Argument) -> Destination:
        match argument.destination:
            case Member(keyword="path", wire=wire):
                return Member("path", self.renamed.get(wire, wire))
            case other:
                return other

    def _difference(self, old: Argument, new: Argument) -> Difference | None:
        found = [*differences(old, new, self.relations, passed=True, read=False)]
        if old.positional and not new.positional:
            found.append(Difference("keyword-only", "breaking"))
        if new.positional and not old.positional:
            found.append(Difference("positional", "compatible"))
        return combined(found)

    def _change(
        self, found: Difference, old: Argument | None, new: Argument | None
    ) -> SurfaceChange:
        shown = old or new
        assert shown is not None
        return SurfaceChange(
            rule=f"argument-{found.word}",
            effect=found.effect,
            kind="argument",
            module=self.module,
            qualname=f"{self.qualname}({shown.name})",
            renamed_to=new.name if new and found.word == "renamed" else None,
            before=argument_text(old) if old else "",
            after=argument_text(new) if new else "",
            pointer_old=_pointer(self.pointer_old, self.path_old, old),
            pointer_new=_pointer(self.pointer_new, self.path_new, new),
            operations=self.operations,
        )

    def _reordered(
        self, old: Sequence[Argument], new: Sequence[Argument]
    ) -> SurfaceChange:
        return SurfaceChange(
            rule="arguments-reordered",
            effect="breaking",
            kind="method",
            module=self.module,
            qualname=self.qualname,
            before=parameters_text(old),
            after=parameters_text(new),
            pointer_old=self.pointer_old,
            pointer_new=self.pointer_new,
            operations=self.operations,
        )


def _is_reordered(new: Sequence[Argument], pairs: _Pairs) -> bool:
    """Return whether an argument that is passed by position gets another position.

    An argument that is removed or required is an incompatible difference of its own.
    """
    removed = any(after is None and old.positional for old, after in pairs)
    kept = [after for old, after in pairs if old.positional and after is not None]
    matched = {id(each) for each in kept}
    positional = [each for each in new if each.positional]
    added = [e for e in positional if id(e) not in matched and e.default is None]
    if removed or added:
        positional = [each for each in positional if id(each) in matched]
    kept = [each for each in kept if each.positional]
    return any(a is not b for a, b in zip(kept, positional, strict=False))


def _pointer(
    operation: Pointer | None, path: Pointer | None, argument: Argument | None
) -> Pointer | None:
    """Return the pointer of what an argument is, in the document of its package."""
    if argument is None:
        return None
    match argument.destination:
        case Member(keyword="credentials", wire=wire):
            return ("components", "securitySchemes", wire)
        case Member(keyword="variables"):
            return ("servers",)
    if operation is None:
        return None
    match argument.destination:
        case Member(keyword="body", wire=wire):
            return (*operation, "requestBody", wire)
        case Member(keyword="path", wire=wire) if path is not None:
            return (*path, "parameters", f"path:{wire}")
        case Member(keyword=keyword, wire=wire) if keyword in _PLACES:
            return (*operation, "parameters", f"{_PLACES[keyword]}:{wire}")
        case FurtherMembers(keyword="body") | Whole(keyword="body"):
            return (*operation, "requestBody")
    return operation
