// A process that runs pairs for `bench.mjs`: an id and options come in, answers or a failure go out.
import { runPair } from "./run-pair.mjs";
import { PAIRS } from "./tasks/list.mjs";

process.on("message", async ({ id, options }) => {
  const pair = PAIRS.find((each) => each.id === id);
  try {
    process.send({ id, answers: await runPair(pair, options) });
  } catch (thrown) {
    process.send({
      id,
      failed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    });
  }
});
