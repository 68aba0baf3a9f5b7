import { relative } from "node:path";
import type { Reporter, TestModule, Vitest } from "vitest/node";

/** Tiers that `npm test` leaves to a command of their own. */
const TIERS = ["browser", "property"] as const;

/**
 * Says at the end of a run which tests were left out and why: what the machine lacks, by `needs.ts`,
 * and the tiers that were not asked for.
 */
export default class LeftOutReporter implements Reporter {
  #tiers: readonly string[] = [];

  onInit({ config }: Vitest): void {
    this.#tiers = TIERS.filter((tier) =>
      config.exclude.some((pattern) => /\.(.*)\.test\.ts$/.exec(pattern)?.[1]?.includes(tier)),
    );
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const byReason = new Map<string, string[]>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const note = result.state === "skipped" ? result.note : undefined;
        const reason = test.meta().leftOut ?? note ?? "left out by the test itself";
        byReason.set(reason, [...(byReason.get(reason) ?? []), relative("", module.moduleId)]);
      }
    }
    const total = [...byReason.values()].reduce((sum, files) => sum + files.length, 0);
    for (const tier of this.#tiers) {
      console.log(` Left out: the tests of the tier ${tier}: npm run test:${tier}`);
    }
    if (total === 0) return;
    const lines = [...byReason]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([reason, files]) => {
        const [first = "", ...more] = new Set(files);
        const where = more.length === 0 ? first : `${first} and ${more.length} more`;
        return `${String(files.length).padStart(6)}  without ${reason} (${where})`;
      });
    console.log(` Left out: ${total} tests\n${lines.join("\n")}\n`);
  }
}
