"""With no provider of lyrics enabled and no remote, a run speaks to nobody beyond this machine: all of its Pythons are watched."""

import os
import re
import subprocess
import sys

import pytest

# What a Python imports by itself when it starts: it writes down whom its process speaks to, before it does.
OBSERVER = """
import os, sys

def note(event, words):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        who = words[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        who = words[0]
    else:
        return
    handle = os.open(os.environ["EGRESS_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{event} {who!r}\\n".encode())
    os.close(handle)

sys.addaudithook(note)
"""
HERE = re.compile(r"'127\.[\d.]+'|'::1'|'localhost'|'::ffff:127\.[\d.]+'| '/| b'\\\\x00| '\\\\x00|'0\.0\.0\.0'| None| \(0, 0\)")


@pytest.fixture
def observed(tmp_path):
    folder = tmp_path / "observer"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(OBSERVER)
    log = tmp_path / "egress.log"
    log.touch()
    return {"PYTHONPATH": str(folder), "EGRESS_LOG": str(log)}, lambda: log.read_text().splitlines()


def list_abroad(lines):
    return [line for line in lines if not HERE.search(line)]


def test_the_observer_sees_whoever_speaks(observed):
    variables, read = observed
    speak = "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', who)"
    code = f"import socket\nfor who in (('127.0.0.1', 9), ('192.0.2.1', 9)):\n    {speak}"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    subprocess.run([sys.executable, "-c", child], env=os.environ | variables, capture_output=True)
    assert len(read()) == 2
    assert ["192.0.2.1" in line for line in list_abroad(read())] == [True]


@pytest.mark.parametrize("runner", ["inline", "threads"])
def test_a_run_speaks_to_nobody_beyond_this_machine(workspace, run_songloom, observed, tmp_path, runner):
    variables, read = observed
    run_songloom("weave", "--runner", runner, "--store", tmp_path / "fresh", "--until", "rhythm", "--json", cwd=workspace, **variables)
    assert list_abroad(read()) == []
    assert runner == "inline" or read(), "Prefect's server was spoken to, so the observer was there"
