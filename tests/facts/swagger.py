"""What a Swagger 2.0 document says about operations and bodies. Names and types; no sentence is read."""

METHODS = ("get", "post", "put", "patch", "delete")

# As deep as the deepest property that a tool sets: `source.repository.full_name`.
DEPTH = 3

# Every definition is a kind of it, so that "and what is derived from it" would be everything.
ROOT = "object"


class Swagger:
    """One document."""

    def __init__(self, document):
        self.paths = document["paths"]
        self.definitions = document["definitions"]
        self.derived = {}
        for name, schema in self.definitions.items():
            for base in filter(None, map(reference, schema.get("allOf", []))):
                self.derived.setdefault(base, []).append(name)

    def operations(self):
        """Method and path, in the order of the paths, with what the operation says and the parameters of both."""
        for path, item in sorted(self.paths.items()):
            for method in filter(item.__contains__, METHODS):
                operation = item[method]
                parameters = item.get("parameters", []) + operation.get("parameters", [])
                yield method.upper(), path, operation, parameters

    def properties(self, schema):
        """A schema's properties, flattened: pairs of a dotted path (`reviewers[].uuid`) and a schema."""
        yield from self._below(schema, "", 0)

    def _below(self, schema, path, depth):
        if path:
            yield path, self.resolved(schema)
        kind = self.kind(schema)
        if kind == "array":
            yield from self._below(self.resolved(schema)["items"], path + "[]", depth)
        elif kind == "object" and depth < DEPTH:
            for name, inner in sorted(self._members(schema).items()):
                if not inner.get("readOnly"):
                    yield from self._below(inner, f"{path}.{name}".lstrip("."), depth + 1)

    def _members(self, schema):
        """The members of an object: its own, and those of the definitions that may stand in its place."""
        members = self._own(schema)
        for name in self._derived(reference(schema)):
            members = self._own(self.definitions[name]) | members
        return members

    def _derived(self, name):
        names = [] if name == ROOT else self.derived.get(name, [])
        return names + [further for one in names for further in self._derived(one)]

    def _own(self, schema):
        schema = self.resolved(schema)
        members = {}
        for part in schema.get("allOf", []):
            members |= self._own(part)
        return members | schema.get("properties", {})

    def resolved(self, schema):
        """A schema, or what it refers to."""
        while (name := reference(schema)) is not None:
            schema = self.definitions[name]
        return schema

    def kind(self, schema):
        """The JSON type."""
        schema = self.resolved(schema)
        return schema.get("type") or ("object" if "allOf" in schema or "properties" in schema else "any")

    def is_closed(self, schema):
        """Whether an object takes no other properties."""
        schema = self.resolved(schema)
        return schema.get("additionalProperties") is False or any(map(self.is_closed, schema.get("allOf", [])))


def reference(schema):
    """The name of the definition that a schema refers to, if it does."""
    return schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else None
