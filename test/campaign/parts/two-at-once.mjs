import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../../dist/sweep/index.js";
import { badWords, JOBS, newFolder, start, tornFiles } from "../jobs.mjs";

export default {
  name: "two-at-once",
  what: "two runs, or two --resume, in one folder within a moment of each other",
  cases: { short: 2, long: 60 },
  caseMs: 60_000,
  async run({ id, draw }) {
    const out = newFolder();
    const args = (seed) => [
      "run",
      ...JOBS.data,
      "--budget",
      "quick",
      "--out",
      out,
      "--seed",
      String(seed),
    ];
    const isResume = id % 2 === 0;
    if (isResume)
      await start(args(1), { kill: { line: 20 + draw.int(40), where: "half", signal: "SIGKILL" } })
        .ended;
    const more = isResume ? ["--resume"] : [];
    const first = start([...args(1), ...more], { slow: 3 });
    await new Promise((resolve) => setTimeout(resolve, draw.float() * 600));
    const second = start([...args(isResume ? 1 : 2), ...more], { slow: 3 });
    const ended = await Promise.all([first.ended, second.ended]);
    const faults = ended.flatMap(badWords);
    faults.push(...tornFiles(out));
    const codes = ended.map(({ code }) => code).sort();
    const refused = ended.filter(({ code }) => code === 2);
    // One after the other, both may have had the folder.
    if (!["0,0", "0,2"].includes(codes.join()))
      faults.push(`ended with ${codes.join(" and ")}: ${ended[0].err} ${ended[1].err}`);
    if (refused.some(({ err }) => !err.includes("another run is writing into"))) {
      faults.push(`refused in other words: ${refused[0].err}`);
    }
    const folders = [
      out,
      ...readdirSync(out)
        .filter((name) => name.startsWith("previous-"))
        .map((name) => join(out, name)),
    ];
    for (const folder of folders) {
      const { header } = readJournal(readFileSync(join(folder, "journal.jsonl"), "utf8"));
      const result = JSON.parse(readFileSync(join(folder, "result.json"), "utf8"));
      if (result.record.options.seed !== header.options.seed)
        faults.push("the result of one with the journal of the other");
    }
    return faults;
  },
};
