"""Words for pictures, never the song's own: literal lyrics in a prompt leak letters into the picture."""

from collections.abc import Sequence
from dataclasses import replace

from songloom.engines.storyboard.form import Form
from songloom.engines.storyboard.imagery import find_images
from songloom.model.storyboard import Mood, Scene

# By mood, what is seen where no words that come back name a thing, and the light on all that is seen.
_SCENERY: dict[Mood, tuple[str, str]] = {
    "calm": ("a still and wide place", "soft morning light"),
    "warm": ("a haze of slow drifts", "low golden light"),
    "bright": ("a clear sky full of colour", "crisp light and air"),
    "dark": ("a dim room of deep shadow", "one faint glow"),
    "tense": ("a gathering storm", "sharp edges of light"),
    "wild": ("a burst of sparks", "rushing colour"),
}
_PACE = ("motionless", "gentle", "flowing", "lively", "surging")


def write_prompts(scenes: Sequence[Scene], texts: Sequence[str], form: Form, usual: Mood) -> list[Scene]:
    """The scenes with their prompts: what their own words bring to mind, the song's subject, light and pace. `texts` are the words of each
    display line, `usual` is the mood of the whole song's music. A reworded line that does not come back changes its own scene only."""
    subject = find_subject(texts, form, usual)
    prompts = (_write(scene, find_images(texts[scene.first_line : scene.end_line]), subject) for scene in scenes)
    return [replace(scene, prompt=prompt) for scene, prompt in zip(scenes, prompts, strict=True)]


def find_subject(texts: Sequence[str], form: Form, usual: Mood) -> str:
    """What is seen in every picture of a song: what the lines that come back name most, else a place that suits the whole song; on no line
    that is sung once, and on no scene's mood, since another subject paints every picture anew."""
    named = find_images(text for text, comes_back in zip(texts, form.returning, strict=True) if comes_back)
    return named[0] if named else _SCENERY[usual][0]


# --------------------------------------------------------------------------------------------- private


def _write(scene: Scene, seen: Sequence[str], subject: str) -> str:
    # With the subject one thing more: a third makes a heap.
    own = [thing for thing in seen if thing != subject][:1]
    light = _SCENERY[scene.mood][1]
    return f"{' and '.join([*own, subject])}, {light}, {_PACE[min(int(scene.energy * 5), 4)]}, no people, no text"
