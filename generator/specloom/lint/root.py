"""Find unused schemes and missing declarations of the whole document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Operation, Spec, scheme_name
from ..errors import Finding
from ..messages import Note
from ..vocabulary import keys
from ..vocabulary.node_kinds import walk

SCHEME_KEYS = (*keys.WITH_SCHEMES, *keys.DEFAULTED)
"""Keys whose schemes the root defines, each under a name."""
MOST_LINES = 400
"""A file of more lines is hard to review."""
_SECURITY = ("components", "securitySchemes")


def unused_scheme(spec: Spec) -> Iterator[Finding]:
    """Yield the schemes and security schemes at the root that are not used."""
    used = _used(spec)
    for key in SCHEME_KEYS:
        for name in spec.schemes(key):
            if name not in used[key]:
                yield (key, name), Note.UNUSED_SCHEME(name=name, key=key)
    for name in spec.security_schemes:
        if name not in used[keys.AUTH] and used[keys.AUTH]:
            key = ".".join(_SECURITY)
            yield (*_SECURITY, name), Note.UNUSED_SCHEME(name=name, key=key)


def no_security(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation without a declaration of its security.

    An empty list declares that no authentication is needed.
    """
    known = ", ".join(spec.security_schemes)
    if not known or "security" in spec.document:
        return
    every = list(spec.operations())
    found = [each for each in every if not each.node.keys() & {"security", keys.AUTH}]
    for first in found[:1]:
        note = Note.NO_SECURITY(
            count=len(found), total=len(every), operation=first.wire, known=known
        )
        yield first.pointer, note


def no_server(spec: Spec) -> Iterator[Finding]:
    """Yield the document if it has no server."""
    if not spec.document.get("servers"):
        yield (), Note.NO_SERVER()


def relative_server(spec: Spec) -> Iterator[Finding]:
    """Yield servers whose URL starts with neither a scheme nor a variable."""
    for index, server in enumerate(spec.document.get("servers") or ()):
        url = str(server.get("url", ""))
        if not url.startswith(("http://", "https://", "{")):
            yield ("servers", index), Note.RELATIVE_SERVER(url=url)


def undescribed_operation(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation with neither a summary nor a description."""
    every = list(spec.operations())
    found = [e for e in every if not e.node.keys() & {"summary", "description"}]
    for first in found[:1]:
        note = Note.UNDESCRIBED_OPERATION(
            count=len(found), total=len(every), operation=first.wire
        )
        yield first.pointer, note


def undescribed_parameter(spec: Spec) -> Iterator[Finding]:
    """Yield the first parameter without a description."""
    every = [
        (operation, index, each)
        for operation in spec.operations()
        for index, each in enumerate(operation.parameters)
    ]
    found = [e for e in every if not _described(spec, e[2])]
    for operation, index, first in found[:1]:
        note = Note.UNDESCRIBED_PARAMETER(
            count=len(found),
            total=len(every),
            name=first["name"],
            operation=operation.wire,
        )
        yield (*operation.pointer, "parameters", index), note


def long_resource(spec: Spec) -> Iterator[Finding]:
    """For each resource that makes a long file, yield its first operation."""
    resources: dict[str, list[Operation]] = {}
    for each in spec.operations():
        resources.setdefault(each.resource, []).append(each)
    for resource, operations in resources.items():
        if sum(map(_lines, operations)) > MOST_LINES:
            note = Note.LONG_RESOURCE(
                count=len(operations), resource=resource, key=keys.NAME
            )
            yield operations[0].pointer, note


def no_error_rules(spec: Spec) -> Iterator[Finding]:
    """Yield the document if it declares no error rules."""
    if keys.ERRORS not in spec.document:
        yield (), Note.NO_ERROR_RULES(key=keys.ERRORS)


def _lines(operation: Operation) -> int:
    """Return the approximate number of lines of an operation in its resource's file.

    An operation without arguments has 10 lines: the constant, the method and the
    asynchronous method. Most arguments add one line to the signature and one to the
    docstring.
    """
    return 10 + 2 * len(operation.parameters) + 2 * (operation.body is not None)


def _described(spec: Spec, parameter: Any) -> bool:
    schema = spec.resolve(parameter.get("schema"))
    return bool(parameter.get("description") or schema.get("description"))


def _used(spec: Spec) -> dict[str, set[str]]:
    """Return, for each key, the names of the schemes that the document refers to."""
    used: dict[str, set[str]] = {key: set() for key in SCHEME_KEYS}
    for _, kinds, node in walk(spec.document, frozenset({"root"})):
        for key in SCHEME_KEYS if "operation" in kinds else (keys.WINDOW,):
            value = node.get(key)
            values = value if isinstance(value, list) else [value]
            used[key] |= {name for each in values if (name := scheme_name(each))}
    for operation in spec.operations():
        used[keys.AUTH] |= _security(operation)
        used |= {
            key: used[key] | {"default"}
            for key in keys.DEFAULTED
            if key not in operation.node
        }
    return used


def _security(operation: Operation) -> set[str]:
    document = operation.spec.document
    alternatives = operation.node.get("security", document.get("security")) or ()
    return {name for each in alternatives for name in each}
