# The least that a trainer can be: reads lines, writes lines. With "train" it is the bare loop, with
# "json" it speaks the protocol, with "pipe" it echoes.
import json
import sys
import time


def step(w, lr):
    """A gradient step on (w - 3)^2, a thousand times: about a tenth of a millisecond."""
    for _ in range(1000):
        loss = (w - 3.0) * (w - 3.0)
        w -= 1e-9 * lr * (w - 3.0)
    return w, loss


mode, steps = sys.argv[1], int(sys.argv[2])
out = sys.stdout
if mode == "train":
    w = 0.0
    for i in range(100):
        w, loss = step(w, 1e-3)
    started = time.perf_counter()
    for i in range(steps):
        w, loss = step(w, 1e-3)
    out.write("%r\n" % ((time.perf_counter() - started) / steps * 1e6))
elif mode == "pipe":
    for line in sys.stdin:
        out.write(line)
        out.flush()
else:
    work = mode == "json-train"
    out.write('{"lrf":"ready","protocol":1,"capabilities":[],"info":{}}\n')
    out.flush()
    w = 0.0
    for line in sys.stdin:
        message = json.loads(line)
        if message["lrf"] == "close":
            break
        loss = 0.5
        if work:
            w, loss = step(w, message["lr"])
        out.write(json.dumps({"lrf": "result", "id": message["id"], "loss": loss}) + "\n")
        out.flush()
