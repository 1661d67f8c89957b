"""Test what arguments are called whose plain names would be equal."""

from __future__ import annotations

from itertools import permutations

import pytest
from lowered import lowered


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        (["query filter[x]", "query filter[x][]"], ["filter_x", "filter_x_list"]),
        (["query ids", "query ids[]"], ["ids", "ids_list"]),
        (["query ids", "query ids[]", "header ids"],
         ["ids_query", "ids_list", "ids_headers"]),
        (["query q", "header q"], ["q_query", "q_headers"]),
        (["query ids[]"], ["ids"]),
        (["query at", "query at<"], ["at_query", "at_query_less_than_sign"]),
    ],
)  # fmt: skip
def test_arguments_of_one_name_get_names_of_their_own(
    parameters: list[str], names: list[str]
) -> None:
    expected = dict(zip(parameters, names, strict=True))
    for order in permutations(parameters):
        assert named(order) == [expected[each] for each in order]


def named(parameters: tuple[str, ...]) -> list[str]:
    split = [each.split() for each in parameters]
    nodes = [
        {"name": name, "in": place, "required": True, "schema": {"type": "string"}}
        for place, name in split
    ]
    return [each.name for each in lowered({"parameters": nodes}).arguments]
