import { readdir, readFile, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { type Environment, variable } from "../core/environment.ts";
import type { LibtensorflowSource } from "./libtensorflow/libtensorflow.ts";
import type { Proof } from "./prove.ts";

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

export const MANIFEST_FILE = "install.json";
export const DOWNLOADS = "downloads";
const BUILDING = ".building-";

/**
 * The folder of the native engine: `$XDG_CACHE_HOME/lr-finder/native`, or
 * `~/.cache/lr-finder/native` when the variable is unset or relative (XDG base directory rules).
 */
export function nativeFolder(env: Environment): string {
  const cache = variable(env, "XDG_CACHE_HOME");
  const base =
    cache !== undefined && isAbsolute(cache)
      ? cache
      : join(variable(env, "HOME") ?? homedir(), ".cache");
  return join(base, "lr-finder", "native");
}

/** Name of a finished install below the native folder. */
export function installName(tfjsNode: string, libtensorflow: string): string {
  return `tfjs-node-${tfjsNode}-tf-${libtensorflow.replace(/[^\w.+-]/g, "_")}`;
}

/** Name of a folder that is being built; never taken for an install. */
export function buildingName(): string {
  return `${BUILDING}${process.pid}-${Date.now().toString(36)}`;
}

/** Operating system and processor of this process, e.g. `linux-x64`. */
export function thisPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

/** Where the package of tfjs-node lies in an install. */
export function packageFolder(install: string): string {
  return join(install, "node_modules", "@tensorflow", "tfjs-node");
}

/** The compiled binding, at the place where tfjs-node's own installer puts it. */
export function bindingFile(install: string): string {
  return join(packageFolder(install), "lib", "napi-v8", "tfjs_binding.node");
}

/** A folder with a manifest, and why it cannot be used if so. */
export interface FoundInstall {
  readonly folder: string;
  readonly manifest: Manifest;
  /** One sentence part; undefined when every file is there in its size. */
  readonly damage: string | undefined;
}

/** The installs below the native folder, newest first. */
export async function findInstalls(root: string): Promise<FoundInstall[]> {
  const found: FoundInstall[] = [];
  for (const name of await names(root)) {
    if (!name.startsWith("tfjs-node-")) continue;
    const folder = join(root, name);
    const manifest = await readManifest(folder);
    if (manifest === undefined) continue;
    found.push({ folder, manifest, damage: await damageOf(folder, manifest) });
  }
  return found.sort((a, b) => b.manifest.installedAt.localeCompare(a.manifest.installedAt));
}

/** Names below the native folder that this package made: installs, downloads, leftovers. */
export async function ownNames(root: string): Promise<string[]> {
  return (await names(root)).filter(
    (name) => name.startsWith("tfjs-node-") || name.startsWith(BUILDING) || name === DOWNLOADS,
  );
}

/** Removes what a killed install has left; only while the lock is held. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const name of await names(root)) {
    if (name.startsWith(BUILDING)) await rm(join(root, name), { recursive: true, force: true });
  }
}

/** Sizes in bytes of the given paths inside a folder; links are followed. */
export async function sizesOf(
  folder: string,
  paths: readonly string[],
): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const path of paths) sizes[path] = (await stat(join(folder, path))).size;
  return sizes;
}

async function damageOf(folder: string, manifest: Manifest): Promise<string | undefined> {
  if (manifest.platform !== thisPlatform()) return `it was built for ${manifest.platform}`;
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const now = await stat(join(folder, path)).catch(() => undefined);
    if (now === undefined) return `${path} is missing`;
    if (now.size !== bytes) return `${path} has ${now.size} bytes instead of ${bytes}`;
  }
  return undefined;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST_FILE), "utf8")) as Manifest;
    return manifest.version === 1 ? manifest : undefined;
  } catch {
    return undefined;
  }
}

async function names(root: string): Promise<string[]> {
  return readdir(root).catch(() => []);
}
