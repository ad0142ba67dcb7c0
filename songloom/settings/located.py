"""YAML files as plain data that remembers its lines, so that every complaint can name one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from songloom.errors import ConfigError, Problem

MAX_BYTES = 16 << 20
MAX_NODES = 500_000

PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Origin:
    """Where a value was written: the layer's name, the file, the line (from 1; 0 = not in a file)."""

    layer: str
    file: str
    line: int


@dataclass(frozen=True)
class Located:
    """Plain data, and the origin of every place in it: `("stems", "centre", "sharpness")` → Origin."""

    data: Any
    origins: Mapping[Place, Origin]

    def origin_of(self, place: Place) -> Origin:
        """The origin of a place, or of the nearest place around it."""
        while place and place not in self.origins:
            place = place[:-1]
        return self.origins.get(place, Origin("", "", 0))


def read_yaml(path: Path, layer: str) -> Located:
    """A YAML file through the safe loader; ConfigError where it is absent, too large, or not YAML. An empty file is an empty mapping."""
    import yaml

    name = _shorten(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError((Problem(name, 0, f"cannot be read ({error.strerror})"),)) from error
    if len(data) > MAX_BYTES:
        raise ConfigError((Problem(name, 0, f"holds too much: at most {MAX_BYTES} bytes are read"),))
    try:
        loader = yaml.CSafeLoader(data)
        try:
            node, reader = loader.get_single_node(), _Reader(loader, layer, name)
            plain = reader.read(node, ()) if node is not None else {}
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ConfigError((Problem(name, mark.line + 1 if mark else 0, f"is not valid YAML: {what}"),)) from error
    if not isinstance(plain, dict):
        raise ConfigError((Problem(name, 1, "expected keys with values (key: value), got something else"),))
    if reader.problems:
        raise ConfigError(tuple(reader.problems))
    return Located(plain, {(): Origin(layer, name, 1)} | reader.origins)


def lay_over(below: Located, above: Located) -> Located:
    """Mappings are merged key by key, anything else is replaced."""
    origins = dict(below.origins)
    return Located(_merge(below.data, above.data, (), origins, above.origins), origins)


def pick(document: Located, place: Place) -> Located:
    """The part of a document at `place`, as a document of its own; an empty mapping where there is none."""
    size = len(place)
    return Located(_find_data(document, place), {at[size:]: origin for at, origin in document.origins.items() if at[:size] == place})


def split(document: Located, place: Place) -> list[Located]:
    """The items of the list at `place`, each as a document of its own; origins are gone through once, however many items there are."""
    size = len(place)
    origins: list[dict[Place, Origin]] = [{} for _ in _find_data(document, place)]
    for at, origin in document.origins.items():
        if len(at) > size and at[:size] == place:
            origins[cast(int, at[size])][at[size + 1 :]] = origin
    return [Located(item, found) for item, found in zip(_find_data(document, place), origins, strict=True)]


# --------------------------------------------------------------------------------------------- private


class _Reader:
    """Walks the nodes of one file; aliases are followed, within MAX_NODES, so that a file cannot unfold without end."""

    def __init__(self, loader: Any, layer: str, file: str) -> None:
        self.loader, self.layer, self.file = loader, layer, file
        self.origins: dict[Place, Origin] = {}
        self.problems: list[Problem] = []
        self.last = Origin(layer, file, 0)

    def read(self, node: Any, place: Place) -> Any:
        import yaml

        if len(self.origins) >= MAX_NODES:
            raise ValueError(f"more than {MAX_NODES} values")
        self.origins[place] = self._find_origin(node)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in PLAIN_TAGS:
            raise ValueError(f"line {node.start_mark.line + 1} has the tag {node.tag}; only plain values are read")
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*place, index)) for index, item in enumerate(node.value)]
        if "\0" in node.value:
            self.problems.append(Problem(self.file, node.start_mark.line + 1, "holds the control character U+0000"))
        return self.loader.construct_object(node)

    def _read_mapping(self, node: Any, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node.value, str):
                raise ValueError(f"line {key_node.start_mark.line + 1} has a key that is no plain text")
            key = key_node.value
            if key in found:
                self.problems.append(Problem(self.file, key_node.start_mark.line + 1, f"{key!r} is set twice"))
            found[key] = self.read(value_node, (*place, key))
            self.origins[(*place, key)] = self._find_origin(key_node)
        return found

    def _find_origin(self, node: Any) -> Origin:
        """What stands in one line has one origin."""
        line = node.start_mark.line + 1
        if line != self.last.line:
            self.last = Origin(self.layer, self.file, line)
        return self.last


def _merge(below: Any, above: Any, place: Place, origins: dict[Place, Origin], fresh: Mapping[Place, Origin]) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _merge(below.get(key), value, (*place, key), origins, fresh)
        return merged
    for at in [at for at in origins if at[: len(place)] == place]:
        del origins[at]
    origins.update({at: origin for at, origin in fresh.items() if at[: len(place)] == place})
    return above


def _find_data(document: Located, place: Place) -> Any:
    data = document.data
    for step in place:
        data = data.get(step, {}) if isinstance(data, dict) else data[step]
    return data


def _shorten(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
