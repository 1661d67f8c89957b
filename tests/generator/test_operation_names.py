"""Test the names of operations without a declared name."""

import pytest
from specloom.names.operation_names import name_operations
from specloom.vocabulary.keys import NAME


@pytest.mark.parametrize(
    ("said", "tag", "name"),
    [
        (
            "List an Organization's Projects",
            "Events",
            "events.list_organization_projects",
        ),
        ("Update the plan", "Plans", "plans.update"),
        ("create_plan_a_test", "Prices", "prices.create_plan_a_test"),
        ("getOAuth2TokenForApp", "Apps", "apps.get_oauth2_token"),
    ],
)
def test_redundant_parts_of_operation_ids_are_removed(
    said: str, tag: str, name: str
) -> None:
    operation = {"operationId": said, "tags": [tag]}
    assert not name_operations({"paths": {"/things": {"post": operation}}}, {})
    assert operation[NAME] == name


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("get", "/things", "things.list"),
        ("get", "/things/{id}", "things.get"),
        ("post", "/things", "things.create"),
        ("put", "/things/{id}", "things.update"),
        ("get", "/things/{id}/parts", "things.list_parts"),
        ("get", "/things/{id}/parts/{n}", "things.get_part"),
        ("get", "/things/{id}/status", "things.get_status"),
        ("post", "/things/{id}/archive", "things.archive"),
        ("post", "/things/{id}/parts", "things.create_part"),
        ("delete", "/things/{id}/parts", "things.delete_part"),
    ],
)
def test_operation_without_an_id_is_named_after_its_path(
    method: str, path: str, name: str
) -> None:
    operation = {"tags": ["Things"]}
    assert not name_operations({"paths": {path: {method: operation}}}, {})
    assert operation[NAME] == name
