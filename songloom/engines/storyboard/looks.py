"""How the song and its pictures should look, read from what a model said: field by field, so that one bad word spoils one field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from songloom.engines.storyboard.brief import MOST_SECTIONS, Brief, Genre, Level, Light, SectionBrief, Setting, Subject
from songloom.engines.storyboard.chat import read_answer
from songloom.engines.storyboard.pictures import describe_picture
from songloom.engines.storyboard.scenes import choose_mood
from songloom.model.decisions import Decision
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Mood, Scene

Fields = Mapping[str, Any]
_LOOK: Mapping[str, TypeAdapter[Any]] = {"mood": TypeAdapter(Mood), "setting": TypeAdapter(Setting), "light": TypeAdapter(Light)}
_SONG: Mapping[str, TypeAdapter[Any]] = {
    "genre": TypeAdapter(Genre),
    "energy": TypeAdapter(Level),
    "subject": TypeAdapter(Subject),
    **_LOOK,
}
_SECTION = TypeAdapter(SectionBrief)


@dataclass(frozen=True)
class ReadBrief:
    """A brief that is whole, and which of its fields the model `said`: the others are what the rules would have."""

    brief: Brief
    said: Fields

    def explain(self) -> Decision:
        """Who decided it."""
        lacking = [name for name in _SONG if name not in self.said]
        by = "model" if not lacking else "repair" if self.said else "rules"
        return Decision("brief", 0, by, f"nothing readable was said about {', '.join(lacking)}" if lacking else "")


def read_brief(text: str, rhythm: Rhythm) -> ReadBrief:
    """The brief in an answer."""
    plain = read_answer(text)
    said = _read_fields(plain, _SONG)
    usual = {"genre": "pop", "energy": 2, "mood": choose_mood(0.5, rhythm), "subject": "lone tree", "setting": "abstract", "light": "dusk"}
    fields = {**usual, **said}
    song = SectionBrief(mood=fields["mood"], energy=fields["energy"])
    listed = plain.get("sections")
    sections = [_read(_SECTION, row) or song for row in (listed if isinstance(listed, list) else [])[:MOST_SECTIONS]]
    return ReadBrief(Brief(**fields, sections=sections or [song]), said)


def dress_scene(number: int, scene: Scene, said: Fields, brief: ReadBrief, mood: Mood) -> tuple[Scene, Decision]:
    """The scene with the look that was `said` for its lines, and who decided it. What was not said is the brief's, and where that says
    nothing either, the scene stays as the rules have it; `mood` is the brief's for the scene's section."""
    own = _read_fields(said, _LOOK)
    lacking = [name for name in _LOOK if name not in own]
    look = {**{name: brief.said[name] for name in lacking if name in brief.said}, **own}
    if len(look) < len(_LOOK):
        return scene, Decision("scene", number, "rules", f"nothing readable was said about its {', '.join(lacking)}")
    if "mood" in lacking:
        look["mood"] = mood
    prompt = describe_picture(look["setting"], brief.said.get("subject"), look["light"], look["mood"])
    why = f"nothing readable was said about its {', '.join(lacking)}: as the brief has it" if lacking else ""
    return replace(scene, mood=look["mood"], prompt=prompt), Decision("scene", number, "repair" if lacking else "model", why)


# --------------------------------------------------------------------------------------------- private


def _read_fields(plain: Fields, kinds: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    """Those fields that are what they should be."""
    found = {name: _read(kind, plain.get(name)) for name, kind in kinds.items()}
    return {name: value for name, value in found.items() if value is not None}


def _read(kind: TypeAdapter[Any], plain: Any) -> Any:
    try:
        return kind.validate_python(plain, strict=True, extra="ignore")
    except ValidationError:
        return None
