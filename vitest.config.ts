import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import LeftOutReporter from "./test/helpers/left-out.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["test/helpers/built-pages.ts"],
    reporters: ["default", new LeftOutReporter()],
    // Vitest leaves one core free, which on two halves the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A page on a busy machine may take seconds to redraw; what is there already costs nothing.
    expect: { poll: { timeout: 55_000 } },
  },
});
