"""Calling the finder from Python."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, Dict, List, Sequence, Union

from ._started import LrFinderError, active


def find(
    command: Union[str, Sequence[str], None] = None,
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Dict[str, Any]:
    """Runs `lr-finder run --trainer COMMAND --json` and returns its result as a dict.

    command: what starts the trainer: a command line ("python train.py --fast"), a script ("train.py"), or
        a list of words; by default the script that calls this, as it was started. A first word `python`
        or `python3` is the Python that runs this code.
    cwd, env: working folder, and additional environment variables, of the finder and the trainer.
    options: those of `lr-finder run`, with underscores: end_lr=1.0, steps=200, repeats=3, epochs=10,
        out="reports/one", stop=False (--no-stop), apply="config.yaml:lr", yes=True. A list repeats an
        option, a dict gives NAME=VALUE.

    Progress goes to stderr. `result["status"]` is "found" or "none"; see `result["suggestion"]`.
    The finder is what LR_FINDER_COMMAND says, `lr-finder` on PATH, or a local one by `npx`.

    Raises LrFinderError with the finder's message when the run failed.
    """
    if active():
        raise LrFinderError("find() was reached by a trainer: the script must call serve() before it")
    arguments = [*_finder_command(), "run", "--trainer", _trainer_command(command), "--json"]
    for name, value in options.items():
        arguments += _flags(name, value)
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
    reader = threading.Thread(target=_pass_on, args=(process.stderr, words), daemon=True)
    reader.start()
    output = _wait(process)
    reader.join()
    return _result(output, process.returncode, words)


def _finder_command() -> List[str]:
    given = os.environ.get("LR_FINDER_COMMAND")
    if given:
        return shlex.split(given)
    found = shutil.which("lr-finder")
    if found is not None:
        return [found]
    npx = shutil.which("npx")
    if npx is not None:
        # Never fetched from a registry: only one that is installed here.
        return [npx, "--no-install", "lr-finder"]
    raise LrFinderError(
        "lr-finder was not found: put it on PATH, or set LR_FINDER_COMMAND to the command that starts it "
        "(it needs Node 20 or newer)",
        "no-finder",
    )


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


def _flags(name: str, value: Any) -> List[str]:
    flag = name.replace("_", "-")
    if value is None:
        return []
    if value is True:
        return [f"--{flag}"]
    if value is False:
        return [f"--no-{flag}"]
    if isinstance(value, Mapping):
        return [f"--{flag}={key}={item}" for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [f"--{flag}={item}" for item in value]
    return [f"--{flag}={value}"]


def _pass_on(stream: Any, words: List[str]) -> None:
    for line in stream:
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


def _result(output: str, code: int, words: List[str]) -> Dict[str, Any]:
    try:
        result = json.loads(output)
    except ValueError:
        result = None
    if isinstance(result, dict) and "error" not in result:
        return result
    if isinstance(result, dict):
        error = result["error"]
        raise LrFinderError(str(error.get("message")), str(error.get("code")), error.get("data"))
    said = "\n".join(words[-5:]).strip()
    raise LrFinderError(said or f"lr-finder ended with code {code} and no result", "failure", {"exit": code})
