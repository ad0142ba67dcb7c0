"""lyrics: the words as written, from the one source that was chosen for the song."""

from songloom.engines import build_engine
from songloom.engines.lyrics.contract import MOST_BYTES
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Write lyrics.json from the given file, the tags of the audio, a provider's answer or what was heard; second.json where it
    holds a translation as well, singers.json where it names who sings, and syllables.json where it
    times parts of words."""
    found = build_engine("lyrics", job.engine, job.options).read(_read_source(job))
    (job.folder / "lyrics.json").write_bytes(dump_document(found.lyrics))
    beside = {"second": (found.second, found.second.lines), "singers": (found.singers, found.singers.lines)}
    for name, (noun, said) in (beside | {"syllables": (found.syllables, found.syllables.words)}).items():
        if said:
            (job.folder / f"{name}.json").write_bytes(dump_document(noun))


# --------------------------------------------------------------------------------------------- private


def _read_source(job: Job) -> bytes:
    """The one input: of a person's file as much as shows whether it is too large; what another stage made, or a provider answered, is
    bounded already."""
    ((name, path),) = job.inputs.items()
    if name != "song/lyrics":
        return path.read_bytes()
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
