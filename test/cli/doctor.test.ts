import { join } from "node:path";
import { expect, test } from "vitest";
import type { Check } from "../../src/cli/doctor/check.ts";
import { printChecks } from "../../src/cli/doctor/check.ts";
import { checkNative } from "../../src/cli/doctor/native.ts";
import { installNative, nativeStatus } from "../../src/native/index.ts";
import { proveInChild } from "../../src/native/prove.ts";
import { testIo } from "../helpers/cli.ts";
import { PROOF, world } from "../native/helpers/world.ts";

const onlyCache = async (options: Parameters<typeof nativeStatus>[0]) => {
  const status = await nativeStatus({ ...options, prove: true });
  const candidates = status.candidates.filter(({ origin }) => origin === "cache");
  return { ...status, candidates, usable: candidates.some(({ usable }) => usable) };
};

test("a native engine that trains is shown with both versions and its folder", async () => {
  const { folder, seams } = await world();
  const { folder: at, manifest } = await installNative({ folder, seams });
  const check = await checkNative(() => onlyCache({ folder, seams }));
  expect(check).toMatchObject({ name: "engine native", status: "ok", mend: null });
  expect(check.version).toBe(`${manifest.tfjsNode} (libtensorflow ${PROOF.libtensorflow})`);
  expect(check.detail).toContain(at);
});

test("without one, doctor says what to run", async () => {
  const { folder, seams } = await world();
  const check = await checkNative(() => onlyCache({ folder, seams }));
  expect(check).toMatchObject({ status: "missing", version: null, detail: "it is not installed" });
  expect(check.mend).toMatch(/^Optional/);
});

test("native code that crashes takes its child with it, not doctor", async () => {
  const { folder, seams } = await world();
  const { folder: at } = await installNative({ folder, seams });
  let ran: readonly string[] = [];
  const run: typeof seams.run = async (program, args) => {
    ran = [program, ...args];
    return {
      exitCode: undefined,
      signal: "SIGSEGV",
      missing: false,
      stalled: false,
      stdout: "",
      stderr: "",
    };
  };
  const crashing = { ...seams, run, prove: proveInChild };
  const check = await checkNative(() => onlyCache({ folder, seams: crashing }));
  expect(ran[0]).toBe(process.execPath);
  expect(ran.at(-1)).toBe(at);
  expect(check.status).toBe("missing");
  expect(check.detail).toContain(`the build in ${at} cannot be used`);
  expect(check.detail).toContain("SIGSEGV");
});

test("a damaged build names the file, and --force mends it", async () => {
  const check = await checkNative(async () => ({
    usable: false,
    folder: "cache",
    candidates: [
      { origin: "package", folder: "modules", usable: false, why: "its binding is missing" },
      { origin: "cache", folder: join("cache", "a"), usable: false, why: "x.so is missing" },
    ],
  }));
  expect(check.detail).toContain("@tensorflow/tfjs-node cannot be used: its binding is missing; ");
  expect(check.detail).toContain("x.so is missing");
  if (process.platform === "linux" && process.arch === "x64")
    expect(check.mend).toContain("--force");
});

test("words carry version, reason and mend; JSON carries them apart", () => {
  const checks: Check[] = [
    { name: "engine wasm", status: "ok", version: "4.22.0", detail: "trained", mend: null },
    { name: "engine native", status: "missing", version: null, detail: "absent", mend: "Run it." },
  ];
  let text = "";
  const out = (part: string) => {
    text += part;
  };
  const io = testIo({ out });
  printChecks(checks, false, io);
  expect(text).toBe(
    `ok       engine wasm    4.22.0: trained\nmissing  engine native  absent\n${" ".repeat(24)}Run it.\n`,
  );
  text = "";
  printChecks(checks, true, io);
  expect(JSON.parse(text)).toEqual({ version: 1, checks });
});
