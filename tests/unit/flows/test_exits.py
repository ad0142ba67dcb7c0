"""How a command ends, whatever happens in it."""

import io
import json
import sys

import pytest

from flows import exits
from songloom.errors import StoreError


@pytest.fixture
def end(monkeypatch, capsys, tmp_path):
    """Ends a command with a result or an error; (exit code, standard output, standard error)."""
    monkeypatch.setattr(exits.signal, "signal", lambda *_: None)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(result, *words):
        def command():
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(sys, "argv", ["songloom", *words])
        with pytest.raises(SystemExit) as caught:
            exits.end_with(command)
        return caught.value.code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("result", "code", "says"),
    [
        (None, 0, ""),
        (1, 1, ""),
        (StoreError("disk", "is full", "free space"), 3, "songloom: disk: is full; free space"),
        (130, 130, "songloom: interrupted; what was finished is kept"),
        (KeyboardInterrupt(), 130, "songloom: interrupted; what was finished is kept"),
        (BrokenPipeError(), 0, ""),
        (SystemExit(1), 0, ""),
        (OSError(28, "No space left on device"), 4, "songloom: the output: No space left on device; "),
        (PermissionError(13, "Permission denied", "a.ogg"), 4, "songloom: a.ogg: Permission denied; "),
        (MemoryError(), 4, "songloom: this machine ran out of memory"),
        (ZeroDivisionError("never"), 1, "songloom: ZeroDivisionError: never; this is a defect"),
    ],
)
def test_every_end_has_its_exit_code_and_one_sentence(end, result, code, says):
    ended, out, err = end(result)
    assert (ended, out) == (code, "")
    assert err.startswith(says)
    assert err.count("\n") == bool(says)


def test_a_defect_leaves_a_trace_that_is_named(end, tmp_path):
    err = end(ZeroDivisionError("never"))[2]
    (trace,) = tmp_path.iterdir()
    assert str(trace) in err
    assert "ZeroDivisionError" in trace.read_text()


def test_machines_are_told_as_json(end):
    assert json.loads(end(StoreError("disk", "is full", ""), "weave", "--json")[1]) == {"error": "disk: is full"}


def test_a_letter_that_the_terminal_lacks_is_escaped(end, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", terminal)
    end(StoreError("\xf6.mp3", "is gone", ""))
    terminal.flush()
    assert terminal.buffer.getvalue() == b"songloom: \\xf6.mp3: is gone\n"
