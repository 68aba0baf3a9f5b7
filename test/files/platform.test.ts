import { expect, test } from "vitest";
import {
  endSignals,
  escapeesFoundBy,
  groupOptions,
  groupSignal,
  isInside,
  renamePause,
  SIGNAL_EXIT_CODES,
} from "../../src/files/platform.ts";

test.each([
  ["linux", ["SIGINT", "SIGTERM", "SIGHUP"]],
  ["darwin", ["SIGINT", "SIGTERM", "SIGHUP"]],
  ["win32", ["SIGINT", "SIGHUP", "SIGBREAK"]],
] as const)("%s: signals that can be taken over", (platform, names) => {
  expect(endSignals(platform)).toEqual(names);
  for (const name of names) expect(SIGNAL_EXIT_CODES[name]).toBeGreaterThan(128);
});

test("a group is signalled by its negative number, on Windows by taskkill", () => {
  for (const platform of ["linux", "darwin"] as const) {
    expect(groupSignal(41, platform)).toEqual({ kind: "kill", target: -41 });
    expect(groupOptions(platform).detached).toBe(true);
  }
  expect(groupSignal(41, "win32")).toMatchObject({ args: ["/pid", "41", "/T", "/F"] });
  expect(groupOptions("win32")).toEqual({ detached: false, windowsHide: true });
  expect(["linux", "darwin", "win32"].map((name) => escapeesFoundBy(name as "linux"))).toEqual([
    "environment",
    "none",
    "none",
  ]);
});

test("a rename over an open file is tried again on Windows only, and not for ever", () => {
  expect(renamePause("EPERM", 1, "linux")).toBeNull();
  expect(renamePause("EBUSY", 1, "darwin")).toBeNull();
  expect(renamePause("ENOENT", 1, "win32")).toBeNull();
  const pauses = [];
  for (let attempt = 1, pause: number | null; ; attempt++) {
    pause = renamePause("EPERM", attempt, "win32");
    if (pause === null) break;
    pauses.push(pause);
  }
  const sum = pauses.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(1000);
  expect(sum).toBeLessThan(5000);
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
});

test.each([
  ["/a/b", "/a/b/c", true],
  ["/a/b", "/a/b", true],
  ["/a/b", "/a/b/..c", true],
  ["/a/b", "/a/bc", false],
  ["/a/b", "/a", false],
  ["/a/b", "/a/B/c", false],
])("inside on Linux: %s, %s", (folder, path, inside) => {
  expect(isInside(folder, path, "linux")).toBe(inside);
  expect(isInside(folder, path, "darwin")).toBe(inside);
});

test.each([
  ["C:\\a\\b", "C:\\a\\b\\c", true],
  ["C:\\a\\b", "c:\\A\\B\\c", true],
  ["C:\\a\\b", "D:\\a\\b\\c", false],
  ["C:\\a\\b", "C:\\a", false],
  ["\\\\host\\share\\a", "\\\\host\\share\\b", false],
])("inside on Windows: %s, %s", (folder, path, inside) => {
  expect(isInside(folder, path, "win32")).toBe(inside);
});
