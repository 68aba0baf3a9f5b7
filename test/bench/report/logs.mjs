// How long a large CSV log takes to a suggestion, against papaparse's own bare streaming.
//
//   node test/bench/report/logs.mjs [DIST] [--rows 1000000] [--rounds 3] [--quick] [--check]
//
// DIST is the folder that `tsc` wrote (default `dist`). The log (step, lr, loss, val_loss and four
// columns that are not needed) is generated into the system's folder for temporary files and
// deleted. Each round runs papaparse (`chunk` callback that only counts rows, its fastest way to
// stream) and ours one after the other in this process. Then fresh processes read logs with few and
// with many columns: the difference of their peak memory is what the columns that are not kept cost.
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
    rows: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    peak: { type: "string" },
  },
});
if (values.quick) Object.assign(values, { rows: "100000", rounds: "1" });
const dist = positionals[0] ?? "dist";
const load = (path) => import(pathToFileURL(resolve(dist, path)).href);
const { readLog } = await load("logs/files/index.js");
const { keepPickable, resultFromLogs, sweepFromLog } = await load("logs/index.js");

if (values.peak === undefined) await main();
else {
  await readLog(values.peak, { keep: keepPickable() });
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
}

async function main() {
  const rows = Number(values.rows);
  const file = generate(rows, 4);
  const wide = generate(rows, 20);
  try {
    const rounds = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const bare = await seconds(() => bareRows(file));
      let table;
      let log;
      let result;
      const read = await seconds(async () => {
        ({ table } = await readLog(file, { keep: keepPickable() }));
      });
      const pick = await seconds(() => {
        log = sweepFromLog(table);
      });
      const answer = await seconds(() => {
        result = resultFromLogs([log], {
          name: "bench",
          createdAt: "",
          versions: {},
          optimizer: "sgd",
          horizon: { totalSteps: 1000, schedule: "auto", per: "step" },
        });
      });
      const ratio = (read + pick + answer) / bare;
      rounds.push({ bare, read, pick, answer, ratio });
      console.log(
        `round ${round}: papaparse ${bare.toFixed(2)} s; ours: read ${read.toFixed(2)}, sweep ${pick.toFixed(2)}, answer ${answer.toFixed(2)} s; ratio ${ratio.toFixed(2)} (LR ${result.suggestion.lr})`,
      );
    }
    const middle = (key) =>
      rounds.map((round) => round[key]).sort((a, b) => a - b)[rounds.length >> 1];
    const megabytes = (path) => Math.round(statSync(path).size / 1e6);
    const [narrowPeak, widePeak] = [file, wide].map(peakOf);
    console.log(`
| ${rows} rows, ${megabytes(file)} MB | seconds (median) |
|---|---|
| papaparse, counting rows only | ${middle("bare").toFixed(2)} |
| lr-finder, columns read | ${middle("read").toFixed(2)} |
| lr-finder, sweep found | ${middle("pick").toFixed(2)} |
| lr-finder, curve, rules and suggestion | ${middle("answer").toFixed(2)} |
| ratio | ${middle("ratio").toFixed(2)} |

| log | peak memory of reading it |
|---|---|
| ${megabytes(file)} MB, 4 other columns | ${narrowPeak} MB |
| ${megabytes(wide)} MB, 20 other columns | ${widePeak} MB |
`);
    target("a log until the suggestion against papaparse", middle("ratio"), {
      atMost: 3,
      unit: "x",
    });
  } finally {
    for (const path of [file, wide]) rmSync(path, { force: true });
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

async function seconds(action) {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}

function peakOf(file) {
  const self = fileURLToPath(import.meta.url);
  return Number(execFileSync(process.execPath, [self, dist, "--peak", file], { encoding: "utf8" }));
}

function generate(rows, others) {
  const path = join(tmpdir(), `lr-finder-bench-${process.pid}-${others}.csv`);
  const fd = openSync(path, "w");
  const names = Array.from({ length: others }, (_, i) => `metric_${i}`);
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  let text = `step,lr,loss,val_loss,${names.join(",")}\n`;
  for (let i = 0; i < rows; i++) {
    const lr = 1e-6 * 10 ** ((8 * i) / (rows - 1));
    const loss =
      2.3 - 1.6 / (1 + (0.003 / lr) ** 1.5) + Math.min((lr / 0.8) ** 3, 1e6) + 0.1 * random();
    const held = i % 100 === 99 ? loss.toFixed(6) : "";
    const rest = names.map(() => random().toFixed(6)).join(",");
    text += `${i},${lr.toPrecision(9)},${loss.toFixed(6)},${held},${rest}\n`;
    if (text.length > 1e6) {
      writeSync(fd, text);
      text = "";
    }
  }
  writeSync(fd, text);
  closeSync(fd);
  return path;
}
