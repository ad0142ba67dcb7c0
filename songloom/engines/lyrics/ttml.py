"""TTML, as Apple Music and broadcasters write it: a paragraph is a line, and a timed span a word or a syllable."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate
from xml.parsers.expat.errors import messages

from songloom.engines.lyrics.singers import SungLine
from songloom.engines.lyrics.text import clean_text
from songloom.engines.lyrics.timebase import Timebase
from songloom.engines.lyrics.words import is_heading, order_lines, share_syllables, time_words
from songloom.errors import InputError

# What stands beside the sung words: by Apple's roles, by element, and the readings of ruby.
_UNSUNG_ROLES = ("x-translation", "x-roman")
_UNSUNG = ("metadata", "title", "desc")
_READINGS = ("text", "textContainer", "delimiter")
_OTHER_VOICE = "x-bg"
# Agents that are several people.
_SEVERAL = ("group", "organization")
_DEEPEST = 100
# What two programs may round apart.
_SLACK_S = 0.05


@dataclass(frozen=True)
class _Span:
    """The times that an element gives itself, in seconds as written; None where it gives none."""

    begin_s: float | None = None
    end_s: float | None = None


@dataclass
class _Paragraph:
    """One line: the text so far, the spans by the offset in it where they begin, the element that holds the line, outermost first, and
    whose text it is."""

    around: tuple[_Span, ...]
    shown: str = ""
    spans: list[tuple[int, tuple[_Span, ...]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Element:
    """An open element: what it adds to the spans around its children, the line that it holds, whose text it is, and whether that is
    sung."""

    spans: tuple[_Span, ...]
    paragraph: _Paragraph | None
    agent: str
    is_sung: bool


def parse_ttml(text: str) -> tuple[SungLine, ...]:
    """A line per paragraph that holds words, in the order of their times; other voices (Apple's background vocals) are lines of their
    own, translations and romanisations are left out.

    Times inside a timed element count from its start, as TTML has it, or from the song's, as Apple writes them: whichever the file's
    own nesting bears out. Format: https://www.w3.org/TR/ttml1/. InputError names the line that is no XML or no time; a document type
    is refused, and with it every entity that could grow or fetch.
    """
    paragraphs = _Reader().read(text)
    is_relative = _counts_from_parents(chain for paragraph in paragraphs for chain in _list_chains(paragraph))
    lines = (_build_line(paragraph, is_relative) for paragraph in paragraphs)
    return order_lines(line for line in lines if line is not None)


# --------------------------------------------------------------------------------------------- private


class _Reader:
    """Collects paragraphs while expat reads; no tree is built."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._add_text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._timebase = Timebase()
        self._elements: list[_Element] = []
        self._paragraphs: list[_Paragraph] = []
        self._several: set[str] = set()

    def read(self, text: str) -> list[_Paragraph]:
        try:
            self._parser.Parse(text, True)
        except ExpatError as error:
            raise self._refuse(f"is no XML ({messages[error.code]})", "check that the suffix .ttml is right", error.lineno) from error
        return self._paragraphs

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._elements:
            if local != "tt":
                raise self._refuse(f"is no TTML, but <{name[:20]}>", "check that the suffix .ttml is right")
            self._timebase = Timebase.read(attributes)
        if len(self._elements) >= _DEEPEST:
            raise self._refuse(f"nests elements more than {_DEEPEST} deep", "give plain paragraphs and spans")
        parent = self._elements[-1] if self._elements else _Element((), None, "", is_sung=True)
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        role = said.get("role", "")
        spans = (*parent.spans, self._read_span(attributes))
        paragraph = parent.paragraph
        if local == "p" or _OTHER_VOICE in role:
            paragraph = _Paragraph(spans)
            self._paragraphs.append(paragraph)
        elif paragraph is not None:
            if local == "br":
                paragraph.shown += " "
            elif local == "span":
                paragraph.spans.append((len(paragraph.shown), spans))
        if local == "agent" and said.get("type") in _SEVERAL:
            self._several.add(said.get("id", ""))
        agent = said.get("agent", "" if _OTHER_VOICE in role else parent.agent)
        is_beside = local in _UNSUNG or said.get("ruby") in _READINGS or any(unsung in role for unsung in _UNSUNG_ROLES)
        self._elements.append(_Element(spans, paragraph, agent, parent.is_sung and not is_beside))

    def _close(self, name: str) -> None:
        self._elements.pop()

    def _add_text(self, text: str) -> None:
        element = self._elements[-1]
        if element.paragraph is not None and element.is_sung:
            said = clean_text(text, self._parser.CurrentLineNumber)
            element.paragraph.shown += said
            if any(letter.isalnum() for letter in said):
                element.paragraph.agents.add("" if element.agent in self._several else element.agent)

    def _read_span(self, attributes: dict[str, str]) -> _Span:
        begin_s, end_s, length_s = (self._read_time(attributes, name) for name in ("begin", "end", "dur"))
        return _Span(begin_s, (begin_s or 0.0) + length_s if end_s is None and length_s is not None else end_s)

    def _read_time(self, attributes: dict[str, str], name: str) -> float | None:
        if name not in attributes:
            return None
        time_s = self._timebase.find_s(attributes[name])
        if time_s is None:
            raise self._refuse(f'{name}="{attributes[name][:20]}" is no time', "write times as 00:01:02.345 or 62.345s")
        return time_s

    def _refuse_doctype(self, *_: object) -> None:
        raise self._refuse("declares a document type, which may hide what it holds", "leave the DOCTYPE out")

    def _refuse(self, what: str, cure: str, line: int = 0) -> InputError:
        return InputError("", f"line {line or self._parser.CurrentLineNumber}: {what}", cure)


def _list_chains(paragraph: _Paragraph) -> Iterator[tuple[_Span, ...]]:
    yield paragraph.around
    yield from (spans for _, spans in paragraph.spans)


def _counts_from_parents(chains: Iterable[tuple[_Span, ...]]) -> bool:
    """Whether more nested times fit their parents' length than fit between their parents' times."""
    fits_parent = fits_song = 0
    for chain in chains:
        timed = [span for span in chain if span.begin_s is not None]
        if len(timed) > 1 and timed[-2].begin_s and timed[-1] is chain[-1]:
            start_s, end_s = timed[-2].begin_s or 0.0, timed[-2].end_s or float("inf")
            begin_s = timed[-1].begin_s or 0.0
            fits_parent += begin_s <= end_s - start_s + _SLACK_S
            fits_song += start_s - _SLACK_S <= begin_s <= end_s + _SLACK_S
    return fits_parent > fits_song


def _build_line(paragraph: _Paragraph, is_relative: bool) -> SungLine | None:
    placed = [(offset, *_place(spans, is_relative)) for offset, spans in paragraph.spans]
    stamps_s = {offset: begin_s for offset, begin_s, _ in placed if begin_s is not None}
    words, _ = time_words(paragraph.shown, stamps_s)
    if not words or is_heading(paragraph.shown):
        return None
    start_s, end_s = _place(paragraph.around, is_relative)
    if start_s is None:
        start_s = next((word.start_s for word in words), None)
    if end_s is None and placed:
        end_s = placed[-1][2]
    is_end = end_s is not None and (start_s is None or end_s > start_s)
    singer = "" if len(paragraph.agents) > 1 else "".join(paragraph.agents)
    # Several may be named, by their ids: they sing together.
    singer = singer.strip() if len(singer.split()) < 2 else ""
    syllables = share_syllables(paragraph.shown, stamps_s, {offset: over_s for offset, _, over_s in placed if over_s is not None})
    return SungLine(tuple(words), start_s, end_s if is_end else None, singer, syllables)


def _place(spans: Sequence[_Span], is_relative: bool) -> tuple[float | None, float | None]:
    """(start, end) in the song of the innermost element."""
    own = spans[-1]
    before_s = sum(span.begin_s or 0.0 for span in spans[:-1]) if is_relative else 0.0
    begin_s = None if own.begin_s is None else before_s + own.begin_s
    return begin_s, None if own.end_s is None else before_s + own.end_s
