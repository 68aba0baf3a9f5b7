import { expect, test } from "vitest";
import { unifiedDiff } from "../../src/config/index.ts";

const numbered = (end: string) =>
  Array.from({ length: 20 }, (_, i) => `k${i + 1}: ${i}${end}`).join("");

test("three lines of context and real line numbers", () => {
  const text = numbered("\n");
  expect(unifiedDiff(text, text.replace("k10: 9", "k10: 0.5"), "c.yaml")).toBe(
    `--- c.yaml
+++ c.yaml
@@ -7,7 +7,7 @@
 k7: 6
 k8: 7
 k9: 8
-k10: 9
+k10: 0.5
 k11: 10
 k12: 11
 k13: 12
`,
  );
});

test("CRLF files show no carriage returns", () => {
  const text = numbered("\r\n");
  const diff = unifiedDiff(text, text.replace("k2: 1", "k2: 0.5"), "c.yaml");
  expect(diff).toContain("\n-k2: 1\n+k2: 0.5\n");
  expect(diff).not.toContain("\r");
});

test("no line end at the end is said", () => {
  expect(unifiedDiff("lr: 1", "lr: 0.5", "c")).toContain("-lr: 1\n\\ No newline at end of file");
});

test("control characters are shown, not sent to the terminal", () => {
  const diff = unifiedDiff("lr: 1 # \u001b[31m\n", "lr: 2.0 # \u001b[31m\n", "c");
  expect(diff).toContain("+lr: 2.0 # \\x1b[31m");
});

test("nothing for equal texts", () => {
  expect(unifiedDiff("a", "a", "c")).toBe("");
});
