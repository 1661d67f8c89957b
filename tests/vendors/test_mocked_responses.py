"""openapi-core validates the responses of mocks of all vendors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import (
    WerkzeugOpenAPIRequest,
    WerkzeugOpenAPIResponse,
)
from specloom.document import each_operation
from specloom.mock import MockApplication, MockOptions, description_of_vendor
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.description import RawContent
from specloom.testing.json_values import as_text
from werkzeug.test import Client, EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

ROOT = Path(__file__).parents[2]
PROBLEM = "application/problem+json"
VENDORS = ("economic", "mews", "opencell", "orquest")


@pytest.mark.verify
@pytest.mark.parametrize("name", VENDORS)
def test_every_response_is_valid(name: str) -> None:
    """A sample request to each operation gets a declared response, and so do errors."""
    document = description_of_vendor(ROOT, name)
    plain: Any = {**document, "servers": [{"url": "/"}]}
    # openapi-core does not know that this media type is JSON.
    config = Config(extra_media_type_deserializers={PROBLEM: json.loads})
    checked = OpenAPI.from_dict(plain, config=config)
    application = MockApplication(
        document, MockOptions(authenticate=False, limit_rate=False)
    )
    client = Client(application)
    count = 0
    for path, method, node in each_operation(document):
        operation = DescribedOperation(document, path, method, node)
        for wanted in (None, *_errors(node)):
            response = client.open(_request(operation, wanted))
            _check(checked, _request(operation, wanted), response)
            count += 1
            if wanted is not None:
                assert response.status_code == wanted
    assert count > 5


def _errors(node: Any) -> list[int]:
    declared = (each for each in node["responses"] if each.isdigit())
    return [int(each) for each in declared if int(each) >= 400]


def _request(operation: DescribedOperation, wanted: int | None) -> Request:
    """Return a request with samples, which asks for a status."""
    path, query = operation.path, {}
    headers = {} if wanted is None else {"X-Mock-Status": str(wanted)}
    pagination = operation.extension("pagination") or {}
    filled = {*(pagination.get("request") or {}).values()}
    for each in operation.node.get("parameters", ()):
        value = as_text(each.get("example", operation.sample(each.get("schema", {}))))
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", value.replace("/", "x"))
        elif each.get("required") and f"$request.query.{each['name']}" not in filled:
            query[each["name"]] = value.strip("[]")
    body = operation.body() if "requestBody" in operation.node else None
    sent = None if isinstance(body, RawContent) else body
    builder = EnvironBuilder(
        path, method=operation.method.upper(), query_string=query, headers=headers
    )
    if sent is not None:
        builder = EnvironBuilder(
            path,
            method=operation.method.upper(),
            query_string=query,
            headers=headers,
            json=sent,
        )
    return builder.get_request()


def _check(checked: OpenAPI, request: Request, response: TestResponse) -> None:
    """Check a response with openapi-core."""
    own = WerkzeugOpenAPIRequest(request)
    checked.validate_response(own, WerkzeugOpenAPIResponse(response))
