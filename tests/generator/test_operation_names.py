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
        ("get-an-albums-tracks", "Albums", "albums.get_tracks"),
        ("repos/delete-an-environment", "repos", "repos.delete_environment"),
        ("userCreate", "Plans", "plans.create_user"),
        ("router_route_list", "Plans", "plans.list_router_routes"),
        ("mark-thread-as-read", "Plans", "plans.mark_thread_as_read"),
        ("users/list-keys-for-user", "users", "users.list_keys"),
        (
            "packages/get-package-for-authenticated-user",
            "packages",
            "packages.get_for_authenticated_user",
        ),
        ("list_comments_on_issue", "Issues", "issues.list_comments"),
        ("power_on_server", "Servers", "servers.power_on"),
        ("list_tokens_for_user_and_client", "User", "user.list_tokens_for_client"),
        ("list_grants_for_user", "UserGrant", "user_grant.list"),
        ("assign_user_to_app", "AppUsers", "app_users.assign"),
        ("getUserUsingPOST_1", "Plans", "plans.get_user"),
        ("read_item_things_post", "Plans", "plans.read_item"),
        ("postRoute", "Plans", "plans.create_route"),
        ("Fetch", "Api20100401Call", "call.fetch"),
        ("listKeys", "Users API", "users.list_keys"),
        ("list", "3d_secure", "three_d_secure.list"),
        ("list", "OAuth2Clients", "oauth2_clients.list"),
        ("list", "APIKeys", "api_keys.list"),
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


@pytest.mark.parametrize(
    ("method", "path", "said", "tag", "name"),
    [
        ("get", "/things/{thingId}", "getThingById", "Things", "things.get"),
        ("get", "/things/{thingId}", "getThingByThingId", "Things", "things.get"),
        ("get", "/things", "findThings", "Things", "things.list"),
        ("get", "/files/{id}", "get_id", "Files", "files.get"),
        ("get", "/orders/{id}/tax_ids/{n}", "get_tax_id", "Bills", "bills.get_tax_id"),
        ("get", "/runs/{id}/results", "getRunResult", "Results",
         "results.get_for_run"),
        ("get", "/accounts/{id}/bank_accounts", "list_bank_accounts", "accounts",
         "accounts.list_bank_accounts"),
        ("post", "/crm/v3/contacts/merge", "post-/crm/v3/contacts/merge_merge",
         "Contacts", "contacts.merge"),
        ("post", "/payments/{id}/capture", "", "Money", "money.capture_payment"),
        ("get", "/payments/search", "", "Money", "money.search_payments"),
        ("put", "/sync/update-frequency", "", "Sync", "sync.update_frequency"),
        ("get", "/users/{id}/keys", "", "Keys", "keys.list_for_user"),
        ("post", "/sendAudio", "sendAudio", "", "audio.send"),
        ("post", "/deleteStickerFromSet", "", "", "sticker.delete_from_set"),
        ("post", "/logOut", "logOut", "", "root.log_out"),
        ("post", "/orderItems", "orderItems", "", "order_items.create"),
        ("get", "/exchangeRates", "exchangeRates", "", "exchange_rates.list"),
    ],
)  # fmt: skip
def test_names_say_what_the_argument_and_the_resource_do_not(
    method: str, path: str, said: str, tag: str, name: str
) -> None:
    operation = {"operationId": said, "tags": [tag] if tag else []}
    assert not name_operations({"paths": {path: {method: operation}}}, {})
    assert operation[NAME] == name


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        (
            {"/boxes/actions": "list_box_actions",
             "/boxes/{id}/actions": "list_actions_for_box"},
            ["boxes.list_all_actions", "boxes.list_actions_for_box"],
        ),
        (
            {"/boxes/persons/{id}": "", "/boxes/people/{id}": ""},
            ["boxes.get_persons", "boxes.get_people"],
        ),
    ],
)  # fmt: skip
def test_names_that_collide_say_more(
    operations: dict[str, str], names: list[str]
) -> None:
    paths = {
        path: {"get": {"operationId": said, "tags": ["boxes"]}}
        for path, said in operations.items()
    }
    assert not name_operations({"paths": paths}, {})
    assert [item["get"][NAME] for item in paths.values()] == names
