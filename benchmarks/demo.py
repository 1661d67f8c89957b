"""Run the example of README.md against a mock of its vendor, and show the result.

`make demo` calls this script. It needs no network and no account.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("generator", "runtime", "generated")]

from specloom.mock import MockServer, description_of_vendor  # noqa: E402

CLIENT = re.compile(r"^with (\w+\(.*)\) as", re.MULTILINE)
"""The line of an example that creates a client."""


def main() -> None:
    """Start a mock of the vendor in the first argument, and run its example."""
    vendor = sys.argv[1]
    with MockServer(description_of_vendor(ROOT, vendor)) as mock:
        print(f"A mock of {vendor} is at {mock.base_url}. The example of README.md:\n")
        text = (ROOT / "README.md").read_text("utf-8")
        code = example(text, vendor, mock.base_url)
        print(code)
        print("prints:\n")
        # The code is part of this repository.
        exec(compile(code, "README.md", "exec"), {"__name__": "example"})


def example(text: str, vendor: str, url: str) -> str:
    """Return the example of a page that creates a client, with the URL of a mock.

    Args:
        text: the page.
        vendor: the name of the client's package.
        url: the URL for the client.

    Raises:
        ValueError: the page has no such example.
    """
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        if f".{vendor} import" in code and CLIENT.search(code):
            call = rf'with \1,\n          base_url="{url}") as'
            return CLIENT.sub(call, code)
    raise ValueError(f"no example creates a client of {vendor}")


if __name__ == "__main__":
    main()
