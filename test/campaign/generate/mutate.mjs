// What happens to files between their writer and us, on purpose or not.
import { gzipSync } from "node:zlib";
import { maybe, NASTY_NUMBERS, NASTY_TEXTS, NASTY_VALUES, pick } from "./chance.mjs";

const slice = (draw, bytes) => {
  const start = draw.int(bytes.length + 1);
  return [start, Math.min(bytes.length, start + draw.int(64))];
};
const put = (bytes, at, more) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
const text = (change) => (draw, bytes) => Buffer.from(change(draw, bytes.toString("utf8")));

const CHANGES = [
  function flip(draw, bytes) {
    const copy = Buffer.from(bytes);
    for (let i = 0; i <= draw.int(4) && copy.length > 0; i++) {
      copy[draw.int(copy.length)] ^= 1 << draw.int(8);
    }
    return copy;
  },
  function cut(draw, bytes) {
    return bytes.subarray(0, draw.int(bytes.length + 1));
  },
  function cutOut(draw, bytes) {
    const [start, end] = slice(draw, bytes);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function double(draw, bytes) {
    const [start, end] = slice(draw, bytes);
    const times = maybe(draw, 0.1) ? 200 : 1;
    const part = bytes.subarray(start, end);
    return put(bytes, end, Buffer.concat(Array.from({ length: times }, () => part)));
  },
  function move(draw, bytes) {
    const [start, end] = slice(draw, bytes);
    const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    return put(rest, draw.int(rest.length + 1), bytes.subarray(start, end));
  },
  function noise(draw, bytes) {
    const more = Buffer.from(Array.from({ length: 1 + draw.int(20) }, () => draw.int(256)));
    return put(bytes, draw.int(bytes.length + 1), more);
  },
  function nastyText(draw, bytes) {
    return put(bytes, draw.int(bytes.length + 1), Buffer.from(pick(draw, NASTY_TEXTS)));
  },
  text(function nastyNumber(draw, whole) {
    const numbers = [...whole.matchAll(/-?\d[\d.e+-]*/g)];
    if (numbers.length === 0) return whole;
    const { 0: old, index } = pick(draw, numbers);
    return whole.slice(0, index) + pick(draw, NASTY_NUMBERS) + whole.slice(index + old.length);
  }),
  text(function otherWord(draw, whole) {
    const words = [...whole.matchAll(/[a-z_]{2,}/gi)];
    if (words.length === 0) return whole;
    const { 0: old, index } = pick(draw, words);
    return whole.slice(0, index) + pick(draw, NASTY_TEXTS) + whole.slice(index + old.length);
  }),
  text(function lineEnds(draw, whole) {
    return whole.replace(/\r?\n/g, () => pick(draw, ["\n", "\r\n", "\r\n", "\r", "\n\n"]));
  }),
  text(function swapLines(draw, whole) {
    const lines = whole.split("\n");
    const [a, b] = [draw.int(lines.length), draw.int(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
    return lines.join("\n");
  }),
  function mark(draw, bytes) {
    const marks = ["efbbbf", "fffe", "feff", "0000feff", "efbbbfefbbbf"];
    return Buffer.concat([Buffer.from(pick(draw, marks), "hex"), bytes]);
  },
  function utf16(draw, bytes) {
    const wide = Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le");
    return maybe(draw, 0.5) ? wide : wide.swap16();
  },
  function gzip(draw, bytes) {
    const packed = gzipSync(bytes);
    const kind = draw.int(5);
    if (kind === 0) return packed.subarray(0, draw.int(packed.length));
    if (kind === 1) packed[draw.int(packed.length)] ^= 1 << draw.int(8);
    if (kind === 2) return Buffer.concat([packed, packed]);
    if (kind === 3) return Buffer.concat([packed, Buffer.from("garbage")]);
    return packed;
  },
];

/** Bytes after nothing to three mishaps; two files of five are left as they are. */
export function mutate(draw, bytes) {
  if (maybe(draw, 0.4)) return bytes;
  let changed = bytes;
  const mishaps = 1 + draw.int(3);
  for (let i = 0; i < mishaps; i++) {
    // The wide encodings and gzip come last, if at all: nothing else would be tried behind them.
    const most = i === 0 || maybe(draw, 0.2) ? CHANGES.length : CHANGES.length - 2;
    changed = CHANGES[draw.int(most)](draw, changed);
  }
  return changed;
}

/** A JSON value of which some part is another: replaced, gone, wrapped or put elsewhere. */
export function mutateValue(draw, value) {
  const copy = structuredClone(value);
  const holders = [];
  const walk = (at) => {
    if (typeof at !== "object" || at === null) return;
    for (const key of Object.keys(at)) {
      holders.push([at, key]);
      walk(at[key]);
    }
  };
  walk(copy);
  for (let i = 0; i <= draw.int(3) && holders.length > 0; i++) {
    const [holder, key] = pick(draw, holders);
    const kind = draw.int(6);
    if (!Object.hasOwn(holder, key) || (kind === 3 && Array.isArray(holder))) continue;
    if (kind === 0) delete holder[key];
    else if (kind === 1) holder[key] = [holder[key]];
    else if (kind === 2) holder[key] = structuredClone(pick(draw, holders)[0]);
    else if (kind === 3) {
      // Also `__proto__`, as JSON.parse sets it.
      const how = { value: 1, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(holder, pick(draw, NASTY_TEXTS), how);
    } else holder[key] = structuredClone(pick(draw, NASTY_VALUES));
  }
  return copy;
}

const repeated = (part, times) => Buffer.alloc(Buffer.byteLength(part) * times, part);

/** 1 MB in 1 kB of gzip, so many times: files one after the other are one file to gzip. */
export function bomb(part, megabytes = 600) {
  return repeated(gzipSync(repeated(part, 1_000_000 / part.length)), megabytes);
}

/** Files that no generator comes upon: any format may be given any of them. */
export const EXTREMES = [
  () => Buffer.alloc(0),
  () => Buffer.alloc(1),
  () => Buffer.alloc(1_000_000),
  () => Buffer.from("\ufeff"),
  () => Buffer.from("\n".repeat(100_000)),
  () => Buffer.from("\r".repeat(100_000)),
  () => repeated("a", 5_000_000),
  () => repeated("1,", 200_000),
  () => repeated("[", 100_000),
  () => repeated('{"a":', 100_000),
  () => repeated('[{"lr":1},', 100_000),
  () => repeated("{a: ", 50_000),
  () => repeated('"', 1_000_001),
  () => repeated("- ", 50_000),
  () => repeated("=", 1_000_000),
  () => repeated("\\", 1_000_001),
  () => repeated("😀", 300_000),
  () => Buffer.from("1f8b", "hex"),
  () => Buffer.from("1f8b0800000000000003", "hex"),
  ...["a", "[", " ", "\u0000", "1,"].map((part) => () => bomb(part)),
];
