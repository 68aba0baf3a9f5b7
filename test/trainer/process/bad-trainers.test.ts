import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { InputError, TrainerError } from "../../../src/core/errors.ts";
import { createProcessTrainer } from "../../../src/trainer/process/index.ts";
import { linux, testWith } from "../../helpers/needs.ts";
import { expectNobodyLeft, fixture, sweepAndClose, sweepUntilFailure } from "./helpers.ts";

// What every one of these trainers does before it goes wrong: three good steps.
const GOOD_STEPS = 3;

describe.concurrent("goes wrong in the fourth step", () => {
  test.for([
    {
      name: "exits-0",
      code: "trainer-exited",
      says: "ended with exit code 0 before it answered a step at LR 0.000207",
      data: { exitCode: 0, signal: null },
    },
    {
      name: "exits-3",
      code: "trainer-exited",
      says: "ended with exit code 3 before it answered a step at LR 0.000207",
      data: {
        exitCode: 3,
        stderr: ["Traceback (most recent call last):", "ValueError: out of data"],
      },
    },
    {
      name: "segfault",
      code: "trainer-exited",
      says: "was killed by SIGSEGV (a crash in native code) before it answered",
      data: { exitCode: null, signal: "SIGSEGV" },
    },
    {
      name: "half-a-line",
      code: "trainer-exited",
      says: 'ended with exit code 1 before it answered a step at LR 0.000207; its last line was cut off: {"lrf":"result","id":5,"lo',
      data: { exitCode: 1 },
    },
    {
      name: "wrong-id",
      code: "wrong-id",
      says: "answered question 12 when it was asked question 5",
      data: { exitCode: null, signal: null },
    },
    {
      name: "long-line",
      code: "line-too-long",
      says: "wrote a line of more than 1048576 bytes to stdout",
      data: {},
    },
    {
      name: "other-lr",
      code: "lr-not-applied",
      says: "applied LR 0.000413",
      data: {},
    },
    {
      name: "reports-error",
      code: "trainer-error",
      says: "reported an error when answering a step at LR 0.000207: CUDA out of memory",
      data: {},
    },
    {
      name: "not-json",
      code: "broken-message",
      says: "sent a broken message that is not JSON (Unexpected token",
      data: {},
    },
    {
      name: "unknown-message",
      code: "broken-message",
      says: 'sent a broken message of unknown kind "resutl" (string)',
      data: {},
    },
  ])("$name", async ({ name, code, says, data }) => {
    const { failure, message, run } = await sweepUntilFailure(fixture(name));
    expect(failure).toBeInstanceOf(TrainerError);
    expect(failure.code).toBe(code);
    expect(message).toContain("the trainer failed at step 4 of 20, LR 0.000207: the trainer ");
    expect(message).toContain(says);
    expect(message).toContain(`Command: ${process.execPath} `);
    expect(message).toContain(`${name}.mjs`);
    expect(failure.data).toMatchObject({ doing: "step", stepsDone: GOOD_STEPS, ...data });
    expect(failure.data.lr).toBeCloseTo(0.000207, 6);
    expect(run.losses).toHaveLength(GOOD_STEPS);
    expect(run.stopReason).toBe("trainer-ended");
  });

  test.each(['"2.3"', '"high"', "null", "[1]", "true"])("a loss of %s", async (loss) => {
    const { failure, message, run } = await sweepUntilFailure(fixture("answers-loss", loss));
    expect(failure.code).toBe("bad-loss");
    expect(message).toMatch(/sent a broken message: the loss must be a number, got /);
    expect(run.losses).toHaveLength(GOOD_STEPS);
  });

  test.each([
    ["NaN", Number.NaN],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["1e400", Number.POSITIVE_INFINITY],
    ['"Infinity"', Number.POSITIVE_INFINITY],
  ])("a loss of %s ends the sweep and is no fault", async (text, loss) => {
    const { record, failure } = await sweepAndClose(fixture("answers-loss", text));
    expect(failure).toBeNull();
    expect(record.runs[0]?.stopReason).toBe("non-finite");
    expect(record.runs[0]?.losses[3]).toBe(loss);
  });

  test.each([
    [['"count":3'], "bad-loss", "sent a broken message: the loss must be a number, got undefined"],
    [
      ['"loss":1,"count":2.5'],
      "broken-message",
      'the "count" of its answer must be an integer of at least 1, got 2.5 (number)',
    ],
    [
      ['"loss":1,"standardError":NaN'],
      "broken-message",
      'the "standardError" of its answer must be a number of at least 0, got NaN (number)',
    ],
    [
      ['"loss":1,"losses":[1,2]'],
      "bad-loss",
      "the loss must be the mean of its losses, which is 1.5, got 1 (number)",
    ],
    [
      ['"losses":[1,2],"count":3'],
      "broken-message",
      'the "count" of its answer must be the number of its losses, which is 2, got 3 (number)',
    ],
    [
      ['"losses":[1,2]', '"losses":[1,2,3]'],
      "broken-message",
      'the "losses" must be those of the same rows each time, got 3 after 2',
    ],
  ])("evaluations that tell %j", async (told, code, says) => {
    const { record, failure } = await sweepAndClose(fixture("tells-rows", ...told), {}, 2);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(failure?.message).toContain("while evaluating at step ");
    expect(failure?.data).toMatchObject({ doing: "evaluate" });
    expect(record.runs[0]?.losses).toHaveLength(2 * told.length);
  });

  test("stderr is told, as its last lines", async () => {
    const { failure } = await sweepUntilFailure(fixture("exits-3"));
    expect(failure.message).toMatch(
      /Last lines of its stderr:\n {2}Traceback \(most recent call last\):\n {2}ValueError: out of data$/,
    );
  });
});

describe.concurrent("time and pipes", () => {
  test("slow: no answer in time", async () => {
    const { failure, message, run } = await sweepUntilFailure(fixture("slow"), {
      stepTimeoutMs: 1500,
    });
    expect(failure.code).toBe("step-timeout");
    expect(message).toContain("did not answer a step at LR 0.000207 within 1.5 s");
    expect(run.losses).toHaveLength(GOOD_STEPS);
  });

  test("a message behind other text is told when the time is out", async () => {
    const { message } = await sweepUntilFailure(fixture("runs-on"), { stepTimeoutMs: 1500 });
    expect(message).toContain("It wrote a message behind other text");
    expect(message).toContain("progress 30%");
  });

  test("ignores SIGTERM: SIGKILL follows", async () => {
    const { failure, message } = await sweepUntilFailure(fixture("ignores-sigterm"), {
      stepTimeoutMs: 1500,
      killGraceMs: 200,
    });
    expect(failure.code).toBe("step-timeout");
    expect(message).toContain("within 1.5 s");
    expect(failure.data.stderr).toContain("I stay");
  });

  test("silent: not ready in time", async () => {
    const starting = createProcessTrainer({ command: fixture("silent"), readyTimeoutMs: 1500 });
    await expect(starting).rejects.toMatchObject({
      name: "TrainerError",
      code: "ready-timeout",
      message: expect.stringContaining("was not ready within 1.5 s"),
      data: { doing: "ready", stderr: ["I load and load"], stepsDone: 0 },
    });
  });

  test("ends with code 0 before it is ready", async () => {
    await expect(
      createProcessTrainer({ command: fixture("exits-0-at-once") }),
    ).rejects.toMatchObject({
      code: "trainer-exited",
      message: expect.stringContaining("ended with exit code 0 before it was ready"),
      data: { exitCode: 0 },
    });
  });

  test("speaks another protocol", async () => {
    await expect(
      createProcessTrainer({ command: fixture("wrong-protocol") }),
    ).rejects.toMatchObject({
      code: "wrong-protocol",
      message: expect.stringContaining("speaks protocol 2 (number), and this lr-finder speaks 1"),
    });
  });

  test("closes its stdin", async () => {
    const { failure, run } = await sweepUntilFailure(fixture("closes-stdin"), {
      stepTimeoutMs: 5000,
    });
    expect(["stdin-closed", "step-timeout"]).toContain(failure.code);
    expect(run.losses).toHaveLength(GOOD_STEPS);
  });

  test("answers twice: the first answer counts, the second is told", async () => {
    const { failure, message, run } = await sweepUntilFailure(fixture("two-answers"));
    expect(failure.code).toBe("wrong-id");
    expect(message).toMatch(
      /for question 5, which it had answered,|answered question 5 when it was asked question 6/,
    );
    expect(run.losses).toHaveLength(GOOD_STEPS + 1);
  });
});

describe.concurrent("children", () => {
  test("a child that would outlive the trainer ends with it", async () => {
    const { failure, output } = await sweepUntilFailure(fixture("forks"));
    expect(failure.data).toMatchObject({ exitCode: 1 });
    const child = Number(output[0]?.split(" ")[1]);
    expect(child).toBeGreaterThan(1);
    expect(isAlive(child)).toBe(false);
  });

  testWith(linux, "also one that has left its process group", async () => {
    const { output } = await sweepUntilFailure(fixture("forks", "session"));
    const child = Number(output[0]?.split(" ")[1]);
    await expectNobodyLeft(child);
  });

  for (const how of ["session", "scrubbed"]) {
    testWith(linux, `also that of a trainer that ends well: ${how}`, async () => {
      const output: string[] = [];
      const onOutput = (line: string) => void output.push(line);
      const { failure } = await sweepAndClose(fixture("forks", how, "well"), { onOutput });
      expect(failure).toBeNull();
      const child = Number(output[0]?.split(" ")[1]);
      expect(child).toBeGreaterThan(1);
      expect(isAlive(child)).toBe(false);
    });
  }
});

test.each([
  [["no-such-program-here"], "cannot-start", /there is no program "no-such-program-here"/],
  [["LR=3", "python"], "cannot-start", /begin with `env`/],
  [[""], "bad-option", /a program and its arguments/],
])("a command that cannot be started: %s", async (command, code, message) => {
  const fault = await createProcessTrainer({ command }).catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(InputError);
  expect(fault).toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a shell that does not find the program", async () => {
  const fault = await createProcessTrainer({
    command: "no-such-program-here | cat",
    shell: true,
  }).catch((thrown: unknown) => thrown);
  expect(fault).toMatchObject({ code: "trainer-exited" });
  expect((fault as Error).message).toContain("no-such-program-here");
});

test("options out of range are named", async () => {
  const command = fixture("good");
  await expect(createProcessTrainer({ command, stepTimeoutMs: 0 })).rejects.toThrow(
    /`stepTimeoutMs` must be a number from 1/,
  );
  await expect(createProcessTrainer({ command, seed: 1.5 })).rejects.toThrow(/`seed`/);
  await expect(createProcessTrainer({ command, cwd: "/no/such/folder" })).rejects.toThrow(
    /folder to start the trainer in is missing/,
  );
});

test("given up while it starts", async () => {
  const controller = new AbortController();
  const starting = createProcessTrainer({
    command: fixture("silent"),
    signal: controller.signal,
    closeTimeoutMs: 50,
  });
  setTimeout(() => controller.abort(), 100);
  await expect(starting).rejects.toMatchObject({ code: "cancelled" });
});

/** A process that has ended and waits to be collected does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return (
    process.platform !== "linux" || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  );
}
