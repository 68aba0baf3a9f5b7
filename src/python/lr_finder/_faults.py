"""Where something went wrong in the user's own files."""

from __future__ import annotations

import os
import traceback
from types import TracebackType

from ._reach import is_users_file
from ._started import LrFinderError

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def users_part(fault: BaseException) -> TracebackType | None:
    """Its traceback without the frames of this package that lead to the user's code. None for what this package
    says of what it was given."""
    part = frames = fault.__traceback__
    while part is not None and os.path.abspath(part.tb_frame.f_code.co_filename).startswith(_HERE):
        part = part.tb_next
    is_said = isinstance(fault, (LrFinderError, TypeError))
    return frames if part is None and not is_said else part


def place_of(fault: BaseException) -> str:
    """" (train.py, line 12, in step)": the innermost place in the user's own files; empty where there is none."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if is_users_file(frame.filename)]
    if not own:
        return ""
    name, line, function = os.path.basename(own[-1].filename), own[-1].lineno, own[-1].name
    return f" ({name}, line {line}{'' if function == '<module>' else f', in {function}'})"
