"""Plain data → a noun, or everything that is wrong with it, each with file, line and what was expected."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from songloom.errors import ConfigError, Problem
from songloom.settings.located import Located, Place


def build_noun(adapter: Any, document: Located) -> Any:
    """What a pydantic TypeAdapter makes of the document; ConfigError lists every misfit."""
    from pydantic import ValidationError

    try:
        return adapter.validate_json(json.dumps(document.data, default=str), strict=True)
    except ValidationError as error:
        raise ConfigError(tuple(_list_problems(error, document, adapter.json_schema()))) from error


# --------------------------------------------------------------------------------------------- private


def _list_problems(error: Any, document: Located, schema: dict[str, Any]) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        place = tuple(item["loc"])
        origin = document.origin_of(place)
        yield Problem(origin.file, origin.line, f"{_name(place)}: {_explain(item, place, schema)}")


def _explain(item: dict[str, Any], place: Place, schema: dict[str, Any]) -> str:
    match item["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = _list_keys(schema, place[:-1])
            near = get_close_matches(str(place[-1]), known, n=1)
            return f"unknown key; expected {f'{near[0]!r}?' if near else 'one of ' + ', '.join(known)}"
        case "missing" | "missing_argument":
            return "is missing"
        case _:
            message = str(item["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
            got = json.dumps(item["input"], ensure_ascii=False, default=str)
            return f"expected {message}, got {got if len(got) <= 80 else got[:77] + '...'}"


def _list_keys(schema: dict[str, Any], place: Place) -> list[str]:
    """The keys that a JSON schema knows at a place."""
    at = schema
    for step in place:
        at = _follow(schema, at)
        below = at.get("properties", {}).get(step) or at.get("items") or at.get("additionalProperties")
        if not isinstance(below, dict):
            return []
        at = below
    return sorted(_follow(schema, at).get("properties", {}))


def _follow(schema: dict[str, Any], at: dict[str, Any]) -> dict[str, Any]:
    for choice in at.get("anyOf", ()):
        if "$ref" in choice or "properties" in choice:
            at = choice
    return schema["$defs"][at["$ref"].rsplit("/", 1)[-1]] if "$ref" in at else at


def _name(place: Place) -> str:
    return ".".join(str(step) for step in place) or "the file"
