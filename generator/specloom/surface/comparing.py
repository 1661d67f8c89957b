"""Find all differences between what two generated packages offer to Python code."""

from __future__ import annotations

from ..ir import Package
from .clients import ClientComparison
from .models import ModelComparison
from .package_index import PackageIndex
from .renamed_models import renamed_models
from .resources import ResourceComparison
from .surface_change import SurfaceChange
from .type_relations import TypeRelations


def compare_surface(
    old: Package, new: Package, *, parent: str = ""
) -> list[SurfaceChange]:
    """Return what differs for code that uses a package: a name, a type or a default.

    A difference of a model that many methods use is one difference. Names are compared
    as callers write them. What is passed may become wider, and what is returned may
    become narrower.

    Args:
        old: the old package.
        new: the new package.
        parent: the dotted name of the package that contains the old one; "" for none.

    Returns:
        The differences of the client, of resources and methods in their order, and of
        models in theirs.
    """
    if old == new:
        return []
    before, after = PackageIndex(old), PackageIndex(new)
    relations = TypeRelations(before, after, renamed_models(before, after))
    root = f"{parent}.{old.vendor}" if parent else old.vendor
    return [
        *ClientComparison(relations, root).changes(),
        *ResourceComparison(relations, root).changes(),
        *ModelComparison(relations, root).changes(),
    ]
