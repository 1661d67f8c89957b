"""Wire names to Python names: the only module that decides how a name is spelled.

Every function is pure and works on one name alone; `disambiguate` decides about names
that collide. A valid name is returned as it is.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(
    # Two words that have a capital inside; IDs, then HTTP before Server, then Server
    # or server; digits end a word.
    r"(?:OAuth(?![a-z])|IPv(?=[0-9])|[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+)"
    r"(?:[0-9][a-z0-9]*)?"
    r"|[0-9][a-z0-9]*"
)
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])['\u2019]s\b")
_LATIN = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o"}
    | {"Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th"}
    | {"ð": "d", "Ð": "D", "ı": "i"}
)
_MODEL_OWN = frozenset(
    {"copy", "json", "dict", "schema", "schema_json", "validate", "construct", "of"}
    | {"parse_obj", "parse_raw", "parse_file", "from_orm", "update_forward_refs"}
    | {"fields", "register", "mro"}
)
_TYPE_NAMES = frozenset(
    {"bool", "bytes", "date", "datetime", "decimal", "dict", "float", "int", "list"}
    | {"str", "uuid", "set", "tuple", "object"}
)
"""A field called as its own type hides the type from the fields after it."""


def words(text: str) -> list[str]:
    """The words of a name, lower case: `EnterpriseIDs` is `enterprise`, `ids`.

    Marks are dropped (`é` is `e`), and what makes a possessive; characters of other
    scripts are words of their code points (`u4e2d`).
    """
    return list(_words(text))


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> tuple[str, ...]:
    text = _POSSESSIVE.sub("", text)
    plain = text if text.isascii() else _ascii(text)
    parts = re.split(r"[^0-9A-Za-z]+", plain)
    return tuple(word.lower() for part in parts for word in _WORD.findall(part))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LATIN))
    kept = (c for c in plain if not unicodedata.combining(c))
    return "".join(c if c.isascii() else _code(c) for c in kept)


def _code(character: str) -> str:
    """A letter or digit by its code point; anything else parts words."""
    return f" u{ord(character):04x} " if character.isalnum() else " "


def _spoken(text: str) -> str:
    """What Unicode calls the first signs of a text."""
    return " ".join(unicodedata.name(c, _code(c)) for c in text[:8] if c.isprintable())


def shortened(name: str, limit: int = 100) -> str:
    """The name, or its beginning and a hash of all of it where it is very long."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    between = "_" if name.islower() else "X"
    return f"{name[: limit - 9].rstrip('_')}{between}{digest}"


def signs(text: str) -> str:
    """What Unicode calls the signs of a text: `StartTime<` has a less-than sign."""
    return _spoken("".join(c for c in text if not c.isalnum() and c not in "_- "))


def identifier(text: str) -> str:
    """A snake_case name: `supplierNumber` is `supplier_number`, `class` is `class_`.

    A text of signs alone is called as Unicode calls them (`+` is `plus_sign`), so that
    two signs stay two names; the empty one is `field`.
    """
    name = "_".join(words(text) or words(_spoken(text)))
    if not name or name[0].isdigit():
        name = f"field_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name


def attribute(wire: str) -> str:
    """A model's attribute; keeps clear of what models have of their own."""
    name = identifier(wire)
    taken = name.startswith("model_") or name in _MODEL_OWN or name in _TYPE_NAMES
    return f"{name}_" if taken else name


def argument(wire: str) -> str:
    """A method's argument; keeps clear of `self` and of the pager's own argument."""
    name = identifier(wire)
    return f"{name}_" if name in ("self", "page_size") else name


def class_name(text: str) -> str:
    """A PascalCase name: `counter_period` is `CounterPeriod`.

    A name that is one already stays as it is, so a vendor's spelling is kept.
    """
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", text):
        name = text
    else:
        name = "".join(
            word.capitalize() for word in words(text) or words(_spoken(text))
        )
    if not name or name[0].isdigit():
        name = f"Model{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def constant(text: str) -> str:
    """An UPPER_SNAKE name: `NonRevenue` is `NON_REVENUE`, `class` is `CLASS`."""
    if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", text):
        return text
    return identifier(text).rstrip("_").upper()
