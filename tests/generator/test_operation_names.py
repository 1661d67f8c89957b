"""Test the names of operations without a declared name."""

import pytest
from specloom.names import RESOURCE_METHODS
from specloom.names.operation_names import name_operations
from specloom.vocabulary.keys import NAME
from specloom_runtime import AsyncResource, Resource


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
        ("list", "OAuth 2.0", "oauth2.list"),
        ("list", "OAuth 2", "oauth2.list"),
        ("list", "SHA-256 Keys", "sha256_keys.list"),
        ("list", "Phase 2", "phase_2.list"),
        ("list", "Orders / orders", "orders.list"),
        ("putRoute", "Plans", "plans.put_route"),
        ("things.post", "Things", "things.create"),
        ("get_thing_or_things", "Things", "things.get"),
        ("change_name_of_this_thing", "Things", "things.change_name"),
        ("removeTargetGivenToThing", "Things", "things.remove_target"),
        ("item_text_check_item_text_post", "Plans", "plans.item_text"),
        ("fetchPlanAddOnResultThing", "Things", "things.fetch_plan_add_on_result"),
        ("disk_view_v2", "Disks", "disks.view_v2"),
        ("thing_set_label", "Plans", "plans.set_thing_label"),
        ("thing_add_output", "Plans", "plans.add_thing_output"),
        ("bulk_update_thing_labels", "Plans", "plans.bulk_update_thing_labels"),
        ("partialUpdateThing", "Things", "things.partial_update"),
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
        ("get", "/things?comp=acl", "things.list"),
        ("post", "/things/{id}/archive#again", "things.archive"),
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
    ("path", "name"),
    [
        ("/", "root.get"),
        ("/health", "health.get"),
        ("/api/v1/me", "me.get"),
        ("/order-status", "order_status.get"),
        ("/settings", "settings.list"),
        ("/search", "search.list"),
        ("/order-items", "order_items.list"),
        ("/orders/search", "orders.search"),
    ],
)
def test_a_path_that_is_a_singular_is_of_one_thing(path: str, name: str) -> None:
    operation: dict[str, str] = {}
    assert not name_operations({"paths": {path: {"get": operation}}}, {})
    assert operation[NAME] == name


def test_a_list_and_a_thing_of_one_word_have_two_names() -> None:
    every: dict[str, str] = {}
    one: dict[str, str] = {}
    paths = {"/equipment": {"get": every}, "/equipment/{id}": {"get": one}}
    assert not name_operations({"paths": paths}, {})
    assert (every[NAME], one[NAME]) == ("equipment.list", "equipment.get")


@pytest.mark.parametrize(
    ("method", "path", "said", "tag", "name"),
    [
        ("get", "/things/{thingId}", "getThingById", "Things", "things.get"),
        ("get", "/things/{thingId}", "getThingByThingId", "Things", "things.get"),
        ("get", "/things", "findThings", "Things", "things.list"),
        ("get", "/files/{id}", "get_id", "Files", "files.get"),
        # The class, a number or a hash that the server's code adds.
        ("get", "/pets/byStatus", "PetController_findByStatus", "PetController",
         "pet.find_by_status"),
        ("get", "/cats/{id}", "CatsController_findOne", "", "cats.find_one"),
        ("post", "/controller/start", "startController", "Controller",
         "controller.start"),
        ("get", "/{index}/_search", "search.0", "Search", "search.list"),
        ("get", "/drives/{id}/items", "drives.ListItems-3f1b", "drives.item",
         "drives_item.list"),
        ("get", "/items/{id}", "1getItem", "Items", "items.get"),
        ("post", "/oauth/token", "1.oauthToken", "1. OAuth", "oauth.token"),
        ("get", "/3-d/{id}", "readShape", "3-D", "three_d.read_shape"),
        # Words that begin with a digit.
        ("post", "/users/{id}/2fa", "2faEnable", "Users", "users.enable_2fa"),
        ("delete", "/users/{id}/2fa", "disable2FA", "Users", "users.disable_2fa"),
        ("post", "/cards/{id}", "authenticate3DS", "Cards", "cards.authenticate_3ds"),
        ("get", "/api/v{version}/Hotels/{id}", "", "Hotel", "hotel.get"),
        ("delete", "/accounts/{id}", "accounts.DeleteAccounts", "accounts.account",
         "accounts.delete"),
        ("get", "/taxRates", "taxRates.taxRate.ListTaxRate", "taxRates.taxRate",
         "tax_rates.list"),
        # A tag that says nothing; a prefix that only some paths have.
        ("delete", "/api/users/{id}/", "api_users_destroy", "api", "users.destroy"),
        ("get", "/projects/{id}/files/{path}/raw",
         "getApiV4ProjectsIdFilesPathRaw", "projects", "projects.get_file_raw"),
        # What the path and the tag say.
        ("delete", "/2/users/{id}/marks/{n}", "usersIdMarksDelete", "Marks",
         "marks.delete"),
        ("post", "/zones/{id}/dns", "records-for-a-zone-create-record",
         "Records for a Zone", "records_for_a_zone.create_record"),
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
        ("post", "/disks/attach", "disk_attach", "Hosts", "hosts.attach_disk"),
        ("post", "/disks/attach", "disk_attach_v1", "Hosts", "hosts.attach_disk_v1"),
        ("post", "/transfer/list", "transferList", "Bank", "bank.list_transfers"),
        ("post", "/link/token/create", "linkTokenCreate", "Bank",
         "bank.create_link_token"),
        ("post", "/users/set_name", "userSetName", "Bank", "bank.set_user_name"),
        ("post", "/orders/getAll", "orders_getAll", "Shop", "shop.get_all_orders"),
        ("put", "/auth/{id}", "auth.set", "Control", "control.set_auth"),
        ("post", "/store/order", "placeOrder", "Store", "store.place_order"),
        ("put", "/import", "start-import", "Moves", "moves.start_import"),
        ("post", "/refunds/cancel", "createRefundCancel", "Bank",
         "bank.create_refund_cancel"),
        ("get", "/update/logs", "update_logs_list", "System",
         "system.list_update_logs"),
        ("get", "/watch/pods", "watchPodList", "Core", "core.watch_pod_list"),
        ("get", "/by-id/routes/{id}", "vpc_route_view_by_id", "vpcs",
         "vpcs.view_route_by_id"),
        ("get", "/raw/{id}/answers", "getRawAnswersById", "Data",
         "data.get_raw_answers"),
        ("get", "/teams/{id}/users", "getUsersForTeam", "Users",
         "users.list_for_team"),
        ("get", "/find/file", "find.files", "File", "file.find"),
        ("put", "/name", "whoami_put_name", "Whoami", "whoami.update_name"),
        ("put", "/drives/{id}", "putGuestDrive", "Drive", "drive.update_guest"),
        ("get", "/things/{id}/owners", "getThingByIdFirstOwners", "Things",
         "things.get_first_owners"),
        ("get", "/work_platforms/{id}", "", "Platforms", "platforms.get"),
        ("get", "/work_platforms/{id}/rules", "", "Platforms", "platforms.list_rules"),
        ("get", "/sources/{id}/source_calls", "", "Sources", "sources.list_calls"),
        ("get", "/firms/{id}/forms/{n}/pages", "", "Forms", "forms.list_pages"),
        ("post", "/firms/{id}/forms/signPages", "", "Forms", "forms.sign_pages"),
        ("post", "/firms/{id}/setConsent", "", "Tax", "tax.set_consent_for_firm"),
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
            ["boxes.list_all_actions", "boxes.list_actions"],
        ),
        (
            {"/boxes/actions/{n}": "get_box_action",
             "/boxes/{id}/actions/{n}": "get_action_for_box"},
            ["boxes.get_any_action", "boxes.get_action"],
        ),
        (
            {"/boxes/history": "", "/boxes/history/{id}": ""},
            ["boxes.list_history", "boxes.get_history"],
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


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        ({"put /boxes": "updateBoxes", "put /boxes/{id}": "updateBox"},
         ["update_many", "update"]),
        ({"delete /boxes": "removeBoxes", "delete /boxes/{id}": "removeBox"},
         ["remove_all", "remove"]),
        ({"post /boxes": "createBox", "post /shops/{id}/boxes": "createBox"},
         ["create_box", "create"]),
        ({"get /boxes/search": "", "post /boxes/search": ""},
         ["get_search", "search"]),
        ({"patch /boxes/{id}/note": "", "post /boxes/{id}/note": ""},
         ["update_note", "create_note"]),
        ({"get /boxes/{id}/note": "", "post /boxes/{id}/note": ""},
         ["get_note", "update_note"]),
        ({"patch /boxes/{id}": "", "post /boxes/{id}": "", "put /boxes/{id}": ""},
         ["patch", "post", "replace"]),
        ({"patch /boxes/{id}/note": "", "patch /boxes/note": ""},
         ["update_note", "update_all_note"]),
        ({"get /boxes/text": "text_boxes_text_get",
          "post /boxes/text": "text_boxes_text_post"},
         ["get_text", "update_text"]),
    ],
)  # fmt: skip
def test_names_of_operations_that_belong_together(
    operations: dict[str, str], names: list[str]
) -> None:
    paths: dict[str, dict[str, dict[str, object]]] = {}
    for wire, said in operations.items():
        method, path = wire.split()
        paths.setdefault(path, {})[method] = {"operationId": said, "tags": ["boxes"]}
    assert not name_operations({"paths": paths}, {})
    found = [paths[wire.split()[1]][wire.split()[0]][NAME] for wire in operations]
    assert found == [f"boxes.{name}" for name in names]


def test_operation_that_is_added_changes_no_name_silently() -> None:
    """Only a call with another number of arguments can get the name of a call."""
    alone = {"/boxes/actions": {"get": {"operationId": "list_actions"}}}
    both = {
        "/boxes/actions": {"get": {"operationId": "list_actions"}},
        "/boxes/{id}/actions": {"get": {"operationId": "list_actions"}},
    }
    name_operations({"paths": alone}, {})
    name_operations({"paths": both}, {})
    assert alone["/boxes/actions"]["get"][NAME] == "boxes.list_actions"
    assert both["/boxes/actions"]["get"][NAME] == "boxes.list_all_actions"
    assert both["/boxes/{id}/actions"]["get"][NAME] == "boxes.list_actions"


@pytest.mark.parametrize(
    ("tag", "said", "path", "name"),
    [
        ("\u9898\u76ee", None, "/problems/{id}", "problems.get"),
        ("1. \u9898\u76ee", None, "/problems", "problems.list"),
        ("\u9898\u76ee", "\u83b7\u53d6\u9898\u76ee", "/problems/{id}", "problems.get"),
        ("\u7528\u6237 Users", None, "/people/{id}", "users.get_person"),
        (
            "\u0417\u0430\u043a\u0430\u0437\u044b",
            "getOrder",
            "/v1/order/{id}",
            "order.get",
        ),
        ("\u9898\u76ee", None, "/{id}", "u9898_u76ee.get"),
        ("A\u00f1os", "listA\u00f1os", "/x", "anos.list"),
        ("Stra\u00dfen", "listStra\u00dfen", "/x", "strassen.list"),
    ],
)
def test_words_of_other_scripts_are_taken_from_the_path(
    tag: str, said: str | None, path: str, name: str
) -> None:
    operation = {"tags": [tag], **({"operationId": said} if said else {})}
    document = {"paths": {path: {"get": operation}}}
    name_operations(document, {})
    assert operation[NAME] == name


@pytest.mark.parametrize("resource", [Resource, AsyncResource])
def test_the_methods_of_every_resource_are_known(resource: type) -> None:
    methods = {name for name in dir(resource) if not name.startswith("_")}
    assert methods == RESOURCE_METHODS
