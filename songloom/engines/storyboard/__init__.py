"""The engines of the storyboard stage."""

from songloom.engines.family import Family
from songloom.engines.storyboard.contract import LlmOptions, LlmServerOptions, PhrasesOptions, StoryboardOptions, StoryboardPlan

FAMILY = Family(
    engines={
        "phrases": "songloom.engines.storyboard.phrases:Phrases",
        "llm": "songloom.engines.storyboard.llm:Llm",
        "llm_server": "songloom.engines.storyboard.llm_server:LlmServer",
    },
    common=StoryboardOptions,
    planned=StoryboardPlan,
    options={"phrases": PhrasesOptions, "llm": LlmOptions, "llm_server": LlmServerOptions},
    models={"llm": ("model",)},
)
