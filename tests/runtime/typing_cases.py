"""Types that a checker must infer for generated code; never executed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, Unpack, assert_type

from specloom_runtime import (
    AsyncClient,
    AsyncPager,
    AsyncResource,
    Client,
    ClientOptions,
    Compare,
    Condition,
    CursorPages,
    Field,
    Filter,
    HeaderKey,
    InfixGrammar,
    Like,
    Model,
    Operation,
    PagedOperation,
    Pager,
    Received,
    ReceivedPage,
    Resource,
    Server,
    Service,
    SinglePage,
    Sort,
    Sortable,
    SortBy,
    SortGrammar,
    StreamOperation,
    TypeForm,
)


class Contact(Model):
    number: int
    name: str | None = None


class Company(Model):
    vat: str


class ContactPage(Model):
    items: list[Contact]
    cursor: str | None = None


def grammar() -> InfixGrammar:
    raise NotImplementedError


GET = Operation("GET", "/contacts/{number}", Contact)
ALL = Operation("GET", "/contacts", list[Contact])
COUNT = Operation("GET", "/contacts/count", int, filter=Filter("query.f", grammar()))
TEXT = Operation("GET", "/text", str)
RAW = Operation("GET", "/raw", bytes)
WHEN = Operation("GET", "/when", datetime)
NAMES = Operation("GET", "/names", dict[str, list[int]])
DELETE = Operation("DELETE", "/contacts/{number}", None)
LATER = Operation("GET", "/contacts/{number}", lambda: Contact)
ALL_LATER = Operation("GET", "/contacts", lambda: list[Contact])
EITHER_LATER = Operation("GET", "/either", lambda: TypeForm[Contact | Company])
PAGES_LATER = PagedOperation(
    "GET", "/contacts", lambda: list[Contact], lambda: Contact, pages=SinglePage()
)
DELETE_SHORT = Operation("DELETE", "/contacts/{number}", safe=False)
EITHER: Operation[Contact | Company] = Operation(
    "GET", "/either", TypeForm[Contact | Company]
)
LIST = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=CursorPages(send="query.cursor", read="body.cursor", items="body.items"),
    sort=Sort("query.sort", SortGrammar()),
)

assert_type(GET, Operation[Contact])
assert_type(ALL, Operation[list[Contact]])
assert_type(COUNT, Operation[int])
assert_type(TEXT, Operation[str])
assert_type(RAW, Operation[bytes])
assert_type(WHEN, Operation[datetime])
assert_type(NAMES, Operation[dict[str, list[int]]])
assert_type(DELETE, Operation[None])
assert_type(LATER, Operation[Contact])
assert_type(ALL_LATER, Operation[list[Contact]])
assert_type(EITHER_LATER, Operation[Contact | Company])
assert_type(PAGES_LATER, PagedOperation[Contact, list[Contact]])
assert_type(DELETE_SHORT, Operation[None])
assert_type(LIST, PagedOperation[Contact, ContactPage])

PAGES = CursorPages(send="query.cursor", read="body.cursor", items="body.items")
PAGES_OF_EITHER = PagedOperation(
    "GET", "/either", ContactPage, TypeForm[Contact | Company], pages=PAGES
)
EITHER_PAGE = PagedOperation(
    "GET", "/pages", TypeForm[ContactPage | Company], Contact, pages=PAGES
)
EITHER_PAGES_OF_EITHER = PagedOperation(
    "GET",
    "/pages",
    TypeForm[ContactPage | Company],
    TypeForm[Contact | Company],
    pages=PAGES,
)
STREAM = StreamOperation("GET", "/stream", Contact)
STREAM_OF_EITHER = StreamOperation("GET", "/stream", TypeForm[Contact | Company])

assert_type(PAGES_OF_EITHER, PagedOperation[Contact | Company, ContactPage])
assert_type(EITHER_PAGE, PagedOperation[Contact, ContactPage | Company])
assert_type(
    EITHER_PAGES_OF_EITHER, PagedOperation[Contact | Company, ContactPage | Company]
)
assert_type(STREAM, StreamOperation[Contact])
assert_type(STREAM_OF_EITHER, StreamOperation[Contact | Company])


class ContactFields:
    number = Field[int, Compare | Sortable]("number")
    name = Field[str, Like]("name")


class Contacts(Resource):
    def get(self, number: int) -> Contact:
        return self._call(GET, path={"number": number})

    def delete(self, number: int) -> None:
        return self._call(DELETE, path={"number": number})

    def either(self) -> Contact | Company:
        return self._call(EITHER)

    def list(
        self,
        *,
        filter: Condition[ContactFields] | None = None,
        sort: Sequence[SortBy[ContactFields]] | None = None,
        page_size: int = 50,
    ) -> Pager[Contact, ContactPage]:
        query = {"filter": filter, "sort": sort}
        return self._pages(LIST, query=query, page_size=page_size)


class AsyncContacts(AsyncResource):
    async def get(self, number: int) -> Contact:
        return await self._call(GET, path={"number": number})

    async def delete(self, number: int) -> None:
        return await self._call(DELETE, path={"number": number})

    def list(self) -> AsyncPager[Contact, ContactPage]:
        return self._pages(LIST)


SERVICE = Service(
    name="vendor",
    servers={"production": Server("https://{host}/v1", {"host": "vendor.test"})},
    schemes={"key": HeaderKey("X-Key", "key")},
    security=(("key",),),
)


class Vendor(Client):
    service: ClassVar = SERVICE

    def __init__(
        self,
        *,
        key: str,
        environment: Literal["production"] = "production",
        host: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(
            SERVICE,
            {"key": key},
            environment=environment,
            variables={"host": host},
            **options,
        )
        self.contacts = Contacts(self)


class AsyncVendor(AsyncClient):
    service: ClassVar = SERVICE

    def __init__(self, *, key: str, **options: Unpack[ClientOptions]) -> None:
        super().__init__(SERVICE, {"key": key}, **options)
        self.contacts = AsyncContacts(self)


def sync_use() -> None:
    with Vendor(key="k", timeout=3.0, retries=1) as vendor:
        assert_type(vendor, Vendor)
        assert_type(vendor.contacts.get(1), Contact)
        assert_type(vendor.with_response(vendor.contacts.get, 1), Received[Contact])
        assert_type(vendor.with_options(strict=True), Vendor)
        assert_type(vendor.contacts.with_options(timeout=1), Contacts)
        for contact in vendor.contacts.list(filter=ContactFields.name.like("a*")):
            assert_type(contact, Contact)
        for page in vendor.contacts.list(sort=[-ContactFields.number]).pages():
            assert_type(page, ContactPage)
        assert_type(vendor.contacts.list().first(), Contact | None)
        assert_type(vendor.contacts.list().take(2), list[Contact])
        for received in vendor.contacts.list().responses():
            assert_type(received, ReceivedPage[ContactPage])
            assert_type(received.total, int | None)
            assert_type(received.response.status, int)
        extra = vendor.with_options(extra_query={"a": 1}, extra_body={"b": [True]})
        assert_type(extra.request("GET", "/x").text, str)
        assert_type(extra.request("GET", "/x").json(), Any)
        vendor.contacts.with_options(extra_query="a=1")  # type: ignore[arg-type]  # not a mapping
        len(vendor.contacts.list())  # type: ignore[arg-type]  # no length
        vendor.contacts.list()[0]  # type: ignore[index]  # no positions
    Vendor(key="k", extra_query={"a": 1})
    assert_type(Vendor.from_env(), Vendor)


async def async_use() -> None:
    async with AsyncVendor.from_env(key="k") as vendor:
        assert_type(vendor, AsyncVendor)
        assert_type(await vendor.contacts.get(1), Contact)
        got = await vendor.with_response(vendor.contacts.get, 1)
        assert_type(got, Received[Contact])
        async for contact in vendor.contacts.list():
            assert_type(contact, Contact)
        async for page in vendor.contacts.list().pages():
            assert_type(page, ContactPage)
        assert_type(await vendor.contacts.list().first(), Contact | None)
        assert_type(await vendor.contacts.list().take(2), list[Contact])
        async for received in vendor.contacts.list().responses():
            assert_type(received, ReceivedPage[ContactPage])
        extra = vendor.contacts.with_options(extra_query={"a": 1}, extra_body={"b": 2})
        assert_type(await extra.get(1), Contact)
        vendor.contacts.list()[0]  # type: ignore[index]  # no positions
