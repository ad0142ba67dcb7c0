"""What happens where Skia cannot be loaded."""

import sys
from importlib import import_module

import pytest

from songloom.errors import MissingError


def test_a_machine_without_skias_libraries_is_told_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "songloom.engines.segments.skia", raising=False)
    monkeypatch.setitem(sys.modules, "skia", None)
    with pytest.raises(MissingError, match="apt-get install libegl1 libgl1"):
        import_module("songloom.engines.segments.skia")
