"""The environment variables that the program and generated clients read."""

from __future__ import annotations

from .markdown import page

VARIABLES = {
    "SPECLOOM_CACHE": "The folder of the cache of `specloom generate`; empty: no "
    "cache. Without it, the cache is in the user's cache folder.",
    "SPECLOOM_TRACEBACK": "If set, an internal error prints its traceback.",
    "NO_COLOR": "If set, output has no colours ([no-color.org](https://no-color.org)).",
    "TERM": "With the value `dumb`, output has no colours.",
    "SHELL": "The shell for which `specloom completion` prints a script.",
}
INTRODUCTION = """\
The program and the clients that it generates read these variables."""
CLIENTS = """\
## Generated clients

`from_env()` of a client reads the variables that the vendor's overlay names for each
credential (`env` of [`x-specloom-auth`](keys/calls.md#x-specloom-auth)). If one is
missing, the `ConfigurationError` names it. The vendor's page lists them, and so does
the docstring of `from_env`.

Proxies are those of httpx2: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`."""


def pages() -> dict[str, str]:
    """Return the page of all environment variables."""
    sections = [f"## {name}\n\n{text}" for name, text in VARIABLES.items()]
    return {
        "variables.md": page("Environment variables", INTRODUCTION, *sections, CLIENTS)
    }
