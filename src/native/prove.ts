import { fileURLToPath } from "node:url";
import { LrFinderError } from "../core/errors.ts";
import { resource } from "../resources.ts";
import { lastWords, type RunCommand } from "./command.ts";
import { checkCancelled } from "./failure.ts";

/** One training step in a child process, compared with the values worked out by hand. */
export interface Proof {
  /** Version that the library itself gives. */
  readonly libtensorflow: string;
  readonly node: string;
  readonly loss: number;
  readonly weight: number;
  readonly elapsedMs: number;
}

/** What the step of {@link proveInChild} must give, worked out by hand in `prove-child.ts`. */
const EXPECTED = { loss: 10, weight: 1 } as const;
const TOLERANCE = 1e-4;
const STALL_MS = 120_000;

/** Trains one step on a build, or on the installed package when `folder` is undefined. */
export type Prove = (
  folder: string | undefined,
  context: {
    readonly run: RunCommand;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal | undefined;
  },
) => Promise<Proof>;

/**
 * Trains one step in a child process, so that native code that crashes cannot take us with it, and
 * compares loss and weight with the values worked out by hand.
 *
 * @throws LrFinderError `native-proof` that says how it ended
 */
export const proveInChild: Prove = async (folder, { run, env, signal }) => {
  const result = await run(
    process.execPath,
    [
      fileURLToPath(resource("dist/native/prove-child.js")),
      ...(folder === undefined ? [] : [folder]),
    ],
    { env, stallMs: STALL_MS, signal },
  );
  checkCancelled(signal);
  const data = { folder, exitCode: result.exitCode, signal: result.signal, stderr: result.stderr };
  if (result.signal === "SIGILL") {
    throw new LrFinderError(
      "native-proof",
      "this processor lacks instructions that libtensorflow uses: give a library built for it with --libtensorflow DIR, or stay with the wasm engine",
      { data },
    );
  }
  const proof = result.exitCode === 0 ? readProof(result.stdout) : undefined;
  if (proof === undefined) {
    throw new LrFinderError(
      "native-proof",
      `the native engine does not train (${lastWords(result)}): try another libtensorflow with --libtensorflow DIR, or stay with the wasm engine`,
      { data },
    );
  }
  if (!isNear(proof.loss, EXPECTED.loss) || !isNear(proof.weight, EXPECTED.weight)) {
    throw new LrFinderError(
      "native-proof",
      `the native engine calculates wrongly: one step gave loss ${proof.loss} and weight ${proof.weight} instead of ${EXPECTED.loss} and ${EXPECTED.weight}: try another libtensorflow with --libtensorflow DIR`,
      { data: { ...data, proof, expected: EXPECTED } },
    );
  }
  return proof;
};

function readProof(stdout: string): Proof | undefined {
  try {
    return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Proof;
  } catch {
    return undefined;
  }
}

function isNear(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= TOLERANCE * Math.abs(expected);
}
