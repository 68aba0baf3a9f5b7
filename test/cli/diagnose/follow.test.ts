import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EndSignal } from "../../../src/files/platform.ts";
import { cli, signals, temporaryFolder } from "../../helpers/cli.ts";

const falling = (i: number) => (0.3 + Math.exp(-i / 25)).toFixed(6);
const lines = (from: number, to: number, loss: (i: number) => string = falling) =>
  Array.from({ length: to - from }, (_, i) => `${from + i},${loss(from + i)}\n`).join("");

/** A follower of a log, and ways to wait for what it prints. */
function follower(path: string, ...more: string[]) {
  const { takeSignals, send } = signals();
  const printed = { out: "", err: "" };
  const waiting: { text: string; stream: "out" | "err"; done: () => void }[] = [];
  const take = (stream: "out" | "err") => (text: string) => {
    printed[stream] += text;
    for (const each of waiting.splice(0)) {
      if (printed[each.stream].includes(each.text)) each.done();
      else waiting.push(each);
    }
  };
  const ended = cli(["diagnose", path, "--follow", "--interval", "0.02", ...more], {
    takeSignals,
    out: take("out"),
    err: take("err"),
  });
  return {
    printed,
    until: (stream: "out" | "err", text: string) =>
      new Promise<void>((done) => {
        if (printed[stream].includes(text)) done();
        else waiting.push({ text, stream, done });
      }),
    async stop(signal: EndSignal = "SIGINT") {
      send(signal);
      return (await ended).code;
    },
  };
}

it("prints findings as they appear, takes a partial last line for none, ends with a summary", async () => {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, `step,loss\n${lines(0, 30)}30,0.5`);
  const follow = follower(path, "--json");
  await follow.until("err", "following");
  appendFileSync(path, `\n${lines(31, 60)}60,na`);
  appendFileSync(path, "n\n");
  await follow.until("out", '"code":"diverged"');
  expect(await follow.stop()).toBe(4);
  const events = follow.printed.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toMatchObject({ type: "summary", steps: [0, 60], count: 61 });
  expect(events.filter(({ type }) => type === "finding").map(({ code }) => code)).toEqual([
    "diverged",
  ]);
});

it("takes back what is no longer seen", async () => {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, `step,loss\n${lines(0, 50, () => "0.7")}`);
  const follow = follower(path);
  await follow.until("out", "too-slow");
  appendFileSync(
    path,
    lines(50, 150, (i) => falling(i - 50)),
  );
  await follow.until("out", "no longer seen: too-slow");
  expect(await follow.stop()).toBe(0);
});

it("starts again when the log is truncated or replaced", async () => {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, `step,loss\n${lines(0, 50, () => "0.7")}`);
  const follow = follower(path);
  await follow.until("out", "not moved from 0.7");
  writeFileSync(path, `step,loss\n${lines(0, 45, () => "0.8")}`.slice(0, -8));
  await follow.until("err", "was truncated: starting again");
  await follow.until("out", "not moved from 0.8");
  writeFileSync(`${path}.new`, `step,loss\n${lines(0, 60, () => "0.9")}`);
  renameSync(`${path}.new`, path);
  await follow.until("err", "was replaced: starting again");
  await follow.until("out", "not moved from 0.9");
  expect(await follow.stop()).toBe(0);
  expect(follow.printed.out).toMatch(/One finding in 60 losses, steps 0 to 59/);
});

it("waits for a log that is not there yet, and ends cleanly without one", async () => {
  const path = join(temporaryFolder(), "log.jsonl");
  const follow = follower(path);
  await follow.until("err", "waiting for it");
  writeFileSync(path, `${JSON.stringify({ event: "start" })}\n`);
  expect(await follow.stop()).toBe(130);
  expect(follow.printed.err).toContain("no losses were read");
});

it("refuses a log in which a cell is no number", async () => {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, "step,loss\n0,1\n1,abc\n2,1\n");
  const { code, err } = await cli(["diagnose", path, "--follow", "--interval", "0.02"]);
  expect(code).toBe(2);
  expect(err).toContain("abc");
});
