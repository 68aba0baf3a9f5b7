import { messageOf } from "../../core/errors.ts";
import { type NativeCandidate, type NativeStatus, nativeStatus } from "../../native/index.ts";
import { checkMachine, machineFacts } from "../../native/machine.ts";
import type { Check } from "./check.ts";

const NAME = "engine native";

/**
 * The native engine: it is an extra, so what does not work is `missing`, never `broken`. Every place
 * where it was found trains one step in a child process, which may crash without harm.
 *
 * @param look what there is; a test puts its own in place
 */
export async function checkNative(
  look: () => Promise<NativeStatus> = () => nativeStatus({ prove: true }),
): Promise<Check> {
  const { usable, candidates } = await look();
  const first = candidates.find((candidate) => candidate.usable);
  if (usable && first !== undefined) {
    const others = candidates.filter((candidate) => !candidate.usable).map(faultOf);
    const detail = [whatTrained(first), ...others].join("; ");
    return { name: NAME, status: "ok", version: versionOf(first), detail, mend: null };
  }
  const detail =
    candidates.length === 0 ? "it is not installed" : candidates.map(faultOf).join("; ");
  const broken = candidates.find(({ origin }) => origin === "cache");
  return {
    name: NAME,
    status: "missing",
    version: broken === undefined ? null : versionOf(broken),
    detail,
    mend: mendFor(broken !== undefined),
  };
}

function whatTrained({ folder, proof }: NativeCandidate): string {
  const ms = proof === undefined ? "" : ` in ${proof.elapsedMs.toFixed(1)} ms`;
  return `trained one step of a tiny model in a child process${ms} (${folder})`;
}

function versionOf({ manifest, proof }: NativeCandidate): string | null {
  const library = proof?.libtensorflow ?? manifest?.libtensorflow;
  if (library === undefined) return null;
  const tfjsNode = manifest === undefined ? "" : `${manifest.tfjsNode} `;
  return `${tfjsNode}(libtensorflow ${library})`;
}

function faultOf({ origin, folder, why }: NativeCandidate): string {
  const what =
    origin === "package" ? "the installed @tensorflow/tfjs-node" : `the build in ${folder}`;
  return `${what} cannot be used: ${why ?? "it does not train"}`;
}

function mendFor(built: boolean): string {
  try {
    checkMachine(machineFacts(), false);
  } catch (cause) {
    return `Optional: ${messageOf(cause)}.`;
  }
  return built
    ? "Optional, and the fastest: `lr-finder install-native --force` builds it again; `--uninstall` removes it."
    : "Optional, and the fastest: `lr-finder install-native` builds it, without root, in a folder of yours.";
}
