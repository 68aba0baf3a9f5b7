import { describe, expect, it, test } from "vitest";
import { diagnose } from "../../src/diagnose/index.ts";
import { codes, decay, logOf } from "./logs.ts";

const log = logOf(40, (share) => 2 * decay(4)(share) + 1);
const held = (lost: number, from: number, to = 40) =>
  Array.from({ length: 40 }, (_, step) => ({
    step,
    loss: step >= from && step < to ? lost : 2 * Math.exp(-step / 9) + 1.1,
  }));

describe("a held-out loss that is no number", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%d from a step on: an error with that step",
    (lost) => {
      const { findings, status } = diagnose({ ...log, heldOut: held(lost, 10) });
      expect(status).toBe("findings");
      expect(findings).toMatchObject([
        { code: "held-out-lost", severity: "error", steps: [10, 39], data: { kind: "stays" } },
      ]);
      expect(findings[0]?.message).toContain(`became ${lost} at step 10`);
      expect(findings[0]?.advice.join(" ")).toContain(
        "checkpoint that is known to be good is that of step 9",
      );
    },
  );

  it("has its last good checkpoint before it rose above where it began", () => {
    const blown = held(Number.NaN, 10).map(({ step, loss }) => ({
      step,
      loss: step >= 6 && step < 10 ? 10 ** (step - 4) : loss,
    }));
    const { findings } = diagnose({ ...log, heldOut: blown });
    const lost = findings.find(({ code }) => code === "held-out-lost");
    expect(lost?.data).toMatchObject({ lastGoodStep: 5 });
    expect(lost?.advice.join(" ")).toContain("known to be good is that of step 5");
  });

  it("that comes back is a warning", () => {
    const { findings } = diagnose({ ...log, heldOut: held(Number.NaN, 10, 12) });
    expect(findings).toMatchObject([
      { code: "held-out-lost", severity: "warning", steps: [10, 11], data: { count: 2 } },
    ]);
  });

  it("is seen beside a training loss that is lost as well", () => {
    const losses = log.losses.map((loss, i) => (i < 20 ? loss : Number.NaN));
    const both = { ...log, losses, heldOut: held(Number.NaN, 10) };
    expect(codes(diagnose(both))).toEqual(["diverged", "held-out-lost"]);
  });
});

describe("several held-out sets", () => {
  const rising = (step: number) => 1 + Math.abs(step - 15) / 20;
  const set = (name: string, loss: (step: number) => number) => ({
    name,
    losses: Array.from({ length: 40 }, (_, step) => ({ step, loss: loss(step) })),
  });

  it("are looked at one by one, and named", () => {
    const falls = set("eval_a_loss", (step) => 2 * Math.exp(-step / 9) + 1.1);
    const heldOutSets = [falls, set("eval_b_loss", rising), set("eval_c_loss", rising)];
    const { findings } = diagnose({ ...log, heldOutSets });
    expect(findings).toMatchObject([
      { code: "over-fitting", data: { heldOut: "eval_b_loss" } },
      { code: "over-fitting", data: { heldOut: "eval_c_loss" } },
    ]);
    expect(findings[0]?.message).toContain(
      "the held-out loss eval_b_loss was lowest (1) at step 15",
    );
  });
});

test("over-fitting names the lowest loss that the log holds, at its step", () => {
  const losses = [3, 2, 1.5, 1.132, 1.114, 1.14, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7];
  const heldOut = losses.map((loss, i) => ({ step: 10 * i, loss }));
  const { findings } = diagnose({ ...logOf(120, decay(4)), heldOut });
  expect(findings[0]?.message).toContain("lowest (1.114) at step 40");
  expect(findings[0]?.data).toMatchObject({ best: 1.114, bestStep: 40 });
});

test("a run that ends above its start is never healthy", () => {
  const falls = (i: number) => 2 * Math.exp(-i / 20) + 0.5;
  const jump = logOf(100, (_, i) => (i === 99 ? 50 : falls(i)));
  expect(diagnose(jump)).toMatchObject({ status: "unclear" });
  expect(diagnose(jump).summary).toContain("no lower at the end (50) than at the start (2.098)");
});
