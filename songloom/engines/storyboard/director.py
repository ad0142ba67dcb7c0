"""The director who asks a language model and lets it decide what it can; where it says nothing that can be used, the rules do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from songloom.engines.storyboard.brief import Brief, Level, Window
from songloom.engines.storyboard.chat import Asking, read_answer
from songloom.engines.storyboard.looks import Fields, ReadBrief, dress_scene, read_brief
from songloom.engines.storyboard.mending import Mended, mend_lines
from songloom.engines.storyboard.prompting import DIGESTS
from songloom.engines.storyboard.questions import Excerpt, ask_about_lines, ask_for_brief, cut_excerpts, find_passage_brief, list_passages
from songloom.engines.storyboard.restraint import restrain_motion
from songloom.engines.storyboard.rules import Rules
from songloom.model.decisions import Decision, Decisions, Exchange
from songloom.model.storyboard import Scene, Storyboard

# A brief of this energy has all the motion that the options allow.
_MOST_ENERGY = max(get_args(Level))


@dataclass(frozen=True)
class Direction:
    """A storyboard, and who decided what of it."""

    storyboard: Storyboard
    decisions: Decisions


@dataclass(frozen=True)
class Talk:
    """What was asked and said about some lines, and the fields that could be read."""

    excerpt: Excerpt
    exchange: Exchange
    said: Fields


def direct_with(asking: Asking, rules: Rules, window_lines: int) -> Direction:
    """The storyboard of a song. It holds every word once and in order, whatever the model says."""
    if not rules.texts:
        return Direction(Storyboard((), ()), Decisions(asking.chat.model, asking.seed, DIGESTS, {}, (), ()))
    excerpts = cut_excerpts(rules, window_lines)
    prompt = ask_for_brief(rules, excerpts)
    (answer,) = asking.ask([prompt], Brief)
    brief = read_brief(answer, rules.rhythm)
    talks = _talk_through(asking, rules, excerpts, brief.brief)
    lines = [line for talk in talks for line in mend_lines(talk.excerpt.words, talk.said.get("lines"), rules)]
    storyboard, decided = _stage(lines, talks, brief, rules)
    whole = Exchange((0, len(rules.texts)), prompt, answer)
    fields = {name: str(value) for name, value in brief.brief if name in brief.said}
    exchanges = (whole, *(talk.exchange for talk in talks))
    return Direction(storyboard, Decisions(asking.chat.model, asking.seed, DIGESTS, fields, exchanges, tuple(decided)))


# --------------------------------------------------------------------------------------------- private


def _talk_through(asking: Asking, rules: Rules, excerpts: Sequence[Excerpt], brief: Brief) -> list[Talk]:
    passages = list_passages(excerpts)
    prompts = [ask_about_lines(rules, excerpt, brief, passages) for excerpt in excerpts]
    rows = zip(excerpts, prompts, asking.ask(prompts, Window), strict=True)
    return [Talk(excerpt, Exchange(excerpt.words, prompt, answer), read_answer(answer)) for excerpt, prompt, answer in rows]


def _stage(lines: Sequence[Mended], talks: Sequence[Talk], brief: ReadBrief, rules: Rules) -> tuple[Storyboard, list[Decision]]:
    """The lines as the rules stage them, with the motion and the looks that were wished for."""
    ends = [line.end for line in lines]
    staged = rules.stage(list(zip([0, *ends], ends, strict=False)))
    most_moving = int(rules.options.moving_share * brief.brief.energy / _MOST_ENERGY * len(lines))
    animations, moved = restrain_motion(staged, [line.motion for line in lines], most_moving)
    scenes, dressed, passages = [], [], list_passages([talk.excerpt for talk in talks])
    for number, scene in enumerate(staged.scenes):
        talk = _find_talk(talks, scene, staged)
        mood = find_passage_brief(brief.brief, passages, talk.excerpt.passage).mood
        shown, decision = dress_scene(number, scene, talk.said, brief, mood)
        scenes.append(shown)
        dressed.append(decision)
    moving = (replace(line, animation=animation) for line, animation in zip(staged.lines, animations, strict=True))
    ended = [Decision("line", number, line.by, line.why) for number, line in enumerate(lines)]
    return Storyboard(tuple(moving), tuple(scenes)), [brief.explain(), *ended, *moved, *dressed]


def _find_talk(talks: Sequence[Talk], scene: Scene, staged: Storyboard) -> Talk:
    """The talk about the lines that a scene begins with."""
    word = staged.lines[scene.first_line].first_word
    return next(talk for talk in talks if word < talk.excerpt.words[1])
