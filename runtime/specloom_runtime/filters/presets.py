"""Filter grammars that several vendors use, as constants.

A vendor's description can refer to a grammar and change any of its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from .grammar import Grammar
from .infix import InfixGrammar
from .parameter_filters import ParameterGrammar


def _compare(template: str, **words: str) -> dict[str, str]:
    """Return templates that differ only in one word, each under its operator."""
    return {name: template.replace("{word}", word) for name, word in words.items()}


def _suffixed(template: str, operators: str) -> dict[str, str]:
    """Return templates in which the word is the name of the operator itself."""
    return _compare(template, **{name: name for name in operators.split()})


_BACKSLASH = {'"': r"\"", "\\": r"\\"}
_WORDS = {"eq": "eq", "ne": "ne", "lt": "lt", "lte": "le", "gt": "gt", "gte": "ge"}
_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_QUOTED = '"{value}"'
_NAME = r"[A-Za-z_][\w.\-]*"

ODATA = InfixGrammar(
    operators={
        **_compare("{field} {word} {value}", **_WORDS),
        "in": "{field} in ({values})",
        "contains": "contains({field},{value})",
        "starts": "startswith({field},{value})",
        "ends": "endswith({field},{value})",
        "null": "{field} eq null",
        "not-null": "{field} ne null",
    },
    conjunction=" and ",
    disjunction=" or ",
    precedence="and",
    negation="not ({condition})",
    names=r"[A-Za-z_@][\w.@]*(/[A-Za-z_@][\w.@]*)*",
    forms={"text": "'{value}'"},
    escape={"'": "''"},
    nulls="false",
)
"""The $filter string of OData 4.01: `Name eq 'x' and not (contains(Note,'y'))`.

Source: the URL conventions of the standard. Text is in single quotes, which are doubled
inside; numbers, booleans, dates, instants and GUIDs are not quoted. "And" binds tighter
than "or"; a comparison with null is false (and "unequal" is true). There are no
wildcards: the only patterns are `contains`, `startswith` and `endswith`.
"""

ODATA_2 = replace(
    ODATA,
    operators={
        **{name: text for name, text in ODATA.operators.items() if name != "in"},
        "contains": "substringof({value},{field})",
    },
    forms={
        "text": "'{value}'",
        "date": "datetime'{value}T00:00:00'",
        "datetime": "datetimeoffset'{value}'",
        "uuid": "guid'{value}'",
    },
)
"""The $filter string of OData 2 and 3, which has typed literals and no lists.

Source: the URI conventions of that version. Literals are typed, such as
`datetime'2024-02-24T10:00:00'` and `guid'…'`. The arguments of `substringof` are in the
opposite order to those of `contains`.
"""

RSQL = InfixGrammar(
    operators={
        "eq": "{field}=={value}",
        "ne": "{field}!={value}",
        **_compare("{field}={word}={value}", lt="lt", lte="le", gt="gt", gte="ge"),
        "in": "{field}=in=({values})",
        "nin": "{field}=out=({values})",
        "like": "{field}=={value}",
        "unlike": "{field}!={value}",
    },
    conjunction=";",
    disjunction=",",
    precedence="and",
    names=_NAME,
    forms={"text": _QUOTED},
    escape=_BACKSLASH,
)
"""RSQL: `name=="port";(age=gt=40,age=lt=3)`.

Source: the README of its best known parser. Semicolon is "and" and binds tighter than
the comma, which is "or". Text is always in double quotes, in which a backslash escapes
the next character. Stars in an equality are wildcards on most servers, so that a
literal star cannot be written. Null is not defined: a vendor that supports it adds
`null` and `not-null`.
"""

FIQL = InfixGrammar(
    operators={
        name: text for name, text in RSQL.operators.items() if name not in ("in", "nin")
    },
    conjunction=";",
    disjunction=",",
    precedence="and",
    names=_NAME,
    escape={
        character: f"%{ord(character):02X}"
        for character in " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}"
    },
)
"""FIQL: `name==port;(age=gt=40,age=lt=3)`.

The ancestor of RSQL, without quotes or lists. Source: its Internet-Draft. Each value is
percent-encoded first, and then the whole expression. An unencoded star in an equality
is a wildcard. Lists become alternatives. Null is not defined.
"""

SCIM = InfixGrammar(
    operators={
        **_compare("{field} {word} {value}", **_WORDS),
        **_compare("{field} {word} {value}", contains="co", starts="sw", ends="ew"),
        "null": "not ({field} pr)",
        "not-null": "{field} pr",
    },
    conjunction=" and ",
    disjunction=" or ",
    precedence="and",
    negation="not ({condition})",
    names=r"[A-Za-z$][\w.:$\-]*",
    forms=dict.fromkeys(("text", "date", "datetime", "uuid"), _QUOTED),
    escape={
        **{chr(code): f"\\u{code:04x}" for code in range(32)},
        **{"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"},
        **_BACKSLASH,
    },
    nulls="false",
    ignore_case=True,
)
"""The filter of SCIM 2: `userName sw "b" and not (active eq false)`.

Source: section 3.4.2.2 of RFC 7644. Values are JSON: text, dates and instants are
strings with JSON's escapes. "And" binds tighter than "or"; `pr` means "has a value".
Most attributes are compared without regard to case. There are neither lists nor
wildcards.
"""

AIP_160 = InfixGrammar(
    operators={
        "eq": "{field} = {value}",
        "ne": "{field} != {value}",
        **_compare("{field} {word} {value}", **_SIGNS),
        "like": "{field} = {value}",
        "null": "NOT {field}:*",
        "not-null": "{field}:*",
    },
    conjunction=" AND ",
    disjunction=" OR ",
    precedence="or",
    negation="NOT ({condition})",
    names=_NAME,
    forms=dict.fromkeys(("text", "date", "datetime", "uuid"), _QUOTED),
    escape=_BACKSLASH,
    nulls="false",
)
"""The filter of the API proposal AIP-160: `state = "A" AND NOT (name = "a*")`.

Source: the proposal. "Or" binds tighter than "and", unlike in other grammars. A star at
an end of quoted text is a wildcard, so that a literal star cannot be written. `field:*`
means "has a value"; no comparison is true for a field without a value.
"""

COLON_QUERY = InfixGrammar(
    operators={
        "eq": "{field}:{value}",
        **_compare("{field}{word}{value}", **_SIGNS),
        "contains": "{field}~{value}",
        "null": "{field}:null",
        "not-null": "-{field}:null",
    },
    conjunction=" AND ",
    disjunction=" OR ",
    group=None,
    negation="-{condition}",
    names=r'[A-Za-z_][\w.]*(\["[^"\\]+"\])?',
    forms=dict.fromkeys(("text", "date", "uuid"), _QUOTED),
    escape=_BACKSLASH,
    datetimes="epoch-seconds",
    nulls="false",
)
"""A query with colons for equality: `status:"active" AND created>1700000000`.

The search syntax of some payment services. It has no parentheses, and AND and OR cannot
be in one query (the runtime rejects such a condition). A minus negates one clause. The
tilde matches a part of a string. Null is not quoted. Instants are seconds since 1970.
"""

BRACKET_PARAMETERS = ParameterGrammar(
    conditions={
        "eq": "filter[{field}]",
        **_suffixed("filter[{field}][{word}]", "ne lt lte gt gte in nin contains null"),
    }
)
"""One query parameter for each condition: `filter[name]=x&filter[age][gte]=40`.

A convention of many JSON:API services; the standard reserves the name `filter` and
leaves the rest to the vendor. All conditions have to hold. Lists are joined by commas,
which no value may contain.
"""

SUFFIX_PARAMETERS = ParameterGrammar(
    conditions={
        "eq": "{field}",
        **_suffixed("{field}__{word}", "lt lte gt gte in contains"),
        "starts": "{field}__startswith",
        "ends": "{field}__endswith",
        "null": "{field}__isnull",
    },
    names=r"[A-Za-z](?:_?[A-Za-z0-9])*",
)
"""One query parameter for each condition, the operator after the name: `age__gte=40`.

The convention of Django's query language, which many services expose unchanged.
"""

SHIPPED: Mapping[str, Grammar] = MappingProxyType(
    {
        "aip-160": AIP_160,
        "bracket-parameters": BRACKET_PARAMETERS,
        "colon-query": COLON_QUERY,
        "fiql": FIQL,
        "odata": ODATA,
        "odata-2": ODATA_2,
        "rsql": RSQL,
        "scim": SCIM,
        "suffix-parameters": SUFFIX_PARAMETERS,
    }
)
"""Each grammar under the name that descriptions use."""
