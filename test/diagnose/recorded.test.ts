import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnose, type TrainingLog } from "../../src/diagnose/index.ts";
import { repoFile } from "../helpers/cli.ts";

interface Recorded {
  readonly name: string;
  readonly losses: readonly (number | null)[];
  readonly lrs: number | readonly number[];
  readonly heldOut: readonly (readonly [number, number | null])[];
}

// Real trainings; how they were made is in make.mjs beside the file.
const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(repoFile("test/fixtures/training-logs/recorded.json"), "utf8"),
);

function logOf(name: string): TrainingLog {
  const found = recorded.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  const { losses, lrs, heldOut } = found;
  const number = (loss: number | null) => loss ?? Number.NaN;
  return {
    steps: losses.map((_, i) => i),
    losses: losses.map(number),
    lrs: typeof lrs === "number" ? losses.map(() => lrs) : lrs,
    heldOut: heldOut.map(([step, loss]) => ({ step, loss: number(loss) })),
  };
}

const DIGITS = "digits-images.idx3-ubyte.gz cnn:8 momentum";
const SPIRALS = "spirals.csv mlp:64,32 adam";
const HOUSES = "house-prices.csv mlp:64,32 sgd";

describe("recorded trainings", () => {
  it.each([
    [`${DIGITS} cosine 0.3`],
    [`${DIGITS} cosine 0.03`],
    [`${SPIRALS} constant 0.01`],
    [`${HOUSES} cosine 0.1`],
    [`${HOUSES} constant 0.01`],
  ])("%s: healthy", (name) => {
    expect(diagnose(logOf(name))).toMatchObject({ status: "healthy", findings: [] });
  });

  it.each([
    [
      `${DIGITS} constant 0.3`,
      "too-slow",
      { kind: "broken" },
      /^Start anew .*ten times lower \(0\.03\)/,
    ],
    [
      `${DIGITS} constant 0.0001`,
      "too-slow",
      { kind: "steady" },
      /^Raise .* between 0\.0005 and 0\.001/,
    ],
    [`${SPIRALS} cosine 1`, "spike", { kind: "jumps" }, /lower the learning rate/],
    [`${SPIRALS} constant 1`, "plateau", {}, /^First take it for a minimum/],
    [
      `${HOUSES} constant 1`,
      "diverged",
      { kind: "non-finite" },
      /ten times lower, from 1\.0 to 0\.1/,
    ],
    ["blobs.csv mlp:16 rmsprop constant 1", "plateau", {}, /^First take it for a minimum/],
  ])("%s: %s", (name, code, data, advice) => {
    const { findings } = diagnose(logOf(name));
    expect(findings[0]?.code).toBe(code);
    expect(findings[0]?.data).toMatchObject(data);
    expect(findings[0]?.advice[0]).toMatch(advice);
  });
});
