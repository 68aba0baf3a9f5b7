import { describe, expect, test, vi } from "vitest";
import { answerTo, readyLine } from "../../src/client/answer.ts";
import { finderSeed, isDriven, serve } from "../../src/client/index.ts";
import { takeOutput } from "../../src/client/output.ts";
import { readLine } from "../../src/trainer/process/messages.ts";

const step = () => 1;

describe("readyLine", () => {
  test("says what is there; restore needs snapshot too", () => {
    const info = { optimizer: "adam", batchSize: 4 };
    expect(JSON.parse(readyLine({ step, info }))).toEqual({
      lrf: "ready",
      protocol: 1,
      capabilities: [],
      info,
    });
    const all = { step, evaluate: () => 1, snapshot() {}, restore() {} };
    expect(JSON.parse(readyLine(all)).capabilities).toEqual(["evaluate", "restore"]);
    expect(JSON.parse(readyLine({ step, restore() {} })).capabilities).toEqual([]);
  });

  test("is what the finder reads", () => {
    expect(readLine(readyLine({ step }))).toMatchObject({ kind: "message" });
  });
});

describe("answerTo", () => {
  const ask = async (question: unknown, served = {}) =>
    readLine((await answerTo(JSON.stringify(question), { step, ...served })) as string);

  test.each([
    [() => 2.5, { loss: 2.5 }],
    [async () => Number.NaN, { loss: Number.NaN }],
    [
      () => ({ loss: Number.NEGATIVE_INFINITY, lr: 0.1 }),
      { loss: Number.NEGATIVE_INFINITY, lr: 0.1 },
    ],
    [() => ({ loss: 1, skipped: true }), { loss: 1, skipped: true }],
  ])("a step, %#", async (served, expected) => {
    expect(await ask({ lrf: "step", id: 3, lr: 0.1 }, { step: served })).toEqual({
      kind: "message",
      message: { lrf: "result", id: 3, ...expected },
    });
  });

  test("the LR arrives", async () => {
    const served = vi.fn(() => 1);
    await ask({ lrf: "step", id: 1, lr: 1e-7 }, { step: served });
    expect(served).toHaveBeenCalledWith(1e-7);
  });

  test("evaluate, snapshot, restore", async () => {
    const served = { evaluate: async () => 4, snapshot: vi.fn(), restore: vi.fn() };
    expect(await ask({ lrf: "evaluate", id: 1 }, served)).toMatchObject({
      message: { lrf: "result", loss: 4 },
    });
    expect(await ask({ lrf: "snapshot", id: 2 }, served)).toMatchObject({
      message: { lrf: "ok", id: 2 },
    });
    expect(await ask({ lrf: "restore", id: 3 }, served)).toMatchObject({
      message: { lrf: "ok", id: 3 },
    });
    expect(served.snapshot).toHaveBeenCalledOnce();
    expect(served.restore).toHaveBeenCalledOnce();
  });

  test.each([
    [() => ({ loss: 4, count: 7, standardError: 0.5 }), { loss: 4, count: 7, standardError: 0.5 }],
    [async () => ({ losses: [1, 2, 6] }), { loss: 3, count: 3, losses: [1, 2, 6] }],
    [() => ({ losses: Float32Array.of(0.5, 1) }), { loss: 0.75, count: 2, losses: [0.5, 1] }],
    [() => ({ losses: [1, Number.NaN] }), { loss: Number.NaN, losses: [1, Number.NaN] }],
  ])("an evaluation that tells more than its loss, %#", async (evaluate, expected) => {
    const line = await answerTo('{"lrf":"evaluate","id":3}', { step, evaluate });
    expect(readLine(line as string, "evaluate")).toEqual({
      kind: "message",
      message: { lrf: "result", id: 3, count: 2, ...expected },
    });
  });

  test.each([
    [
      "a step that throws",
      { lrf: "step", id: 7, lr: 1 },
      {
        step: () => {
          throw new Error("no data");
        },
      },
      "no data",
    ],
    [
      "an evaluation that does not fit",
      { lrf: "evaluate", id: 7 },
      { evaluate: () => ({ losses: [1, 2], count: 3 }) },
      "the `count` that `evaluate` gives must be the number of its losses, which is 2, got 3 (number)",
    ],
    [
      "a loss that is no number",
      { lrf: "step", id: 7, lr: 1 },
      { step: () => "2" },
      "the loss must be a number, got string",
    ],
    [
      "an evaluation of null",
      { lrf: "evaluate", id: 7 },
      { evaluate: () => null },
      "what `evaluate` gives must be a number or an object with `loss` or `losses`, got null",
    ],
    ["what is not offered", { lrf: "evaluate", id: 7 }, {}, 'cannot answer "evaluate"'],
    ["an unknown question", { lrf: "dance", id: 7 }, {}, 'cannot answer "dance"'],
  ])("%s becomes an error message", async (_name, question, served, says) => {
    const silenced = vi
      .spyOn(console, "error")
      .mockReset()
      .mockImplementation(() => {});
    expect(await ask(question, served)).toMatchObject({
      message: { lrf: "error", id: 7, message: expect.stringContaining(says) },
    });
    expect(silenced).toHaveBeenCalledOnce();
    silenced.mockRestore();
  });

  test("close has no answer", async () => {
    expect(await answerTo('{"lrf":"close"}', { step })).toBeUndefined();
  });
});

describe("without the finder", () => {
  test("serve returns at once and touches nothing", async () => {
    vi.stubEnv("LR_FINDER_PROTOCOL", undefined);
    const write = process.stdout.write;
    await serve({ step });
    expect(process.stdout.write).toBe(write);
    expect(isDriven()).toBe(false);
    expect(finderSeed()).toBeUndefined();
    vi.unstubAllEnvs();
  });

  test("another version is refused, and the seed is read", async () => {
    vi.stubEnv("LR_FINDER_PROTOCOL", "2");
    await expect(serve({ step })).rejects.toThrow(/speaks protocol 2, and this client speaks 1/);
    vi.stubEnv("LR_FINDER_PROTOCOL", "1");
    vi.stubEnv("LR_FINDER_SEED", "17");
    expect(finderSeed()).toBe(17);
    vi.unstubAllEnvs();
  });
});

test("takeOutput keeps messages on lines of their own", () => {
  const written: string[] = [];
  const before = process.stdout.write;
  const output = takeOutput((bytes) => void written.push(bytes.toString()));
  try {
    process.stdout.write("half ");
    process.stdout.write(Buffer.from("a line"));
    output.message('{"lrf":"ok","id":1}');
    process.stdout.write('two\nlines\n{"lrf":"ok","id":2}\n');
    process.stdout.write("bGFzdA==", "base64");
  } finally {
    output.release();
  }
  expect(process.stdout.write).toBe(before);
  expect(written.join("")).toBe(
    'half a line\n{"lrf":"ok","id":1}\ntwo\nlines\n> {"lrf":"ok","id":2}\nlast\n',
  );
});
