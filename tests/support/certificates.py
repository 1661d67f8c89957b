"""Certificates for loopback servers, created for each run."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import dataclass
from functools import cache

import trustme

HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Authority:
    """A certificate authority that no system trusts."""

    ca: trustme.CA

    def server(
        self, name: str = "127.0.0.1", *, expired: bool = False
    ) -> ssl.SSLContext:
        """Return the TLS context of a server with this name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        now = datetime.datetime.now(datetime.UTC)
        made = self.ca.issue_cert(
            name,
            not_before=now - 48 * HOUR if expired else None,
            not_after=now - 24 * HOUR if expired else None,
        )
        made.configure_cert(context)
        return context

    def trusting(self) -> ssl.SSLContext:
        """Return the TLS context of a client that trusts this authority."""
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context


@cache
def authority() -> Authority:
    """Return the authority of this run."""
    return Authority(trustme.CA())
