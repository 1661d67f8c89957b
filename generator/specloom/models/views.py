"""Declare the common fields of the views of a schema in one base class.

Fields are compared as they are printed: name, type, limits, default and description. A
field that differs in one view is declared by each view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from ..ir.model_definitions import ModelClass, ModelDefinition
from .definitions import NO_FIELDS


def common_bases(
    definitions: Mapping[str, ModelDefinition],
    viewed: Mapping[str, str],
    taken: Collection[str],
) -> Iterator[tuple[str, ModelClass, list[ModelClass]]]:
    """Yield each viewed schema with its base class and the subclasses of that.

    There is no base class if the views have no field in common. A view that inherits
    from another one has none in common with it.

    Args:
        definitions: the definitions of the components that are used.
        viewed: the schema of which each of these components is a view.
        taken: the names that a base class cannot have.
    """
    used = {name.casefold() for name in taken}
    views: defaultdict[str, list[ModelClass]] = defaultdict(list)
    for name, definition in sorted(definitions.items()):
        if isinstance(definition, ModelClass):
            views[viewed[name]].append(definition)
    for schema, classes in views.items():
        prefix = schema
        while f"{prefix}Base".casefold() in used:
            prefix += "View"
        if len(classes) > 1 and (base := _base(f"{prefix}Base", schema, classes)):
            yield schema, base, [_subclass(view, base) for view in classes]


def _base(name: str, schema: str, views: list[ModelClass]) -> ModelClass | None:
    """Return the base class of the views; None if they have no field in common."""
    first, *others = ({each.name: each for each in view.fields} for view in views)
    shared = [
        each
        for name, each in first.items()
        if all(other.get(name) == each for other in others)
    ]
    if not shared:
        return None
    inherited = {view.bases for view in views}
    return ModelClass(
        name=name,
        bases=views[0].bases if len(inherited) == 1 else (),
        rule=views[0].rule,
        fields=tuple(shared),
        description=f"The properties that all views of {schema} share.",
        is_view_base=True,
    )


def _subclass(view: ModelClass, base: ModelClass) -> ModelClass:
    """Return a view as a subclass of its new base class."""
    shared = {each.name: each for each in base.fields}
    fields = tuple(each for each in view.fields if shared.get(each.name) != each)
    return replace(
        view,
        bases=(base.name, *(each for each in view.bases if each not in base.bases)),
        fields=fields,
        description=view.description or ("" if fields else NO_FIELDS),
    )
