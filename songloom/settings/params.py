"""Parameters in layers: package defaults ← workspace `params.yaml` ← profile ← variant ← song."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any, Literal, get_type_hints

from songloom.engines import load_family
from songloom.errors import ConfigError
from songloom.settings.check import build_noun
from songloom.settings.delivery import check_agreement
from songloom.settings.located import Located, lay_over

STAGES = (
    "audio", "stems", "rhythm", "heard", "lyrics", "alignment", "timing",
    "storyboard", "images", "segments", "sound", "video", "subtitles", "quality",
)  # fmt: skip


# Blocks that must agree with one another.
AGREEING = frozenset(("segments", "sound"))


@dataclass(frozen=True)
class StageSettings:
    """One stage's block: the engine's alias ("none": the stage is left out; "": chosen song by song), its options, and
    what the planner resolves itself (a theme's name, the order of the lyrics' sources)."""

    engine: str
    options: Mapping[str, Any]
    planned: Mapping[str, Any]


Settings = Mapping[str, StageSettings]


def build_settings(layers: Sequence[Located]) -> tuple[Settings, Located]:
    """The frozen settings, and the document they came from with the origin of every value; ConfigError lists all that is wrong."""
    document = layers[0]
    for layer in layers[1:]:
        document = lay_over(document, layer)
    checked = build_noun(_adapter(), document)
    if problems := tuple(check_agreement(document)):
        raise ConfigError(problems)
    return {stage: _split_block(stage, getattr(checked, stage).model_dump(mode="json")) for stage in STAGES}, document


@dataclass(frozen=True)
class Settled:
    """A variant's layers laid over one another and checked, once for all its songs; its `blocks` in JSON."""

    layers: tuple[Located, ...]
    blocks: Mapping[str, str]
    settings: Settings


def settle_layers(layers: Sequence[Located]) -> Settled:
    """What all songs of a variant have in common; ConfigError lists all that is wrong."""
    settings, document = build_settings(layers)
    return Settled(tuple(layers), {stage: json.dumps(document.data[stage], default=str) for stage in STAGES}, settings)


def lay_song(settled: Settled, layer: Located) -> Settings:
    """The settings of a song in a variant: only the blocks that the song's own layer touches are checked anew, all others are the
    variant's own objects. ConfigError lists all that is wrong."""
    try:
        touched = {stage: _lay_block(stage, settled.blocks[stage], json.dumps(own, default=str)) for stage, own in layer.data.items()}
    except (ValueError, KeyError, TypeError):
        # The long way says what is wrong, and where it stands.
        return build_settings([*settled.layers, layer])[0]
    if not AGREEING.isdisjoint(touched):
        # What one block says must fit what others say.
        build_settings([*settled.layers, layer])
    return {**settled.settings, **touched}


def schema_of_params() -> dict[str, Any]:
    """The JSON schema of params.yaml, for editors."""
    return _adapter().json_schema()


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(_model("params", {stage: _block_model(stage) for stage in STAGES}))


@cache
def _block_model(stage: str) -> Any:
    family = load_family(stage)
    aliases = (*family.engines, "none") if family.optional else tuple(family.engines)
    kinds: dict[str, Any] = {} if family.chosen_by_song else {"engine": Literal[aliases]}
    for shared in (family.common, family.planned):
        kinds |= get_type_hints(shared, include_extras=True) if shared else {}
    if not family.chosen_by_song:
        for alias, options in family.options.items():
            own = {name: kind for name, kind in get_type_hints(options, include_extras=True).items() if name not in kinds}
            if own:
                kinds[alias] = _model(f"{stage}_{alias}", own)
    return _model(stage, kinds)


def _model(name: str, kinds: Mapping[str, Any]) -> Any:
    from pydantic import ConfigDict, create_model

    definitions: dict[str, Any] = {field: (kind, ...) for field, kind in kinds.items()}
    # What checks a block by itself is built when one is checked: most never are.
    return create_model(name, __config__=ConfigDict(defer_build=True), **definitions)


@lru_cache(maxsize=4096)
def _lay_block(stage: str, below: str, own: str) -> StageSettings:
    """A stage's block with `own` laid over it, all in JSON: once for all variants in which it is equal. KeyError or ValueError where that
    does not fit."""
    text = json.dumps(_change(json.loads(below), json.loads(own)))
    return _split_block(stage, _block_model(stage).model_validate_json(text, strict=True).model_dump(mode="json"))


def _change(below: Any, above: Any) -> Any:
    """Mappings are merged key by key, anything else is replaced; KeyError where `above` says what `below` does not know."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: _change(below[key], value) for key, value in above.items()}}


def _split_block(stage: str, block: dict[str, Any]) -> StageSettings:
    family = load_family(stage)
    engine = block.pop("engine", "")
    own = block.get(engine, {})
    planned = {field.name: block.pop(field.name) for field in fields(family.planned)} if family.planned else {}
    shared = {name: value for name, value in block.items() if name not in family.options}
    return StageSettings(engine, shared | own, planned)
