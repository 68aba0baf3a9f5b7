import { access, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { LrFinderError } from "../../src/core/errors.ts";
import {
  installNative,
  nativeFolder,
  nativeStatus,
  uninstallNative,
} from "../../src/native/index.ts";
import { PROOF, world } from "./helpers/world.ts";

test("the folder follows the XDG rules", () => {
  expect(nativeFolder({ XDG_CACHE_HOME: "/c", HOME: "/h" })).toBe("/c/lr-finder/native");
  expect(nativeFolder({ XDG_CACHE_HOME: "relative", HOME: "/h" })).toBe(
    "/h/.cache/lr-finder/native",
  );
  expect(nativeFolder({ HOME: "/h" })).toBe("/h/.cache/lr-finder/native");
});

const cached = async (options: Parameters<typeof nativeStatus>[0]) =>
  (await nativeStatus(options)).candidates.filter(({ origin }) => origin === "cache");

test("an install is shown with its versions, and its proof when asked for", async () => {
  const { folder, seams } = await world();
  const { folder: at, manifest } = await installNative({ folder, seams });
  expect(await cached({ folder, seams })).toEqual([
    { origin: "cache", folder: at, usable: true, manifest },
  ]);
  expect(await cached({ folder, seams, prove: true })).toMatchObject([
    { usable: true, proof: PROOF },
  ]);
});

test("an install that no longer trains is not usable, and why is said", async () => {
  const { folder, seams } = await world();
  await installNative({ folder, seams });
  const prove = () => Promise.reject(new LrFinderError("native-proof", "it crashes"));
  expect(await cached({ folder, seams: { ...seams, prove }, prove: true })).toMatchObject([
    { usable: false, why: "it crashes" },
  ]);
});

test("uninstalling removes what was installed, the downloads and the empty folders", async () => {
  const { folder, seams } = await world();
  const { folder: at, bytes } = await installNative({ folder, seams });
  const report = await uninstallNative({ folder, seams });
  expect(report).toEqual({ folder, removed: [at], bytes });
  await expect(access(dirname(folder))).rejects.toMatchObject({ code: "ENOENT" });
  expect(await cached({ folder, seams })).toEqual([]);
  expect(await uninstallNative({ folder, seams })).toEqual({ folder, removed: [], bytes: 0 });
});

test("uninstalling leaves what is not ours", async () => {
  const { folder, seams, left } = await world();
  await installNative({ folder, seams });
  await writeFile(join(folder, "notes.txt"), "mine");
  await uninstallNative({ folder, seams });
  expect(await left()).toEqual(["notes.txt"]);
});
