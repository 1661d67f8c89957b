"""The command that starts a mock of a vendor."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_group import is_quiet
from ..command_options import PathType, root_option
from ..completions import vendor_names
from ..terminal import print_line, progress_status, report_errors

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

_EPILOG = """
\b
Examples:
  specloom mock acme
  specloom mock acme --port 8080 --items 100 --latency 50
  specloom mock --spec openapi.yaml --overlay overlay.yaml --no-auth
  specloom mock acme --fail 503 --fail-every 5

\b
Headers of a request that ask for an error:
  X-Mock-Status: 503   Prefer: code=404

\b
Exit status:
  0   the mock was stopped, with Ctrl-C or by a signal to terminate
  2   an invalid description or argument
  3   a file cannot be read, or the port is not free
"""


@click.command(epilog=_EPILOG, short_help="Start a server that behaves like a vendor.")
@root_option
@click.argument("vendor", required=False, shell_complete=vendor_names)
@click.option("--spec", type=PathType(), help="Use this description, not a vendor's.")
@click.option(
    "--overlay", type=PathType(), help="With --spec: an OpenAPI Overlay to apply."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port [default: any free port].",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Determines the values in responses.",
)
@click.option(
    "--items",
    type=click.IntRange(0, 10_000),
    default=25,
    show_default=True,
    help="The number of items in each list; with 0, lists are empty at first.",
)
@click.option("--no-auth", is_flag=True, help="Accept requests without credentials.")
@click.option(
    "--credential",
    "credentials",
    multiple=True,
    help="Accept only this credential. May be given several times "
    "[default: accept any text].",
)
@click.option("--no-rate-limit", is_flag=True, help="Ignore declared rate limits.")
@click.option(
    "--latency",
    type=click.FloatRange(0, 600_000),
    default=0,
    help="Wait before each response, in milliseconds.",
)
@click.option(
    "--fail",
    type=click.IntRange(400, 599),
    help="Respond with this status instead of what was requested.",
)
@click.option(
    "--fail-every",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="With --fail: only for one of this number of requests.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the URL and the process id as one line of JSON.",
)
@report_errors
def mock(
    root: Path,
    vendor: str | None,
    spec: Path | None,
    overlay: Path | None,
    port: int,
    as_json: bool,
    no_auth: bool,
    no_rate_limit: bool,
    **settings: Any,
) -> None:
    """Start a server on this computer that behaves as VENDOR's description declares.

    Lists have pages, filters and sort orders; requests without credentials are refused;
    what is written can be read afterwards. All values are invented or examples of the
    description; they are the same at each start. With --spec, any description can be
    used without a project.
    """
    from ..mock import (
        MockOptions,
        MockServer,
        description_of_file,
        description_of_vendor,
    )

    if (vendor is None) == (spec is None):
        raise click.UsageError("expected the name of a vendor, or --spec FILE")
    if overlay is not None and spec is None:
        raise click.UsageError("only with --spec: --overlay")
    if settings["fail"] is None and settings["fail_every"] != 1:
        raise click.UsageError("only with --fail: --fail-every")
    options = MockOptions(
        authenticate=not no_auth, limit_rate=not no_rate_limit, **settings
    )
    with progress_status() as progress:
        progress(vendor or str(spec), "reading")
        document = (
            description_of_vendor(root, vendor)
            if vendor is not None
            else description_of_file(Path(str(spec)), overlay)
        )
    server = MockServer(document, options, port=port, log=None if is_quiet() else _log)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _announce(server.url, server.base_url, server.application.operations, as_json)
    # A server runs for long, so garbage is collected more often than in other commands.
    gc.set_threshold(10_000, 20, 20)
    server.serve()


def _announce(url: str, base_url: str, operations: int, as_json: bool) -> None:
    """Print where the mock is, and how a client finds it."""
    if as_json:
        facts = {
            "url": url,
            "base_url": base_url,
            "pid": os.getpid(),
            "operations": operations,
        }
        print_line(json.dumps(facts))
    else:
        count = f"{operations} operation{'' if operations == 1 else 's'}"
        print_line(f"{count} at {url}")
        print_line(f'create the client with base_url="{base_url}"')
        print_line("stop with Ctrl-C")
    sys.stdout.flush()


def _log(request: Request, status: int) -> None:
    """Write a line about a request to standard error."""
    from ..mock.requests import IGNORED

    target = request.environ.get("REQUEST_URI") or request.full_path
    ignored = ", ".join(request.environ.get(IGNORED, ()))
    end = f" (ignored: {ignored})" if ignored else ""
    print_line(f"{request.method} {target} {status}{end}", err=True)
