"""How each class of pipelines that is taken likes to be asked: in how many steps, with how much guidance, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# Below this guidance a pipeline asks its network once a step, and nobody reads what is unwanted.
LEAST_GUIDANCE = 1.0


@dataclass(frozen=True)
class Manner:
    """`steps` and `guidance` suit weights that were not distilled, `distilled` those with a word in their name. `guided_by` is what the
    pipeline calls guidance, `reads_unwanted` whether it takes a negative prompt, `more` are other arguments of its call."""

    steps: int
    guidance: float
    distilled: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    guided_by: str = "guidance_scale"
    reads_unwanted: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    def write_call(self, wanted: list[str], unwanted: list[str]) -> dict[str, Any]:
        """The arguments of a call that say what is to be seen, and how it is to be reached."""
        words: dict[str, Any] = {"prompt": wanted}
        if self.reads_unwanted and self.guidance > LEAST_GUIDANCE:
            words["negative_prompt"] = unwanted
        return words | {"num_inference_steps": self.steps, self.guided_by: self.guidance} | dict(self.more)


_FAST = {"turbo": (1, 0.0), "lightning": (4, 0.0), "hyper": (4, 0.0), "lcm": (4, 1.0)}
# A captions' cleaner that works only where two more libraries are installed: prompts here have nothing to clean.
_UNCLEANED = {"clean_caption": False}
# Pipelines that make a picture of a text and of nothing else, with what their makers say of them. The library would take any class of any
# library that a folder names.
MANNERS: Mapping[str, Manner] = {
    "StableDiffusionPipeline": Manner(30, 6.0, _FAST),
    "StableDiffusionXLPipeline": Manner(30, 6.0, _FAST),
    "StableDiffusion3Pipeline": Manner(28, 4.5, {"turbo": (4, 0.0)}),
    # Its guidance is an input of its network.
    "LatentConsistencyModelPipeline": Manner(4, 8.0, reads_unwanted=False),
    # schnell was taught on no more tokens, and prompts here have far fewer.
    "FluxPipeline": Manner(28, 3.5, {"schnell": (4, 0.0)}, reads_unwanted=False, more={"max_sequence_length": 256}),
    "Flux2KleinPipeline": Manner(50, 4.0, {"klein": (4, 1.0)}, reads_unwanted=False),
    "ChromaPipeline": Manner(35, 5.0),
    "PixArtAlphaPipeline": Manner(20, 4.5, {"lcm": (4, 0.0)}, more=_UNCLEANED),
    "PixArtSigmaPipeline": Manner(20, 4.5, more=_UNCLEANED),
    "SanaPipeline": Manner(20, 4.5, more=_UNCLEANED),
    "ZImagePipeline": Manner(30, 4.0, {"turbo": (9, 0.0)}),
    "QwenImagePipeline": Manner(50, 4.0, {"lightning": (8, 1.0)}, guided_by="true_cfg_scale"),
    "Lumina2Pipeline": Manner(30, 4.0),
}


def choose_manner(pipeline: Any, name: str, steps: int, guidance: float) -> Manner:
    """How to ask this pipeline, whose weights have that name: with `steps` from 1 and `guidance` from 0 as they are set, else as suits."""
    manner = MANNERS[type(pipeline).__name__]
    usual = next((few for word, few in manner.distilled.items() if word in name.lower()), None)
    told = _tell_distilled(pipeline)
    if told is not None:
        usual = next(iter(manner.distilled.values())) if told else None
    usual_steps, usual_guidance = usual or (manner.steps, manner.guidance)
    return replace(manner, steps=steps or usual_steps, guidance=guidance if guidance >= 0 else usual_guidance)


# --------------------------------------------------------------------------------------------- private


def _tell_distilled(pipeline: Any) -> bool | None:
    """What a pipeline says of itself, whatever its name; None where it says nothing."""
    kind = type(pipeline).__name__
    if kind == "FluxPipeline":
        # dev takes guidance in, schnell does not.
        return not pipeline.transformer.config.guidance_embeds
    return bool(pipeline.config.is_distilled) if kind == "Flux2KleinPipeline" else None
