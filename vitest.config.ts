import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import LeftOutReporter from "./test/helpers/left-out.ts";

/**
 * Folders whose files share one set of modules a worker: what they test leaves nothing behind, and
 * loading modules anew for each file takes longer than the tests.
 */
const SHARING = [
  "config",
  "contract",
  "core",
  "curve",
  "diagnose",
  "law",
  "logs",
  "plan",
  "report",
  "result",
  "schedule",
  "search",
  "suggest",
  "sweep",
  "words",
].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", new LeftOutReporter()],
    // Vitest leaves one core free, which on two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A page on a busy machine may take seconds to redraw; what is there already costs nothing.
    expect: { poll: { timeout: 55_000 } },
    globalSetup: ["test/helpers/built-pages.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: "rest",
          // In `exclude` these would stand in the place of what `--exclude` gives.
          include: ["test/**/*.test.ts", ...SHARING.map((files) => `!${files}`)],
        },
      },
    ],
  },
});
