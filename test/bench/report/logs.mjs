// How long a large CSV log takes to a suggestion, against papaparse's own bare streaming.
//
//   node test/bench/report/logs.mjs [DIST] [--rows 1000000] [--rounds 3] [--quick] [--check]
//
// DIST is the folder that `tsc` wrote (default `dist`). The log (step, lr, loss, val_loss and four
// columns that are not needed), and the same as a text log (`step 5 lr 0.001 loss 2.3 …`), are generated into the system's folder for temporary files and
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
  const prints = generate(rows, 4, true);
  const longPrints = generate(4 * rows, 4, true, 4);
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
      const text = await seconds(() => readLog(prints, { keep: keepPickable() }));
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
      rounds.push({ bare, read, text, share: read / text, pick, answer, ratio });
      console.log(
        `round ${round}: papaparse ${bare.toFixed(2)} s; ours: read ${read.toFixed(2)} (as text ${text.toFixed(2)}), sweep ${pick.toFixed(2)}, answer ${answer.toFixed(2)} s; ratio ${ratio.toFixed(2)} (LR ${result.suggestion.lr})`,
      );
    }
    const middle = (key) =>
      rounds.map((round) => round[key]).sort((a, b) => a - b)[rounds.length >> 1];
    const megabytes = (path) => Math.round(statSync(path).size / 1e6);
    const [narrowPeak, widePeak, printsPeak, longPeak] = [file, wide, prints, longPrints].map(
      peakOf,
    );
    console.log(`
| ${rows} rows, ${megabytes(file)} MB | seconds (median) |
|---|---|
| papaparse, counting rows only | ${middle("bare").toFixed(2)} |
| lr-finder, columns read | ${middle("read").toFixed(2)} |
| lr-finder, the same as a text log | ${middle("text").toFixed(2)} |
| lr-finder, sweep found | ${middle("pick").toFixed(2)} |
| lr-finder, curve, rules and suggestion | ${middle("answer").toFixed(2)} |
| ratio | ${middle("ratio").toFixed(2)} |

| log | peak memory of reading it |
|---|---|
| ${megabytes(file)} MB, 4 other columns | ${narrowPeak} MB |
| ${megabytes(wide)} MB, 20 other columns | ${widePeak} MB |
| ${megabytes(prints)} MB of text | ${printsPeak} MB |
| ${megabytes(longPrints)} MB of text, a loss in every fourth line | ${longPeak} MB |
`);
    target("a log until the suggestion against papaparse", middle("ratio"), {
      atMost: 3,
      unit: "x",
    });
    target("speed of a text log's rows against a CSV's", middle("share"), {
      atLeast: 0.5,
      unit: "x",
    });
  } finally {
    for (const path of [file, wide, prints, longPrints]) rmSync(path, { force: true });
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

/** @param every of a text log: lines of which one tells a loss */
function generate(rows, others, isText = false, every = 1) {
  const ending = isText ? `${every}.log` : "csv";
  const path = join(tmpdir(), `lr-finder-bench-${process.pid}-${others}.${ending}`);
  const fd = openSync(path, "w");
  const names = Array.from({ length: others }, (_, i) => `metric_${i}`);
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  let text = isText ? "" : `step,lr,loss,val_loss,${names.join(",")}\n`;
  const flush = () => {
    if (text.length < 1e6) return;
    writeSync(fd, text);
    text = "";
  };
  for (let i = 0; i < rows; i++) {
    const lr = 1e-6 * 10 ** ((8 * i) / (rows - 1));
    const loss =
      2.3 - 1.6 / (1 + (0.003 / lr) ** 1.5) + Math.min((lr / 0.8) ** 3, 1e6) + 0.1 * random();
    const held = i % 100 === 99 ? loss.toFixed(6) : "";
    if (isText) {
      const more = names.map((name) => `${name} ${random().toFixed(6)}`).join(" ");
      const told = `step ${i} lr ${lr.toPrecision(9)} loss ${loss.toFixed(6)}`;
      text += i % every === 0 ? `${told} ${held && `val_loss ${held} `}${more}\n` : `saved ${i}\n`;
      flush();
      continue;
    }
    const rest = names.map(() => random().toFixed(6)).join(",");
    text += `${i},${lr.toPrecision(9)},${loss.toFixed(6)},${held},${rest}\n`;
    flush();
  }
  writeSync(fd, text);
  closeSync(fd);
  return path;
}
