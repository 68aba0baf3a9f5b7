import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../../dist/core/random.js";
import { badWords, main, newFolder } from "../jobs.mjs";

/** Heap that each run gets, in MB; what lies outside it (tensors, columns) counts for the whole alone. */
const HEAP_MB = 1024;
/** What a run may have in memory at once, in MB. */
const MOST_MB = 2500;

/** Writes a file of at least so many bytes from a block of rows, again and again. */
function fill(path, header, block, bytes) {
  const fd = openSync(path, "w");
  let written = writeSync(fd, header);
  do written += writeSync(fd, block);
  while (written < bytes);
  closeSync(fd);
  return path;
}

const rows = (count, row) => Array.from({ length: count }, (_, i) => `${row(i)}\n`).join("");
const numbers = (draw, count) =>
  Array.from({ length: count }, () => draw.float().toFixed(6)).join();
const search = ["--epochs", "1", "--steps", "10", "--budget", "quick"];

function table(draw, file, bytes) {
  const block = rows(20_000, () => numbers(draw, 6));
  return ["run", "--data", fill(file, "a,b,c,d,e,y\n", block, bytes), "--target", "y", ...search];
}

function log(draw, file, bytes) {
  const block = rows(50_000, (i) => `${(1e-6 * 1.0002 ** i).toExponential(6)},${numbers(draw, 3)}`);
  return ["analyze", fill(file, "lr,loss,a,b\n", block, bytes)];
}

function wide(draw, file, columns) {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`).join();
  const block = rows(20, () => numbers(draw, columns));
  return [
    "run",
    "--data",
    fill(file, `${names},y\n`, block.replaceAll("\n", ",1\n").replace(",1\n", ",2\n"), 1),
    "--target",
    "y",
    "--task",
    "regression",
    ...search,
  ];
}

function wideLog(draw, file, columns) {
  const names = Array.from({ length: columns }, (_, i) => `m${i}`).join();
  const text = rows(30, (i) => `${1e-5 * 1.5 ** i},${numbers(draw, columns + 1)}`);
  return ["analyze", fill(file, `lr,loss,${names}\n`, text, 1)];
}

function classes(draw, file, count) {
  const block = rows(count * 3, (i) => `${numbers(draw, 4)},class-${i % count}`);
  return ["run", "--data", fill(file, "a,b,c,d,y\n", block, 1), "--target", "y", ...search];
}

function levels(draw, file, count) {
  const block = rows(count * 2, (i) => `level-${i % count},${numbers(draw, 2)}`);
  return ["run", "--data", fill(file, "a,b,y\n", block, 1), "--target", "y", ...search];
}

/** The short form takes the first size, the long one the second. */
const CASES = [
  ["a table", table, 20e6, 1e9],
  ["a log", log, 20e6, 1e9],
  ["columns of a table", wide, 20_000, 100_000],
  ["columns of a log", wideLog, 20_000, 100_000],
  ["classes", classes, 2000, 10_000],
  ["levels of a column", levels, 2000, 100_000],
];

export default {
  name: "big",
  what: `1 GB, 100,000 columns, 10,000 classes (short: a part of it); each with a heap of ${HEAP_MB} MB`,
  cases: { short: CASES.length, long: CASES.length },
  caseMs: 600_000,
  prepare: async () => [],
  async run({ id, seed, short, prepared }) {
    const [what, make, few, many] = CASES[id];
    const folder = newFolder();
    const file = join(folder, "big.csv");
    const args = make(random(seed, `big ${id}`), file, short ? few : many);
    const out = args[0] === "run" ? ["--out", join(folder, "out")] : [];
    const { code, mb, seconds, ...said } = await measured([...args, ...out]);
    rmSync(file);
    prepared.push(
      `${(short ? few : many).toExponential(0)} ${what}: ${seconds.toFixed(1)} s, ${mb} MB, exit ${code}`,
    );
    const faults = badWords(said);
    if (![0, 2, 3, 4].includes(code))
      faults.push(`${what}: ended with ${code}: ${said.err.slice(-600)}`);
    if (code === 2 && said.err.length > 10_200)
      faults.push(`${what}: a refusal of ${said.err.length} characters`);
    if (mb > MOST_MB) faults.push(`${what}: ${mb} MB in memory at once`);
    return faults;
  },
  finish: async ({ prepared }) => prepared.map((text) => `note: ${text}`),
};

/** Runs a command with a bounded heap; `mb`: the most that it had in memory (Linux; 0 elsewhere). */
function measured(args) {
  const begun = performance.now();
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said.err += text;
  });
  let mb = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      mb = Math.max(mb, Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000));
    } catch {
      // It has ended, or there is no /proc.
    }
  }, 20);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearInterval(look);
      const seconds = (performance.now() - begun) / 1000;
      resolve({ ...said, code: code ?? signal, mb, seconds });
    });
  });
}
