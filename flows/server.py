"""Prefect's server for one run: it ends with the run, however that ends, and is there before a worker asks for it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from songloom.errors import MissingError

START_S = 180
STOP_S = 10
LOOK_S = 1


@contextmanager
def open_server() -> Iterator[str]:
    """The address of Prefect's API: of the server that PREFECT_API_URL names, else of one that is started here and stopped at the end.

    Prefect would start one by itself, but a second one in every worker process, which takes each of them ten seconds; and would leave
    it behind when the run is killed.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if url := PREFECT_API_URL.value():
        yield url
        return
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        server = _start(listening)
    try:
        _wait(url, server)
        with temporary_settings({PREFECT_API_URL: url}), _silence_tasks():
            yield url
    finally:
        _stop(server)


def end_with_parent(parent: int) -> None:
    """From here on, this process ends once its parent is gone: a killed run leaves nobody behind who works on."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


# --------------------------------------------------------------------------------------------- private


@contextmanager
def _silence_tasks() -> Iterator[None]:
    """Prefect tells its server of every task by events, in the background. Nobody can look at a server that is gone with the run; it
    would be told for minutes after thousands of tasks, at the cost of a core, and what it did not take in would keep the run from
    ending: eight seconds an event."""
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    EventsWorker.set_client_override(NullEventsClient)
    try:
        yield
    finally:
        EventsWorker.drain_all(at_exit=False)
        EventsWorker.set_client_override(None)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_S)
    os.kill(os.getpid(), signal.SIGKILL)


def _start(listening: socket.socket) -> subprocess.Popen[bytes]:
    """The server inherits a socket that listens already: no port is guessed, and what asks early waits in line."""
    handle = listening.fileno()
    command = [sys.executable, "-m", "flows.server", str(handle), str(os.getpid())]
    environment = os.environ | {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    # A group of its own: Ctrl-C is for the run, which needs its server to the end.
    return subprocess.Popen(command, env=environment, pass_fds=[handle], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    import httpx

    try:
        httpx.get(f"{url}/health", timeout=START_S, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        ended = server.poll()
        what = f"it ended with exit code {ended}" if ended is not None else f"no answer: {error}"
        cure = "use --runner inline, or name a server with PREFECT_API_URL"
        raise MissingError("", f"Prefect's server does not start ({what})", cure) from error


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _serve(handle: int, parent: int) -> None:
    import uvicorn

    end_with_parent(parent)
    uvicorn.run("prefect.server.api.server:create_app", factory=True, fd=handle, log_level="critical", lifespan="on")


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
