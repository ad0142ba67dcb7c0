"""Words for pictures, never the song's own: literal lyrics in a prompt leak letters into the picture."""

from collections import Counter
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
# So many lines have to name a thing that no refrain names, before it is what the song is about.
_OFTEN = 3
_PACE = ("motionless", "gentle", "flowing", "lively", "surging")


def write_prompts(scenes: Sequence[Scene], texts: Sequence[str], form: Form) -> list[Scene]:
    """The scenes with their prompts: what their own words bring to mind, the song's subject, light and pace. `texts` are the words of each
    display line; a reworded line that does not come back changes its own scene only, or else, seldom, the subject."""
    subject = find_subject(scenes, texts, form)
    prompts = (_write(scene, find_images(texts[scene.first_line : scene.end_line]), subject) for scene in scenes)
    return [replace(scene, prompt=prompt) for scene, prompt in zip(scenes, prompts, strict=True)]


def find_subject(scenes: Sequence[Scene], texts: Sequence[str], form: Form) -> str:
    """What is seen in every picture of a song: what the lines that come back name most, else what stands out in all of them; where nothing
    does, a place that suits most of the song."""
    refrain = [text for text, comes_back in zip(texts, form.returning, strict=True) if comes_back]
    if named := find_images(refrain) or find_images(texts, _OFTEN):
        return named[0]
    moods: Counter[Mood] = Counter(scene.mood for scene in scenes)
    return _SCENERY[moods.most_common(1)[0][0]][0] if moods else ""


# --------------------------------------------------------------------------------------------- private


def _write(scene: Scene, seen: Sequence[str], subject: str) -> str:
    # With the subject one thing more: a third makes a heap.
    own = [thing for thing in seen if thing != subject][:1]
    light = _SCENERY[scene.mood][1]
    return f"{' and '.join([*own, subject])}, {light}, {_PACE[min(int(scene.energy * 5), 4)]}, no people, no text"
