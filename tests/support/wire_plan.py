"""Calls of the client of `wire_document`, as Python expressions.

`C` is each of the clients in turn; other calls create a client of their own.
"""

from __future__ import annotations

WITH_BOTH = 'Shop(key="k", token="t", transport=transport, clock=clock)'
WITH_KEY = 'Shop(key="k", transport=transport, clock=clock)'
CLIENTS = (WITH_KEY, f"{WITH_KEY[:-1]}, environment='sandbox')")
"""The clients that make the calls of `C`."""
FIELDS = "module('pages').ThingFields"
ADDRESS = "m.Address(street_name='s', zip_code='z', floor=1, flat=None)"
THING = (
    "m.ThingInput(name='a', unit_price=2, state=m.State.OPEN, made_at=T, "
    f"address={ADDRESS})"
)
CALLS: dict[str, list[str]] = {
    "things.list": [
        "list(C.things.list())",
        "list(C.things.list(page_size=7))",
        "list(C.things.list(ids=['a', 'b']))",
        "list(C.things.list(state=m.State.OPEN))",
        "list(C.things.list(since=T))",
        "list(C.things.list(q='x y/z'))",
        "list(C.things.list(x_trace='t'))",
        "list(C.things.list(visit='v'))",
        "list(C.things.list(box=m.Box(low_left=1)))",
        f"list({WITH_KEY[:-1]}, region='us').things.list())",
        f"list({WITH_KEY[:-1]}, environment='sandbox').things.list())",
        f"list({WITH_KEY[:-1]}, base_url='https://x.example').things.list())",
        f"list({WITH_BOTH}.things.list())",
    ],
    "things.create": [f"C.things.create({THING})"],
    "things.get": ["C.things.get('a/b')"],
    "things.replace": [
        f"C.things.replace('i', {THING}, if_match='v')",
        "C.things.edit('i', name='b')",
    ],
    "things.move": [f"C.things.move('i', {ADDRESS})"],
    "things.search": [
        f"list(C.things.search(text='t', address={ADDRESS}))",
        "list(C.things.search(note=None, text='t'))",
        "list(C.things.search(ids=['a', 'b', 'c']))",
    ],
    "files.upload": [
        "C.files.upload(m.Upload(title='t', labels=['a', 'b']))",
        f"C.files.upload(m.Upload(meta={ADDRESS}))",
        "C.files.upload(m.Upload(content=b'bytes'))",
    ],
    "forms.send": [
        "C.forms.send(m.Form(title='t', labels=['a', 'b']))",
        f"C.forms.send(m.Form(place={ADDRESS}))",
    ],
    "orders.list": ["list(C.orders.list())", "C.orders.list().take(3)"],
    "pages.list": [
        "list(C.pages.list())",
        f"list(C.pages.list(filter={FIELDS}.name == 'x'))",
        f"list(C.pages.list(filter={FIELDS}.unit_price > 2))",
        f"list(C.pages.list(sort=[-{FIELDS}.name]))",
    ],
    "changes.list": [
        "list(C.changes.list(from_=T, to=LATER))",
        "list(C.changes.list(from_=T))",
    ],
    "updates.list": [
        "list(C.updates.list(after=T))",
        "list(C.updates.list(changed_since=T))",
    ],
    "stream.read": ["list(C.stream_.read())"],
    "reports.get": ["C.reports.get()"],
    "admin.get": [
        f"{WITH_BOTH}.admin.get()",
        f"{WITH_BOTH[:-1]}, environment='sandbox').admin.get()",
    ],
    "fetched.get": [
        "Shop(client_id='c', client_secret='s', transport=transport, clock=clock)"
        ".fetched.get()",
        "Shop(key='k', token='t', client_id='c', client_secret='s', "
        "transport=transport, clock=clock).fetched.get()",
        "Shop(client_id='c', client_secret='s', transport=transport, clock=clock, "
        "environment='sandbox').fetched.get()",
    ],
    "open.get": [
        "C.open.get()",
        "Shop(transport=transport, clock=clock).open.get()",
        f"{WITH_BOTH}.open.get()",
    ],
}
"""Calls of each operation; `C` is a client with the key alone."""
LISTS = ("changes.list", "updates.list", "things.search")
"""The operations of which the response is a list."""
PLAN = {"calls": CALLS, "clients": CLIENTS, "lists": LISTS}
