// Logs of trainings as scripts write them, in many forms, with what their runs are known to do.
import { maybe, pick } from "./chance.mjs";

const LOSS = ["loss", "train_loss", "train/loss", "Loss/train", "Training Loss", "total_loss"];
const HELD_OUT = ["val_loss", "eval_loss", "Loss/val", "test_loss"];
const STEP = ["step", "global_step", "_step", "iter", "iteration"];
const LR = ["lr", "learning_rate", "train/learning_rate", "lr-Adam"];
const OTHERS = ["accuracy", "grad_norm", "time", "tokens_per_second"];

/** One run: steps that may begin again or have gaps, losses that fall, rise, blow up or are NaN. */
function run(draw) {
  const count = 1 + draw.int(pick(draw, [8, 40, 300]));
  const from = pick(draw, [1, 3, 10, -2]);
  const to = from + pick(draw, [-3, -1, -0.2, 0, 0.3, 5]) * draw.float();
  const noise = pick(draw, [0, 0.001, 0.1, 1]);
  const scale = pick(draw, [1, 1, 1e-6, 1e9]);
  const every = pick(draw, [1, 10, 500]);
  const speed = 1 + 6 * draw.float();
  const begunAgain = maybe(draw, 0.2) ? draw.int(count) : 0;
  const gap = maybe(draw, 0.2) ? draw.int(count) : count;
  const rows = [];
  for (let i = 0; i < count + begunAgain; i++) {
    const place = i < count ? i : i - begunAgain;
    const share = place / Math.max(1, count - 1);
    const level = to + (from - to) * Math.exp(-speed * share);
    const loss = maybe(draw, 0.002)
      ? pick(draw, [Number.NaN, Number.POSITIVE_INFINITY, 1e30])
      : scale * (level + noise * draw.normal());
    rows.push({ place, step: (place + (place > gap ? 5000 : 0)) * every, loss, share });
  }
  return rows;
}

/** First and last finite loss of what counts: rows that a later one of the same step replaces do not. */
function known(rows) {
  const kept = [];
  for (const row of rows) {
    while (kept.length > 0 && kept.at(-1).step >= row.step) kept.pop();
    kept.push(row);
  }
  const finite = kept.filter(({ loss }) => Number.isFinite(loss));
  return { first: finite[0]?.loss, last: finite.at(-1)?.loss };
}

/** @returns the log's text, and what each of its runs goes from and to */
export function trainingLog(draw) {
  const names = {
    loss: pick(draw, LOSS),
    step: maybe(draw, 0.8) ? pick(draw, STEP) : maybe(draw, 0.5) ? "epoch" : null,
    lr: maybe(draw, 0.5) ? pick(draw, LR) : null,
    held: maybe(draw, 0.4) ? pick(draw, HELD_OUT) : null,
    others: OTHERS.filter(() => maybe(draw, 0.2)),
  };
  const form = pick(draw, FORMS);
  const runs = Array.from({ length: form === wide && maybe(draw, 0.6) ? 2 + draw.int(3) : 1 }, () =>
    run(draw),
  );
  // Without steps a run that begins again cannot be told from one that goes on.
  const told =
    names.step === null ? runs.map((rows) => rows.map((row, step) => ({ ...row, step }))) : runs;
  return { text: form(draw, names, runs), runs: told.map(known) };
}

const number = (value) =>
  Number.isNaN(value) ? "nan" : Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";

function cellsOf(draw, { loss, step, lr, held, others }, row) {
  return [
    ...(step === null ? [] : [[step, step === "epoch" ? row.place : row.step]]),
    ...(lr === null ? [] : [[lr, 0.1 * (1 + Math.cos(Math.PI * row.share)) + 1e-6]]),
    [loss, row.loss],
    ...(held === null ? [] : [[held, row.place % 5 === 4 ? row.loss * 1.1 : null]]),
    ...others.map((name) => [name, draw.float()]),
  ];
}

function table(draw, names, [rows]) {
  const separator = pick(draw, [",", "\t", ";"]);
  const lines = rows.map((row) => cellsOf(draw, names, row));
  const text = [
    lines[0].map(([name]) => name).join(separator),
    ...lines.map((cells) =>
      cells.map(([, value]) => (value === null ? "" : number(value))).join(separator),
    ),
  ];
  return text.join(pick(draw, ["\n", "\r\n"]));
}

function jsonLines(draw, names, [rows]) {
  return rows
    .map((row) => {
      const cells = cellsOf(draw, names, row).filter(([, value]) => value !== null);
      return `{${cells.map(([name, value]) => `"${name}": ${jsonNumber(value)}`).join(", ")}}`;
    })
    .join("\n");
}

const jsonNumber = (value) =>
  Number.isNaN(value)
    ? "NaN"
    : Number.isFinite(value)
      ? String(value)
      : value > 0
        ? "Infinity"
        : "-Infinity";

function prints(draw, names, [rows]) {
  const between = pick(draw, ["=", ": ", " = "]);
  const lines = rows.map((row) =>
    cellsOf(draw, names, row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}${between}${number(value)}`)
      .join(pick(draw, [", ", " | "])),
  );
  return ["2026-01-01 10:00:00 INFO starting", ...lines, "done", ""].join("\n");
}

/** Columns that are named after runs, as Weights & Biases exports them. */
function wide(draw, names, runs) {
  if (runs.length === 1) return table(draw, names, runs);
  const step = names.step ?? "Step";
  const lines = [[step, ...runs.map((_, i) => `run-${i} - ${names.loss}`)].join(",")];
  runs.forEach((rows, i) => {
    for (const row of rows) {
      const at = step === "epoch" ? row.place : row.step;
      lines.push([at, ...runs.map((_, k) => (k === i ? number(row.loss) : ""))].join(","));
    }
  });
  return lines.join("\n");
}

const FORMS = [table, jsonLines, prints, wide];
