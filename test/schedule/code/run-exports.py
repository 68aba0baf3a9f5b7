"""Runs exported code: jobs on stdin, the values of each job's steps on stdout.

A job is {"library", "code", "steps"}; `plain` runs the part above the library's import alone.
"""

import json
import re
import sys
import warnings

# Schedulers warn when no optimizer step comes between two of theirs: none is needed here.
warnings.simplefilter("ignore")


def plain(code, steps):
    names = {}
    exec(re.split("\nimport keras|\nfrom torch", code)[0], names)
    return [names["learning_rate"](step) for step in steps]


def keras(code, steps):
    names = {}
    exec(code, names)
    return [float(names["learning_rate"](step)) for step in steps]


def optax(code, steps):
    import jax

    jax.config.update("jax_enable_x64", True)
    names = {}
    exec(code, names)
    values = jax.jit(jax.vmap(names["learning_rate"]))(jax.numpy.array(steps))
    return [float(value) for value in jax.numpy.broadcast_to(values, (len(steps),))]


def torch(code, steps):
    import torch as library

    names = {}
    exec(code, names)
    weight = library.nn.Parameter(library.zeros(1))
    optimizer = library.optim.SGD([weight], lr=names["BASE_LR"], momentum=0.9)
    scheduler = names["planned_scheduler"](optimizer)
    values = []
    for step in range(max(steps) + 1):
        values.append(optimizer.param_groups[0]["lr"])
        if step < max(steps):
            scheduler.step()
    return [values[step] for step in steps]


RUN = {"plain": plain, "keras": keras, "optax": optax, "pytorch": torch, "hf": torch}
json.dump([RUN[job["library"]](job["code"], job["steps"]) for job in json.load(sys.stdin)], sys.stdout)
