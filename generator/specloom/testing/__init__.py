"""Checks for the generated tests of clients.

This package reads only the normalized `openapi.yaml`. It checks the generator
independently. Therefore, it must not import other packages of the generator, except
`json_schema`. openapi-core decides whether a request is valid for the description.
"""

from .operation_test import OperationTest, operation_test_fixture
from .view_test import ViewTest, view_test_fixture
from .webhook_payloads import check_webhook

__all__ = [
    "OperationTest",
    "ViewTest",
    "check_webhook",
    "operation_test_fixture",
    "view_test_fixture",
]
