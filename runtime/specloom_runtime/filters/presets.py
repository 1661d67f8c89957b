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
    """Return the templates of operators that differ only in one word."""
    return {name: template.replace("{word}", word) for name, word in words.items()}


def _suffixed(template: str, operators: str) -> dict[str, str]:
    """Return the templates of operators whose word is the name of the operator."""
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

From the URL conventions of the standard. Text is in single quotes, which are doubled
inside; numbers, booleans, dates, instants and GUIDs are not quoted. "And" binds tighter
than "or"; a comparison with null is false (and "unequal" is true). There are no
wildcards: a pattern is one that contains, starts or ends.
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

From the URI conventions of that version: `datetime'2024-02-24T10:00:00'`, `guid'…'`;
the arguments of substringof are in the opposite order.
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

From the README of its best known parser. Semicolon is "and" and binds tighter than the
comma, which is "or". Text is always in double quotes, in which a backslash escapes the
next character. Stars in an equality are wildcards on most servers, so that a literal
star cannot be written. Null is not defined: a vendor that has it adds `null` and
`not-null`.
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

The ancestor of RSQL, without quotes or lists. From its Internet-Draft: a value is
percent-encoded by itself, before the whole expression is; an unencoded star in an
equality is a wildcard. Lists become alternatives. Null is not defined.
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

From section 3.4.2.2 of RFC 7644. Values are JSON: text, dates and instants are strings
with JSON's escapes. "And" binds tighter than "or"; `pr` is "has a value". Most
attributes ignore case. It has neither lists nor wildcards.
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

From the proposal: "or" binds tighter than "and", unlike in other grammars; a star at an
end of quoted text is a wildcard, so that a literal star cannot be written; `field:*` is
"has a value", and no comparison is true of a field that has none.
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

As some payment services search: it has no parentheses, and AND and OR cannot be in one
query (the runtime refuses the mix); a minus negates one clause; the tilde matches a
part of a string; null is not quoted; instants are seconds since 1970.
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
"""Each grammar by the name that a description has for it: that of the constant."""
