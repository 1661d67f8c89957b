"""Checks used by the generated tests.

Reads the normalized `openapi.yaml` alone. Shares no code with the rest of the
generator, which must not decide for itself whether it is right: imports nothing of it,
and openapi-core decides whether a request satisfies the description.
"""

from .operation_test import OperationTest, operation_test_fixture
from .webhook_payloads import check_webhook

__all__ = ["OperationTest", "check_webhook", "operation_test_fixture"]
