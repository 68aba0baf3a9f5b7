import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { maskedCrc32c } from "../../../dist/logs/formats/tensorboard/frames.js";
import { maybe, NASTY_TEXTS, NASTY_VALUES, number, pick, word } from "./chance.mjs";
import { bomb, mutateValue } from "./mutate.mjs";

const LR_NAMES = ["lr", "learning_rate", "optim/lr", "lr-Adam", "train/learning_rate"];
const LOSS_NAMES = ["loss", "train_loss", "loss/batch", "train/loss"];
const OTHER_NAMES = ["step", "epoch", "val_loss", "eval_loss", "accuracy", "momentum", "grad_norm"];

const folder = new URL("../../fixtures/logs/", import.meta.url);
const FIXTURES = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name, parentPath, path }) => readFileSync(`${parentPath ?? path}/${name}`))
  .filter(({ length }) => length < 40_000);

/** A file of a real logger, of whatever kind. */
export const recorded = (draw) => pick(draw, FIXTURES);

/** Rows of a sweep: lr rises, loss falls and then rises; some cells are anything. */
function sweep(draw, least = 0) {
  const names = [pick(draw, LR_NAMES), pick(draw, LOSS_NAMES)];
  for (const name of OTHER_NAMES) if (maybe(draw, 0.3)) names.push(name);
  const length = least + draw.int(60);
  return Array.from({ length }, (_, i) => {
    const x = i / Math.max(length - 1, 1);
    const lr = 1e-6 * 1e7 ** x;
    const loss = 2.3 - 2 * Math.exp(-((x - 0.7) ** 2) * 20) + (x > 0.8 ? 40 * (x - 0.8) : 0);
    const numbers = [lr, loss + 0.02 * draw.normal()];
    return Object.fromEntries(
      names.map((name, k) => [name, numbers[k] ?? (name === "step" ? i : draw.float())]),
    );
  });
}

const bareNumbers = (json) => json.replace(/"(NaN|-?Infinity)"/g, "$1");

/** One document or lines of JSON, as one of the loggers writes it. */
export function jsonLog(draw) {
  if (maybe(draw, 0.1)) return recorded(draw);
  const rows = sweep(draw).map((row) => (maybe(draw, 0.02) ? mutateValue(draw, row) : row));
  const arrays = Object.fromEntries(
    Object.keys(rows[0] ?? { lr: 1 }).map((name) => [name, rows.map((row) => row[name] ?? null)]),
  );
  const documents = [
    () => rows.map((row) => JSON.stringify(row)).join("\n"),
    () => JSON.stringify(rows),
    () => JSON.stringify({ history: arrays, best_loss: 1 }),
    () => JSON.stringify(arrays),
    () => JSON.stringify({ log_history: rows, max_steps: rows.length, num_train_epochs: 1 }),
    () => JSON.stringify(mutateValue(draw, { log_history: rows, best_metric: null })),
    () => JSON.stringify(mutateValue(draw, { history: arrays })),
    () => JSON.stringify({ [pick(draw, NASTY_TEXTS)]: arrays, ...arrays }),
    () => JSON.stringify(pick(draw, NASTY_VALUES)),
  ];
  return Buffer.from(bareNumbers(pick(draw, documents)()));
}

/** Columns of text, or the prints of a script among which there are some. */
export function textLog(draw) {
  if (maybe(draw, 0.1)) return recorded(draw);
  const rows = sweep(draw);
  const names = Object.keys(rows[0] ?? { lr: 1, loss: 1 });
  const separator = pick(draw, [",", "\t", ";", " ", "  ", " | "]);
  const line = (cells) => cells.join(separator);
  const cells = (row) => names.map((name) => (maybe(draw, 0.02) ? number(draw) : row[name]));
  const lines = [
    ...(maybe(draw, 0.2) ? [`# ${word(draw, ["made by", "run 3"])}`] : []),
    ...(maybe(draw, 0.9) ? [line(names.map((name) => word(draw, [name])))] : []),
    ...rows.flatMap((row) => [
      ...(maybe(draw, 0.03) ? [word(draw, ["Epoch 1/3", "saving checkpoint", ""])] : []),
      maybe(draw, 0.05) ? names.map((name) => `${name}=${row[name]}`).join(" ") : line(cells(row)),
    ]),
  ];
  return Buffer.from(lines.join(pick(draw, ["\n", "\r\n"])));
}

const varint = (value) => {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
};
const key = (number, wire) => varint(number * 8 + wire);
const nested = (number, bytes) => Buffer.concat([key(number, 2), varint(bytes.length), bytes]);
const whole = (number, value) => Buffer.concat([key(number, 0), varint(value)]);
const float = (number, value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(number, 5), bytes]);
};
const double = (number, value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(number, 1), bytes]);
};

/** A TFRecord frame with right checksums, whatever is in it. */
function frame(data) {
  const { head, sum } = frameHead(data.length);
  return Buffer.concat([head, sum, data, checksum(data)]);
}

function frameHead(length) {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(length));
  return { head, sum: checksum(head) };
}

function checksum(bytes) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(maskedCrc32c(bytes));
  return sum;
}

/** Frames that promise more than any file has, and go on and on. */
export const ENDLESS_FRAMES = [2 ** 28 - 1, 2 ** 31 - 1, 2 ** 40].map((length) => () => {
  const { head, sum } = frameHead(length);
  return Buffer.concat([
    gzipSync(Buffer.concat([frame(Buffer.alloc(10)), head, sum])),
    bomb("\u0000", 300),
  ]);
});

/** Long strings and deep nesting beside a bare NaN, which JSON.parse does not take. */
export const LENIENT_EXTREMES = [
  () => Buffer.from(`{"a":"${"x".repeat(20_000_000)}","loss":[NaN]}`),
  () => Buffer.from(`{"a":"${"\\\\".repeat(5_000_000)}","loss":[NaN]}`),
  () => Buffer.from(`{"loss":[NaN${",NaN".repeat(1_000_000)}]}`),
  () => Buffer.from(`${'{"a":'.repeat(2_000_000)}NaN${"}".repeat(2_000_000)}`),
];

function scalar(draw, tag, value) {
  const name = nested(1, Buffer.from(maybe(draw, 0.02) ? pick(draw, NASTY_TEXTS) : tag));
  if (maybe(draw, 0.7)) return Buffer.concat([name, float(2, value)]);
  const content = Buffer.alloc(4);
  content.writeFloatLE(value);
  const type = whole(1, maybe(draw, 0.1) ? draw.int(30) : 1);
  const tensor = Buffer.concat([type, maybe(draw, 0.5) ? nested(4, content) : float(5, value)]);
  return Buffer.concat([name, nested(8, tensor)]);
}

/** A TensorBoard event file. Payloads are damaged inside of frames whose checksums are right, too. */
export function eventFile(draw, damage) {
  const events = sweep(draw).flatMap((row, step) =>
    Object.entries(row).map(([tag, value]) => {
      const at = maybe(draw, 0.02) ? pick(draw, [-1, 2 ** 53, 2n ** 63n]) : step;
      const value_ = nested(1, scalar(draw, tag, value));
      return Buffer.concat([double(1, step), whole(2, at), nested(5, value_)]);
    }),
  );
  const first = Buffer.concat([double(1, 0), nested(3, Buffer.from("brain.Event:2"))]);
  return Buffer.concat(
    [first, ...events].map((event) => frame(maybe(draw, 0.01) ? damage(draw, event) : event)),
  );
}
