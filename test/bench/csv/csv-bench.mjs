// How fast a large CSV is read with a row cap, against papaparse's own bare streaming.
//
//   node test/bench/csv/csv-bench.mjs DIST [--mb 500] [--rounds 3] [--max-rows 100000] [--quoted] [--keep] [--quick] [--check]
//
// DIST is the folder that `tsc` wrote (`dist`); --quoted puts the label of every row in quotes. The
// file is generated into the system's folder for temporary files and deleted. Each round runs
// papaparse (`chunk` callback that only counts rows, its fastest way to stream) and ours one after
// the other in this process. Then two fresh processes read a tenth of the file and all of it: the
// difference of their peak memory is what the file's size costs.
import { execFileSync } from "node:child_process";
import { closeSync, createReadStream, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import Papa from "papaparse";
import { target } from "../target.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mb: { type: "string", default: "500" },
    rounds: { type: "string", default: "3" },
    "max-rows": { type: "string", default: "100000" },
    quoted: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    peak: { type: "string" },
  },
});
const dist = positionals[0] ?? "dist";
if (values.quick) Object.assign(values, { mb: "40", rounds: "1" });
const maxRows = Number(values["max-rows"]);
const { loadData } = await import(pathToFileURL(resolve(dist, "dataset/index.js")).href);

if (values.peak === undefined) await main();
else await reportPeak(values.peak);

async function main() {
  const mb = Number(values.mb);
  const file = generate(mb);
  const small = generate(mb / 10);
  try {
    const rows = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const bare = await timed(() => bareRows(file));
      const ours = await timed(() => loadData(file, { target: "label", maxRows }));
      rows.push({ bare, ours });
      const ratios = `ratio ${(bare.wall / ours.wall).toFixed(2)}, CPU ${(bare.cpu / ours.cpu).toFixed(2)}`;
      console.log(
        `round ${round}: papaparse ${speed(file, bare.wall)}, ours ${speed(file, ours.wall)}, ${ratios}`,
      );
    }
    const bare = middle(rows.map((row) => row.bare.wall));
    const ours = middle(rows.map((row) => row.ours.wall));
    const ratio = middle(rows.map((row) => row.bare.wall / row.ours.wall));
    const cpu = middle(rows.map((row) => row.bare.cpu / row.ours.cpu));
    const peaks = [small, file].map(peakOf);
    console.log(`
| ${mb} MB CSV, ${maxRows} rows held | seconds (median) | speed | ratio | ratio by CPU time |
|---|---|---|---|---|
| papaparse, counting rows only | ${bare.toFixed(2)} | ${speed(file, bare)} | 1.00 | 1.00 |
| lr-finder, ready to train | ${ours.toFixed(2)} | ${speed(file, ours)} | ${ratio.toFixed(2)} | ${cpu.toFixed(2)} |

| file | peak memory |
|---|---|
| ${mb / 10} MB | ${peaks[0]} MB |
| ${mb} MB | ${peaks[1]} MB (${peaks[1] - peaks[0]} MB more) |
`);
    target("speed against papaparse counting rows", ratio, { atLeast: 0.5, unit: "x" });
  } finally {
    for (const path of [file, small]) if (!values.keep) rmSync(path, { force: true });
  }
}

function bareRows(file) {
  return new Promise((done, fail) => {
    let rows = 0;
    Papa.parse(createReadStream(file), {
      chunk: (results) => {
        rows += results.data.length;
      },
      complete: () => done(rows),
      error: fail,
    });
  });
}

// Seconds by the clock and of all threads: on a busy machine only the second can be compared.
async function timed(action) {
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(cpuStart);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

// Sorted by class, as files often are: 20 numbers and a label a row.
function generate(mb) {
  const path = join(tmpdir(), `lr-finder-bench-${process.pid}-${mb}.csv`);
  const file = openSync(path, "w");
  const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
  let written = writeSync(file, `${[...names, "label"].join(",")}\n`);
  let state = 1;
  const number = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 24 - 128).toFixed(4);
  };
  while (written < mb * 1e6) {
    const kind = ["ant", "bee", "cat"][Math.min(2, Math.floor((3 * written) / (mb * 1e6)))];
    const label = values.quoted ? `"${kind}"` : kind;
    let text = "";
    for (let i = 0; i < 2000; i++) text += `${names.map(number).join(",")},${label}\n`;
    written += writeSync(file, text);
  }
  closeSync(file);
  return path;
}

function peakOf(file) {
  const self = fileURLToPath(import.meta.url);
  const flags = ["--peak", file, "--max-rows", String(maxRows)];
  return Number(execFileSync(process.execPath, [self, dist, ...flags], { encoding: "utf8" }));
}

async function reportPeak(file) {
  await loadData(file, { target: "label", maxRows });
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
}

function speed(file, seconds) {
  return `${(statSync(file).size / 1e6 / seconds).toFixed(0)} MB/s`;
}

function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
