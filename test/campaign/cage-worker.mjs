// The inside of a cage (cage.mjs): one thread that runs jobs of a room, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import { cleanOutput } from "../../dist/cli/output.js";
import { printError } from "../../dist/cli/print-error.js";
import { LrFinderError } from "../../dist/core/errors.js";

const { attempt, prepare } = await import(workerData.room);
await prepare?.(workerData.setup);

parentPort.on("message", async (job) => {
  let outcome;
  try {
    outcome = { end: "value", value: await attempt(job) };
  } catch (thrown) {
    outcome =
      thrown instanceof LrFinderError
        ? { end: "refused", code: thrown.code, message: printed(thrown) }
        : { end: "thrown", text: thrown?.stack ?? String(thrown) };
  }
  parentPort.postMessage(outcome);
});
parentPort.postMessage({ isReady: true });

/** An error as the command line prints it. */
function printed(error) {
  let text = "";
  const take = (more) => {
    text += more;
  };
  printError({ ...cleanOutput({ out: take, err: take }), env: {} }, error, "words");
  return text;
}
