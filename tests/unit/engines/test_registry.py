"""Engines are found by their alias; a library that is not there, or broken, is told with its cure."""

import sys
from types import ModuleType

import pytest

from songloom.engines import find_class
from songloom.engines.timing.merge import Merge
from songloom.errors import MissingError


class Broken(ModuleType):
    """A library that is installed and fails when something of it is used."""

    def __getattr__(self, name):
        raise ImportError(f"cannot open shared object file: {name}", name=self.__name__)


@pytest.fixture
def plant(monkeypatch):
    """Put something in a library's place; the engine's own module is imported anew."""

    def put(library, module):
        for name in [name for name in sys.modules if name.startswith(("songloom.engines.rhythm.", f"{library}."))]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, library, module)

    return put


def test_an_alias_is_a_class():
    assert find_class("timing", "merge") is Merge


def test_a_library_that_is_not_installed_is_named(plant):
    plant("librosa", None)
    with pytest.raises(MissingError, match=r"rhythm: librosa: the library librosa.* is not installed; install songloom again"):
        find_class("rhythm", "librosa")


def test_a_library_that_cannot_be_loaded_is_no_songs_fault(plant):
    plant("librosa", Broken("librosa"))
    with pytest.raises(MissingError, match=r"rhythm: librosa: a library cannot be loaded \(cannot open shared object"):
        find_class("rhythm", "librosa")
