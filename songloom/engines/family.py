"""What a registry lists: a stage's engines and what each of them takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType


@dataclass(frozen=True)
class Family:
    """The engines of one stage, by alias.

    `engines` are "module:Class"; `options` the dataclasses that they are built from. `common` are the options that all of them share,
    `planned` what the planner resolves itself and no engine sees. `models` names, for an engine that needs weights, those of its
    options that say which ("off": none). `chosen_by_song`: no setting names the engine, each song's files do; `optional`: the engine may
    be "none".
    """

    engines: Mapping[str, str]
    options: Mapping[str, type]
    common: type | None = None
    planned: type | None = None
    models: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    chosen_by_song: bool = False
    optional: bool = False

    def __post_init__(self) -> None:
        assert set(self.engines) == set(self.options), "every engine has its options"
        for alias, names in self.models.items():
            assert set(names) <= {option.name for option in fields(self.options[alias])}, f"{alias} names weights by options it has"
