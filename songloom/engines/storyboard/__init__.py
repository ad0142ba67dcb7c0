"""The engines of the storyboard stage."""

from songloom.engines.family import Family
from songloom.engines.storyboard.contract import PhrasesOptions, StoryboardOptions

FAMILY = Family(
    engines={"phrases": "songloom.engines.storyboard.phrases:Phrases"},
    common=StoryboardOptions,
    options={"phrases": PhrasesOptions},
)
