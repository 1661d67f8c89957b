"""Move the reason of a deprecation into the description of the element.

OpenAPI has no member for the reason, so documents use extensions of their own.
"""

from __future__ import annotations

import re
from typing import Any

_REASON = re.compile(r"(?i)x-?deprecat(ed|ion)-?(message|reason|description)")


def deprecation(node: Any) -> dict[str, str]:
    """Return a description with the reason of an extension; {} if there is none.

    Args:
        node: an operation, a parameter, a header or a schema. The reason can be in an
            extension such as `x-deprecatedMessage`.
    """
    if node.get("deprecated") is not True:
        return {}
    reasons = (node[key] for key in node if _REASON.fullmatch(key))
    given = [each.strip() for each in reasons if isinstance(each, str) and each.strip()]
    text = str(node.get("description") or "").strip()
    if not given or given[0] in text:
        return {}
    end = "." if text[-1:].isalnum() else ""
    return {"description": f"{text}{end} Deprecated: {given[0]}".strip()}
