import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { testWith } from "../helpers/needs.ts";

// The built one, since the proof runs in a child process of plain Node.js.
testWith(
  {
    what: "LR_FINDER_TEST_NATIVE=1: it downloads 190 MB and compiles",
    isThere: process.env.LR_FINDER_TEST_NATIVE === "1",
  },
  "the real binding: from nothing to a trained step, found again, removed",
  { timeout: 900_000 },
  async () => {
    const cache = await mkdtemp(join(tmpdir(), "lr-native-real-"));
    try {
      const native: typeof import("../../src/native/index.ts") = await import(
        pathToFileURL(repoFile("dist/native/index.js")).href
      );
      const folder = join(cache, "native");
      const report = await native.installNative({ folder });
      expect(report).toMatchObject({
        status: "installed",
        manifest: { tfjsNode: "4.22.0", verified: true, proof: { loss: 10, weight: 1 } },
      });
      expect(await native.installNative({ folder })).toMatchObject({ status: "present" });
      const status = await native.nativeStatus({ folder, prove: true });
      expect(status.candidates.at(-1)).toMatchObject({ origin: "cache", usable: true });
      expect((await native.uninstallNative({ folder })).removed).toEqual([report.folder]);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  },
);
