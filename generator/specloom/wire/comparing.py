"""Compare the requests of two packages, with one change for each cause."""

from __future__ import annotations

from collections.abc import Iterator

from specloom_runtime.operations.service import Service

from ..changes import OperationKey
from ..ir import Package
from .credentials import CredentialComparison
from .facts import Difference, differences
from .operation_pairs import OperationPair, operation_pairs
from .package_models import PackageModels
from .requests import request_facts
from .sent_models import SentModels
from .servers import has_own_servers, operation_differences, service_differences
from .wire_change import WireChange


def compare_wire(old: Package, new: Package) -> list[WireChange]:
    """Return what differs in the requests of the operations that both packages have.

    Requests are compared for the same arguments. What only one package has is no
    difference of requests: an operation, or an argument, which the old package cannot
    send. The order of parameters, of headers and of the members of objects is no
    difference, because it has no meaning.

    A cause that many operations share is one change: a server, a credential, or a
    property of a model. The changes are sorted.

    Args:
        old: the old package.
        new: the new package of the same vendor.
    """
    pairs = operation_pairs(old, new)
    models = PackageModels(old), PackageModels(new)
    found: dict[Difference, list[OperationKey]] = {}
    shared = [*service_differences(old.service, new.service)]
    credentials = CredentialComparison(old.service, new.service)
    for pair in pairs:
        before, after = pair.old.operation, pair.new.operation
        several = [*credentials.differences(before, after)]
        if not has_own_servers(before, after):
            several += shared
        else:
            sides = (before, old.service), (after, new.service)
            several += operation_differences(*sides)
        several += _request_differences(pair, *models)
        for each in dict.fromkeys(several):
            found.setdefault(each, []).append(pair.new.key)
    changes = [_change(each, keys) for each, keys in found.items()]
    changes += SentModels(*models).changes(pairs)
    return sorted(changes, key=_sort_key)


def _request_differences(
    pair: OperationPair, old: PackageModels, new: PackageModels
) -> Iterator[Difference]:
    services = old.package.service, new.package.service
    same_service = _common(services[0]) == _common(services[1])
    same_resource = (
        pair.old.edit == pair.new.edit and pair.old.filters == pair.new.filters
    )
    if same_service and same_resource and pair.old.operation == pair.new.operation:
        return
    yield from differences(
        request_facts(pair.old, services[0], old),
        request_facts(pair.new, services[1], new),
    )


def _common(service: Service) -> tuple[object, ...]:
    """Return what a service says about the parameters and bodies of all operations."""
    return service.idempotency, service.nulls, service.falses


def _change(found: Difference, operations: list[OperationKey]) -> WireChange:
    return WireChange(
        part=found.part,
        name=found.name,
        before=found.before,
        after=found.after,
        operations=tuple(sorted(set(operations))),
        pointer_old=found.pointer_old,
        pointer_new=found.pointer_new,
    )


def _sort_key(change: WireChange) -> tuple[str, ...]:
    pointers = (change.pointer_old or (), change.pointer_new or ())
    return (
        change.part,
        change.name,
        change.before,
        change.after,
        *("/".join(map(str, each)) for each in pointers),
    )
