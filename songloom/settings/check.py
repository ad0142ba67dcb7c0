"""Plain data → a noun, or everything that is wrong with it, each with file, line and what was expected."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from songloom.errors import ConfigError, Problem
from songloom.settings.located import Located, Place


def build_noun(adapter: Any, document: Located) -> Any:
    """What a pydantic TypeAdapter makes of the document; ConfigError lists every unknown key and every misfit, by line."""
    from pydantic import ValidationError

    schema = _find_schema(adapter)
    problems = list(_list_unknown(document.data, (), schema, document))
    try:
        noun = adapter.validate_json(json.dumps(document.data, default=str), strict=True)
    except ValidationError as error:
        problems += _list_misfits(error, document)
        raise ConfigError(_sort(problems)) from error
    if problems:
        raise ConfigError(_sort(problems))
    return noun


# --------------------------------------------------------------------------------------------- private


@lru_cache
def _find_schema(adapter: Any) -> dict[str, Any]:
    """An adapter's JSON schema takes longer to make than a document to check."""
    return adapter.json_schema()


def _list_unknown(data: Any, place: Place, schema: dict[str, Any], document: Located) -> Iterator[Problem]:
    """Keys that the schema does not know: whether pydantic refuses them depends on how a noun was declared, so it is not asked."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _list_unknown(item, (*place, index), schema, document)
    if not isinstance(data, dict):
        return
    known = _list_keys(schema, place)
    for key, value in data.items():
        here = (*place, key)
        if not known or key in known:
            yield from _list_unknown(value, here, schema, document)
            continue
        origin = document.origin_of(here)
        near = get_close_matches(key, known, n=1)
        expected = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}"
        yield Problem(origin.file, origin.line, f"{_name(here)}: unknown key; {expected}")


def _list_misfits(error: Any, document: Located) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        if item["type"] not in ("extra_forbidden", "unexpected_keyword_argument"):
            origin = document.origin_of(tuple(item["loc"]))
            yield Problem(origin.file, origin.line, f"{_name(tuple(item['loc']))}: {_explain(item)}")


def _explain(item: dict[str, Any]) -> str:
    if item["type"] in ("missing", "missing_argument"):
        return "is missing"
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    got = json.dumps(item["input"], ensure_ascii=False, default=str)
    got = got if len(got) <= 80 else got[:77] + "..."
    if item["type"] == "predicate_failed":
        kind = str(item["msg"]).split("'")[1].removeprefix("is_").replace("_", " ")
        return f"expected a {kind}, got {got}"
    return f"expected {str(item['msg']).removeprefix('Input should be ')}, got {got}"


def _list_keys(schema: dict[str, Any], place: Place) -> list[str]:
    """The keys that a JSON schema knows at a place; none where it leaves them open."""
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


def _sort(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def _name(place: Place) -> str:
    return ".".join(str(step) for step in place) or "the file"
