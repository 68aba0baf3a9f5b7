import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { loadNative } from "../../src/native/index.ts";
import { quietly } from "../../src/native/quietly.ts";

const require = createRequire(import.meta.url);
const kernel = { kernelName: "MadeUp", backendName: "tensorflow", kernelFunc: () => [] };
tf.registerKernel(kernel);

beforeEach(() => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  return () => warn.mockRestore();
});

const isTest = () => tf.env().getBool("IS_TEST");

test("what is registered twice is told by TensorFlow.js, and not within quietly", async () => {
  quietly(() => tf.registerKernel(kernel));
  await quietly(async () => tf.registerKernel(kernel));
  expect(console.warn).not.toHaveBeenCalled();
  tf.registerKernel(kernel);
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining("already registered"));
});

test("the flag is set back, whatever happens", async () => {
  const fail = () => {
    expect(isTest()).toBe(true);
    throw new Error("broken");
  };
  expect(() => quietly(fail)).toThrow("broken");
  expect(isTest()).toBe(false);
  await expect(quietly(async () => fail())).rejects.toThrow("broken");
  expect(isTest()).toBe(false);
});

/** An installed package that registers what is registered already, as tfjs-node does. */
async function installed(hasBinding: boolean) {
  const folder = await mkdtemp(join(tmpdir(), "lr-tfjs-node-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "dist"));
  const entry = join(folder, "dist", "index.js");
  await writeFile(
    entry,
    `const core = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-core"))});
core.registerKernel({ kernelName: "MadeUp", backendName: "tensorflow", kernelFunc() {} });
globalThis.timesLoaded = (globalThis.timesLoaded ?? 0) + 1;
exports.version = { "tfjs-node": "4.22.0" };
exports.backend = () => ({ binding: { TF_Version: "2.0.0" } });
`,
  );
  if (hasBinding) {
    await mkdir(join(folder, "lib", "napi-v8"), { recursive: true });
    await writeFile(join(folder, "lib", "napi-v8", "tfjs_binding.node"), "binding");
  }
  vi.stubGlobal("timesLoaded", 0);
  onTestFinished(() => void vi.unstubAllGlobals());
  return { entry, origin: "package" } as const;
}

test("an installed package is loaded without a line for each kernel", async () => {
  expect(await loadNative(await installed(true))).toMatchObject({ libtensorflow: "2.0.0" });
  expect(globalThis).toMatchObject({ timesLoaded: 1 });
  expect(console.warn).not.toHaveBeenCalled();
});

test("an installed package without its binding is not loaded at all, and told", async () => {
  await expect(loadNative(await installed(false))).rejects.toMatchObject({
    code: "native-broken",
    message: expect.stringMatching(/did not bring the native binding.*lr-finder install-native/),
  });
  expect(globalThis).toMatchObject({ timesLoaded: 0 });
});
