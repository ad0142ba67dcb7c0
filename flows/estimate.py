"""About how long steps will take and how much they will keep: what their like took before, by the length of the song."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from songloom.model.record import Record
from songloom.pipeline.plan import Step
from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.views import read_keys

# Enough songs to tell what a stage costs, few enough to be read in no time.
MOST_SONGS = 25
# Compressed sound, as songs come, against the same as FLAC: about what 256 kbit/s makes of it.
FLAC_PER_BYTE = 4.0


@dataclass(frozen=True)
class Cost:
    """What steps of a stage took together: how many there were, their seconds, the bytes they made, the bytes of their songs' sound."""

    steps: int = 0
    seconds: float = 0.0
    made: int = 0
    sound: int = 0


class Estimate:
    """What steps cost before, by stage, and how long the songs are that it was told of."""

    def __init__(self, store: Store, sounds: Mapping[str, float] = MappingProxyType({})) -> None:
        """`sounds`: how long songs are, as `measure_sound` tells it."""
        self._store = store
        self._past: dict[str, Cost] | None = None
        self._sounds = dict(sounds)

    def learn(self, step: Step) -> None:
        """Note how long a song is; of any other step than `audio` nothing is noted."""
        if step.stage == "audio" and (sound := measure_sound(step)):
            self._sounds[step.song] = sound

    def expected_s(self, stage: str, song: str) -> float:
        """The seconds that a step will take: what its like took, scaled by the song's length where that is known; 0 where its stage
        never ran here."""
        cost = self._read_past().get(stage, Cost())
        return cost.seconds / cost.steps * self._scale(song, cost) if cost.steps else 0.0

    def expected_bytes(self, stage: str, song: str) -> float:
        """The bytes that it will make, told in the same way."""
        cost = self._read_past().get(stage, Cost())
        return cost.made / cost.steps * self._scale(song, cost) if cost.steps else 0.0

    def knows(self, stage: str) -> bool:
        """Whether steps of this stage ran here before."""
        return stage in self._read_past()

    def _scale(self, song: str, cost: Cost) -> float:
        return self._sounds[song] / (cost.sound / cost.steps) if song in self._sounds and cost.sound else 1.0

    def _read_past(self) -> Mapping[str, Cost]:
        # Where nothing is open, nothing of this is read.
        if self._past is None:
            self._past = _sum_costs(self._store)
        return self._past


def measure_sound(step: Step) -> float | None:
    """The bytes of a song's sound as FLAC, or about as many as they will be."""
    if step.record:
        return step.record.outputs["audio.flac"].size
    path = step.inputs["song/audio"].path if "song/audio" in step.inputs else None
    try:
        return path.stat().st_size * (1.0 if path.suffix.lower() in (".flac", ".wav") else FLAC_PER_BYTE) if path else None
    except OSError:
        return None


# --------------------------------------------------------------------------------------------- private


def _sum_costs(store: Store) -> dict[str, Cost]:
    costs: dict[str, Cost] = {}
    for sound, stage, record in _read_views(store):
        before, made = costs.get(stage, Cost()), sum(output.size for output in record.outputs.values())
        costs[stage] = Cost(before.steps + 1, before.seconds + record.provenance["seconds"], before.made + made, before.sound + sound)
    return costs


def _read_views(store: Store) -> Iterator[tuple[int, str, Record]]:
    """The sound's bytes, stage and record of steps that were made whole; a stage of which only some parts were made says too little."""
    for song, variant in _pick_views(store):
        keys = read_keys(store, song, variant)
        records = {stage: read_record(store.records.path_of(str(known.get("key")))) for stage, known in keys.items()}
        audio = records.get("audio")
        sound = audio.outputs["audio.flac"].size if audio else 0
        for stage, record in records.items():
            if sound and record and "seconds" in record.provenance and not record.provenance.get("parts", {}).get("reused"):
                yield sound, stage, record


def _pick_views(store: Store) -> list[tuple[str, str]]:
    """Songs from all over the catalogue, in all their variants."""
    folder = store.root / "songs"
    songs = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    picked = songs[:: -(-len(songs) // MOST_SONGS) or 1]
    return [(song, variant.name) for song in picked for variant in sorted((folder / song).glob("*"))]
