import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { variable } from "../../core/environment.ts";
import { LrFinderError } from "../../core/errors.ts";
import { makeFolders } from "../../files/index.ts";
import type { Build } from "../build.ts";
import { fileDigest } from "../disk.ts";
import { fetchFile } from "../fetch-file.ts";
import { untar } from "../tar.ts";
import type { Libtensorflow } from "./libtensorflow.ts";

/**
 * Takes the C archive that tfjs-node's own installer takes, from the host that its environment
 * variables name (`TFJS_NODE_BASE_URI`, `TFJS_NODE_CDN_STORAGE`), or the usual one.
 *
 * @throws LrFinderError `native-network`, `native-not-found`, `native-hash`, `native-archive`
 */
export async function takeArchive(build: Build, deps: string): Promise<Libtensorflow> {
  const pin = build.seams.pins.archive;
  const url = archiveUrl(build);
  const kept = join(build.downloads, pin.fileName);
  if ((await fileDigest(kept, "sha256", "hex")) !== pin.sha256) {
    build.begin("libtensorflow", `Downloading libtensorflow ${pin.version} from ${url}`);
    const incoming = `${kept}.part`;
    try {
      await fetchFile(url, incoming, { fetch: build.seams.fetch, signal: build.signal });
      const digest = await fileDigest(incoming, "sha256", "hex");
      if (digest !== pin.sha256) {
        throw new LrFinderError(
          "native-hash",
          `what came from ${url} does not have the published hash of that archive (truncated or altered)`,
          { data: { url, expected: pin.sha256, got: digest } },
        );
      }
      await rename(incoming, kept);
    } finally {
      await rm(incoming, { force: true });
    }
  }
  build.begin("libtensorflow", `Unpacking libtensorflow ${pin.version}`);
  await makeFolders(deps);
  await untar(kept, deps, (name) => (/^(lib|include)\/./.test(name) ? name : undefined));
  const there = await readdir(join(deps, "lib"));
  const libraries = ["libtensorflow.so.2", "libtensorflow_framework.so.2"];
  return {
    source: "archive",
    version: pin.version,
    from: url,
    verified: true,
    libraries: libraries.filter((name) => there.includes(name)),
  };
}

function archiveUrl({ seams: { env, pins } }: Build): string {
  const base =
    variable(env, "TFJS_NODE_BASE_URI") ?? variable(env, "npm_config_TFJS_NODE_BASE_URI");
  if (base !== undefined) return `${base}${pins.archive.fileName}`;
  const host =
    variable(env, "TFJS_NODE_CDN_STORAGE") ??
    variable(env, "npm_config_TFJS_NODE_CDN_STORAGE") ??
    variable(env, "CDN_STORAGE");
  const usual =
    host === undefined ? pins.archive.baseUrl : `${host}tensorflow/libtensorflow/libtensorflow-`;
  return `${usual}${pins.archive.fileName}`;
}
