"""Compare security: what credentials operations need, and how they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .pairs import Pair
from .sides import Side, Spot
from .values import Words
from .words import compare_words

Requirement = frozenset[tuple[str, frozenset[str]]]
"""The schemes that are needed together, each with its scopes."""


def compare_operation_security(pair: Pair) -> None:
    """Compare the security of an operation, if one version has its own."""
    old, new = pair.old, pair.new
    if old.find("security") is None and new.find("security") is None:
        return
    before, after = (_of_operation(each) for each in (old, new))
    _compare(pair, "security", before, after)


def compare_security(pair: Pair) -> None:
    """Compare the security of the whole API."""
    before, after = (
        _requirements(each.get("security")) for each in (pair.old, pair.new)
    )
    _compare(pair, "security", before, after)


def _of_operation(operation: Spot) -> list[Requirement]:
    own = operation.get("security")
    return _requirements(operation.side.root.get("security") if own is None else own)


def _requirements(value: Any) -> list[Requirement]:
    """Return the alternatives; none if no credentials are needed."""
    found: list[Requirement] = []
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict):
            continue
        schemes = frozenset((name, _scopes(scopes)) for name, scopes in each.items())
        if schemes not in found:
            found.append(schemes)
    return found


def _states_security(side: Side) -> bool:
    """Return whether a document says anywhere which credentials are needed."""
    if "security" in side.root:
        return True
    items = side.spot().members("paths").values()
    methods = (each.node.values() for each in items if isinstance(each.node, dict))
    found = (each for group in methods for each in group if isinstance(each, dict))
    return any("security" in each for each in found)


def _scopes(value: Any) -> frozenset[str]:
    items = value if isinstance(value, list) else []
    return frozenset(each for each in items if isinstance(each, str))


def _compare(
    pair: Pair, key: str, old: list[Requirement], new: list[Requirement]
) -> None:
    if set(old) == set(new):
        return
    before, after = _text(old), _text(new)
    if not old:
        stated = _states_security(pair.old.side)
        rule = "security-requirement-added" if stated else "security-first-stated"
        pair.report_rule(rule, key, after=after)
        return
    if not new:
        pair.report_rule("security-requirement-removed", key, before=before)
        return
    left = [each for each in old if each not in new]
    fresh = [each for each in new if each not in old]
    left, fresh = _compare_scopes(pair, key, left, fresh)
    for each in left:
        pair.report_rule("security-alternative-removed", key, before=_text([each]))
    for each in fresh:
        pair.report_rule("security-alternative-added", key, after=_text([each]))


def _compare_scopes(
    pair: Pair, key: str, old: list[Requirement], new: list[Requirement]
) -> tuple[list[Requirement], list[Requirement]]:
    """Compare the scopes of alternatives with the same schemes; return the others."""
    left: list[Requirement] = []
    fresh = list(new)
    for each in old:
        names = {name for name, _ in each}
        same = [other for other in fresh if {name for name, _ in other} == names]
        if len(same) != 1:
            left.append(each)
            continue
        fresh.remove(same[0])
        before, after = dict(each), dict(same[0])
        for name in sorted(names):
            values = {"before": name, "after": name}
            for scope in sorted(after[name] - before[name]):
                pair.report_rule("security-scope-added", key, value=scope, **values)
            for scope in sorted(before[name] - after[name]):
                pair.report_rule("security-scope-removed", key, value=scope, **values)
    return left, fresh


def _text(requirements: list[Requirement]) -> Words:
    """Return alternatives in words, in a fixed order."""
    alternatives = sorted(
        " and ".join(
            f"`{name}`" + (f" ({', '.join(sorted(scopes))})" if scopes else "")
            for name, scopes in sorted(each, key=lambda pair: pair[0])
        )
        or "no credentials"
        for each in requirements
    )
    return Words(" or ".join(alternatives))


def _schemes(side: Side) -> dict[str, Spot]:
    root = side.spot()
    if side.is_swagger:
        return root.members("securityDefinitions")
    components = root.find("components")
    return {} if components is None else components.members("securitySchemes")


def compare_schemes(pair: Pair) -> None:
    """Compare the security schemes by their names."""
    before, after = (
        {name: spot.resolved() for name, spot in _schemes(each.side).items()}
        for each in (pair.old, pair.new)
    )
    for name in sorted(before.keys() - after.keys()):
        pair.removed("security-scheme-removed", before[name], value=name)
    for name in sorted(after.keys() - before.keys()):
        pair.added("security-scheme-added", after[name], value=name)
    for name in sorted(before.keys() & after.keys()):
        _compare_scheme(pair, name, before[name], after[name])


def _compare_scheme(pair: Pair, name: str, old: Spot, new: Spot) -> None:
    both = pair.at(old, new)
    compare_words(both)
    ways = [_credentials(each) for each in (old, new)]
    if ways[0] != ways[1]:
        texts = [Words(", ".join(each)) for each in ways]
        values = {"before": texts[0], "after": texts[1], "value": name}
        both.report_rule("security-scheme-changed", **values)
        return
    before, after = _flows(old), _flows(new)
    if before.keys() != after.keys():
        names = sorted(before), sorted(after)
        both.report_rule(
            "oauth-flow-changed", value=name, before=names[0], after=names[1]
        )
    for flow in sorted(before.keys() & after.keys()):
        _compare_flow(pair, name, before[flow], after[flow])


_BASIC = ("http", "basic")


def _credentials(scheme: Spot) -> tuple[str, ...]:
    """Return how the credentials of a scheme are sent."""
    kind = str(scheme.get("type"))
    if kind == "basic":
        return _BASIC
    if kind == "apiKey":
        return (kind, f"in {scheme.get('in')}", str(scheme.get("name")))
    if kind == "http":
        return (kind, str(scheme.get("scheme")).lower())
    return (kind,)


_SWAGGER_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


def _flows(scheme: Spot) -> dict[str, Spot]:
    if scheme.side.is_swagger:
        flow = scheme.get("flow")
        named = _SWAGGER_FLOWS.get(flow, flow) if isinstance(flow, str) else None
        return {} if named is None else {named: scheme}
    return scheme.members("flows")


def _compare_flow(pair: Pair, name: str, old: Spot, new: Spot) -> None:
    both = pair.at(old, new)
    for key in ("authorizationUrl", "tokenUrl", "refreshUrl"):
        before, after = old.get(key), new.get(key)
        if before != after:
            values = {"before": before, "after": after, "value": name}
            both.report_rule("oauth-url-changed", key, **values)
    scopes: list[Mapping[str, Spot]] = [each.members("scopes") for each in (old, new)]
    for scope in sorted(scopes[0].keys() - scopes[1].keys()):
        pair.removed("oauth-scope-removed", scopes[0][scope], value=scope)
    for scope in sorted(scopes[1].keys() - scopes[0].keys()):
        pair.added("oauth-scope-added", scopes[1][scope], value=scope)
    for scope in sorted(scopes[0].keys() & scopes[1].keys()):
        first, second = scopes[0][scope], scopes[1][scope]
        if first.node != second.node:
            words = Words("the words of a scope")
            pair.at(first, second).report_rule("words-changed", value=words)
