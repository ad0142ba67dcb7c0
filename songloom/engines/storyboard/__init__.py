"""The engines of the storyboard stage."""

from songloom.engines.family import Family
from songloom.engines.storyboard.contract import LlmOptions, PhrasesOptions, StoryboardOptions

FAMILY = Family(
    engines={
        "phrases": "songloom.engines.storyboard.phrases:Phrases",
        "llm": "songloom.engines.storyboard.llm:Llm",
    },
    common=StoryboardOptions,
    options={"phrases": PhrasesOptions, "llm": LlmOptions},
    models={"llm": ("model",)},
)
