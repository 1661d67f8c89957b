"""The one client of the jobs."""

try:
    from acme import Acme
except ImportError:
    Acme = None

CLIENT = None


def connect(**options):
    """Return a client; tests pass a transport."""
    if Acme is None:
        raise SystemExit("install acme first")
    return Acme(key="jobs", **options)


def use(client):
    """Use this client from now on."""
    global CLIENT
    CLIENT = client


def current():
    """Return the client in use."""
    return CLIENT
