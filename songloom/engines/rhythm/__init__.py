"""The engines of the rhythm stage."""

from songloom.engines.family import Family
from songloom.engines.rhythm.contract import LibrosaOptions

FAMILY = Family(
    engines={"librosa": "songloom.engines.rhythm.librosa:Librosa"},
    options={"librosa": LibrosaOptions},
)
