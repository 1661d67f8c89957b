"""Spell names, derive missing ones, and make equal ones different.

`python_names` spells one name, `operation_names` and `variant_names` derive names
where a description has none, `inflection` knows singulars, and `disambiguate` decides
which of several things gets a name that all of them want. No other package decides
about a name. Must not import `normalize` or anything after it.
"""

from .disambiguation import disambiguate, distinct, qualify, spellings
from .inflection import singular
from .python_names import (
    argument,
    attribute,
    class_name,
    constant,
    identifier,
    shortened,
    signs,
    words,
)

__all__ = [
    "argument",
    "attribute",
    "class_name",
    "constant",
    "disambiguate",
    "distinct",
    "identifier",
    "qualify",
    "shortened",
    "signs",
    "singular",
    "spellings",
    "words",
]
