"""Checks for the generated tests of clients.

This package reads only the normalized `openapi.yaml`. It checks the generator
independently. Therefore, it must not import other packages of the generator, except
`json_schema`. openapi-core decides whether a request is valid for the description.

The names are imported when they are first used: `mock` uses modules of this package
that do not need pytest, where pytest may not be installed.
"""

from typing import TYPE_CHECKING

from specloom_runtime import lazily

if TYPE_CHECKING:
    from .operation_test import OperationTest, operation_test_fixture
    from .view_test import ViewTest, view_test_fixture
    from .webhook_payloads import check_webhook
else:
    __getattr__ = lazily(
        __name__,
        {
            "operation_test": ("OperationTest", "operation_test_fixture"),
            "view_test": ("ViewTest", "view_test_fixture"),
            "webhook_payloads": ("check_webhook",),
        },
    )

__all__ = [
    "OperationTest",
    "ViewTest",
    "check_webhook",
    "operation_test_fixture",
    "view_test_fixture",
]
