import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { installNative, nativeStatus } from "../../src/native/index.ts";
import { PROOF, world } from "./helpers/world.ts";

test("an install ends with one complete folder and says what it did", async () => {
  const { folder, seams, left, calls } = await world();
  const seen: string[] = [];
  const report = await installNative({ folder, seams, onProgress: ({ step }) => seen.push(step) });
  const name = "tfjs-node-4.22.0-tf-2.0.0-made-up";
  expect(report.status).toBe("installed");
  expect(report.folder).toBe(join(folder, name));
  expect(await left()).toEqual([name]);
  expect([...new Set(seen)]).toEqual([
    "check",
    "npm",
    "libtensorflow",
    "compile",
    "prove",
    "finish",
  ]);
  expect(report.steps.map(({ step }) => step)).toEqual(seen);
  expect(report.manifest).toMatchObject({
    tfjsNode: "4.22.0",
    source: "wheel",
    verified: true,
    compiler: "g++ 99.1 (made up)",
    proof: PROOF,
  });
  const root = join(report.folder, "node_modules", "@tensorflow", "tfjs-node");
  expect(await readdir(join(root, "deps"))).toEqual(["lib"]);
  expect(await readFile(join(root, "deps/lib/libtensorflow_cc.so.2"), "utf8")).toBe("cc library");
  expect(await readdir(join(root, "dist"))).toEqual(["index.js"]);
  expect(report.bytes).toBeGreaterThan(100);
  const ran = (await calls()).join("\n");
  expect(ran).toContain("--ignore-scripts");
  expect(ran).toContain("--require-hashes");
  expect(ran).toContain("--python-version 3.10 --implementation cp --abi cp310");
  expect(ran).toContain("-Wl,-rpath,$ORIGIN/../../deps/lib");
});

test("a second install finds the first and runs nothing", async () => {
  const { folder, seams, calls } = await world();
  const first = await installNative({ folder, seams });
  const before = await calls();
  const second = await installNative({ folder, seams });
  expect(second).toMatchObject({ status: "present", folder: first.folder });
  expect(await calls()).toEqual(before);
});

test("a damaged install is not taken for usable, and is built anew", async () => {
  const { folder, seams } = await world();
  const { folder: at, manifest } = await installNative({ folder, seams });
  const [binding] = Object.keys(manifest.files) as [string];
  await writeFile(join(at, binding), "cut");
  const status = await nativeStatus({ folder, seams });
  const cached = status.candidates.filter(({ origin }) => origin === "cache");
  expect(cached).toMatchObject([{ usable: false, why: `${binding} has 3 bytes instead of 7` }]);
  expect(await installNative({ folder, seams })).toMatchObject({ status: "installed" });
});

test("a cache folder shared with another kind of machine is no use to this one", async () => {
  const { folder, seams } = await world();
  const { folder: at } = await installNative({ folder, seams });
  const path = join(at, "install.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...manifest, platform: "linux-other" }));
  const status = await nativeStatus({ folder, seams });
  expect(status.candidates.at(-1)).toMatchObject({
    usable: false,
    why: "it was built for linux-other",
  });
});

test("force builds again", async () => {
  const { folder, seams } = await world();
  await installNative({ folder, seams });
  expect(await installNative({ folder, seams, force: true })).toMatchObject({
    status: "installed",
  });
});

test("a forced build that fails leaves the old one usable", async () => {
  const { folder, seams, program, left } = await world();
  const { folder: at } = await installNative({ folder, seams });
  await program("g++", undefined);
  await expect(installNative({ folder, seams, force: true })).rejects.toMatchObject({
    code: "native-no-compiler",
  });
  const status = await nativeStatus({ folder, seams });
  expect(status.candidates).toContainEqual(expect.objectContaining({ folder: at, usable: true }));
  expect(await left()).toHaveLength(1);
});

test("what a killed install has left is not found, and is removed by the next", async () => {
  const { folder, seams, left } = await world();
  const { folder: at } = await installNative({ folder, seams });
  await cp(at, join(folder, ".building-1-killed"), { recursive: true });
  await rm(at, { recursive: true });
  const status = await nativeStatus({ folder, seams });
  expect(status.candidates.filter(({ origin }) => origin === "cache")).toEqual([]);
  await installNative({ folder, seams });
  expect(await left()).toEqual([basename(at)]);
});

test("of two installs at the same time one installs, and the other says who does", async () => {
  const { folder, seams, left } = await world();
  const both = await Promise.allSettled([
    installNative({ folder, seams }),
    installNative({ folder, seams }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "native-busy", message: expect.stringContaining("wait for it to end") },
  });
  expect(await left()).toHaveLength(1);
});

test("cancelling ends the running program and leaves nothing half-done", async () => {
  const { folder, seams, program, left } = await world();
  await program("npm", "sleep 60");
  const stop = new AbortController();
  const started = performance.now();
  const install = installNative({
    folder,
    seams,
    signal: stop.signal,
    onProgress: ({ step }) => {
      if (step === "npm") setTimeout(() => stop.abort(), 50);
    },
  });
  await expect(install).rejects.toMatchObject({ code: "native-cancelled" });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await left()).toEqual(["downloads"]);
});
