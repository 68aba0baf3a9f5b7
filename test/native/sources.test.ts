import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { installNative } from "../../src/native/index.ts";
import { tarGz } from "./helpers/archives.ts";
import { ARCHIVE, WHEEL, type World, world } from "./helpers/world.ts";

const answer = (content: Buffer) => async () => new Response(new Uint8Array(content));

async function library(folder: string, name: string): Promise<string> {
  const deps = join(folder, "node_modules", "@tensorflow", "tfjs-node", "deps");
  return readFile(join(deps, "lib", name), "utf8");
}

test("the archive is taken first, from the address that tfjs-node uses", async () => {
  const { folder, seams, calls } = await world();
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (url) => {
    asked.push(url);
    return answer(tarGz(ARCHIVE))();
  };
  const report = await installNative({ folder, seams: { ...seams, fetch } });
  expect(asked).toEqual(["https://archive.example/cpu.tar.gz"]);
  expect(report.manifest).toMatchObject({ source: "archive", verified: true, from: asked[0] });
  expect(report.notes).toEqual([]);
  expect(await library(report.folder, "libtensorflow.so.2")).toBe("archive library");
  expect((await calls()).some((line) => line.startsWith("python"))).toBe(false);
});

test("the archive's host can be named as for tfjs-node", async () => {
  const { folder, seams } = await world();
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (url) => {
    asked.push(url);
    return answer(tarGz(ARCHIVE))();
  };
  const env = { ...seams.env, TFJS_NODE_CDN_STORAGE: "https://mirror.example/" };
  await installNative({ folder, seams: { ...seams, env, fetch } });
  expect(asked).toEqual([
    "https://mirror.example/tensorflow/libtensorflow/libtensorflow-cpu.tar.gz",
  ]);
});

test("an altered archive is not used; the wheel is, and a note says why", async () => {
  const { folder, seams } = await world();
  const fetch = answer(tarGz({ ...ARCHIVE, "./lib/evil.so": "" }));
  const report = await installNative({ folder, seams: { ...seams, fetch } });
  expect(report.manifest.source).toBe("wheel");
  expect(report.notes).toMatchObject([{ code: "native-hash", data: { source: "archive" } }]);
});

test("a wheel that the index lacks gives way to the next one", async () => {
  const { folder, seams } = await world();
  const [wheel] = seams.pins.wheels as [World["seams"]["pins"]["wheels"][number]];
  const gone = { ...wheel, version: "2.0.1", fileName: "tensorflow_cpu-2.0.1.whl" };
  const pins = { ...seams.pins, wheels: [gone, wheel] };
  const report = await installNative({ folder, seams: { ...seams, pins } });
  expect(report.manifest.from).toContain("2.13.1");
  expect(report.notes.map(({ code }) => code)).toEqual(["native-network", "native-not-found"]);
});

test("`source` keeps to one source", async () => {
  const { folder, seams, calls } = await world();
  await expect(installNative({ folder, seams, source: "archive" })).rejects.toMatchObject({
    code: "native-network",
    message: expect.stringContaining("archive.example cannot be reached"),
    data: { attempts: [{ code: "native-network" }] },
  });
  expect((await calls()).some((line) => line.startsWith("python"))).toBe(false);
});

async function givenFolder({ folder }: World): Promise<string> {
  const given = join(folder, "..", "given");
  for (const [path, text] of Object.entries(WHEEL)) {
    const file = join(given, path.replace("tensorflow/", ""));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return given;
}

test("a given folder is linked to, said to be unverified, and left whole", async () => {
  const made = await world();
  const { folder, seams } = made;
  const given = await givenFolder(made);
  const report = await installNative({ folder, seams, libtensorflow: given });
  expect(report.manifest).toMatchObject({ source: "given", verified: false, from: given });
  expect(report.notes).toMatchObject([{ code: "native-unverified" }]);
  expect(await library(report.folder, "libtensorflow_cc.so.2")).toBe("cc library");
  expect((await stat(join(given, "include/tensorflow/c/c_api.h"))).isFile()).toBe(true);
  const again = await installNative({ folder, seams, libtensorflow: given });
  expect(again.status).toBe("present");
});

test("a given folder may be one for another processor", async () => {
  const made = await world();
  const machine = () => ({
    platform: "linux",
    arch: "arm64",
    glibc: undefined,
    cpuFlags: undefined,
  });
  const libtensorflow = await givenFolder(made);
  const seams = { ...made.seams, machine };
  expect(await installNative({ folder: made.folder, seams, libtensorflow })).toMatchObject({
    status: "installed",
  });
});

test("a given folder that lacks something is a bad option that names it", async () => {
  const { folder, seams } = await world();
  await expect(
    installNative({ folder, seams, libtensorflow: "/no/such/folder" }),
  ).rejects.toMatchObject({
    name: "InputError",
    message: expect.stringMatching(
      /`--libtensorflow`.*\/no\/such\/folder lacks libtensorflow\.so\.2/,
    ),
  });
  const made = await world();
  const given = await givenFolder(made);
  await writeFile(join(given, "libtensorflow.so.2"), "x");
  const { rm } = await import("node:fs/promises");
  await rm(join(given, "include", "tensorflow", "c", "eager"), { recursive: true });
  await expect(
    installNative({ folder: made.folder, seams: made.seams, libtensorflow: given }),
  ).rejects.toThrow(/lacks .*eager\/c_api\.h/);
});

test("`--libtensorflow` and `source` exclude each other; a misspelt source is corrected", async () => {
  const { folder, seams } = await world();
  await expect(
    installNative({ folder, seams, source: "wheel", libtensorflow: "/x" }),
  ).rejects.toMatchObject({ name: "InputError" });
  await expect(installNative({ folder, seams, source: "wheels" as "wheel" })).rejects.toThrow(
    'Did you mean "wheel"?',
  );
});
