// Loaded into a program before all else (`node --import`): does to it what LR_FINDER_CAMPAIGN says,
// as a JSON object.
//
//   { kill: { line, where, signal } }   a signal at that line of the journal: `before` it is written,
//                                       `half` of it is, or `after`
//   { rename: { number, where, signal } }  the same at that rename
//   { full: bytes }                     the disk is full after so many bytes
//   { readOnly: true }                  the disk takes nothing
//   { slow: ms }                        every write takes so long
//   { clock: seed }                     the clock jumps by up to a day at every third look
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const fault = JSON.parse(process.env.LR_FINDER_CAMPAIGN ?? "{}");
// A trainer that is started gets the environment, and not the fault.
delete process.env.LR_FINDER_CAMPAIGN;
delete process.env.NODE_OPTIONS;

const { kill, rename, full, readOnly, slow, clock } = fault;
const probe = await fs.promises.open(new URL(import.meta.url), "r");
const handle = Object.getPrototypeOf(probe);
await probe.close();

/** Words on a terminal or pipe are no writes to a disk. */
const isFile = (fd) => fs.fstatSync(fd).isFile();
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const errorOf = (code, call) =>
  Object.assign(new Error(`${code}: ${call}`), { code, syscall: call });

let left = full ?? Number.POSITIVE_INFINITY;
function admit(fd, data, call) {
  if (!isFile(fd)) return;
  if (readOnly) throw errorOf("EROFS", call);
  if (slow) pause(slow);
  left -= Buffer.byteLength(data);
  if (left < 0) throw errorOf("ENOSPC", call);
}

function die(signal) {
  process.kill(process.pid, signal);
  // A signal that is taken over is delivered between two turns: the program goes on as it would.
  if (signal === "SIGKILL") pause(10_000);
}

const { writeSync } = fs;
let lines = 0;
fs.writeSync = (fd, data, ...rest) => {
  const isLine = typeof data === "string" && data.startsWith('{"type":');
  if (isLine) lines += 1;
  const here = isLine && kill !== undefined && lines === kill.line ? kill : undefined;
  if (here?.where === "before") die(here.signal);
  if (here?.where === "half" && here.signal === "SIGKILL") {
    writeSync(fd, data.slice(0, data.length / 2));
    die(here.signal);
  }
  admit(fd, data, "write");
  const written = writeSync(fd, data, ...rest);
  if (here !== undefined && here.where !== "before") die(here.signal);
  return written;
};

const { writeFile } = handle;
handle.writeFile = async function (data, ...rest) {
  admit(this.fd, data, "write");
  return writeFile.call(this, data, ...rest);
};

const { open } = fs.promises;
fs.promises.open = async (path, flags, ...rest) => {
  if (readOnly && flags !== undefined && flags !== "r" && (flags & 3) !== 0) {
    throw errorOf("EROFS", "open");
  }
  return open(path, flags, ...rest);
};

const renameFile = fs.promises.rename;
let renames = 0;
fs.promises.rename = async (...paths) => {
  renames += 1;
  const here = rename !== undefined && renames === rename.number ? rename : undefined;
  if (here?.where === "before") die(here.signal);
  await renameFile(...paths);
  if (here?.where === "after") die(here.signal);
};
syncBuiltinESMExports();

if (clock !== undefined) {
  const real = Date.now;
  let state = clock + 1;
  let offset = 0;
  let looks = 0;
  Date.now = () => {
    looks += 1;
    if (looks % 3 === 0) {
      state = (state * 48271) % 2147483647;
      offset = (state / 2147483647 - 0.5) * 2 * 86_400_000;
    }
    return real() + offset;
  };
  globalThis.Date = class extends Date {
    constructor(...args) {
      if (args.length === 0) super(Date.now());
      else super(...args);
    }
  };
}
