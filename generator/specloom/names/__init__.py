"""Spell names, derive missing names, and disambiguate equal names.

`python_names` spells a single name. `operation_names` and `variant_names` derive names
that a description does not declare. `inflection` converts between singular and plural.
`disambiguation` decides which of several definitions keeps a shared name. No other
package decides about names. This package must not import `normalize`, or a package that
runs after it.
"""

from .disambiguation import disambiguate, distinct, qualify, spellings
from .inflection import singular
from .python_names import (
    RESOURCE_METHODS,
    argument,
    attribute,
    class_name,
    constant,
    identifier,
    latin,
    shortened,
    signs,
    words,
)

__all__ = [
    "RESOURCE_METHODS",
    "argument",
    "attribute",
    "class_name",
    "constant",
    "disambiguate",
    "distinct",
    "identifier",
    "latin",
    "qualify",
    "shortened",
    "signs",
    "singular",
    "spellings",
    "words",
]
