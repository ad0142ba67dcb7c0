"""The engines of the storyboard stage."""

from songloom.engines.storyboard.contract import PhrasesOptions, StoryboardOptions

ENGINES = {"phrases": "songloom.engines.storyboard.phrases:Phrases"}
COMMON = StoryboardOptions
OPTIONS = {"phrases": PhrasesOptions}
