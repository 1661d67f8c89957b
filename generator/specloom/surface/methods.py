"""Compare two versions of a method."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..changes import PythonEffect
from ..ir import Argument, CallOperation, Member, Operation, Resource, Whole
from ..ir.model_definitions import Default
from ..ir.python_types import PythonType, union
from ..printing.signatures import method_text
from .arguments import ArgumentComparison
from .matched_operations import Located
from .surface_change import Pointer, SurfaceChange
from .type_relations import TypeRelations
from .variables import breaking_unless

_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class MethodComparison:
    """The comparison of methods.

    Attributes:
        relations: the types of both packages.
        root: the dotted name of the package.
    """

    relations: TypeRelations
    root: str

    def added(self, new: Located) -> SurfaceChange:
        """Return the difference of a method that was added."""
        return self._change("method-added", "compatible", None, new)

    def removed(self, old: Located) -> SurfaceChange:
        """Return the difference of a method that was removed."""
        return self._change("method-removed", "breaking", old, None)

    def changes(
        self, old: Located, new: Located, resource: Resource | None
    ) -> Iterator[SurfaceChange]:
        """Yield the differences of a method that is in both packages.

        Args:
            old: the old method.
            new: the new method.
            resource: what the old method's resource became; None if it is gone.
        """
        yield from self._names(old, new, resource)
        before, after = old.operation, new.operation
        arguments = ArgumentComparison(
            relations=self.relations,
            module=f"{self.root}.{old.resource.module}",
            qualname=f"{old.resource.name}.{before.name}",
            pointer_old=operation_pointer(old),
            pointer_new=operation_pointer(new),
            path_old=path_pointer(old),
            path_new=path_pointer(new),
            operations=(new.key,),
            renamed=_renamed_parameters(before.path, after.path),
        )
        yield from arguments.changes(before.arguments, after.arguments)
        if not self.relations.are_same(before.returns, after.returns):
            allowed = self.relations.can_read(before.returns, after.returns)
            effect = breaking_unless(allowed)
            yield self._change("result-retyped", effect, old, new, ("responses",))
        if after.details.deprecation and not before.details.deprecation:
            yield self._change("method-deprecated", "compatible", old, new)

    def _names(
        self, old: Located, new: Located, resource: Resource | None
    ) -> Iterator[SurfaceChange]:
        names = new.operation.names
        if resource is None or new.resource.attribute != resource.attribute:
            moved = f"{new.resource.attribute}.{new.operation.name}"
            yield self._change("method-moved", "breaking", old, new, renamed_to=moved)
            return
        for name in old.operation.names:
            if name not in names:
                shown = new.operation.name
                found = self._change(
                    "method-renamed", "breaking", old, new, renamed_to=shown, name=name
                )
                yield found
        if {*names} - {*old.operation.names} and {*old.operation.names} <= {*names}:
            yield self._change("method-alias-added", "compatible", old, new)

    def _change(
        self,
        rule: str,
        effect: PythonEffect,
        old: Located | None,
        new: Located | None,
        inside: Pointer = (),
        renamed_to: str | None = None,
        name: str = "",
    ) -> SurfaceChange:
        shown = old or new
        assert shown is not None
        return SurfaceChange(
            rule=rule,
            effect=effect,
            kind="method",
            module=f"{self.root}.{shown.resource.module}",
            qualname=f"{shown.resource.name}.{name or shown.operation.name}",
            renamed_to=renamed_to,
            before=_text(old),
            after=_text(new),
            pointer_old=(*operation_pointer(old), *inside) if old else None,
            pointer_new=(*operation_pointer(new), *inside) if new else None,
            operations=((new or shown).key,),
        )


def _renamed_parameters(old: str, new: str) -> dict[str, str]:
    """Return the new names of the parameters, if the paths differ only in them."""
    if _PARAMETER.sub("{}", old) != _PARAMETER.sub("{}", new):
        return {}
    return dict(zip(_PARAMETER.findall(old), _PARAMETER.findall(new), strict=True))


def operation_pointer(found: Located) -> Pointer:
    """Return the pointer of an operation in its normalized document."""
    return ("paths", found.operation.path, found.operation.method.lower())


def path_pointer(found: Located) -> Pointer:
    """Return the pointer of the operation that has the parameters of the path."""
    return operation_pointer(found._replace(operation=found.read or found.operation))


def added_methods(resource: Resource) -> dict[str, Located]:
    """Return the methods that read before they write, as if they were operations."""
    written = {each.name: each for each in resource.operations}
    found: dict[str, Located] = {}
    if (edit := resource.edit) is not None:
        keys = [
            Argument(
                name=each.name,
                type=each.type,
                destination=Member("path", each.wire),
                positional=True,
            )
            for each in edit.key
        ]
        changes = [
            Argument(
                name=each.name,
                type=each.type,
                destination=Member("body", each.alias or each.name),
                default=Default(None),
            )
            for each in edit.changes.fields
        ]
        call = _call("edit", written[edit.write], (*keys, *changes), edit.view)
        found["edit"] = Located(resource, call, written.get(edit.read))
    if (put := resource.put) is not None and edit is not None:
        body = Argument(
            name="body", type=put.body, destination=Whole("body"), positional=True
        )
        result = union([put.body, edit.view])
        call = _call("put", written[put.create], (body,), result)
        found["put"] = Located(resource, call)
    return found


def _call(
    name: str, operation: Operation, arguments: tuple[Argument, ...], result: PythonType
) -> CallOperation:
    return CallOperation(
        name=name,
        constant=name.upper(),
        method=operation.method,
        path=operation.path,
        returns=result,
        arguments=arguments,
        description="",
        result=result,
    )


def _text(found: Located | None) -> str:
    return "" if found is None else method_text(found.operation)
