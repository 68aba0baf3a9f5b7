// The runs that are disturbed, and what makes two of them the same.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { marked } from "./processes.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The built program. */
export const main = join(root, "dist/cli/main.js");
const hook = new URL("hook.mjs", import.meta.url).href;

/** A folder that goes when the campaign ends. */
export const work = mkdtempSync(join(tmpdir(), "lr-finder-campaign-"));
let kept = false;
process.on("exit", () => {
  if (!kept) rmSync(work, { recursive: true, force: true });
});

/** Leaves the folder when the campaign ends, and says where it is. */
export function keepWork() {
  kept = true;
  console.error(`the files are in ${work}`);
}

let folders = 0;
export function newFolder() {
  folders += 1;
  const folder = join(work, `f${folders}`);
  mkdirSync(folder);
  return folder;
}

const module = join(work, "model.mjs");
writeFileSync(
  module,
  `import { layers, sequential } from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs-layers"))};
const rows = Array.from({ length: 120 }, () => [Math.random(), Math.random()]);
const targets = rows.map(([a, b]) => [a - b + 0.1 * Math.random()]);
export const data = { xs: rows.slice(30), ys: targets.slice(30) };
export const heldOut = { xs: rows.slice(0, 30), ys: targets.slice(0, 30) };
export const model = sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] });
export const optimizer = "sgd";
export const loss = "meanSquaredError";
`,
);
const raw = join(work, "raw.mjs");
writeFileSync(raw, readFileSync(module, "utf8").replace("[a - b +", "[1e6 * a - b +"));
const trainer = join(work, "train.mjs");
writeFileSync(
  trainer,
  `import { createInterface } from "node:readline";
let at = 3;
let steps = 0;
let saved = [at, steps];
const say = (message) => console.log(JSON.stringify(message));
const info = { optimizer: "sgd", batchSize: 1, stepsPerEpoch: 10, parameterCount: 1 };
say({ lrf: "ready", protocol: 1, capabilities: ["evaluate", "restore"], info });
for await (const line of createInterface({ input: process.stdin })) {
  const { lrf, id, lr } = JSON.parse(line);
  if (lrf === "close") break;
  if (lrf === "snapshot") saved = [at, steps];
  if (lrf === "restore") [at, steps] = saved;
  if (lrf === "snapshot" || lrf === "restore") say({ lrf: "ok", id });
  else if (lrf === "evaluate") say({ lrf: "result", id, loss: at * at + 0.1 });
  else {
    steps += 1;
    // Every eleventh update is skipped, as in mixed precision.
    if (steps % 11 === 0) say({ lrf: "result", id, loss: 0, skipped: true });
    else {
      say({ lrf: "result", id, loss: at * at * (1 + 0.1 * Math.sin(steps)) });
      at -= lr * 2 * at;
    }
  }
}
`,
);

const data = ["--data", join(root, "datasets/blobs.csv"), "--target", "kind", "--engine", "cpu"];
/** Arguments of `run` by name: everything that a journal can hold. */
export const JOBS = {
  data: [...data, "--epochs", "5", "--steps", "40", "--repeats", "2"],
  verify: [
    ...data,
    "--epochs",
    "5",
    "--steps",
    "30",
    "--budget",
    "quick",
    "--verify",
    "--verify-steps",
    "20",
  ],
  ladder: [...data, "--epochs", "5", "--steps", "20", "--strategy", "ladder"],
  module: [
    "--module",
    module,
    "--engine",
    "cpu",
    "--epochs",
    "10",
    "--steps",
    "30",
    "--evaluate-every",
    "5",
  ],
  "whole-runs": [...data, "--epochs", "2", "--steps", "30", "--budget", "400%"],
  // Targets so large that the sweep is made again in another range.
  extended: ["--module", raw, "--engine", "cpu", "--epochs", "10", "--steps", "60"],
  trainer: ["--trainer", `${process.execPath} ${trainer}`, "--epochs", "30", "--steps", "40"],
};

/**
 * A command of the built program, disturbed or not, in an environment that marks all its processes.
 *
 * @returns exit code or signal, what it said, and the mark
 */
export function start(args, fault = {}, { cwd = work, env = {} } = {}) {
  const mark = `lr-finder-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const child = spawn(process.execPath, ["--import", hook, main, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, LR_FINDER_CAMPAIGN: JSON.stringify(fault), CAMPAIGN_MARK: mark },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const ended = new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, out, err, mark }));
  });
  return { child, ended };
}

/** Processes with a mark that are still running two seconds later. */
export const orphans = (mark) => marked(mark, 2000);

/** A result without what a clock, a path or the machine's load decides; null where there is none. */
export function numbersOf(folder) {
  const file = join(folder, "result.json");
  if (!existsSync(file)) return null;
  const {
    createdAt: _c,
    files: _f,
    engine: _e,
    versions: _v,
    ...rest
  } = JSON.parse(readFileSync(file, "utf8"));
  delete rest.cost.seconds;
  delete rest.record.info.engine.why;
  return JSON.stringify(rest);
}

/** Whole lines of a journal. */
export function journalLines(folder) {
  const file = join(folder, "journal.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

/** The job of a case: they take turns. */
export function jobOf(id) {
  const names = Object.keys(JOBS);
  return names[id % names.length];
}

/** The same command again: with `--resume` where there is something to go on with. */
export function again(args, folder) {
  const resume = journalLines(folder).length > 0 ? ["--resume"] : [];
  return start([...args, ...resume]).ended;
}

/** What is wrong with the words of a program: none of them may be a stack, a fault of ours, or a control byte. */
export function badWords({ out, err }) {
  const faults = [];
  if (/\n\s+at .*[:(]\d+:\d+/.test(err)) faults.push(`a stack: ${err.slice(0, 600)}`);
  if (err.includes("a fault of lr-finder")) faults.push(`an internal error: ${err.slice(0, 600)}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  if (/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/.test(out + err))
    faults.push("a control byte");
  return faults;
}

/** What is wrong with the files of a folder: each must be whole, and nothing temporary may be left. */
export function tornFiles(folder, { killed = false } = {}) {
  const faults = [];
  for (const name of readdirSync(folder)) {
    if (name === "result.json") JSON.parse(readFileSync(join(folder, name), "utf8"));
    if (
      name === "report.html" &&
      !readFileSync(join(folder, name), "utf8").trimEnd().endsWith("</html>")
    ) {
      faults.push("report.html is cut");
    }
    // A kill leaves the file that was being written beside its place, under a name that says so.
    if (name.endsWith(".tmp") && !killed) faults.push(`${name} was left`);
    if (name === "lock" && !killed) faults.push("the lock was left");
  }
  return faults;
}

let wholes;
/** The uninterrupted run of every job: its numbers and the length of its journal. */
export function wholeRuns() {
  wholes ??= runWhole();
  return wholes;
}

async function runWhole() {
  const wholes = {};
  for (const [name, args] of Object.entries(JOBS)) {
    const out = newFolder();
    const { code, err } = await start(["run", ...args, "--out", out]).ended;
    if (code !== 0) throw new Error(`the undisturbed run ${name} ended with ${code}: ${err}`);
    wholes[name] = { numbers: numbersOf(out), lines: journalLines(out).length };
  }
  return wholes;
}
