"""Lets lr-finder drive a training script. One folder, no dependencies, Python 3.8 to 3.14.

    from lr_finder import serve
    serve(step=train_one_batch, optimizer=optimizer, model=model, evaluate=validate)

Started by `lr-finder run --trainer "python train.py"`, `serve` does what the finder asks and then ends
the process with code 0. In any other run it returns at once, and the script trains as it always did.

The other way round, from Python or a notebook:

    import lr_finder
    result = lr_finder.find("python train.py", end_lr=1.0)
    result.suggestion.lr

In a notebook, without a script:

    lr_finder.lr_find(model, loader, optimizer, loss=loss_fn, val_loader=val_loader)

Of a run that is too big to try, from a table of smaller ones, or from a study of them:

    lr_finder.law(dataframe, at={"batch": 1024, "width": 4096}).lr

Of a framework's own loop: `lr_finder.keras`, `lr_finder.lightning`, `lr_finder.transformers`.

`lr-finder init` copies this folder; a newer one comes with a newer lr-finder.
"""

from ._find import find
from ._law import Law, law, study
from ._loop import Loop
from ._lr_find import lr_find
from ._result import Reason, Result, Suggestion
from ._serve import accumulate, serve
from ._session import Session
from ._started import LrFinderError, active, seed

__all__ = [
    "Law",
    "Loop",
    "LrFinderError",
    "Reason",
    "Result",
    "Session",
    "Suggestion",
    "accumulate",
    "active",
    "find",
    "law",
    "lr_find",
    "seed",
    "serve",
    "study",
]
