"""Explain the credentials of a call: their names and places, never their values."""

from __future__ import annotations

from collections.abc import Iterator

from ..lower.security import base_name
from ..vocabulary import keys
from ..wire.credentials import scheme_pieces
from .described_call import DescribedCall
from .explanation import Fact, Pointer


def credential_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield each sufficient set of credentials, and where each value is found."""
    listed = call.facts.security
    alternatives = call.service.security if listed is None else listed
    sets = [(*call.facts.auth, *each) for each in alternatives or ((),)]
    used = [*dict.fromkeys(name for each in sets for name in each)]
    if not used:
        at = call.own("security") if "security" in call.described.node else None
        yield call.fact("none", "the request has no credentials", at)
        return
    if len(sets) > 1:
        shown = " or ".join(" with ".join(each) if each else "none" for each in sets)
        yield call.fact("one of", shown, _requirements(call), [[*s] for s in sets])
    for scheme in used:
        yield from _scheme(call, scheme)


def _requirements(call: DescribedCall) -> Pointer:
    return call.own("security") if "security" in call.described.node else ("security",)


def _scheme(call: DescribedCall, scheme: str) -> Iterator[Fact]:
    base = base_name(scheme)
    known = call.service.schemes[scheme]
    at: Pointer = ("components", "securitySchemes", base)
    if base not in call.spec.security_schemes:
        at = (keys.AUTH, base)
    for piece in scheme_pieces(known):
        yield call.fact(scheme, piece, at)
    for name in known.needs:
        yield from _source(call, base, name)


def _source(call: DescribedCall, base: str, name: str) -> Iterator[Fact]:
    """Yield the environment variable of a credential, and whether it has a default."""
    fields = call.spec.schemes(keys.AUTH).get(base, {}).get("fields", {})
    own = name if name in fields else name.removeprefix(f"{base}_")
    env = call.service.env.get(name)
    if env is not None:
        text = f"the argument {name}, or the environment variable {env}"
        at: Pointer = (keys.AUTH, base, "fields", own, "env")
        yield call.fact(name, text, at, {"argument": name, "env": env})
        return
    text = f"the argument {name} of the client"
    if name in call.service.defaults:
        text += "; it has a default"
    stated = (keys.AUTH, base, "fields", own) if own in fields else None
    yield call.fact(name, text, stated, {"argument": name, "env": None})
