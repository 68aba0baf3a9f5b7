import { rename, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { checkOneOf } from "../core/check.ts";
import { InputError, LrFinderError } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import { makeFolders } from "../files/index.ts";
import { type Build, type InstallStep, type NativeProgress, StepClock } from "./build.ts";
import { type Compiler, compileBinding, findCompiler } from "./compile.ts";
import { folderBytes, megabytes } from "./disk.ts";
import { checkCancelled, explain } from "./failure.ts";
import {
  bindingFile,
  buildingName,
  DOWNLOADS,
  type FoundInstall,
  findInstalls,
  installName,
  MANIFEST_FILE,
  type Manifest,
  nativeFolder,
  ownNames,
  packageFolder,
  removeLeftovers,
  sizesOf,
  thisPlatform,
} from "./folders.ts";
import { checkGiven, type GivenFolder } from "./libtensorflow/given.ts";
import type { Libtensorflow } from "./libtensorflow/libtensorflow.ts";
import { takeLibtensorflow } from "./libtensorflow/take.ts";
import { withLock } from "./lock.ts";
import { checkMachine } from "./machine.ts";
import { addNpmPackages } from "./npm.ts";
import type { Proof } from "./prove.ts";
import { type NativeOptions, type NativeSeams, seamsOf } from "./seams.ts";

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

/** The wheel, what is unpacked of it (561 MB) and some air; a given folder is not copied. */
const NEEDED_BYTES = 900e6;
const NEEDED_BYTES_GIVEN = 50e6;

/**
 * Builds `@tensorflow/tfjs-node` in a cache folder of the user's when its own installer cannot:
 * source from the npm registry, libtensorflow from the first source that works (see
 * {@link InstallOptions.source}), the binding by the machine's compiler, and one training step as
 * proof. It needs no root, writes nothing outside its folder, and is found by {@link loadNative}.
 *
 * An install that is there and whole is left as it is. After a failure nothing half-done is left;
 * finished downloads are kept, and verified again when the next try uses them.
 *
 * @throws InputError for bad options, LrFinderError with a code `native-…` for every need that is
 *   not met: platform, glibc, cpu, disk, no-compiler, no-npm, no-python, no-pip, network,
 *   not-found, hash, archive, download, compile, proof, busy, folder, cancelled
 */
export async function installNative(options: InstallOptions = {}): Promise<InstallReport> {
  const clock = new StepClock(options.onProgress);
  const seams = seamsOf(options.seams);
  const root = resolve(options.folder ?? nativeFolder(seams.env));
  const { source } = options;
  if (source !== undefined) checkOneOf("source", source, ["archive", "wheel"] as const);
  if (source !== undefined && options.libtensorflow !== undefined) {
    throw new InputError("bad-option", "give `--libtensorflow` or `source`, not both");
  }
  clock.begin("check", "Checking what is there");
  const given =
    options.libtensorflow === undefined ? undefined : await checkGiven(options.libtensorflow);
  checkMachine(seams.machine(), given !== undefined);
  if (options.force !== true) {
    const present = (await findInstalls(root)).find((found) => isWished(found, given, source));
    if (present !== undefined) return reportOf("present", present, clock, []);
  }
  try {
    return await withLock(root, () => {
      const build = startBuild(root, seams, clock, options.signal);
      return installLocked(build, clock, { given, source });
    });
  } catch (cause) {
    throw explain(cause, root);
  }
}

interface Wish {
  readonly given: GivenFolder | undefined;
  readonly source: "archive" | "wheel" | undefined;
}

function isWished(found: FoundInstall, given: Wish["given"], source: Wish["source"]): boolean {
  const { manifest, damage } = found;
  if (damage !== undefined) return false;
  if (given !== undefined) return manifest.source === "given" && manifest.from === given.folder;
  return source === undefined || manifest.source === source;
}

function startBuild(
  root: string,
  seams: NativeSeams,
  clock: StepClock,
  signal: AbortSignal | undefined,
): Build {
  return {
    seams,
    root,
    downloads: join(root, DOWNLOADS),
    folder: join(root, buildingName()),
    signal,
    begin: (step, message) => clock.begin(step, message),
    notes: [],
  };
}

async function installLocked(build: Build, clock: StepClock, wish: Wish): Promise<InstallReport> {
  await removeLeftovers(build.root);
  const compiler = await findCompiler(build);
  await checkDisk(build, wish.given === undefined ? NEEDED_BYTES : NEEDED_BYTES_GIVEN);
  await makeFolders(build.downloads);
  try {
    const manifest = await makeInstall(build, compiler, wish);
    const folder = await putInPlace(build, manifest);
    return await reportOf("installed", { folder, manifest }, clock, build.notes);
  } finally {
    await rm(build.folder, { recursive: true, force: true });
  }
}

async function makeInstall(build: Build, compiler: Compiler, wish: Wish): Promise<Manifest> {
  const { seams, signal, folder } = build;
  await makeFolders(folder);
  await addNpmPackages(build, [seams.pins.tfjsNode, ...seams.pins.runtime]);
  const deps = join(packageFolder(folder), "deps");
  const library = await takeLibtensorflow(build, deps, wish);
  checkCancelled(signal);
  await compileBinding(build, compiler, library);
  build.begin("prove", "Training one step in a child process");
  const proof = await seams.prove(folder, { run: seams.run, env: seams.env, signal });
  build.begin("finish", "Putting the install in its place");
  await rm(join(deps, "include"), { recursive: true, force: true });
  const manifest = await manifestOf(build, compiler, library, proof);
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

async function manifestOf(
  { seams, folder }: Build,
  compiler: Compiler,
  library: Libtensorflow,
  proof: Proof,
): Promise<Manifest> {
  const root = relative(folder, packageFolder(folder));
  const files = [
    relative(folder, bindingFile(folder)),
    join(root, "dist", "index.js"),
    ...library.libraries.map((name) => join(root, "deps", "lib", name)),
    ...seams.pins.runtime.map(({ name }) => join("node_modules", name, "package.json")),
  ];
  return {
    version: 1,
    tfjsNode: seams.pins.tfjsNode.version,
    libtensorflow: proof.libtensorflow,
    source: library.source,
    from: library.from,
    verified: library.verified,
    compiler: compiler.version,
    platform: thisPlatform(),
    installedAt: new Date().toISOString(),
    proof,
    files: await sizesOf(folder, files),
  };
}

/** Renames the build into place, then removes what it replaces: other installs and the downloads. */
async function putInPlace(build: Build, manifest: Manifest): Promise<string> {
  const name = installName(manifest.tfjsNode, manifest.libtensorflow);
  const folder = join(build.root, name);
  await rm(folder, { recursive: true, force: true });
  await rename(build.folder, folder);
  for (const other of await ownNames(build.root)) {
    if (other !== name) await rm(join(build.root, other), { recursive: true, force: true });
  }
  return folder;
}

async function checkDisk({ seams, root }: Build, needed: number): Promise<void> {
  const free = await seams.freeBytes(root);
  if (free >= needed) return;
  throw new LrFinderError(
    "native-disk",
    `the install needs ${megabytes(needed)} of disk, and the disk of ${root} has ${megabytes(free)} free: free some space, or name another disk with XDG_CACHE_HOME`,
    { data: { folder: root, needed, free } },
  );
}

async function reportOf(
  status: InstallReport["status"],
  { folder, manifest }: Pick<FoundInstall, "folder" | "manifest">,
  clock: StepClock,
  notes: readonly Note[],
): Promise<InstallReport> {
  const steps = clock.finish();
  const elapsedMs = steps.reduce((sum, step) => sum + step.elapsedMs, 0);
  return { status, folder, manifest, bytes: await folderBytes(folder), elapsedMs, steps, notes };
}
