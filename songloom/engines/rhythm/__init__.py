"""The engines of the rhythm stage."""

from songloom.engines.rhythm.contract import LibrosaOptions

ENGINES = {"librosa": "songloom.engines.rhythm.librosa:Librosa"}
OPTIONS = {"librosa": LibrosaOptions}
