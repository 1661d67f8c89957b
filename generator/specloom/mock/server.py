"""Serve a mock on the loopback interface, in a thread of its own."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from ..builds.vendor_builds import normalized_document
from ..project.folders import Project
from ..project.generate_options import GenerateOptions
from ..project.package_names import package_name
from ..project.vendor import single_vendor
from .application import Log, MockApplication
from .options import MockOptions

LOOPBACK = "127.0.0.1"
BACKLOG = 128
"""The number of connections that may wait."""


class _Handler(WSGIRequestHandler):
    """A handler that keeps connections open, and writes no log of its own."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def log(self, type: str, message: str, *args: Any) -> None:
        """Write nothing; the application writes the access log."""


class MockServer:
    """A mock of a vendor on the loopback interface.

    ```python
    with MockServer(description_of_vendor(Path("."), "acme")) as mock:
        acme = Acme(api_key="any", base_url=mock.base_url)
    ```

    Args:
        document: the normalized document.
        options: the settings.
        port: the port; 0 for any free one.
        log: called with each request and the status of its response.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        options: MockOptions | None = None,
        *,
        port: int = 0,
        log: Log | None = None,
    ) -> None:
        self.application = MockApplication(document, options, log)
        # werkzeug would end the process if the port is not free.
        with socket.create_server((LOOPBACK, port), backlog=BACKLOG) as opened:
            self._server: BaseWSGIServer = make_server(
                LOOPBACK,
                port,
                self.application,
                threaded=True,
                request_handler=_Handler,
                fd=opened.fileno(),
            )
        self._port = int(self._server.socket.getsockname()[1])
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The URL of the server, without a path."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def base_url(self) -> str:
        """The URL with the path of the vendor's server, for `base_url=` of a client."""
        return self.url + self.application.base_path

    def serve(self) -> None:
        """Respond to requests until the process is interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def start(self) -> None:
        """Respond to requests in another thread until `stop` is called."""
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop responding, and close the port."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> MockServer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def description_of_vendor(root: Path, name: str) -> dict[str, Any]:
    """Return the normalized document of a vendor of a project.

    Args:
        root: the folder of the project.
        name: the name of the vendor.

    Raises:
        SpecError: the project has no such vendor, or its files have problems.
    """
    return normalized_document(Project.at(root).vendor(name)).document


def description_of_file(path: Path, overlay: Path | None = None) -> dict[str, Any]:
    """Return the normalized document of one description.

    Args:
        path: the description, Swagger 2.0 or OpenAPI 3.0 to 3.2.
        overlay: an overlay to apply to it.

    Raises:
        SpecError: a file has problems; the error lists all of them.
    """
    options = GenerateOptions()
    if overlay is not None:
        options = GenerateOptions(overlay=os.path.relpath(overlay, path.parent))
    vendor = single_vendor(path, package_name(path.stem), options)
    return normalized_document(vendor).document
