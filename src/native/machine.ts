import { readFileSync } from "node:fs";
import { LrFinderError } from "../core/errors.ts";

/** What of the machine decides whether the native engine can run on it. */
export interface MachineFacts {
  /** `process.platform` */
  readonly platform: string;
  /** `process.arch` */
  readonly arch: string;
  /** Version of the GNU C library, e.g. `2.36`; undefined where there is another one (musl). */
  readonly glibc: string | undefined;
  /** The processor's flags; undefined when they cannot be read. */
  readonly cpuFlags: readonly string[] | undefined;
}

/** Newer than the type definitions. */
type ProcessReport = typeof process.report & { excludeNetwork?: boolean };

/** The facts of this machine. */
export function machineFacts(): MachineFacts {
  const report: ProcessReport = process.report;
  // Without this, a report asks the DNS for the name of every open connection.
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork ?? false;
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: header.glibcVersionRuntime,
    cpuFlags: readCpuFlags(),
  };
}

/** The oldest GNU C library that the prebuilt libtensorflow runs on (the tag manylinux_2_17). */
const OLDEST_GLIBC = "2.17";

/**
 * Rejects a machine on which the prebuilt libtensorflow for Linux cannot run.
 *
 * @param ownLibrary the user brings a libtensorflow: then the processor and the C library are
 *   that library's concern
 * @throws LrFinderError `native-platform`, `native-glibc`, `native-cpu`
 */
export function checkMachine(facts: MachineFacts, ownLibrary: boolean): void {
  const { platform, arch, glibc, cpuFlags } = facts;
  const data = { ...facts, cpuFlags: undefined };
  if (platform !== "linux") {
    throw new LrFinderError(
      "native-platform",
      `the native engine is built here on Linux only, and this is ${platform}: run \`npm install @tensorflow/tfjs-node\`, whose installer has binaries for macOS and Windows, or stay with the wasm engine`,
      { data },
    );
  }
  if (ownLibrary) return;
  if (arch !== "x64") {
    throw new LrFinderError(
      "native-platform",
      `there is no pinned libtensorflow for Linux on ${arch}: give one with --libtensorflow DIR, or stay with the wasm engine`,
      { data },
    );
  }
  if (glibc === undefined) {
    throw new LrFinderError(
      "native-glibc",
      "the prebuilt libtensorflow needs the GNU C library, and this system (Alpine, perhaps) has another one: use an image based on Debian or Red Hat, or stay with the wasm engine",
      { data },
    );
  }
  if (isOlder(glibc, OLDEST_GLIBC)) {
    throw new LrFinderError(
      "native-glibc",
      `the prebuilt libtensorflow needs the GNU C library ${OLDEST_GLIBC} or newer, and this system has ${glibc}: use a newer system, or stay with the wasm engine`,
      { data: { ...data, oldest: OLDEST_GLIBC } },
    );
  }
  if (cpuFlags !== undefined && !cpuFlags.includes("avx")) {
    throw new LrFinderError(
      "native-cpu",
      "the prebuilt libtensorflow needs a processor with AVX, which this one lacks: give a library built for it with --libtensorflow DIR, or stay with the wasm engine",
      { data },
    );
  }
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

function readCpuFlags(): readonly string[] | undefined {
  try {
    const line = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1];
    return line?.trim().split(/\s+/);
  } catch {
    return undefined;
  }
}
