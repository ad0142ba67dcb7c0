"""A workspace is a folder with a `params.yaml`: where its files lie, and where its store is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from songloom.defaults import FOLDER
from songloom.errors import ConfigError, Problem, UsageError
from songloom.settings.catalogue import is_song_id
from songloom.settings.delivery import check_word, split_delivery
from songloom.settings.located import Located, pick, read_yaml
from songloom.weights.folder import models_root
from songloom.weights.lock import NAME as LOCK_NAME

# What a command line calls every variant.
ALL = "all"


@dataclass(frozen=True)
class Workspace:
    """`root` is None outside any workspace: then only what ships with the package is known."""

    root: Path | None

    def store_root(self) -> Path:
        """`artifacts/` of the workspace, else the user's cache folder."""
        if self.root:
            return self.root / "artifacts"
        from platformdirs import user_cache_path

        return user_cache_path("songloom")

    def lock_of_weights(self) -> Path:
        """`models.lock` of the workspace, else beside the user's weights."""
        return (self.root or models_root()) / LOCK_NAME

    def catalogue_file(self) -> Path:
        """The catalogue that `weave` takes when none is named."""
        if not self.root:
            raise UsageError("", "there is no workspace here", "name an audio file, or go to a folder that has a params.yaml")
        return self.root / "configs" / "catalogue.yaml"

    def layers(self, profile: str, variant: str) -> list[Located]:
        """Package defaults, workspace, profile, delivery profile and variant, in the order in which they are laid over one another."""
        layers = [_read_shipped(FOLDER / "params.yaml", "default")]
        if self.root:
            layers.append(read_yaml(self.root / "params.yaml", "workspace"))
        layers.append(_read_shipped(_find_profile(profile), f"profile {profile}"))
        delivery, own = split_delivery(self._variant(variant))
        if delivery:
            layers.append(_read_shipped(delivery, f"delivery {delivery.stem}"))
        return [*layers, own]

    def draft(self) -> Located:
        """What a draft lays over all of these, and over a song's own."""
        return _read_shipped(FOLDER / "draft.yaml", "draft")

    def variants(self) -> list[str]:
        """The names of all variants: `main`, which changes nothing unless declared, and those of `configs/variants.yaml`."""
        return ["main", *(name for name in self._variants_document().data if name != "main")]

    def _variant(self, name: str) -> Located:
        if name not in self.variants():
            raise UsageError(f"--variant {name}", "there is no such variant", f"known here: {', '.join(self.variants())}, all")
        return pick(self._variants_document(), (name,))

    def _variants_document(self) -> Located:
        file = self.root / "configs" / "variants.yaml" if self.root else None
        document = read_yaml(file, "variant") if file and file.exists() else Located({}, {})
        if problems := tuple(_check_variants(document)):
            raise ConfigError(problems)
        return document


def find_workspace(start: Path) -> Workspace:
    """The workspace that holds `start`: the nearest folder upwards that has a `params.yaml`."""
    folder = start.resolve()
    return Workspace(next((here for here in (folder, *folder.parents) if (here / "params.yaml").is_file()), None))


# --------------------------------------------------------------------------------------------- private


def _check_variants(document: Located) -> Iterator[Problem]:
    for name, changes in document.data.items():
        origin = document.origin_of((name,))
        if name == ALL or not is_song_id(name):
            yield Problem(origin.file, origin.line, f"{name!r} cannot name a variant; expected letters, digits and .-_ (and not {ALL!r})")
        if not isinstance(changes, dict):
            yield Problem(origin.file, origin.line, f"{name}: expected the parameters that differ, got {changes!r}")
        else:
            yield from check_word(pick(document, (name,)))


# What ships with the package is read once, however many variants are laid over it.
_read_shipped = cache(read_yaml)


def _find_profile(name: str) -> Path:
    known = sorted(file.stem for file in (FOLDER / "profiles").glob("*.yaml"))
    if name not in known:
        raise UsageError(f"--profile {name}", "there is no such profile", f"known: {', '.join(known)}")
    return FOLDER / "profiles" / f"{name}.yaml"
