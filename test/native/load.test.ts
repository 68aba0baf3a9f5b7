import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";
import { expect, test } from "vitest";
import { bindingFile } from "../../src/native/folders.ts";
import { installNative, loadNative } from "../../src/native/index.ts";
import { world } from "./helpers/world.ts";

const require = createRequire(import.meta.url);

interface Seen {
  readonly util: { isNullOrUndefined(value: unknown): boolean; isArray(value: unknown): boolean };
  readonly tf: Record<string, unknown>;
  readonly core: unknown;
  readonly binding: string;
  readonly progress: string;
}

async function loadMadeUp() {
  const { folder, seams } = await world();
  const install = await installNative({ folder, seams });
  const loaded = await loadNative({ folder, origin: "cache" });
  return { install, loaded, seen: loaded.module.seen as Seen };
}

test("a build is loaded with this process's own TensorFlow.js", async () => {
  const { install, loaded, seen } = await loadMadeUp();
  expect(loaded).toMatchObject({
    origin: "cache",
    folder: install.folder,
    tfjsNode: "4.22.0",
    libtensorflow: "2.0.0-made-up",
  });
  const core = require("@tensorflow/tfjs-core");
  expect(seen.core).toBe(core);
  expect(seen.tf.Tensor).toBe(core.Tensor);
  expect(seen.tf.sequential).toBe(require("@tensorflow/tfjs-layers").sequential);
  expect(seen.binding).toBe(bindingFile(install.folder));
  expect(seen.progress).toBe("progress itself");
});

test("tfjs-node gets the util functions that newer Node.js lacks; nobody else sees a change", async () => {
  const before = Object.getOwnPropertyNames(util);
  const { seen } = await loadMadeUp();
  expect([null, undefined, 0, ""].map(seen.util.isNullOrUndefined)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([[], {}].map(seen.util.isArray)).toEqual([true, false]);
  expect(require("node:util")).toBe(util);
  expect(require("node:util")).not.toBe(seen.util);
  expect(Object.getOwnPropertyNames(util)).toEqual(before);
});

test("with nothing installed the error says what to run", async () => {
  const { folder } = await world();
  await expect(loadNative({ folder, origin: "cache" })).rejects.toMatchObject({
    code: "native-missing",
    message: expect.stringContaining("lr-finder install-native"),
  });
});

test("a build that does not load is named, with the reason", async () => {
  const { folder, seams, serve } = await world();
  const { tarGz } = await import("./helpers/archives.ts");
  const { createHash } = await import("node:crypto");
  const broken = tarGz({
    "package/package.json": "{}",
    "package/dist/index.js": "throw new Error('cannot open shared object file');",
    "package/binding/tfjs_backend.cc": "",
    "package/binding/tfjs_binding.cc": "",
  });
  await serve("tensorflow-tfjs-node-4.22.0.tgz", broken);
  const sha512 = createHash("sha512").update(broken).digest("base64");
  const pins = { ...seams.pins, tfjsNode: { ...seams.pins.tfjsNode, sha512 } };
  const { folder: at } = await installNative({ folder, seams: { ...seams, pins } });
  await expect(loadNative({ folder, origin: "cache" })).rejects.toMatchObject({
    code: "native-broken",
    message: expect.stringContaining(`${at} does not load (cannot open shared object file)`),
  });
  expect(require.cache[join(at, "node_modules")]).toBeUndefined();
});
