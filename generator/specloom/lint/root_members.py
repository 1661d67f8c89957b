"""Find unused schemes at the root, and members that the root does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Operation, Spec, scheme_name
from ..errors import Finding
from ..vocabulary import keys
from ..vocabulary.node_kinds import walk
from .note_texts import Note

SCHEME_KEYS = (*keys.WITH_SCHEMES, *keys.DEFAULTED)
"""The keys whose schemes are declared at the root, each under a name."""
_SECURITY = ("components", "securitySchemes")


def unused_scheme(spec: Spec) -> Iterator[Finding]:
    """Yield the schemes and security schemes of the root that no operation uses."""
    used = _used(spec)
    for key in SCHEME_KEYS:
        for name in spec.schemes(key):
            if name not in used[key]:
                yield (key, name), Note.UNUSED_SCHEME(name=name, key=key)
    for name in spec.security_schemes:
        if name not in used[keys.AUTH] and used[keys.AUTH]:
            key = ".".join(_SECURITY)
            yield (*_SECURITY, name), Note.UNUSED_SCHEME(name=name, key=key)


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


def no_error_rules(spec: Spec) -> Iterator[Finding]:
    """Yield the document if it declares no error rules."""
    if keys.ERRORS not in spec.document:
        yield (), Note.NO_ERROR_RULES(key=keys.ERRORS)


def _used(spec: Spec) -> dict[str, set[str]]:
    """Return, for each key, the names of the schemes to which the document refers."""
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
