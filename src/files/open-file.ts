import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statfsSync,
  statSync,
} from "node:fs";
import { type FileHandle, open, stat, statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { InputError } from "../core/errors.ts";
import type { CancelSignal } from "../core/signal.ts";

// Everything that a user names is opened here: what it is comes first, because the open of a pipe and
// the read of a device or of /proc may never return.

/**
 * Documents that are read whole, with the most bytes that each may have: text is kept as one string,
 * of which V8 holds 512 MB, and bytes as one buffer.
 */
const DOCUMENTS = {
  config: { called: "a config", maxBytes: 10_000_000 },
  record: { called: "a record of lr-finder", maxBytes: 100_000_000 },
  result: { called: "a result", maxBytes: 500_000_000 },
  journal: { called: "a journal", maxBytes: 500_000_000 },
  lock: { called: "a lock", maxBytes: 1_000_000 },
  report: { called: "a report", maxBytes: 500_000_000 },
  "model.json": { called: "a model.json", maxBytes: 200_000_000 },
  weights: { called: "a weight file", maxBytes: 2 ** 31 - 1 },
  study: { called: "a document of a study", maxBytes: 100_000_000 },
  script: { called: "a script", maxBytes: 100_000_000 },
} as const;

/** What a document is read as. */
export type DocumentKind = keyof typeof DOCUMENTS;

/**
 * Reads a regular file whole. Never waits for anybody.
 *
 * @throws InputError `not-a-file` for a folder, pipe, socket, device or an entry of /proc or the
 *   like, `file-too-big`; and what the system says (ENOENT, EACCES, …) as it is
 */
export async function readDocument(
  path: string,
  kind: DocumentKind,
  options: { readonly signal?: CancelSignal | undefined } = {},
): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { maxBytes } = DOCUMENTS[kind];
    const parts: Buffer[] = [];
    let length = 0;
    const { size } = await file.stat();
    for (let next = sizeOfRead(size); ; next = READ_BYTES) {
      options.signal?.throwIfAborted();
      if (Math.max(length, size) > maxBytes) throw tooBig(path, kind, Math.max(length, size));
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(next), 0, next, null);
      if (bytesRead === 0) return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      parts.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/**
 * {@link readDocument} for those that cannot wait.
 *
 * @throws as `readDocument`
 */
export function readDocumentSync(path: string, kind: DocumentKind): Buffer {
  const fd = openRegularSync(path, constants.O_RDONLY);
  try {
    const { maxBytes } = DOCUMENTS[kind];
    const parts: Buffer[] = [];
    let length = 0;
    const { size } = fstatSync(fd);
    for (let next = sizeOfRead(size); ; next = READ_BYTES) {
      if (Math.max(length, size) > maxBytes) throw tooBig(path, kind, Math.max(length, size));
      const buffer = Buffer.allocUnsafe(next);
      const bytesRead = readSync(fd, buffer, 0, next, null);
      if (bytesRead === 0) return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      parts.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * The first bytes of a regular file, as one read gives them: at most `most`.
 *
 * @throws as `readDocument`
 */
export function startOfSync(path: string, most: number): Buffer {
  const fd = openRegularSync(path, constants.O_RDONLY);
  try {
    const buffer = Buffer.alloc(most);
    return buffer.subarray(0, readSync(fd, buffer, 0, most, null));
  } finally {
    closeSync(fd);
  }
}

/**
 * Refuses what {@link readDocument} would refuse by its kind, without opening it.
 *
 * @throws as `readDocument`
 */
export async function checkRegular(path: string): Promise<void> {
  rejectKind(path, await kindOf(path, await stat(path)), false);
}

/**
 * Opens a regular file to be read.
 *
 * @throws as `readDocument`
 */
export async function openRegular(path: string): Promise<FileHandle> {
  await checkRegular(path);
  const file = await open(path, constants.O_RDONLY | NONBLOCK);
  try {
    // Another may lie there since it was asked.
    rejectKind(path, plainKind(await file.stat()), false);
    return file;
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

/**
 * Opens a regular file to be appended to; it is made where it is missing.
 *
 * @param exclusive it must be missing
 * @returns its descriptor
 * @throws as `readDocument`
 */
export function openToAppendSync(path: string, { exclusive = false } = {}): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
  return openRegularSync(path, exclusive ? flags | constants.O_EXCL : flags);
}

/** How the bytes of a file or pipe come. */
export interface ReadPiecesOptions {
  /** Bytes that are read at once. */
  readonly pieceBytes: number;
  readonly signal?: CancelSignal | undefined;
  /** Longest wait for a byte of a pipe, in ms. @default 10000 */
  readonly patienceMs?: number | undefined;
}

/**
 * The bytes of a regular file or of a pipe (`<(command)`, `/dev/stdin`, a FIFO), front to back. A pipe
 * that is silent for ten seconds ends in an error, with or without a writer.
 *
 * @throws as `readDocument`, `silent-pipe`, and what `signal` was aborted with
 */
export async function* readPieces(
  path: string,
  { pieceBytes, signal, patienceMs = 10_000 }: ReadPiecesOptions,
): AsyncGenerator<Buffer> {
  rejectKind(path, await kindOf(path, await stat(path)), true);
  const file = await open(path, constants.O_RDONLY | NONBLOCK);
  let pipe: boolean;
  try {
    const kind = plainKind(await file.stat());
    rejectKind(path, kind, true);
    pipe = kind === "pipe";
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
  if (pipe) yield* pipePieces(path, file, pieceBytes, patienceMs, signal);
  else {
    // The stream closes the file.
    yield* createReadStream("", {
      fd: file,
      highWaterMark: pieceBytes,
      signal,
    }) as AsyncIterable<Buffer>;
  }
}

// Windows has no such flag, and does not block there.
const NONBLOCK = constants.O_NONBLOCK ?? 0;
const READ_BYTES = 1 << 16;
const LONGEST_PAUSE_MS = 20;

/** Read by asking: a blocking read of a pipe cannot be given up. */
async function* pipePieces(
  path: string,
  file: FileHandle,
  pieceBytes: number,
  patienceMs: number,
  signal: CancelSignal | undefined,
): AsyncGenerator<Buffer> {
  let lastByte = performance.now();
  let pause = 1;
  let begun = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const buffer = Buffer.allocUnsafe(pieceBytes);
      const read = await file.read(buffer, 0, pieceBytes, null).catch(ifEmpty);
      if (read !== null && read.bytesRead > 0) {
        yield buffer.subarray(0, read.bytesRead);
        lastByte = performance.now();
        pause = 1;
        begun = true;
        continue;
      }
      // Before the first byte the end is that of a pipe whose writer has not come yet.
      if (read !== null && begun) return;
      if (performance.now() - lastByte > patienceMs) throw silent(path, patienceMs);
      await delay(pause, undefined, { signal });
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  } finally {
    await file.close();
  }
}

function ifEmpty(failure: NodeJS.ErrnoException): null {
  if (failure.code === "EAGAIN") return null;
  throw failure;
}

function openRegularSync(path: string, flags: number): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) rejectKind(path, kindOfSync(path, found), false);
  const fd = openSync(path, flags | NONBLOCK, 0o666);
  try {
    rejectKind(path, plainKind(fstatSync(fd)), false);
    return fd;
  } catch (thrown) {
    closeSync(fd);
    throw thrown;
  }
}

/** One byte more than the file has tells its end. */
function sizeOfRead(size: number): number {
  return Math.min(Math.max(size + 1, READ_BYTES), 1 << 30);
}

/**
 * What lies at a path instead of what is wanted, e.g. `is a pipe`; null where it is that.
 *
 * @param wanted a folder may not be one of the operating system's (/proc, /sys) either
 */
export async function calledOther(
  path: string,
  stats: Stats,
  wanted: "file" | "folder",
): Promise<string | null> {
  const kind = plainKind(stats);
  if (kind !== wanted) return kind === "file" ? "is a file" : CALLED[kind as keyof typeof CALLED];
  if (!(await isOfSystem(path))) return null;
  return wanted === "file" ? CALLED.system : "belongs to the operating system (/proc, /sys)";
}

type Kind = "file" | "folder" | "pipe" | "socket" | "device" | "system";

const CALLED: Readonly<Record<Exclude<Kind, "file">, string>> = {
  folder: "is a folder",
  pipe: "is a pipe",
  socket: "is a socket",
  device: "is a device",
  system: "belongs to the operating system (/proc, /sys) and has no content of its own",
};

function plainKind(stats: Stats): Kind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  if (stats.isFIFO()) return "pipe";
  return stats.isSocket() ? "socket" : "device";
}

async function kindOf(path: string, stats: Stats): Promise<Kind> {
  const kind = plainKind(stats);
  return kind === "file" && (await isOfSystem(path)) ? "system" : kind;
}

async function isOfSystem(path: string): Promise<boolean> {
  return process.platform === "linux" && SYSTEM_FILES.has((await statfs(path)).type);
}

function kindOfSync(path: string, stats: Stats): Kind {
  const kind = plainKind(stats);
  if (kind !== "file" || process.platform !== "linux") return kind;
  return SYSTEM_FILES.has(statfsSync(path).type) ? "system" : kind;
}

/** File systems whose regular files may be endless or wait: their numbers in linux/magic.h. */
const SYSTEM_FILES: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
]);

function rejectKind(path: string, kind: Kind, pipes: boolean): void {
  if (kind === "file" || (pipes && kind === "pipe")) return;
  const instead =
    kind === "pipe"
      ? "write what comes through it into a file, and name that"
      : kind === "device" && pipes
        ? "give the name of a file, or - for standard input"
        : "give the name of a file";
  throw new InputError("not-a-file", `${path} ${CALLED[kind]}: ${instead}`, {
    data: { path, kind },
  });
}

function tooBig(path: string, kind: DocumentKind, size: number): InputError {
  const { called, maxBytes } = DOCUMENTS[kind];
  return new InputError(
    "file-too-big",
    `${path} has ${megabytes(size)}; ${called} may have up to ${megabytes(maxBytes)}. Is it the right file?`,
    { data: { path, size, maxSize: maxBytes } },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).replace(/\.0$/, "")} MB`;
}

function silent(path: string, patienceMs: number): InputError {
  return new InputError(
    "silent-pipe",
    `${path} is a pipe that gave nothing for ${patienceMs / 1000} s: start what writes into it, or pipe that into - (standard input), which waits as long as it takes`,
    { data: { path, patienceMs } },
  );
}
