"""How long an answer can be: what a schema of choices and bounded lists allows at most."""

import json
from typing import Any

from pydantic import BaseModel


def measure_longest(schema: type[BaseModel]) -> int:
    """The bytes of the longest JSON that fits, written without spaces; a tokenizer makes at most so many tokens of it."""
    plain = schema.model_json_schema()
    return len(json.dumps(_find_longest(plain, plain.get("$defs", {})), separators=(",", ":")).encode())


# --------------------------------------------------------------------------------------------- private


def _find_longest(plain: dict[str, Any], named: dict[str, Any]) -> Any:
    if "$ref" in plain:
        return _find_longest(named[plain["$ref"].rpartition("/")[2]], named)
    if "enum" in plain:
        return max(plain["enum"], key=lambda choice: len(json.dumps(choice)))
    if plain["type"] == "array":
        return [_find_longest(plain["items"], named)] * plain["maxItems"]
    return {name: _find_longest(kind, named) for name, kind in plain["properties"].items()}
