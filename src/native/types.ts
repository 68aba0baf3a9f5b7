import type { Note } from "../core/note.ts";
import type { RunCommand } from "./command.ts";
import type { MachineFacts } from "./machine.ts";
import type { Pins } from "./pins.ts";
import type { Prove } from "./prove.ts";

/** Where libtensorflow came from. */
export type LibtensorflowSource = "given" | "archive" | "wheel";

/** What an install is doing, for a progress line. */
export interface NativeProgress {
  readonly step: "check" | "npm" | "libtensorflow" | "compile" | "prove" | "finish";
  /** One English sentence without a full stop. */
  readonly message: string;
}

/** What an install touches outside this process; a test puts its own in place. */
export interface NativeSeams {
  readonly run: RunCommand;
  readonly fetch: typeof fetch;
  /** Bytes free for this user on the disk that holds a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly machine: () => MachineFacts;
  readonly prove: Prove;
  readonly pins: Pins;
  /** Environment of the programs that are run, and where `CXX` and the cache folder are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface NativeOptions {
  /** @default `$XDG_CACHE_HOME/lr-finder/native`, or `~/.cache/lr-finder/native` */
  readonly folder?: string;
  readonly seams?: Partial<NativeSeams>;
}

export interface InstallOptions extends NativeOptions {
  /** A folder that holds libtensorflow and its headers; it is linked to, not copied. */
  readonly libtensorflow?: string;
  /** The one source to use. @default both, archive first */
  readonly source?: "archive" | "wheel";
  /** Build again even when a usable install is there. @default false */
  readonly force?: boolean;
  readonly onProgress?: (progress: NativeProgress) => void;
  /** Stops the install: what is running is ended, and nothing half-done is left. */
  readonly signal?: AbortSignal;
}

/** One training step in a child process, compared with the values worked out by hand. */
export interface Proof {
  /** Version that the library itself gives. */
  readonly libtensorflow: string;
  readonly node: string;
  readonly loss: number;
  readonly weight: number;
  readonly elapsedMs: number;
}

/** One thing that an install did. */
export interface InstallStep {
  readonly step: NativeProgress["step"];
  readonly message: string;
  readonly elapsedMs: number;
}

/** Written as `install.json` into every finished install. */
export interface Manifest {
  readonly version: 1;
  readonly tfjsNode: string;
  readonly libtensorflow: string;
  readonly source: LibtensorflowSource;
  /** URL, wheel file or folder. */
  readonly from: string;
  /** Whether what was used has the hash that is pinned in this package. */
  readonly verified: boolean;
  readonly compiler: string;
  readonly platform: string;
  readonly installedAt: string;
  readonly proof: Proof;
  /** Paths inside the folder and their sizes in bytes; a link is followed. */
  readonly files: Readonly<Record<string, number>>;
}

export interface InstallReport {
  /** `present`: a usable install was there, and nothing was done. */
  readonly status: "installed" | "present";
  readonly folder: string;
  readonly manifest: Manifest;
  /** Size of the install on disk. */
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly steps: readonly InstallStep[];
  /** Sources that were tried and did not work, unverified input. */
  readonly notes: readonly Note[];
}

export interface UninstallReport {
  readonly folder: string;
  /** What was removed; empty when there was nothing. */
  readonly removed: readonly string[];
  readonly bytes: number;
}
