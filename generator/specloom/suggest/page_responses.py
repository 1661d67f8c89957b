"""Find the parts of a response that a page has: items, cursor, link, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..document import Operation, Property, is_json
from .words import folded, prose, words

DEPTH: Final = 4
"""How deeply the properties of a response are searched."""
_LISTS: Final = re.compile(
    r"items?|data|results?|values?|entries|records|contents?|list|rows|resources"
    r"|elements|collection|nodes|edges|hits|objects|members|documents"
)
"""Names of lists that are the items of a page, folded."""
_OTHERS: Final = re.compile(
    r"errors?|warnings?|links?|messages|included|meta(data)?|facets|aggregations?"
    r"|sorts?|orders?|filters?|fields|columns|scopes|permissions|notices|debug.*"
    r"|(invalid|failed|skipped|missing).*|validationerrors|problems|expand"
)
"""Names of lists that are not the items of a page, folded."""
_VERBS: Final = re.compile(
    r"(get|list|search|query|find|fetch|filter|browse|export|read|scan)?(all|by.*)?"
    r"|index|sync|v\d+"
)
"""Words in paths that do not name what is listed, folded."""
_READ: Final[Mapping[str, str]] = {
    "cursor": r"(next|end|after|page|nextpage|pagination|scroll)?cursor"
    r"|cursors?(after|next)|(next|page|nextpage|continuation|nextcontinuation|pagination|nextstart)token"
    r"|continue|continuation|(next)?marker|scrollid|bookmark|nextpagekey|nextkey"
    r"|lastevaluatedkey|nextpagecursor|nextoffset|nextid|cursormark|nextcursormark",
    "link": r"(odata)?next(link|url|uri|href|pageurl|pageuri|pagelink|pagehref)",
    "more": r"(has|is)?more(items|results|data|pages|available)?|hasnext(page)?"
    r"|morepages|hasmoreitems|hasmoreresults|moreresultsavailable",
    "total": r"(odata)?total(count|results|items|elements|records|size|hits|rows"
    r"|entries|number|amount|documents|objects|resources)?|(number|num)of"
    r"(results|items|records|elements)|recordstotal|resultstotal|itemcount|fullcount"
    r"|(odata)?count|resultscount|totalnumberof[a-z]+",
    "total-pages": r"totalpages|pagecount|lastpage|numpages|numberofpages|pagestotal"
    r"|totalpagecount|totalnumberofpages|pages|maxpage",
}
"""For each role, the names of properties of a response, folded."""
_NEXT: Final = re.compile(r"next(page)?|after")
"""Names that are a link or a cursor, depending on the value."""
_URL: Final = re.compile(r"\b(url|uri|link|href)\b", re.I)
_TOKEN: Final = re.compile(r"\b(cursor|token|opaque|marker|offset)\b", re.I)


@dataclass(frozen=True)
class Items:
    """A list in a response.

    Attributes:
        steps: the path of the list; empty for the whole body.
        item: the schema of an item.
        score: how much its name and its place are those of the items of a page.
        is_only: whether it is the only list of its depth.
    """

    steps: tuple[str, ...]
    item: Any
    score: int
    is_only: bool


@dataclass(frozen=True)
class Shown:
    """A property of a response that may tell about the next page.

    Attributes:
        role: cursor, link, next (a cursor or a link), after (a cursor, if one is
            sent), number, more, total or total-pages.
        steps: its path.
        schema: its schema.
    """

    role: str
    steps: tuple[str, ...]
    schema: Mapping[str, Any]


def page_items(operation: Operation) -> list[Items]:
    """Return the lists in a response, the one that has the items first."""
    success = operation.success
    if success is None or not is_json(success[0]):
        return []
    spec = operation.spec
    whole = [*spec.parts(success[1], lists=False)]
    if whole and all(isinstance(p, dict) and _is_array(p) for p in whole):
        return [Items((), whole[0].get("items"), 10, True)]
    found = [
        (steps, spec.resolve(each.schema))
        for steps, each in spec.nested_properties(success[1], DEPTH)
    ]
    lists = [(steps, schema) for steps, schema in found if _is_array(schema)]
    noun = _noun(operation)
    scored = [
        Items(
            steps,
            schema.get("items"),
            _score(operation, steps, schema, noun),
            sum(len(other) == len(steps) for other, _ in lists) == 1,
        )
        for steps, schema in lists
    ]
    # The order of declaration decides between equal lists.
    return sorted(scored, key=lambda each: -each.score - 2 * each.is_only)


def _score(
    operation: Operation, steps: Sequence[str], schema: Mapping[str, Any], noun: str
) -> int:
    name = folded(steps[-1])
    score = -2 * len(steps)
    if _LISTS.fullmatch(name):
        score += 4
    if _OTHERS.fullmatch(name):
        score -= 8
    if noun and (name.startswith(noun[:-1]) or noun.startswith(name[:-1])):
        score += 4
    if operation.spec.properties(schema.get("items")):
        score += 3
    if len(name) > 3 and name in folded(prose(operation.node)):
        score += 2
    return score


def _noun(operation: Operation) -> str:
    """Return the last word of a path that is not a variable, folded."""
    parts = [p for p in re.split(r"[/.:]", operation.path) if p and "{" not in p]
    parts = [p for p in parts if not _VERBS.fullmatch(folded(p))]
    last = words(parts[-1]) if parts else ()
    return "".join(last)


def shown_parts(operation: Operation) -> Iterator[Shown]:
    """Yield the properties of a response that may tell about the next page."""
    success = operation.success
    if success is None or not is_json(success[0]):
        return
    spec = operation.spec
    for steps, found in spec.nested_properties(success[1], DEPTH):
        schema = spec.resolve(found.schema)
        for role in _roles(steps, found, schema):
            # The description next to a reference is not part of its target.
            said = prose(found.schema) or prose(schema)
            yield Shown(role, steps, {**schema, "description": said})


def _roles(
    steps: Sequence[str], found: Property, schema: Mapping[str, Any]
) -> Iterator[str]:
    name, above = folded(steps[-1]), folded(steps[-2]) if len(steps) > 1 else ""
    if _is_array(schema):
        return
    is_object = "properties" in schema
    if is_object:
        return
    if name == "href" and re.fullmatch("next(page)?", above):
        yield "link"
        return
    if _NEXT.fullmatch(name):
        kind = _next_kind(above, found, schema)
        yield "after" if name == "after" and kind == "next" else kind
        return
    if name in ("offset", "cursor", "after", "token") and above.startswith("next"):
        yield "cursor"
        return
    if name in ("url", "uri", "link", "path") and re.fullmatch("next(page)?", above):
        yield "link"
        return
    for role, pattern in _READ.items():
        if re.fullmatch(pattern, name) and _fits(role, schema):
            yield role


def _next_kind(above: str, found: Property, schema: Mapping[str, Any]) -> str:
    """Return whether a property like `next` is a link or a cursor."""
    said = f"{prose(found.schema)} {prose(schema)} {_example(found, schema)}"
    if schema.get("format") in ("uri", "url", "uri-reference") or "http" in said:
        return "link"
    if _kinds(schema) & {"integer", "number"}:
        return "number"
    if above.endswith("cursors"):
        return "cursor"
    if _TOKEN.search(said) and not _URL.search(said):
        return "cursor"
    if above.endswith("links") or _URL.search(said) or "/" in _example(found, schema):
        return "link"
    return "next"


def _example(found: Property, schema: Mapping[str, Any]) -> str:
    for node in (found.schema, schema):
        examples = node.get("examples") if isinstance(node, Mapping) else None
        for each in (*(examples if isinstance(examples, list) else ()),):
            return str(each)
        if "example" in node:
            return str(node["example"])
    return ""


def _fits(role: str, schema: Mapping[str, Any]) -> bool:
    kinds = _kinds(schema)
    if not kinds:
        return True
    if role == "more":
        return "boolean" in kinds
    if role in ("total", "total-pages"):
        return bool(kinds & {"integer", "number", "string"})
    return bool(kinds & {"string", "integer", "number"})


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else {*found}


def _is_array(schema: Mapping[str, Any]) -> bool:
    return "array" in _kinds(schema)


def headers(operation: Operation) -> dict[str, str]:
    """Return the headers of successful responses by folded name."""
    found: dict[str, str] = {}
    responses = operation.node.get("responses") or {}
    for status in operation.successes:
        response = responses.get(status) or responses.get(status.lower()) or {}
        for name in response.get("headers") or {}:
            found.setdefault(folded(name), str(name))
    return found


def success_example(operation: Operation) -> Any:
    """Return an example of a successful response; None if there is none."""
    responses = operation.node.get("responses") or {}
    for status, found in operation.successes.items():
        response = responses.get(status) or responses.get(status.lower()) or {}
        if found is not None:
            media = response["content"][found[0]] or {}
            if "example" in media:
                return media["example"]
    return None


def value_in(value: Any, steps: Sequence[str]) -> Any:
    """Return the part of a value at a path of names; None if it does not have it."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
