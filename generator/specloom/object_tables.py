"""The members that OpenAPI allows in each object, as tables.

A member is declared as in the specification:

- `text`, `boolean`, `number`, `positive` (a number above 0), `count` (a whole number
  that is not negative), `any`
- `host`: a host name, optionally with a port and a path; `base path`: a path that
  begins with a slash
- `schema name`: the name of a component, or a reference to a schema
- `one of a, b`: one of these texts
- `Server`: an object that has a table of this name; `[Server]`: an array of such
  objects; `{Server}`: an object whose members have any names and are such objects
- `a | b`: a value of the form `a` or of the form `b`

`, required` means that an object without the member is left out. `, expected` means
that an object without the member is used all the same. `, or empty` means that a
missing member is treated as an empty one. `, not empty` means that an empty member is
ignored. A member whose name begins with `^` is a regular expression for names. Members
that begin with `x-` are allowed everywhere, and all data below them is ignored.

Members of a later version are also accepted in an earlier one, because many documents
contain them. Sources: the field tables of Swagger 2.0 and of OpenAPI 3.0.4, 3.1.1 and
3.2.0, and the keywords of JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Table = Mapping[str, Mapping[str, str]]

STATUS: Final = "^([1-5]([0-9][0-9]|[Xx][Xx])|default)$"
TYPES: Final = "one of string, number, integer, boolean, array, object, null"
SCHEME_TYPES: Final = "http, mutualTLS, oauth2, openIdConnect, basic, bearer"
"""All types of security schemes except `apiKey`; `basic` and `bearer` mean `http`."""

COMMON: Final[Table] = {
    "Info": {
        "title": "text, or empty",
        "version": "text, or empty",
        "summary": "text",
        "description": "text",
        "termsOfService": "text",
        "contact": "Contact",
        "license": "License",
    },
    "Contact": {"name": "text", "url": "text", "email": "text"},
    "License": {"name": "text, or empty", "identifier": "text", "url": "text"},
    "ExternalDocs": {"description": "text", "url": "text, required"},
    "Tag": {
        "name": "text, required",
        "summary": "text",
        "description": "text",
        "externalDocs": "ExternalDocs",
        "parent": "text",
        "kind": "text",
    },
    "Paths": {"^/": "PathItem"},
    "Responses": {STATUS: "Response"},
    "XML": {
        "name": "text",
        "namespace": "text",
        "prefix": "text",
        "attribute": "boolean",
        "wrapped": "boolean",
        "nodeType": "text",
    },
    "Discriminator": {
        "propertyName": "text, required",
        "mapping": "{schema name}",
        "defaultMapping": "schema name",
    },
    "Schema": {
        "$id": "text",
        "$schema": "text",
        "$anchor": "text",
        "$dynamicRef": "text",
        "$dynamicAnchor": "text",
        "$comment": "text",
        "$defs": "{Schema}",
        "definitions": "{Schema}",
        "type": f"{TYPES}, file | [{TYPES}], not empty",
        "enum": "[any], not empty",
        "const": "any",
        "default": "any",
        "example": "any",
        "examples": "[any]",
        "title": "text",
        "description": "text",
        "format": "text",
        "pattern": "text",
        "contentEncoding": "text",
        "contentMediaType": "text",
        "contentSchema": "Schema",
        "multipleOf": "positive",
        "maximum": "number",
        "minimum": "number",
        "exclusiveMaximum": "number | boolean",
        "exclusiveMinimum": "number | boolean",
        "maxLength": "count",
        "minLength": "count",
        "maxItems": "count",
        "minItems": "count",
        "maxContains": "count",
        "minContains": "count",
        "maxProperties": "count",
        "minProperties": "count",
        "uniqueItems": "boolean",
        "required": "[text], not empty",
        "dependentRequired": "{[text]}",
        "dependentSchemas": "{Schema}",
        "properties": "{Schema}",
        "patternProperties": "{Schema}",
        "additionalProperties": "Schema | boolean",
        "unevaluatedProperties": "Schema | boolean",
        "unevaluatedItems": "Schema | boolean",
        "additionalItems": "Schema | boolean",
        "propertyNames": "Schema",
        "items": "Schema | [Schema]",
        "prefixItems": "[Schema], not empty",
        "contains": "Schema",
        "allOf": "[Schema], not empty",
        "anyOf": "[Schema], not empty",
        "oneOf": "[Schema], not empty",
        "not": "Schema",
        "if": "Schema",
        "then": "Schema",
        "else": "Schema",
        "nullable": "boolean",
        "readOnly": "boolean",
        "writeOnly": "boolean",
        "deprecated": "boolean",
        "discriminator": "Discriminator",
        "xml": "XML",
        "externalDocs": "ExternalDocs",
    },
}
"""The objects that all versions have."""

METHODS_3: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
METHODS_2: Final = METHODS_3[:-1]

_HEADER: Final = {
    "description": "text",
    "required": "boolean",
    "deprecated": "boolean",
    "allowEmptyValue": "boolean",
    "style": "one of matrix, label, simple, form, spaceDelimited, pipeDelimited, "
    "deepObject, cookie",
    "explode": "boolean",
    "allowReserved": "boolean",
    "schema": "Schema",
    "example": "any",
    "examples": "{Example}",
    "content": "{MediaType}, not empty",
}
_OPERATION: Final = {
    "tags": "[text]",
    "summary": "text",
    "description": "text",
    "externalDocs": "ExternalDocs",
    "operationId": "text",
    "parameters": "[Parameter]",
    "responses": "Responses, or empty, not empty",
    "deprecated": "boolean",
    "security": "[{[text]}]",
}

_FLOW: Final = {
    "authorizationUrl": "text",
    "tokenUrl": "text",
    "refreshUrl": "text",
    "deviceAuthorizationUrl": "text",
    "scopes": "{text}, or empty",
}

OPENAPI_3: Final[Table] = {
    **COMMON,
    "OpenAPI": {
        "openapi": "text",
        "$self": "text",
        "info": "Info, or empty",
        "jsonSchemaDialect": "text",
        "servers": "[Server]",
        "paths": "Paths, or empty",
        "webhooks": "{PathItem}",
        "components": "Components",
        "security": "[{[text]}]",
        "tags": "[Tag]",
        "externalDocs": "ExternalDocs",
    },
    "Server": {
        "url": "text, required",
        "description": "text",
        "name": "text",
        "variables": "{ServerVariable}",
    },
    "ServerVariable": {
        "enum": "[text], not empty",
        "default": "text, expected",
        "description": "text",
    },
    "Components": {
        "schemas": "{Schema}",
        "responses": "{Response}",
        "parameters": "{Parameter}",
        "examples": "{Example}",
        "requestBodies": "{RequestBody}",
        "headers": "{Header}",
        "securitySchemes": "{SecurityScheme}",
        "links": "{Link}",
        "callbacks": "{Callback}",
        "pathItems": "{PathItem}",
        "mediaTypes": "{MediaType}",
    },
    "PathItem": {
        "summary": "text",
        "description": "text",
        **dict.fromkeys(METHODS_3, "Operation"),
        "query": "Operation",
        "additionalOperations": "{Operation}",
        "servers": "[Server]",
        "parameters": "[Parameter]",
    },
    "Operation": {
        **_OPERATION,
        "requestBody": "RequestBody",
        "callbacks": "{Callback}",
        "servers": "[Server]",
    },
    "Parameter": {
        "name": "text, required",
        "in": "one of query, header, path, cookie, querystring, required",
        **_HEADER,
    },
    "RequestBody": {
        "description": "text",
        "content": "{MediaType}, or empty",
        "required": "boolean",
    },
    "MediaType": {
        "schema": "Schema",
        "itemSchema": "Schema",
        "example": "any",
        "examples": "{Example}",
        "encoding": "{Encoding}",
        "prefixEncoding": "[Encoding]",
        "itemEncoding": "Encoding",
    },
    "Encoding": {
        "contentType": "text",
        "headers": "{Header}",
        "style": "one of form, spaceDelimited, pipeDelimited, deepObject",
        "explode": "boolean",
        "allowReserved": "boolean",
        "encoding": "{Encoding}",
        "prefixEncoding": "[Encoding]",
        "itemEncoding": "Encoding",
    },
    "Response": {
        "summary": "text",
        "description": "text, or empty",
        "headers": "{Header}",
        "content": "{MediaType}",
        "links": "{Link}",
    },
    "Callback": {"^": "PathItem"},
    "Example": {
        "summary": "text",
        "description": "text",
        "value": "any",
        "dataValue": "any",
        "serializedValue": "text",
        "externalValue": "text",
    },
    "Link": {
        "operationRef": "text",
        "operationId": "text",
        "parameters": "{any}",
        "requestBody": "any",
        "description": "text",
        "server": "Server",
    },
    "Header": _HEADER,
    "SecurityScheme": {
        "type": f"one of apiKey, {SCHEME_TYPES}, required",
        "description": "text",
        "name": "text",
        "in": "one of query, header, cookie",
        "scheme": "text",
        "bearerFormat": "text",
        "flows": "Flows",
        "openIdConnectUrl": "text",
        "oauth2MetadataUrl": "text",
        "deprecated": "boolean",
    },
    "Flows": {
        "implicit": "ImplicitFlow",
        "password": "TokenFlow",
        "clientCredentials": "TokenFlow",
        "authorizationCode": "CodeFlow",
        "deviceAuthorization": "DeviceFlow",
    },
    "ImplicitFlow": {**_FLOW, "authorizationUrl": "text, expected"},
    "TokenFlow": {**_FLOW, "tokenUrl": "text, required"},
    "CodeFlow": {
        **_FLOW,
        "authorizationUrl": "text, expected",
        "tokenUrl": "text, required",
    },
    "DeviceFlow": {
        **_FLOW,
        "deviceAuthorizationUrl": "text, expected",
        "tokenUrl": "text, required",
    },
}
"""The objects of OpenAPI 3.0 to 3.2."""

_ITEMS: Final = {
    "type": "one of string, number, integer, boolean, array, object, file",
    "format": "text",
    "items": "Schema",
    "collectionFormat": "one of csv, ssv, tsv, pipes, multi",
    "default": "any",
    "enum": "[any]",
    "maximum": "number",
    "minimum": "number",
    "exclusiveMaximum": "boolean | number",
    "exclusiveMinimum": "boolean | number",
    "maxLength": "count",
    "minLength": "count",
    "pattern": "text",
    "maxItems": "count",
    "minItems": "count",
    "uniqueItems": "boolean",
    "multipleOf": "positive",
}

SWAGGER_2: Final[Table] = {
    **COMMON,
    "OpenAPI": {
        "swagger": "text",
        "info": "Info, or empty",
        "host": "host",
        "basePath": "base path",
        "schemes": "[one of http, https, ws, wss]",
        "consumes": "[text]",
        "produces": "[text]",
        "paths": "Paths, or empty",
        "definitions": "{Schema}",
        "parameters": "{Parameter}",
        "responses": "{Response}",
        "securityDefinitions": "{SecurityScheme}",
        "security": "[{[text]}]",
        "tags": "[Tag]",
        "externalDocs": "ExternalDocs",
    },
    "PathItem": {
        **dict.fromkeys(METHODS_2, "Operation"),
        "parameters": "[Parameter]",
    },
    "Operation": {
        **_OPERATION,
        "consumes": "[text]",
        "produces": "[text]",
        "schemes": "[one of http, https, ws, wss]",
    },
    "Parameter": {
        "name": "text, required",
        "in": "one of query, header, path, formData, body, required",
        "description": "text",
        "required": "boolean",
        "allowEmptyValue": "boolean",
        "schema": "Schema",
        **_ITEMS,
    },
    "Response": {
        "description": "text, or empty",
        "schema": "Schema",
        "headers": "{Header}",
        "examples": "{any}",
    },
    "Header": {"description": "text", **_ITEMS},
    "SecurityScheme": {
        "type": f"one of apiKey, {SCHEME_TYPES}, required",
        "description": "text",
        "name": "text",
        "in": "one of query, header, cookie",
        "scheme": "text",
        "bearerFormat": "text",
        "openIdConnectUrl": "text",
        "flow": "one of implicit, password, application, accessCode",
        "authorizationUrl": "text",
        "tokenUrl": "text",
        "scopes": "{text}",
    },
    "Schema": {**_ITEMS, **COMMON["Schema"], "discriminator": "text | Discriminator"},
}
"""The objects of Swagger 2.0."""
