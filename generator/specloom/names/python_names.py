"""Convert names of a description to Python identifiers.

Every function is pure and converts a single name; `disambiguation` handles collisions.
A valid name is returned unchanged.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from functools import lru_cache

RESOURCE_METHODS = frozenset({"with_options"})
"""The public methods of the runtime's `Resource`, which no operation can replace."""
_FACTORS = r"[23](?:FA|DS)(?=[A-Z][a-z]|[^A-Za-z]|$)"
_WORD = re.compile(
    # The alternatives, in order: `2FA` or `3DS`; `OAuth` or `IPv`; `IDs`; `HTTP`, also
    # in `HTTPServer`; `Server` or `server`. Digits end a word.
    rf"{_FACTORS}"
    r"|(?:OAuth(?![a-z])|IPv(?=[0-9])|[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+)"
    rf"(?:(?!{_FACTORS})[0-9][a-z0-9]*)?"
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
    | {"to_dict"}
    | {"parse_obj", "parse_raw", "parse_file", "from_orm", "update_forward_refs"}
    | {"fields", "register", "mro"}
)
_TYPE_NAMES = frozenset(
    {"bool", "bytes", "date", "datetime", "decimal", "dict", "float", "int", "list"}
    | {"str", "uuid", "set", "tuple", "object"}
)
"""Names of types. A field with such a name would hide the type from later fields."""


def words(text: str) -> list[str]:
    """Return the lower-case words of a name: `http` and `status` for `HTTPStatus`.

    Diacritics are removed (`é` becomes `e`), and so is a possessive `'s`. Characters of
    other scripts become their code points (`u4e2d`).
    """
    return list(_words(text))


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> tuple[str, ...]:
    text = _POSSESSIVE.sub("", text)
    plain = text if text.isascii() else _ascii(text)
    parts = re.split(r"[^0-9A-Za-z]+", plain)
    return tuple(word.lower() for part in parts for word in _WORD.findall(part))


def _ascii(text: str) -> str:
    letters = (c for c in _decomposed(text) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else _code_point(c) for c in letters)


def latin(text: str) -> str:
    """Return the text without letters that are not Latin: `-User` for `λ-User`."""
    return "".join(filter(_is_latin, _decomposed(text)))


def is_latin(text: str) -> bool:
    """Return whether all letters of a string are Latin."""
    return text.isascii() or all(map(_is_latin, _decomposed(text)))


def _decomposed(text: str) -> str:
    """Return a string with diacritics as separate characters."""
    return unicodedata.normalize("NFKD", text.translate(_LATIN))


def _is_latin(character: str) -> bool:
    return character.isascii() or not character.isalnum()


def _code_point(character: str) -> str:
    """Return the code point of a letter or digit; a space for any other character."""
    return f" u{ord(character):04x} " if character.isalnum() else " "


def _unicode_names(text: str) -> str:
    """Return the Unicode names of the first eight characters of a string."""
    printable = filter(str.isprintable, text[:8])
    return " ".join(unicodedata.name(c, _code_point(c)) for c in printable)


def shortened(name: str, limit: int = 100) -> str:
    """Return the name, or if it exceeds the limit, its beginning and a hash."""
    if len(name) <= limit:
        return name
    between = "_" if name.islower() else "X"
    return f"{name[: limit - 9].rstrip('_')}{between}{text_hash(name)}"


def text_hash(text: str) -> str:
    """Return eight hexadecimal digits of a hash of the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def signs(text: str) -> str:
    """Return the Unicode names of the symbols: `LESS-THAN SIGN` for `StartTime<`."""
    return _unicode_names(re.sub(r"[\w -]", "", text))


def identifier(text: str) -> str:
    """Return a snake_case name: `get_all` for `getAll`, `class_` for `class`.

    A string of only symbols becomes the Unicode names of the symbols (`plus_sign` for
    `+`), so that different symbols have different names. An empty text becomes `field`.
    """
    name = "_".join(words(text) or words(_unicode_names(text)))
    if not name or name[0].isdigit():
        name = f"field_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name


def attribute(wire: str) -> str:
    """Return the name of a model's attribute; it hides no inherited attribute."""
    name = identifier(wire)
    taken = name.startswith("model_") or name in _MODEL_OWN or name in _TYPE_NAMES
    return f"{name}_" if taken else name


def argument(wire: str) -> str:
    """Return the name of an argument; it is neither `self` nor `page_size`."""
    name = identifier(wire)
    return f"{name}_" if name in ("self", "page_size") else name


def class_name(text: str) -> str:
    """Return a PascalCase name: `CounterPeriod` for `counter_period`.

    A valid class name is returned unchanged, in the vendor's spelling.
    """
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", text):
        name = text
    else:
        name = "".join(map(str.capitalize, words(text) or words(_unicode_names(text))))
    if not name or name[0].isdigit():
        name = f"Model{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def constant(text: str) -> str:
    """Return an UPPER_SNAKE name: `NON_REVENUE` for `NonRevenue`."""
    if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", text):
        return text
    return identifier(text).rstrip("_").upper()
