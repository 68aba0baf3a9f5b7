import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../helpers/cli.ts";

/** A module whose trainer writes down what is asked of it. */
export interface LoggingModule {
  readonly folder: string;
  readonly file: string;
  /** `snapshot`, `step`, `evaluate`, `restore`, `close`, in order. */
  calls(): string[];
}

/**
 * Writes a module that trains three numbers down a bowl.
 *
 * @param parts code to run at a step, at closing, or in place of the held-out losses
 */
export function loggingModule(
  parts: { step?: string; close?: string; evaluate?: string } = {},
): LoggingModule {
  const folder = temporaryFolder();
  const file = join(folder, "bowl.mjs");
  const log = join(folder, "calls.txt");
  writeFileSync(
    file,
    `import { appendFileSync } from "node:fs";
const log = (call) => appendFileSync(${JSON.stringify(log)}, call + "\\n");
let steps = 0;
let at = [3, -2, 1];
let saved = at;
const loss = () => at.reduce((sum, x) => sum + x * x, 0);
export const trainer = {
  info: {
    optimizer: "sgd", batchSize: 8, stepsPerEpoch: 10, parameterCount: 3, seed: 0,
    engine: { name: "own", version: "1", why: "a test" },
  },
  async step(lr) {
    log("step");
    steps += 1;
    ${parts.step ?? ""}
    const before = loss();
    at = at.map((x, i) => x - lr * 2 * x * (1 + 0.1 * Math.sin(steps + i)));
    return { loss: before };
  },
  async evaluate() { log("evaluate"); ${parts.evaluate ?? "return loss() + 0.1;"} },
  async snapshot() { log("snapshot"); saved = at; },
  async restore() { log("restore"); at = saved; steps = 0; },
  async close() { log("close"); ${parts.close ?? ""} },
};
`,
  );
  return {
    folder,
    file,
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
}
