// A study as processes: start it, find what belongs to it, kill, compare. Linux: processes are looked up in /proc.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Starts `lr-finder study ARGS`; `ended` gives code, signal, stdout and stderr. */
export function study(args, { cwd = root, env = process.env } = {}) {
  const child = spawn(process.execPath, [program, "study", ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
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
    child.once("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  return { pid: child.pid, ended };
}

/** Processes below one, with what they are: `worker`, `child`, or `other` (a trainer). */
export function family(pid) {
  const parents = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state !== "Z") parents.set(Number(name), Number(parent));
    } catch {
      // It has ended.
    }
  }
  const found = [];
  for (let level = [pid]; level.length > 0; ) {
    level = [...parents].filter(([, parent]) => level.includes(parent)).map(([each]) => each);
    found.push(...level);
  }
  return found.map((each) => ({ pid: each, kind: kindOf(each) }));
}

/** Workers of a study that are at a task now, and the processes that train for them. */
export function training(folder) {
  const leases = join(folder, "leases");
  if (!existsSync(leases)) return [];
  return readdirSync(leases).flatMap((name) => {
    try {
      const { pid } = JSON.parse(readFileSync(join(leases, name), "utf8"));
      const below = family(pid).filter(({ kind }) => kind === "child");
      return [{ pid, kind: "worker" }, ...below];
    } catch {
      // Given back meanwhile.
      return [];
    }
  });
}

function kindOf(pid) {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (words.includes("--study-child")) return "child";
    return words.includes("worker") ? "worker" : "other";
  } catch {
    return "other";
  }
}

/** Kills a process at once. @returns whether it was there */
export function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

/** Every result of a study, by its key, without what may differ: times, paths, machine. */
export function comparable(folder) {
  const results = join(folder, "results");
  if (!existsSync(results)) return new Map();
  return new Map(readdirSync(results).map((key) => [key, contentOf(join(results, key))]));
}

function contentOf(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { createdAt: _, files: __, versions: ___, cost, ...result } = read("result.json");
  const { seconds: _s, finishedAt: _f, host: _h, ...outcome } = read("outcome.json");
  const { stepMs: _m, ...info } = result.record.info;
  const [, ...journal] = readFileSync(join(folder, "journal.jsonl"), "utf8").trim().split("\n");
  return JSON.stringify({
    names: readdirSync(folder).sort(),
    result: { ...result, record: { ...result.record, info }, cost: { ...cost, seconds: 0 } },
    outcome,
    journal: withoutInterrupted(journal.map((line) => JSON.parse(line))),
  });
}

/** Trainings that were begun again: a task that was interrupted goes on with those that it had finished. */
function withoutInterrupted(events) {
  const idOf = ({ run, trial }) => `${run} ${trial}`;
  const start = new Map();
  for (const [i, event] of events.entries()) {
    if (/^(?:run|trial)-start$/.test(event.type)) start.set(idOf(event), i);
  }
  return events.filter((event, i) => i >= (start.get(idOf(event)) ?? 0));
}

/** How two studies' results differ: lost, differing, more than there should be. */
export function differences(wanted, found) {
  const lost = [...wanted.keys()].filter((key) => !found.has(key));
  const more = [...found.keys()].filter((key) => !wanted.has(key));
  const differing = [...wanted].filter(
    ([key, content]) => found.has(key) && found.get(key) !== content,
  );
  return { lost: lost.length, more: more.length, differing: differing.length };
}

/** What no study may leave in its folder once it is done. */
export function leftovers(folder) {
  return ["leases", "work"].flatMap((name) =>
    readdirSync(join(folder, name)).map((each) => `${name}/${each}`),
  );
}
