// Reads damaged journals and results as their readers do, and a sample as a person does.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LrFinderError } from "../../../dist/core/errors.js";
import { random } from "../../../dist/core/random.js";
import { renderText } from "../../../dist/report/index.js";
import { parseResult } from "../../../dist/result/index.js";
import { readJournal } from "../../../dist/sweep/index.js";
import { tryCommand } from "./command-line.mjs";

const READERS = {
  journal: (text) => readJournal(text, "j.jsonl"),
  // What is read must be fit to be shown.
  result: (text) => renderText(parseResult(text, "r.json")),
};
/** A refusal says where: the line of a journal, the place in a result. */
const PLACES = {
  journal: /j\.jsonl: the journal's line \d+ cannot be used: /,
  result:
    /r\.json (is not a result: it is not JSON: |is not a result of lr-finder: at |was written by)/,
};

let wholes;
let folder;
let threads = 0;

export function prepare(setup) {
  wholes = { journal: readFileSync(setup.journal), result: readFileSync(setup.result) };
  folder = join(setup.folder, `documents-${process.hrtime.bigint()}-${threads++}`);
  mkdirSync(folder);
}

/** Damages one document in many ways, one after the other. */
export async function attempt({ document, cuts, flips, seed }) {
  const whole = wholes[document];
  const faults = [];
  const see = (bytes, what) => {
    try {
      READERS[document](bytes.toString("utf8"));
    } catch (thrown) {
      if (!(thrown instanceof LrFinderError)) faults.push(`${what}: ${thrown?.stack ?? thrown}`);
      else if (!PLACES[document].test(thrown.message)) {
        faults.push(`${what}: no place in: ${thrown.message}`);
      }
    }
  };
  for (const length of cuts ?? []) see(whole.subarray(0, length), `cut after ${length} bytes`);
  const draw = random(seed ?? 0, `flips ${document}`);
  for (let i = 0; i < (flips ?? 0); i++) {
    const bytes = Buffer.from(whole);
    const at = draw.int(bytes.length);
    bytes[at] ^= 1 + draw.int(255);
    see(bytes, `byte ${at} is ${bytes[at]}`);
    if (i === 0) faults.push(...(await asPerson(document, bytes)));
  }
  return faults;
}

async function asPerson(document, bytes) {
  const file = join(folder, document === "journal" ? "journal.jsonl" : "result.json");
  writeFileSync(file, bytes);
  const config = join(folder, "config.yaml");
  writeFileSync(config, "lr: 0.5\n");
  const page = join(folder, "page.html");
  const commands =
    document === "journal"
      ? [["analyze", file, "--json"]]
      : [
          ["report", file, "--out", page],
          ["apply", file, config, "--yes", "--outside"],
          ["analyze", file, "--json"],
        ];
  const faults = [];
  for (const args of commands) {
    try {
      await tryCommand(args, [0, 2, 3, 4]);
    } catch (fault) {
      faults.push(fault.message);
    }
  }
  return faults;
}
