import { resolve } from "node:path";
import { messageOf } from "../core/errors.ts";
import { findInstalls, type Manifest, nativeFolder } from "./folders.ts";
import { installedEntry, installedFolder, packageFault } from "./load.ts";
import type { Proof } from "./prove.ts";
import { type NativeOptions, type NativeSeams, seamsOf } from "./seams.ts";

/** One place where tfjs-node was found. */
export interface NativeCandidate {
  readonly origin: "package" | "cache";
  readonly folder: string;
  readonly usable: boolean;
  /** Why it is not usable; an English sentence without a full stop. */
  readonly why?: string;
  /** Only for one that {@link installNative} built. */
  readonly manifest?: Manifest;
  /** Only when asked for, and when it trains. */
  readonly proof?: Proof;
}

export interface NativeStatus {
  /** Whether {@link loadNative} will find one. */
  readonly usable: boolean;
  /** In the order in which {@link loadNative} tries them. */
  readonly candidates: readonly NativeCandidate[];
  /** The folder that {@link installNative} uses. */
  readonly folder: string;
  /** What to run when none is usable. */
  readonly advice?: string;
}

/**
 * What there is of the native engine and why it is or is not usable, for `doctor`. Nothing is
 * loaded into this process.
 *
 * @param options.prove train one step on each candidate, in a child process. @default false: only
 *   the files are looked at
 */
export async function nativeStatus(
  options: NativeOptions & { readonly prove?: boolean; readonly signal?: AbortSignal } = {},
): Promise<NativeStatus> {
  const seams = seamsOf(options.seams);
  const folder = resolve(options.folder ?? nativeFolder(seams.env));
  const candidates: NativeCandidate[] = [];
  const entry = installedEntry();
  if (entry !== undefined) candidates.push(await packageCandidate(installedFolder(entry)));
  for (const { folder: at, manifest, damage } of await findInstalls(folder)) {
    const why = damage === undefined ? {} : { why: damage };
    candidates.push({
      origin: "cache",
      folder: at,
      usable: damage === undefined,
      manifest,
      ...why,
    });
  }
  const checked: NativeCandidate[] = [];
  for (const candidate of candidates) {
    const prove = options.prove === true && candidate.usable;
    checked.push(prove ? await proven(candidate, seams, options.signal) : candidate);
  }
  const usable = checked.some((candidate) => candidate.usable);
  const advice = usable ? {} : { advice: "lr-finder install-native" };
  return { usable, candidates: checked, folder, ...advice };
}

async function packageCandidate(folder: string): Promise<NativeCandidate> {
  const why = await packageFault(folder);
  return {
    origin: "package",
    folder,
    usable: why === undefined,
    ...(why !== undefined && { why }),
  };
}

async function proven(
  candidate: NativeCandidate,
  seams: NativeSeams,
  signal: AbortSignal | undefined,
): Promise<NativeCandidate> {
  try {
    const folder = candidate.origin === "cache" ? candidate.folder : undefined;
    const proof = await seams.prove(folder, { run: seams.run, env: seams.env, signal });
    return { ...candidate, proof };
  } catch (cause) {
    return { ...candidate, usable: false, why: messageOf(cause) };
  }
}
