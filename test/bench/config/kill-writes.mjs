import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));
const START = `# ${"a comment ".repeat(2000)}\r\noptimizer:\r\n  lr: 0.1   # a guess\r\nother: 1\r\n`;
const WHOLE = new RegExp(`^${START.replace("0.1 ", "\\d+\\.\\d+ ")}$`);

/**
 * Kills (-9) a process that writes a config and its record, at a random moment, many times.
 *
 * @param times how often
 * @param room URL of the built config room
 * @returns how often the config was not the old or the new one, whole; how often the record did not
 *   say which; how often an undo did not lead to a whole config; and what the kills left and hit
 */
export async function killWrites(times, room) {
  const { planUndo, writeUndo } = await import(room);
  const counts = { torn: 0, unrecorded: 0, notUndone: 0, midway: 0, leftovers: 0, writes: 0 };
  let state = 11;
  for (let i = 0; i < times; i++) {
    const folder = mkdtempSync(join(tmpdir(), "lr-finder-kills-"));
    const file = join(folder, "config.yaml");
    writeFileSync(file, START);
    state = (state * 48271) % 2147483647;
    await killed(file, room, (state / 2147483647) * 40);

    const text = readFileSync(file, "utf8");
    const records = recordsOf(file);
    const hash = createHash("sha256").update(text).digest("hex");
    const last = records?.at(-1);
    const known = last === undefined ? text === START : [last.before, last.after].includes(hash);
    if (!WHOLE.test(text)) counts.torn++;
    if (records === null || !known) counts.unrecorded++;
    if (last?.before === hash) counts.midway++;
    counts.writes += records?.length ?? 0;
    if (readdirSync(folder).some((name) => name.endsWith(".tmp"))) counts.leftovers++;
    if (last !== undefined) {
      await planUndo(file).then(writeUndo, () => counts.notUndone++);
      const undone = createHash("sha256").update(readFileSync(file)).digest("hex");
      if (undone !== last.before) counts.notUndone++;
    }
    rmSync(folder, { recursive: true });
  }
  return counts;
}

/** null: there is a file that cannot be read as records. */
function recordsOf(file) {
  const path = `${file}.lr-finder.json`;
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8")).records;
  } catch {
    return null;
  }
}

function killed(file, room, afterMs) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, room, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), afterMs));
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve();
      else reject(new Error(`the writer ended with ${code}`));
    });
  });
}
