"""Calling the finder from Python."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, List, Sequence, Tuple, Union

from ._program import answer, flags, in_python_words, program
from ._result import Result
from ._started import LrFinderError, active


def find(
    command: Union[str, Sequence[str], None] = None,
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Result:
    """Runs `lr-finder run --trainer COMMAND --json` and returns its result.

    command: what starts the trainer: a command line ("python train.py --fast"), a script ("train.py"), or
        a list of words; by default the script that calls this, as it was started. A first word `python`
        or `python3` is the Python that runs this code.
    cwd, env: working folder, and additional environment variables, of the finder and the trainer.
    options: those of `lr-finder run`, with underscores: end_lr=1.0, steps=200, repeats=3, epochs=10,
        out="reports/one", stop=False (--no-stop), apply="config.yaml:lr", yes=True. A list repeats an
        option, a dict gives NAME=VALUE.

    Progress goes to stderr. `result.status` is "found" or "none"; see `result.suggestion`.
    The finder is what LR_FINDER_COMMAND says, the one that came with this package, `lr-finder` on PATH, or
    one that npm has installed here or above; nothing is fetched.

    Raises LrFinderError with the finder's message when the run failed.
    """
    if active():
        raise LrFinderError("find() was reached by a trainer: the script must call serve() before it")
    arguments = [*program(), "run", "--trainer", _trainer_command(command), "--json", *flags(options)]
    output, code, words = run_finder(arguments, cwd, env)
    return Result(in_python_words(answer(output, code, words)), folder=cwd)


def run_finder(
    arguments: List[str],
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
) -> Tuple[str, int, List[str]]:
    """Runs the finder, whose progress is shown: what it printed, its exit code, the end of what it said."""
    environment = {**os.environ, **(env or {})}
    try:
        process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as fault:
        raise LrFinderError(f"cannot start {arguments[0]}: {fault}", "no-finder") from fault
    words: List[str] = []
    # Read here and not inherited: a notebook shows what Python writes, not what its children do.
    reader = threading.Thread(target=pass_on, args=(process.stderr, words), daemon=True)
    reader.start()
    output = _wait(process)
    reader.join()
    return output, process.returncode, words


def _trainer_command(command: Union[str, Sequence[str], None]) -> str:
    if command is None:
        return shlex.join(_own_command())
    if not isinstance(command, str):
        command = shlex.join(command)
    first, space, rest = command.strip().partition(" ")
    if not first:
        raise ValueError("`command` is empty")
    this = shlex.quote(sys.executable)
    if first in ("python", "python3"):
        return this + space + rest
    return f"{this} {first}{space}{rest}" if first.endswith(".py") else first + space + rest


def _own_command() -> List[str]:
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        name = spec.name[: -len(".__main__")] if spec.name.endswith(".__main__") else spec.name
        return [sys.executable, "-m", name, *sys.argv[1:]]
    script = getattr(main, "__file__", None)
    if script is None or not os.path.exists(script):
        raise LrFinderError('there is no script to start: give its command, find("python train.py")')
    return [sys.executable, os.path.abspath(script), *sys.argv[1:]]


def pass_on(stream: Any, words: List[str], quiet: bool = False) -> None:
    """Shows what the finder says, and keeps the end of it."""
    for line in stream:
        if not quiet:
            sys.stderr.write(line)
            sys.stderr.flush()
        words.append(line.rstrip("\n"))
        del words[:-20]


def _wait(process: subprocess.Popen[str]) -> str:
    """The finder's output. On Ctrl-C it is told to stop, which leaves what it has recorded."""
    assert process.stdout is not None
    try:
        output = process.stdout.read()
        process.wait()
        return output
    except BaseException:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
