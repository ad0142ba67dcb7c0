"""Entries put into the text of a `catalogue.yaml`: what a person wrote there stays as it is, byte for byte."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from songloom.errors import UsageError
from songloom.settings.catalogue import Entry

CURE = "write the entries by hand, or put the songs as a list of lines that begin with `- id:`"

# What other readers of YAML take for a number, a truth or nothing, though PyYAML writes it bare.
_LOOKS_TYPED = re.compile(
    r"[-+]?(\.?\d[\d_]*(\.\d*)?(e[-+]?\d+)?|\.inf|\.nan)|0[ox][0-9a-f]+|y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE
)
_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_RARE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

# As far as a mapping's list is indented where there is none to go by.
_COLUMN = 2


def has_songs(text: str) -> bool:
    """Whether a catalogue's text has a list of songs that can be read; UsageError where it is no catalogue at all."""
    root = _compose(text)
    return root is not None and not _is_nothing(_find_list(root))


def add_entries(text: str, entries: Sequence[Entry]) -> str:
    """The text with the entries behind its last song; UsageError (where="") where its form has no room for them.

    >>> print(add_entries("songs: []  # none yet", [Entry("a", "a.mp3", title="A: b")]), end="")
    songs:  # none yet
      - id: a
        audio: a.mp3
        title: "A: b"
    """
    if not entries:
        return text
    added = [_describe(entry) for entry in entries]
    changed = _insert(text, added)
    expected = [*_load(text), *added]
    return _check(changed, expected)


def change_paths(text: str, changes: Mapping[tuple[int, str], str]) -> str:
    """The text with other paths in its entries, by the entry's index and the name of the path: only these are touched; UsageError
    (where="") where one is written in a form that cannot be changed alone.

    >>> change_paths("songs: [{id: a, audio: a.mp3}] # mine", {(0, "audio"): "b.mp3"})
    'songs: [{id: a, audio: "b.mp3"}] # mine'
    """
    songs, expected = _find_list(_compose(text)), _load(text)
    edits = []
    for (index, name), path in changes.items():
        expected[index] = expected[index] | {name: path}
        item = songs.value[index]
        node = next(value for key, value in item.value if key.value == name)
        is_quoted = songs.flow_style or item.flow_style or node.style
        edits.append((node.start_mark.index, node.end_mark.index, _dump_flow(path) if is_quoted else _quote(path)))
    for start, end, path in sorted(edits, reverse=True):
        text = text[:start] + path + text[end:]
    return _check(text, expected) if edits else text


# --------------------------------------------------------------------------------------------- private


def _compose(text: str) -> Any:
    import yaml

    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError("", f"is not valid YAML: {getattr(error, 'problem', None) or error}", "mend it first") from error


def _find_list(root: Any) -> Any:
    """The node behind `songs`, None where there is none."""
    import yaml

    if _is_nothing(root):
        return None
    if not isinstance(root, yaml.MappingNode):
        raise UsageError("", "is no catalogue: expected songs: with a list", CURE)
    values = {key.value: value for key, value in root.value}
    if unknown := [str(key) for key in values if key != "songs"]:
        raise UsageError("", f"has the key {unknown[0]!r}; expected songs: with a list, and nothing else", "take it out first")
    songs = values.get("songs")
    if not isinstance(songs, yaml.SequenceNode) and not _is_nothing(songs):
        raise UsageError("", "songs: holds no list", CURE)
    return songs


def _is_nothing(node: Any) -> bool:
    return node is None or node.tag == "tag:yaml.org,2002:null"


def _load(text: str) -> list[Any]:
    """The songs as plain data."""
    import yaml

    loader = yaml.CSafeLoader(text)
    try:
        return (loader.get_single_data() or {}).get("songs") or []
    finally:
        loader.dispose()


def _check(text: str, expected: list[Any]) -> str:
    """The text, if it says what it should: no edit is trusted."""
    import yaml

    try:
        is_right = repr(_load(text)) == repr(expected)
    except (yaml.YAMLError, AttributeError):
        is_right = False
    if not is_right:
        raise UsageError("", "its form leaves no room for a change that touches nothing else", CURE)
    return text


def _describe(entry: Entry) -> dict[str, Any]:
    """An entry as it is written: only what is known of it."""
    return {field.name: value for field in fields(entry) if field.name != "kind" and (value := getattr(entry, field.name))}


def _insert(text: str, added: Sequence[Mapping[str, Any]]) -> str:
    root = _compose(text)
    songs = _find_list(root)
    if songs is None:
        if not _is_nothing(root):
            raise UsageError("", "is an empty mapping", "write songs: [] in its place")
        return _append(text, ("songs:", *_render_lines(added, _COLUMN)))
    start, end = songs.start_mark.index, songs.end_mark.index
    if _is_nothing(songs) or (not root.flow_style and re.fullmatch(r"\[ *\]", text[start:end])):
        return _append(text[:start].rstrip(" ") + text[end:], _render_lines(added, _COLUMN))
    if not songs.flow_style:
        return _append(text, _render_lines(added, songs.start_mark.column))
    flow = ", ".join(_dump_flow(entry) for entry in added)
    at = songs.value[-1].end_mark.index if songs.value else end - 1
    return f"{text[:at]}{', ' if songs.value else ''}{flow}{text[at:]}"


def _append(text: str, lines: Iterable[str]) -> str:
    """The text with more lines at the end of its document, in its own kind of line ends."""
    first = re.search("\r\n|\n|\r", text)
    line_end = first[0] if first else "\n"
    marker = _DOCUMENT_END.search(text)
    body, tail = (text[: marker.start()], text[marker.start() :]) if marker else (text, "")
    body += "" if not body or body.endswith(("\n", "\r")) else line_end
    return body + "".join(line + line_end for line in lines) + tail


def _render_lines(added: Sequence[Mapping[str, Any]], column: int) -> Iterator[str]:
    for entry in added:
        for number, (name, value) in enumerate(entry.items()):
            yield f"{' ' * column}{'  ' if number else '- '}{name}: {_quote(value)}"


def _quote(text: str) -> str:
    """One text: bare where every reader takes it for that text, else in JSON's quotes."""
    import yaml

    # PyYAML's writer would quote a text for its emoji alone.
    likeness = _ASTRAL.sub("x", text)
    is_bare = (
        not _LOOKS_TYPED.fullmatch(text)
        and yaml.dump([likeness], Dumper=yaml.CSafeDumper, width=1 << 30, allow_unicode=True) == f"- {likeness}\n"
    )
    return text if is_bare else _dump_flow(text)


def _dump_flow(data: Any) -> str:
    """JSON, which is YAML too; letters that YAML does not take as they are become escapes."""
    return _RARE.sub(lambda letter: f"\\u{ord(letter[0]):04x}", json.dumps(data, ensure_ascii=False))
