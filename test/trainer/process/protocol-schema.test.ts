import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { answerTo, readyLine } from "../../../src/client/answer.ts";
import { questionLine } from "../../../src/trainer/process/doing.ts";
import { protocolSchema } from "../../../src/trainer/process/index.ts";
import { readLine } from "../../../src/trainer/process/messages.ts";
import { fixture } from "./helpers.ts";

function validator(definition: string): z.ZodType {
  const schema = { ...protocolSchema, anyOf: [{ $ref: `#/$defs/${definition}` }] };
  return z.fromJSONSchema(schema as unknown as Parameters<typeof z.fromJSONSchema>[0]);
}
const fromFinder = validator("fromFinder");
const fromTrainer = validator("fromTrainer");
const evaluation = validator("evaluation");

test("is JSON", () => {
  expect(JSON.parse(JSON.stringify(protocolSchema))).toEqual(protocolSchema);
});

test.each([
  questionLine({ lrf: "step", lr: 1e-7 }, 1),
  questionLine({ lrf: "evaluate" }, 2),
  questionLine({ lrf: "snapshot" }, 3),
  questionLine({ lrf: "restore" }, 4),
  '{"lrf":"close"}',
])("the finder's %s fits", (line) => {
  expect(fromFinder.safeParse(JSON.parse(line)).success).toBe(true);
  expect(fromTrainer.safeParse(JSON.parse(line)).success).toBe(false);
});

test.each([
  '{"lrf":"result","id":1,"loss":1,"count":3,"standardError":0.1}',
  '{"lrf":"result","id":1,"losses":[1,"NaN",-2.5]}',
])("the evaluation %s fits", (line) => {
  expect(evaluation.safeParse(JSON.parse(line)).success).toBe(true);
  expect(fromTrainer.safeParse(JSON.parse(line)).success).toBe(true);
});

test.each([
  '{"lrf":"result","id":1,"standardError":0.1}',
  '{"lrf":"result","id":1,"loss":1,"count":0}',
  '{"lrf":"result","id":1,"loss":1,"count":1.5}',
  '{"lrf":"result","id":1,"loss":1,"standardError":-1}',
  '{"lrf":"result","id":1,"losses":[]}',
  '{"lrf":"result","id":1,"losses":1}',
  `{"lrf":"result","id":1,"losses":[${"1,".repeat(10_000)}1]}`,
])("the evaluation %.60s does not fit", (line) => {
  expect(evaluation.safeParse(JSON.parse(line)).success).toBe(false);
  expect(readLine(line, "evaluate").kind).toBe("broken");
});

describe("what trainers say fits", () => {
  test("the client's messages", async () => {
    const served = {
      step: () => ({ loss: Number.NaN, lr: 0.5, skipped: true }),
      evaluate: () => 1,
      snapshot() {},
      restore() {},
    };
    const lines = [readyLine(served)];
    for (const question of ["step", "evaluate", "snapshot", "restore"] as const) {
      const asked = question === "step" ? { lrf: question, lr: 1 } : { lrf: question };
      lines.push((await answerTo(questionLine(asked, 1), served)) as string);
    }
    for (const line of lines) expect(fromTrainer.parse(JSON.parse(line))).toBeTruthy();
  });

  test("a trainer's messages, from its stdout", async () => {
    const [file, ...args] = fixture("good") as [string, ...string[]];
    const child = spawn(file, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, LR_FINDER_SEED: "1" },
    });
    child.stdin.end(
      [
        questionLine({ lrf: "step", lr: 0.1 }, 1),
        questionLine({ lrf: "evaluate" }, 2),
        questionLine({ lrf: "snapshot" }, 3),
        '{"lrf":"close"}\n',
      ].join(""),
    );
    const kinds: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line);
      expect(fromTrainer.parse(message)).toBeTruthy();
      kinds.push(message.lrf);
    }
    expect(kinds).toEqual(["ready", "result", "result", "ok"]);
  });
});

test.each([
  '{"lrf":"ready","protocol":2}',
  '{"lrf":"ready","protocol":1,"info":{"batchSize":0}}',
  '{"lrf":"result","id":1}',
  '{"lrf":"result","id":1,"count":3}',
  '{"lrf":"result","id":1,"loss":"high"}',
  '{"lrf":"result","id":1,"loss":null}',
  '{"lrf":"result","id":"1","loss":1}',
  '{"lrf":"ok"}',
  '{"lrf":"dance"}',
])("%s does not fit", (line) => {
  expect(fromTrainer.safeParse(JSON.parse(line)).success).toBe(false);
});
