"""Words for pictures, never the song's own: literal lyrics in a prompt leak letters into the picture."""

from collections.abc import Sequence
from dataclasses import replace

from songloom.engines.storyboard.form import Form
from songloom.engines.storyboard.imagery import find_images
from songloom.model.storyboard import Mood, Scene

# By mood, what is seen where the words name nothing, and the light on all that is seen.
_SCENERY: dict[Mood, tuple[str, str]] = {
    "calm": ("a still and wide place", "soft morning light"),
    "warm": ("a haze of slow drifts", "low golden light"),
    "bright": ("a clear sky full of colour", "crisp light and air"),
    "dark": ("a dim room of deep shadow", "one faint glow"),
    "tense": ("a gathering storm", "sharp edges of light"),
    "wild": ("a burst of sparks", "rushing colour"),
}
_PACE = ("motionless", "gentle", "flowing", "lively", "surging")


def write_prompts(scenes: Sequence[Scene], texts: Sequence[str], form: Form) -> list[Scene]:
    """The scenes with their prompts: what their own words bring to mind, else what the lines that come back name most, so that a song has
    a subject; then light and pace. `texts` are the words of each display line; a reworded line that does not come back changes its own
    scene only."""
    refrain = [text for text, comes_back in zip(texts, form.returning, strict=True) if comes_back]
    motif = find_images(refrain)[:1]
    prompts = (_write(scene, find_images(texts[scene.first_line : scene.end_line]) or motif) for scene in scenes)
    return [replace(scene, prompt=prompt) for scene, prompt in zip(scenes, prompts, strict=True)]


# --------------------------------------------------------------------------------------------- private


def _write(scene: Scene, seen: Sequence[str]) -> str:
    place, light = _SCENERY[scene.mood]
    subject = " and ".join(seen) if seen else f"{place}, abstract"
    return f"{subject}, {light}, {_PACE[min(int(scene.energy * 5), 4)]}, no people, no text"
