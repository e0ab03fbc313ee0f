"""The tables of tools: which inputs there are, and where each of them goes. Their sentences are not read."""

import csv
import re

REMOVED = re.compile(r"REMOVED (\d{4}-\d\d-\d\d)")


def read(path):
    """The rows of a table."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def facts(row):
    """A row as it is kept."""
    inputs = [] if "input" not in row else _placed(row)
    return {
        "tool": row["tool"],
        "toolset": row["toolset"],
        "effect": row["effect"],
        "method": row["method"],
        "path": row["path"],
        "scopes": "" if row["scopes"] == "(none)" else " ".join(sorted(row["scopes"].split(" + "))),
        "lifecycle": row.get("lifecycle") or _lifecycle(row["notes"]),
        "query": "; ".join(_query_names(row)),
        "inputs": "; ".join(inputs) if "input" in row else "-",
        "constants": "; ".join(_constants(row)),
    }


def _lifecycle(notes):
    removed = REMOVED.search(notes)
    return f"removed {removed[1]}" if removed else "live"


def _query(row):
    """The column `query`, entry by entry."""
    return [entry for entry in _split(row.get("query") or "", ",") if not entry.startswith("(")]


def _query_names(row):
    return [re.match(r"[\w.]+", entry)[0] for entry in _query(row) if "(constant)" not in entry]


def _placed(row):
    """`name:type:required:place` of each input; the place is `-` where the table leaves it to the tool."""
    inputs, places = _declared(row), _places(row)
    for name, (kind, need) in _declared_in_body(row).items():
        inputs.setdefault(name, (kind, need))
    _match_the_last_parameter(row, inputs, places)
    return [f"{name}:{kind}:{need}:{places.get(name, '-')}" for name, (kind, need) in inputs.items()]


def _declared(row):
    inputs = {}
    for entry in _split(row["input"], ";"):
        name, kind, need = entry.split(":")
        inputs[name] = (_kind(kind), need)
    return inputs


def _declared_in_body(row):
    """Inputs that only the column `body` names."""
    return {
        name: (_kind(kind), "required" if required == "true" else "optional")
        for name, kind, required, _ in _body(row)
    }


def _body(row):
    """The column `body`: name, type, whether it is required, and where it goes. Constants are not among them."""
    for entry in _split(row.get("body") or "", ";"):
        name, kind, required, place = entry.split(":", 3)
        if not name.startswith("("):
            yield name, kind, required, place


def _places(row):
    places = {name.strip(): f"path.{name.strip()}" for name in re.findall(r"(\w+):", row["path_params"])}
    for entry in _query(row):
        name = re.match(r"[\w.]+", entry)[0]
        alias = re.search(r"\(=(\w+)\)", entry)
        places.setdefault(alias[1] if alias else name, f"query.{name}")
    inputs = _declared(row)
    for name, _, _, place in _body(row):
        # `key` of a build status, for one, is in the path already.
        places.setdefault(name, "body." + re.match(r"[\w.\[\]]+(?<!\.)", place)[0])
    return {name: place for name, place in places.items() if name in inputs or place.startswith("body.")}


def _match_the_last_parameter(row, inputs, places):
    """One input without a place and one parameter without an input belong together: `username`, `{selected_user_id}`."""
    unplaced = [name for name in inputs if name not in places]
    unfilled = [name for name in re.findall(r"\{(\w+)\}", row["path"]) if name not in inputs]
    if len(unplaced) == len(unfilled) == 1:
        places[unplaced[0]] = f"path.{unfilled[0]}"


def _constants(row):
    """`place=value` of what is sent whatever the inputs are, or along with one of them."""
    for name, value in re.findall(r"(\w+)=(\w+) \(constant\)", row.get("query") or ""):
        yield f'query.{name}="{value}"'
    for entry in _split(row.get("body") or "", ";"):
        name, _, _, place = entry.split(":", 3)
        if name == "(const)":
            yield f"body.{place}"
        for path, value in re.findall(r"([a-z_]+(?:\.[a-z_]+)+)[=:](\"\w+\"|true|false)", place):
            yield f"body.{path}={value}"


def _kind(kind):
    """`enum(a,b)` is `string(a|b)`, `string(enum 18)` is `string(18 values)`, a bare `enum` is `string(values)`."""
    kind = re.sub(r"^enum\((.*)\)$", lambda found: f"string({found[1].replace(',', '|')})", kind)
    kind = re.sub(r"^string\(enum (\d+)\)$", r"string(\1 values)", kind)
    kind = re.sub(r"^array<enum (\d+)>$", r"array(\1 values)", kind)
    return "string(values)" if kind == "enum" else kind


def _split(text, mark):
    """Splits where no bracket is open."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "({<") - (character in ")}>")
        if character == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
