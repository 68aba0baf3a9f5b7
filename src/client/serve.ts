import { createInterface } from "node:readline";
import { checkObject } from "../core/check.ts";
import { variable } from "../core/environment.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import { answerTo, readyLine } from "./answer.ts";
import { takeOutput } from "./output.ts";
import type { Served } from "./types.ts";

/** The seed that lr-finder asks for, or undefined when it does not drive this process. */
export function finderSeed(): number | undefined {
  const seed = variable(process.env, "LR_FINDER_SEED");
  return isDriven() && seed !== undefined ? Number(seed) : undefined;
}

/** Whether lr-finder drives this process. */
export function isDriven(): boolean {
  return variable(process.env, "LR_FINDER_PROTOCOL") === "1";
}

const SERVED_KEYS: KeyTable<Served> = {
  step: true,
  evaluate: true,
  snapshot: true,
  restore: true,
  close: true,
  info: { optimizer: true, batchSize: true, stepsPerEpoch: true, parameterCount: true },
};

/**
 * Lets lr-finder drive this training: `lr-finder run --trainer "node train.mjs"`. Started without
 * the finder it returns at once and does nothing, so that the same file trains as before.
 *
 * With the finder it never returns: it answers until it is told to close, then calls `close` and
 * ends the process with code 0; when the finder goes away, with code 1. What the training prints
 * stays ordinary output (see `takeOutput`). Weights, order and dropout should come from
 * {@link finderSeed}: a trainer without `snapshot` and `restore` is started again with the same
 * seed, and has to give the same losses then.
 *
 * @throws Error when `LR_FINDER_PROTOCOL` names a version that this client does not speak
 */
export async function serve(served: Served): Promise<void> {
  checkObject("served", served);
  // An object of a class has fields of its own.
  if (Object.getPrototypeOf(served) === Object.prototype) checkKeys("serve", served, SERVED_KEYS);
  const version = variable(process.env, "LR_FINDER_PROTOCOL");
  if (version === undefined) return;
  if (version !== "1") {
    throw new Error(`lr-finder speaks protocol ${version}, and this client speaks 1: update it`);
  }
  const output = takeOutput();
  const questions = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  output.message(readyLine(served));
  let code = 1;
  for await (const line of questions) {
    const answer = await answerTo(line, served);
    if (answer === undefined) {
      code = 0;
      break;
    }
    output.message(answer);
  }
  await served.close?.();
  output.release();
  process.exit(code);
}
