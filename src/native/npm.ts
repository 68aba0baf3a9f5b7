import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { LrFinderError } from "../core/errors.ts";
import { makeFolders } from "../files/index.ts";
import type { Build } from "./build.ts";
import { fileDigest } from "./disk.ts";
import { checkCancelled, downloadFailure } from "./failure.ts";
import type { NpmPin } from "./pins.ts";
import { untar } from "./tar.ts";

/** A silent registry is given up after this time. */
const STALL_MS = 60_000;

/**
 * Takes npm packages with the user's own npm and its settings, and unpacks them below
 * `node_modules` of the build. No install script is run, and npm's cache is left alone.
 *
 * @throws LrFinderError `native-no-npm`, `native-network`, `native-not-found`, `native-hash`,
 *   `native-disk`, `native-download`
 */
export async function addNpmPackages(build: Build, pins: readonly NpmPin[]): Promise<void> {
  const missing: NpmPin[] = [];
  for (const pin of pins) {
    if (!(await isIntact(join(build.downloads, fileName(pin)), pin))) missing.push(pin);
  }
  if (missing.length > 0) await download(build, missing);
  for (const pin of pins) {
    const folder = join(build.folder, "node_modules", pin.name);
    await untar(join(build.downloads, fileName(pin)), folder, withoutTests);
  }
}

async function download(build: Build, pins: readonly NpmPin[]): Promise<void> {
  const { seams, signal } = build;
  const labels = pins.map(({ name, version }) => `${name}@${version}`);
  build.begin("npm", `Downloading ${labels.join(", ")} with npm`);
  const incoming = join(build.folder, "incoming");
  await makeFolders(incoming);
  const result = await seams.run(
    "npm",
    [
      ...["pack", ...labels, `--pack-destination=${incoming}`],
      ...[`--cache=${join(incoming, "npm-cache")}`, "--ignore-scripts", "--no-update-notifier"],
      ...["--fetch-timeout=20000", "--fetch-retries=1"],
    ],
    { env: seams.env, stallMs: STALL_MS, watch: incoming, signal },
  );
  checkCancelled(signal);
  if (result.missing) {
    throw new LrFinderError(
      "native-no-npm",
      "npm is not on the PATH, and the source of tfjs-node comes from the npm registry: install npm, or add its folder to the PATH",
    );
  }
  if (result.exitCode !== 0) throw downloadFailure("npm", labels.join(", "), result);
  for (const pin of pins) {
    const came = join(incoming, fileName(pin));
    if (!(await isIntact(came, pin))) throw altered(pin);
    await rename(came, join(build.downloads, fileName(pin)));
  }
  await rm(incoming, { recursive: true, force: true });
}

async function isIntact(file: string, pin: NpmPin): Promise<boolean> {
  return (await fileDigest(file, "sha512", "base64")) === pin.sha512;
}

/** The name that `npm pack` gives the archive of a package. */
function fileName({ name, version }: NpmPin): string {
  return `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
}

/** Entries lie below one folder, usually `package`; the package's own tests are left out. */
function withoutTests(entry: string): string | undefined {
  const path = entry.replace(/^[^/]+\//, "");
  return path.endsWith("/") || /_test\.(js|d\.ts|ts)$/.test(path) ? undefined : path;
}

function altered({ name, version }: NpmPin): LrFinderError {
  return new LrFinderError(
    "native-hash",
    `what npm was given as ${name}@${version} does not have its published hash (truncated or altered): check the registry that npm is set up for`,
    { data: { package: `${name}@${version}` } },
  );
}
