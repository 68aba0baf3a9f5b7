import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { VariableName } from "../core/environment.ts";
import { LrFinderError, messageOf } from "../core/errors.ts";
import {
  bindingFile,
  type FoundInstall,
  findInstalls,
  nativeFolder,
  packageFolder,
} from "./folders.ts";
import { withOwnThreadPools } from "./graph-threads.ts";
import { quietly } from "./quietly.ts";
import { hostTfjs, requireWith, utilForTfjsNode } from "./stand-ins.ts";

const PACKAGE = "@tensorflow/tfjs-node";

/** The native engine, loaded. */
export interface LoadedNative {
  /** Exports of tfjs-node. */
  readonly module: Readonly<Record<string, unknown>>;
  /** `package`: installed by its own installer; `cache`: built by {@link installNative}. */
  readonly origin: "package" | "cache";
  readonly folder: string;
  readonly tfjsNode: string;
  /** As the library itself says. */
  readonly libtensorflow: string;
}

export interface LoadOptions {
  /** The native folder. @default the user's cache folder */
  readonly folder?: string;
  /** Where to look. @default both, the installed package first */
  readonly origin?: "package" | "cache";
  /** Entry file of the installed package. @default that of a `node_modules` beside or above lr-finder */
  readonly entry?: string | undefined;
}

/**
 * Loads tfjs-node: the installed package if it works, else the build in the cache folder, both
 * with a stand-in for the `util` functions that newer Node.js versions lack. As its own import
 * does, this registers the backend `tensorflow` and makes it the current one. libtensorflow's
 * messages below errors are silenced unless `TF_CPP_MIN_LOG_LEVEL` is set.
 *
 * The kernels work on tensors of lr-finder's own tfjs-core. A library that crashes takes the
 * process with it: {@link nativeStatus} with `prove` finds out in a child process.
 *
 * @throws LrFinderError `native-missing` when there is none, `native-broken` when none loads; the
 *   message says why and what to run
 */
export async function loadNative(options: LoadOptions = {}): Promise<LoadedNative> {
  const problems: string[] = [];
  if (options.origin !== "cache") {
    const entry = options.entry ?? installedEntry();
    if (entry !== undefined) {
      const folder = installedFolder(entry);
      const fault = await packageFault(folder);
      try {
        if (fault === undefined) return quietly(() => loadInstalled(folder, entry));
        problems.push(`the installed ${PACKAGE} cannot be used: ${fault}`);
      } catch (cause) {
        problems.push(`the installed ${PACKAGE} does not load (${firstLine(cause)})`);
      }
    }
  }
  if (options.origin !== "package") {
    for (const found of await findInstalls(options.folder ?? nativeFolder(process.env))) {
      try {
        return quietly(() => loadBuilt(found));
      } catch (cause) {
        problems.push(`the build in ${found.folder} does not load (${firstLine(cause)})`);
      }
    }
  }
  const advice = "run `lr-finder install-native`";
  throw problems.length === 0
    ? new LrFinderError("native-missing", `the native engine is not installed: ${advice}`)
    : new LrFinderError("native-broken", `${problems.join("; ")}: ${advice}`, {
        data: { problems },
      });
}

/** Entry file of the package that lies in a `node_modules` beside or above lr-finder. */
export function installedEntry(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    return undefined;
  }
}

/** The package's folder. */
export function installedFolder(entry: string): string {
  return join(dirname(entry), "..");
}

/**
 * Why the installed package cannot be loaded, by its files; undefined where they are there. To be asked
 * first: the package registers its kernels before it finds out that it cannot run them.
 */
export async function packageFault(folder: string): Promise<string | undefined> {
  const built = await readdir(join(folder, "lib")).catch((): string[] => []);
  for (const name of built) {
    const files = await readdir(join(folder, "lib", name)).catch((): string[] => []);
    if (files.includes("tfjs_binding.node")) return undefined;
  }
  return "its install step did not bring the native binding (it downloads it from outside the npm registry)";
}

function loadInstalled(folder: string, entry: string): LoadedNative {
  quieten();
  const module = requireWith(entry, folder, (request) =>
    request === "util" ? utilForTfjsNode : undefined,
  );
  return loaded(module, "package", folder);
}

function loadBuilt({ folder, damage }: FoundInstall): LoadedNative {
  if (damage !== undefined) throw new Error(damage);
  return loadBuiltFrom(folder);
}

/** Loads a build without looking at its manifest, which an unfinished one lacks. */
export function loadBuiltFrom(folder: string): LoadedNative {
  const root = packageFolder(folder);
  const { tfjs, core } = hostTfjs();
  quieten();
  const standIn = (request: string) => {
    switch (request) {
      case "util":
        return utilForTfjsNode;
      case "@tensorflow/tfjs":
        return tfjs;
      case "@tensorflow/tfjs-core":
        return core;
      // All that tfjs-node asks of it is where the binding lies.
      case "@mapbox/node-pre-gyp":
        return { find: () => bindingFile(folder) };
      default:
        return undefined;
    }
  };
  const entry = join(root, "dist", "index.js");
  const module = withOwnThreadPools(() => requireWith(entry, root, standIn));
  return loaded(module, "cache", folder);
}

function loaded(exports: unknown, origin: LoadedNative["origin"], folder: string): LoadedNative {
  const module = exports as Readonly<Record<string, unknown>>;
  const version = module.version as Readonly<Record<string, string>>;
  const backend = (module.backend as () => { binding?: { TF_Version?: string } })();
  return {
    module,
    origin,
    folder,
    tfjsNode: version["tfjs-node"] ?? "unknown",
    libtensorflow: backend.binding?.TF_Version ?? "unknown",
  };
}

function quieten(): void {
  const level: VariableName = "TF_CPP_MIN_LOG_LEVEL";
  process.env[level] ??= "2";
}

function firstLine(cause: unknown): string {
  return messageOf(cause).split("\n", 1)[0] as string;
}
