"""A small description of orders, and the packages of edited copies of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from imported_texts import single_vendor
from specloom.ir import Package
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor, lower_vendor

Edit = Callable[[dict[str, Any]], Any]

ORDERS = yaml.safe_load("""
openapi: 3.1.0
info: {title: Acme, version: '1'}
servers: [{url: 'https://acme.test'}]
security: [{key: []}]
paths:
  /orders:
    get:
      operationId: orders.list
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 10}}
        - {name: status, in: query, schema: {$ref: '#/components/schemas/Status'}}
        - {name: tenant, in: header, required: true, schema: {type: string}}
      responses:
        '200':
          description: The orders.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
    post:
      operationId: orders.create
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}
      responses:
        '201':
          description: The order.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
  /orders/{number}:
    parameters: [{name: number, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: orders.get
      responses:
        '200':
          description: The order.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
    delete:
      operationId: orders.delete
      responses: {'204': {description: Gone.}}
  /notes/{number}:
    parameters: [{name: number, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: notes.get
      responses:
        '200':
          description: The note.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Note'}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Order:
      type: object
      required: [number, status]
      properties:
        number: {type: integer}
        status: {$ref: '#/components/schemas/Status'}
        due: {type: string, format: date-time}
        total: {type: number}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        parent: {$ref: '#/components/schemas/Order'}
        address: {$ref: '#/components/schemas/Address'}
    NewOrder:
      type: object
      required: [status]
      properties:
        status: {$ref: '#/components/schemas/Status'}
        reference: {type: string}
        address: {$ref: '#/components/schemas/Address'}
    Address:
      type: object
      required: [street]
      properties:
        street: {type: string}
        country: {type: string}
    Line:
      type: object
      required: [item]
      properties:
        item: {type: string}
        count: {type: integer}
    Note:
      type: object
      properties:
        text: {type: string}
        about: {$ref: '#/components/schemas/Subject'}
    Subject:
      oneOf:
        - {$ref: '#/components/schemas/Line'}
        - {$ref: '#/components/schemas/Address'}
    Status: {type: string, enum: [open, closed]}
""")


def edited(edit: Edit | None = None) -> Any:
    """Return the loaded description after an edit."""
    document = copy.deepcopy(ORDERS)
    if edit is not None:
        edit(document)
    return loaded(document)


def loaded(document: Any) -> Any:
    """Return the tree of a description, with locations of its elements."""
    return read(json.dumps(document, indent=1).encode(), shown="document.json")


def package(edit: Edit | None = None) -> Package:
    """Return the package of the description after an edit."""
    documents = Documents(Document("document.json", edited(edit)))
    return lower_vendor(single_vendor("acme", "document.json"), documents)[1]


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a component schema."""
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """Return an operation."""
    found: dict[str, Any] = document["paths"][path][method]
    return found


def written(folder: Path, name: str, edit: Edit | None = None) -> Package:
    """Write the package of an edited description as `NAME.acme`, and return it."""
    documents = Documents(Document("document.json", edited(edit)))
    result = build_vendor(single_vendor("acme", "document.json"), documents)
    for path, text in {**result.texts, "__init__.py": ""}.items():
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    assert result.package is not None
    return result.package
