#!/usr/bin/env python3
"""Writes the tables of facts beside this file: generate.py OPENAPI TOOLS_TSV EXTRA_TSV"""

import json
import pathlib
import sys

import tools
from swagger import ROOT, Swagger, reference

HERE = pathlib.Path(__file__).parent


def main(openapi, *tables):
    with open(openapi, encoding="utf-8") as file:
        swagger = Swagger(json.load(file))
    rows = [row for table in tables for row in tools.read(table)]
    kept = [operation for operation in swagger.operations() if _is_kept(operation, rows)]
    _refuse_unknown(kept, rows)
    _write("operations.tsv", [_operation(swagger, *operation) for operation in kept])
    _write("bodies.tsv", [line for name in _bodies(kept) for line in _body(swagger, name)])
    _write("tools.tsv", [tools.facts(row) for row in rows])


def _is_kept(operation, rows):
    """Every read, because a tool may look up whatever it likes, and the writes that tools are for."""
    method, path, _, _ = operation
    return method == "GET" or any((row["method"], row["path"]) == (method, path) for row in rows)


def _refuse_unknown(kept, rows):
    known = {(method, path) for method, path, _, _ in kept}
    unknown = [row["tool"] for row in rows if (row["method"], row["path"]) not in known]
    if unknown:
        sys.exit(f"the Swagger document has no operation for {', '.join(unknown)}: generate from an older one")


def _operation(swagger, method, path, operation, parameters):
    kind, schema = _body_of(operation, parameters)
    scopes = next((rule["oauth2"] for rule in operation.get("security", []) if "oauth2" in rule), [])
    return {
        "method": method,
        "path": path,
        "path_parameters": _parameters("path", parameters),
        "query": _parameters("query", parameters),
        "body": kind,
        "schema": schema,
        "scopes": " ".join(sorted(scopes)),
        "deprecated": "deprecated" if operation.get("deprecated") else "",
    }


def _parameters(where, parameters):
    """`name:type(a|b):required` of those in one place."""
    here = [parameter for parameter in parameters if parameter["in"] == where]
    return "; ".join(
        f"{one['name']}:{one['type']}{_values(one)}:{'required' if one.get('required') else 'optional'}"
        for one in here
    )


def _values(schema):
    return f"({'|'.join(map(str, schema['enum']))})" if "enum" in schema else ""


def _body_of(operation, parameters):
    """How the body is written, and the name of its schema."""
    schema = next((one["schema"] for one in parameters if one["in"] == "body"), None)
    if schema is None:
        return ("form" if any(one["in"] == "formData" for one in parameters) else "none"), ""
    is_array = schema.get("type") == "array"
    kind = "json-array" if is_array else "json"
    also = " multipart" if "multipart/form-data" in operation.get("consumes", []) else ""
    return kind + also, reference(schema["items"] if is_array else schema)


def _bodies(kept):
    """The names of all schemas that bodies have, by the document or by the supplement."""
    declared = {_body_of(operation, parameters)[1] for _, _, operation, parameters in kept}
    supplied = {row["name"] for row in tools.read(HERE / "supplement.tsv") if row["type"] == "schema"}
    return sorted((declared | supplied) - {"", ROOT})


def _body(swagger, name):
    schema = {"$ref": f"#/definitions/{name}"}
    yield _property(swagger, name, "", schema)
    for path, inner in swagger.properties(schema):
        yield _property(swagger, name, path, inner)


def _property(swagger, name, path, schema):
    closed = "closed " if swagger.kind(schema) == "object" and swagger.is_closed(schema) else ""
    return {"schema": name, "property": path, "type": f"{closed}{swagger.kind(schema)}{_values(schema)}"}


def _write(name, rows):
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
