"""Lower the error codes that a vendor declares for a resource to constants.

The tags of its operations declare the codes: `x-specloom-errors: {codes: ...}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from os.path import commonprefix

from ..document import Spec
from ..ir.model_definitions import Enumeration
from ..models.enumerations import enumeration
from ..names import class_name, singular, words
from ..vocabulary import keys

SAYS_NOTHING = ("error", "code", "exception")
"""Words at the start or end of a code that every code could have."""


def error_codes(spec: Spec, resource: str, tags: Iterable[str]) -> Enumeration | None:
    """Return the error codes of a resource; None if the vendor declares none.

    Args:
        spec: the normalized document.
        resource: the name of the resource, such as `contacts`.
        tags: the names of the tags of its operations.
    """
    codes = declared_codes(spec, tags)
    if not codes:
        return None
    one = " ".join(map(singular, resource.split("_")))
    schema = {
        "enum": [*codes],
        keys.ENUM_NAMES: [*_short_names(codes, resource)],
        keys.ENUM_DESCRIPTIONS: [*codes.values()],
    }
    text = f"The values of `error.code` for {resource.replace('_', ' ')}."
    return enumeration(class_name(f"{one} error"), schema, text)


def declared_codes(spec: Spec, tags: Iterable[str]) -> dict[str, str]:
    """Return the error codes that tags declare; the values are their meanings."""
    declared = spec.tags
    found: dict[str, str] = {}
    for name in tags:
        found |= declared.get(name, {}).get(keys.ERRORS, {}).get("codes", {})
    return found


def _short_names(codes: Iterable[str], resource: str) -> Iterator[str]:
    """Yield for each code the words that distinguish it.

    `SupplierContactIsInUse` of `contacts` is `in use`: the name of the resource and the
    words before it are left out if several codes begin with them. If no code has the
    name of the resource, the words with which all codes begin are left out.
    """
    parts = [_significant(words(code)) for code in codes]
    subject = {resource, singular(resource), *map(singular, resource.split("_")[-1:])}
    prefixes = [_prefix(each, subject) for each in parts]
    times = Counter(prefixes)
    if not any(prefixes):
        prefixes = [tuple(commonprefix(parts))] * len(parts)
    for each, prefix in zip(parts, prefixes, strict=True):
        is_shared = len(prefix) == 1 or times[prefix] > 1
        rest = each[len(prefix) :] if is_shared else each
        if rest[:1] == ["is"]:
            rest = rest[1:]
        yield " ".join(rest or each)


def _significant(parts: list[str]) -> list[str]:
    while len(parts) > 1 and parts[0] in SAYS_NOTHING:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in SAYS_NOTHING:
        parts = parts[:-1]
    return parts


def _prefix(parts: list[str], subject: set[str]) -> tuple[str, ...]:
    """Return the words of a code up to the name of the resource; () if it has none."""
    for end, word in enumerate(parts, 1):
        if word in subject or singular(word) in subject:
            return tuple(parts[:end])
    return ()
