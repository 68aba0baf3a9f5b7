import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf, openCage } from "../cage.mjs";
import { badWords, JOBS, newFolder, start, work } from "../jobs.mjs";

/** Damaged documents of one case: all of them together have the time of one. */
const BATCH = 100;
const DOCUMENTS = ["journal", "result"];

async function prepare() {
  const out = newFolder();
  // Small, so that every byte can be had.
  const args = ["run", ...JOBS.data, "--steps", "20", "--repeats", "1", "--budget", "quick"];
  const { code, err } = await start([...args, "--out", out]).ended;
  if (code !== 0) throw new Error(`the undisturbed run ended with ${code}: ${err}`);
  const files = { journal: join(out, "journal.jsonl"), result: join(out, "result.json") };
  const sizes = DOCUMENTS.map((name) => statSync(files[name]).size);
  return {
    args,
    files,
    sizes,
    cage: openCage("documents.mjs", { setup: { ...files, folder: work } }),
  };
}

const finish = async ({ prepared }) => [await prepared.cage.close()];

async function batch(cage, job) {
  const outcome = await cage.run(job);
  return {
    faults: [...faultsOf(outcome), ...(outcome.value ?? [])],
    tried: job.flips ?? job.cuts.length,
  };
}

/** Truncation at every byte; in short at every 97th. */
export const truncation = {
  name: "truncation",
  what: "a journal and a result, cut after every byte: read, or refused with the place",
  cases: ({ sizes }) => {
    const most = Math.max(...sizes);
    return { short: 2 * Math.ceil(most / 97 / BATCH), long: 2 * Math.ceil(most / BATCH) };
  },
  atOnce: 2,
  caseMs: 30_000,
  prepare,
  finish,
  async run({ id, short, prepared: { cage, sizes } }) {
    const stride = short ? 97 : 1;
    const size = sizes[id % 2];
    const first = Math.floor(id / 2) * BATCH * stride;
    const cuts = [];
    for (let n = first; n < size && cuts.length < BATCH; n += stride) cuts.push(n);
    if (cuts.length === 0) return { faults: [], tried: 0 };
    return batch(cage, { document: DOCUMENTS[id % 2], cuts });
  },
};

/** Byte flips, one in each batch through the command line too. */
export const flips = {
  name: "flips",
  what: "a byte of a journal or result is another; also through report, apply, analyze",
  cases: { short: 6, long: 200 },
  atOnce: 2,
  caseMs: 30_000,
  prepare,
  finish,
  run: ({ id, seed, prepared: { cage } }) =>
    batch(cage, { document: DOCUMENTS[id % 2], flips: BATCH, seed: seed * 1000 + id }),
};

/** What `--resume` makes of a journal that was cut or has another byte. */
export const resumes = {
  name: "resumes",
  what: "--resume of a journal that is cut anywhere, or in which a byte is another",
  cases: { short: 2, long: 60 },
  atOnce: 2,
  caseMs: 60_000,
  prepare,
  finish,
  async run({ id, draw, prepared: { args, files } }) {
    const out = newFolder();
    const journal = join(out, "journal.jsonl");
    const bytes = Buffer.from(readFileSync(files.journal));
    const at = draw.int(bytes.length);
    if (id % 2 === 0) writeFileSync(journal, bytes.subarray(0, at));
    else {
      bytes[at] ^= 1 + draw.int(255);
      writeFileSync(journal, bytes);
      copyFileSync(files.result, join(out, "result.json"));
    }
    const ended = await start([...args, "--out", out, "--resume"]).ended;
    const faults = badWords(ended);
    const said = `${id % 2 === 0 ? "cut after" : "another byte at"} ${at}: ended with ${ended.code}: ${ended.err.slice(-600)}`;
    if (![0, 2, 3, 4].includes(ended.code)) faults.push(said);
    // Where it stopped before the first line was whole there is nothing to go on with.
    if (ended.code === 2 && !/journal|--resume|resum/.test(ended.err)) faults.push(said);
    return faults;
  },
};
