"""Credentials that are not declared as such are found, and environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import document, suggested, thing

AUTH = "x-specloom-auth"


def kinds(folder: Path, described: dict[str, Any], kind: str = "auth") -> list[Any]:
    found = suggested(folder, described)
    assert not found.refused
    return [each for each in found.proposals if each.kind == kind]


def with_parameter(
    name: str, place: str, said: str = "", *, required: bool = True, **root: Any
) -> dict[str, Any]:
    parameter = {
        "name": name,
        "in": place,
        "required": required,
        "description": said,
        "schema": {"type": "string"},
    }
    return document(operation={"parameters": [parameter]}, **root)


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("X-API-Key", "header", ""),
        ("api_key", "query", ""),
        ("token", "query", "Authentication token."),
        ("Authorization", "header", "The token"),
        ("access_token", "query", ""),
    ],
)
def test_parameter_that_is_a_credential(
    tmp_path: Path, name: str, place: str, said: str
) -> None:
    (found,) = kinds(tmp_path, with_parameter(name, place, said))
    root, operations = found.actions
    ((scheme, value),) = root["update"]["components"]["securitySchemes"].items()
    assert value == {"type": "apiKey", "in": place, "name": name}
    assert operations["update"]["/things"]["get"] == {"security": [{scheme: []}]}


@pytest.mark.parametrize("word", ["bearer", "basic"])
def test_authorization_header_with_a_known_scheme(tmp_path: Path, word: str) -> None:
    said = f"The authentication header: {word.title()} followed by the credentials."
    (found,) = kinds(tmp_path, with_parameter("Authorization", "header", said))
    (value,) = found.actions[0]["update"]["components"]["securitySchemes"].values()
    assert value == {"type": "http", "scheme": word}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page_token", "The token of the page."),
        ("token", "The token of the invitation."),
        ("key", "The key of the item."),
        ("refresh_token", "An authentication token."),
        ("session", "The session of the parliament."),
    ],
)
def test_parameter_that_is_not_a_credential(
    tmp_path: Path, name: str, said: str
) -> None:
    assert kinds(tmp_path, with_parameter(name, "query", said)) == []


def test_credential_that_is_optional(tmp_path: Path) -> None:
    (found,) = kinds(tmp_path, with_parameter("api_key", "query", required=False))
    security = found.actions[1]["update"]["/things"]["get"]["security"]
    assert security == [{"api_key": []}, {}]


def test_credentials_that_are_sent_together(tmp_path: Path) -> None:
    described = with_parameter("X-Api-Key", "header")
    parameters = described["paths"]["/things"]["get"]["parameters"]
    parameters.append({**parameters[0], "name": "X-Api-Secret"})
    (found,) = kinds(tmp_path, described)
    security = found.actions[1]["update"]["/things"]["get"]["security"]
    assert security == [{"x_api_key_header": [], "x_api_secret_header": []}]


def test_alternative_to_the_declared_security(tmp_path: Path) -> None:
    components = {"securitySchemes": {"oauth": {"type": "http", "scheme": "bearer"}}}
    described = with_parameter(
        "token",
        "query",
        "Authentication token.",
        security=[{"oauth": []}],
        components=components,
    )
    (found,) = kinds(tmp_path, described)
    security = found.actions[1]["update"]["/things"]["get"]["security"]
    assert security == [{"oauth": []}, {"token": []}]


def test_credentials_in_every_body(tmp_path: Path) -> None:
    body = thing(ClientToken="string", AccessToken="string", Name="string")
    described = document()
    described["info"]["title"] = "Big Inn"
    described["paths"] = {
        f"/{name}": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": body}}},
                "responses": {"204": {"description": ""}},
            }
        }
        for name in "abc"
    }
    (found,) = kinds(tmp_path, described)
    root, operations = found.actions
    assert root["update"] == {
        AUTH: {
            "in_body": {
                "fields": {
                    "client_token": {
                        "location": "$request.body#/ClientToken",
                        "env": "BIG_INN_CLIENT_TOKEN",
                    },
                    "access_token": {
                        "location": "$request.body#/AccessToken",
                        "env": "BIG_INN_ACCESS_TOKEN",
                    },
                }
            }
        }
    }
    assert operations["update"]["/b"]["post"] == {AUTH: "in_body"}


def test_scheme_that_nothing_requires(tmp_path: Path) -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    described = document(components={"securitySchemes": schemes})
    assert kinds(tmp_path, described) == []
    described["info"]["description"] = "Each request needs an API key."
    (found,) = kinds(tmp_path, described)
    assert found.actions[0]["update"] == {"security": [{"key": []}]}
    assert found.operations == ("GET /things",)


def test_scheme_that_the_prose_names(tmp_path: Path) -> None:
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "basic": {"type": "http", "scheme": "basic"},
    }
    described = document(components={"securitySchemes": schemes})
    described["info"]["description"] = "Send your key in the `X-Key` header."
    (found,) = kinds(tmp_path, described)
    assert found.actions[0]["update"] == {"security": [{"key": []}]}


def test_public_operations_stay_public(tmp_path: Path) -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    described = document(
        operation={"security": []}, components={"securitySchemes": schemes}
    )
    assert kinds(tmp_path, described) == []


def test_key_that_is_a_bearer_token(tmp_path: Path) -> None:
    key = {"type": "apiKey", "in": "header", "name": "Authorization"}
    schemes = {"my key": {**key, "description": "Bearer Token authentication"}}
    described = document(
        security=[{"my key": []}], components={"securitySchemes": schemes}
    )
    (found,) = kinds(tmp_path, described)
    (action,) = found.actions
    assert action["target"] == "$.components.securitySchemes['my key']"
    assert action["update"] == {"type": "http", "scheme": "bearer"}


def test_environment_variables(tmp_path: Path) -> None:
    described = document(
        security=[{"login": []}],
        components={"securitySchemes": {"login": {"type": "http", "scheme": "basic"}}},
    )
    (found,) = kinds(tmp_path, described, "env")
    assert found.actions[0]["update"] == {
        AUTH: {
            "login": {
                "fields": {
                    "username": {"env": "THINGS_USERNAME"},
                    "password": {"env": "THINGS_PASSWORD"},
                }
            }
        }
    }
