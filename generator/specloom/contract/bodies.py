"""Compare bodies, and their media types."""

from __future__ import annotations

from collections.abc import Mapping

from ..document import is_binary, is_json
from .pairs import Aspect, Pair
from .reading import Body
from .schemas import compare_schemas
from .sides import Spot, canonical
from .values import Words
from .words import compare_words


def compare_requests(pair: Pair, old: Body | None, new: Body | None) -> None:
    """Compare the request bodies of an operation.

    Args:
        pair: the pair that notes the differences.
        old, new: the bodies; None if there is none.
    """
    way = pair.aspect.direction
    if old is None and new is not None:
        rules = {
            "request": "new-optional-request-body",
            "response": "response-body-added",
        }
        rule = rules[way]
        if new.is_required and way == "request":
            rule = "new-required-request-body"
        pair.added(rule, new.spot)
    elif old is not None and new is None:
        pair.removed(f"{way}-body-removed", old.spot)
    elif old is not None and new is not None:
        both = pair.at(old.spot, new.spot)
        if old.is_required != new.is_required:
            state = "required" if new.is_required else "optional"
            rule = f"{way}-body-became-{state}"
            both.report_rule(rule, "required")
        compare_words(both)
        compare_contents(pair, old, new)


def compare_contents(pair: Pair, old: Body, new: Body) -> None:
    """Compare the media types of two bodies, and what they contain."""
    way = pair.aspect.direction
    noun = "body-media-type" if way == "request" else "media-type"
    matched = _matched(old.contents, new.contents)
    for name in sorted(old.contents.keys() - matched.keys()):
        pair.removed(
            f"{way}-{noun}-removed", old.contents[name], value=Words(f"`{name}`")
        )
    for name in sorted(new.contents.keys() - set(matched.values())):
        pair.added(f"{way}-{noun}-added", new.contents[name], value=Words(f"`{name}`"))
    for name, other in sorted(matched.items()):
        is_text = not is_json(name) and not is_binary(name) and "form" not in name
        aspect = Aspect(way, "body", is_text)
        pair.compare(_compare_media, old.contents[name], new.contents[other], aspect)


def _matched(old: Mapping[str, Spot], new: Mapping[str, Spot]) -> dict[str, str]:
    """Return the media types of the new body for those of the old body.

    Spelling and parameters such as `charset` are ignored if nothing else matches.
    """
    found = {name: name for name in old if name in new}
    for plain in (str.lower, lambda name: name.lower().partition(";")[0].strip()):
        left = {plain(n): n for n in reversed(sorted(new)) if n not in found.values()}
        for name in sorted(old):
            if name not in found and plain(name) in left:
                found[name] = left.pop(plain(name))
    return found


def _written(encoding: Spot | None) -> str:
    """Return how a part of a form is written, without what holds by default."""
    found = {} if encoding is None or encoding.node is None else encoding.node
    if isinstance(found, dict):
        usual = {"style": "form", "explode": found.get("style") in (None, "form")}
        usual["allowReserved"] = False
        found = {key: each for key, each in found.items() if usual.get(key) != each}
    return canonical(found)


def _compare_media(pair: Pair) -> None:
    way = pair.aspect.direction
    schemas = pair.old.find("schema"), pair.new.find("schema")
    before, after = schemas
    if before is not None and after is not None:
        pair.compare(compare_schemas, before, after, pair.aspect)
    elif after is not None:
        pair.report("type-narrowed", before="any value", after="a value with a schema")
    elif before is not None:
        pair.report("type-widened", before="a value with a schema", after="any value")
    encodings = pair.old.members("encoding"), pair.new.members("encoding")
    for name in sorted(encodings[0].keys() | encodings[1].keys()):
        first, second = (each.get(name) for each in encodings)
        if _written(first) != _written(second):
            rule = f"{way}-body-encoding-changed"
            pair.report_rule(rule, "encoding", value=Words(f"`{name}`"))
