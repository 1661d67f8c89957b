"""A service that offers the contacts of an e-conomic agreement to other programs.

    uvicorn contact_service:app

Credentials are those of `Economic.from_env()`; ECONOMIC_BASE_URL is another server,
such as a mock.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from problems import problem_of
from pydantic import BaseModel, ConfigDict, Field
from specloom_clients.economic import AsyncEconomic
from specloom_clients.economic import ContactFields as C
from specloom_clients.economic.models import Contact
from specloom_runtime import SpecloomError, escape_pattern

log = logging.getLogger("contact_service")

DEADLINE = 10.0
"""The seconds that a request to the vendor may take, with all of its retries."""
HEALTH_DEADLINE = 2.0


class ContactView(BaseModel):
    """What this service shows of a contact; the vendor may add members without us."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    name: str
    email: str | None
    supplier_number: int
    last_updated: datetime


class ContactPage(BaseModel):
    """Some contacts, and where the next page begins."""

    items: list[ContactView]
    after: int | None
    """Pass it as `after` to get the next page; null at the end."""


class Rename(BaseModel):
    """A new name of a contact."""

    name: str = Field(min_length=1, max_length=255)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client, with its connections, as long as the service runs."""
    base_url = os.environ.get("ECONOMIC_BASE_URL")
    async with AsyncEconomic.from_env(base_url=base_url, deadline=DEADLINE) as client:
        app.state.economic = client
        yield


def client_of_app(request: Request) -> AsyncEconomic:
    """Return the client; tests can replace it with `app.dependency_overrides`."""
    client: AsyncEconomic = request.app.state.economic
    return client


Vendor = Annotated[AsyncEconomic, Depends(client_of_app)]
app = FastAPI(title="Contacts", lifespan=lifespan)


@app.exception_handler(SpecloomError)
async def vendor_failed(request: Request, error: Exception) -> JSONResponse:
    """Return a problem (RFC 9457); details of the vendor are in the log only."""
    assert isinstance(error, SpecloomError)
    problem, headers = problem_of(error)
    log.warning("%s %s: %s", request.method, request.url.path, error)
    return JSONResponse(
        problem,
        status_code=int(problem["status"]),
        headers=headers,
        media_type="application/problem+json",
    )


@app.get("/contacts")
async def contacts(
    economic: Vendor,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    name: str | None = None,
) -> ContactPage:
    """A page of contacts by number, optionally of those whose names contain `name`.

    The position is the number of the last contact, so a page stays right if contacts
    are added or removed before it.
    """
    wanted = C.number > after
    if name:
        wanted &= C.name.like(f"*{escape_pattern(name)}*")
    pager = economic.contacts.list_page(filter=wanted, sort=[C.number])
    found = await pager.take(limit)
    last = found[-1].number if len(found) == limit else None
    items = [ContactView.model_validate(contact) for contact in found]
    return ContactPage(items=items, after=last)


@app.get("/contacts.ndjson")
async def all_contacts(economic: Vendor) -> StreamingResponse:
    """All contacts, one JSON object per line, while the vendor's pages are read.

    The first contact is read before the response begins, so that a vendor that cannot
    be reached is a problem and not a broken response. A later failure ends the
    connection.
    """
    listed = aiter(economic.with_options(prefetch=True).contacts.list())
    first = await anext(listed, None)
    return StreamingResponse(lines(first, listed), media_type="application/x-ndjson")


async def lines(
    first: Contact | None, rest: AsyncGenerator[Contact, None]
) -> AsyncIterator[str]:
    """Yield contacts as lines; stop reading pages if the caller goes away."""
    async with aclosing(rest):
        if first is not None:
            yield ContactView.model_validate(first).model_dump_json() + "\n"
        async for contact in rest:
            yield ContactView.model_validate(contact).model_dump_json() + "\n"


@app.get("/contacts/{number}")
async def contact(economic: Vendor, number: int) -> ContactView:
    """One contact."""
    return ContactView.model_validate(await economic.contacts.get(number))


@app.patch("/contacts/{number}")
async def rename(economic: Vendor, number: int, change: Rename) -> ContactView:
    """Rename a contact; changes of others in the meantime are kept."""
    await economic.contacts.edit(number, name=change.name)
    return ContactView.model_validate(await economic.contacts.get(number))


@app.get("/health")
async def health() -> dict[str, str]:
    """Whether the service runs; it does not depend on the vendor."""
    return {"status": "ok"}


@app.get("/health/vendor")
async def vendor_health(economic: Vendor) -> dict[str, int]:
    """Whether the vendor responds within two seconds, without retries."""
    quick = economic.with_options(deadline=HEALTH_DEADLINE, retries=0)
    return {"contacts": await quick.contacts.count()}
