import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** Says at the end of a run which tests were left out and why: what the machine lacks, by `needs.ts`. */
export default class LeftOutReporter implements Reporter {
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
