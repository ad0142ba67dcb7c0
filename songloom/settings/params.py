"""Parameters in layers: package defaults ← workspace `params.yaml` ← profile ← variant ← song."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_type_hints

from songloom.engines import load_family
from songloom.settings.check import build_noun
from songloom.settings.located import Located, lay_over

STAGES = (
    "audio", "stems", "rhythm", "heard", "lyrics", "alignment", "timing",
    "storyboard", "images", "segments", "video", "subtitles", "quality",
)  # fmt: skip


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
    return {stage: _split_block(stage, getattr(checked, stage).model_dump(mode="json")) for stage in STAGES}, document


def schema_of_params() -> dict[str, Any]:
    """The JSON schema of params.yaml, for editors."""
    return _adapter().json_schema()


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(_model("params", {stage: _block_model(stage) for stage in STAGES}))


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
    from pydantic import create_model

    definitions: dict[str, Any] = {field: (kind, ...) for field, kind in kinds.items()}
    return create_model(name, **definitions)


def _split_block(stage: str, block: dict[str, Any]) -> StageSettings:
    family = load_family(stage)
    engine = block.pop("engine", "")
    own = block.get(engine, {})
    planned = {field.name: block.pop(field.name) for field in fields(family.planned)} if family.planned else {}
    shared = {name: value for name, value in block.items() if name not in family.options}
    return StageSettings(engine, shared | own, planned)
