"""How a command ends: one sentence and an exit code, whatever happened."""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

import typer

from songloom.errors import ConfigError, SongloomError

INTERRUPTED = 130


def end_with(run: Callable[[], object]) -> NoReturn:
    """Run a command and end the program with its exit code; an error is one clear sentence, never a traceback."""
    _print_in_any_locale()
    # Whoever stops us politely is a Ctrl-C: Prefect's server must not outlive the run.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = run()
    except typer.TyperException as error:
        code = _complain(f"{error.format_message()} (songloom --help lists what there is)", error.exit_code)
    except (ConfigError, SongloomError) as error:
        code = _complain(str(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except MemoryError:
        code = _complain("this machine ran out of memory; close something, or weave fewer songs at a time", 4)
    except (BrokenPipeError, SystemExit):
        # Rich and Typer end the program where nobody reads on; nothing else of ours does.
        code = 0
    except OSError as error:
        code = _complain(f"{error.filename or 'the output'}: {error.strerror or error}; see that it can be read and written", 4)
    except Exception as error:
        code = _complain(f"{type(error).__name__}: {error}; this is a defect of Songloom: please report it with {_keep_trace()}", 1)
    if code == INTERRUPTED:
        _complain("interrupted; what was finished is kept, and the next run goes on from there", INTERRUPTED)
    # The work is done or given up; a second Ctrl-C while Prefect stops its server would only print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code if isinstance(code, int) else 0)


# --------------------------------------------------------------------------------------------- private


def _print_in_any_locale() -> None:
    """A letter that the terminal's encoding lacks is escaped: no file name may end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _keep_trace() -> str:
    import traceback
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile("w", prefix="songloom-", suffix=".txt", encoding="utf-8", delete=False) as file:
        traceback.print_exc(file=file)
    return file.name


def _complain(message: str, code: int) -> int:
    """Say what is wrong, to machines as well where they asked; the code to exit with."""
    print(f"songloom: {message}", file=sys.stderr)  # noqa: T201 - this is the place where errors are said
    if "--json" in sys.argv:
        from json import dumps

        with suppress(OSError):
            print(dumps({"error": message}), flush=True)  # noqa: T201 - the machine's copy of it
    return code
