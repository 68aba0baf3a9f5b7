import { expect, test } from "vitest";
import { WARNINGS } from "../../src/contract/notes.ts";
import { mostAfterWarnings } from "../../src/suggest/index.ts";

const warned = (...codes: string[]) =>
  mostAfterWarnings(codes.map((code) => ({ code, message: "", data: {} })));

test("a warning that voids the comparison leaves no high confidence standing", () => {
  expect(warned()).toBe("high");
  expect(warned("restore-differs")).toBe("low");
  expect(warned("held-out-differs")).toBe("low");
  expect(warned("state-not-named")).toBe("medium");
  expect(warned("slow-engine", "state-not-named", "restore-differs")).toBe("low");
  const harmless = { code: "state-not-named", message: "", data: { harmless: 7 } };
  expect(mostAfterWarnings([harmless])).toBe("high");
  expect(warned("of another version", "rows-held-out")).toBe("high");
});

test("every warning has its place", () => {
  for (const code of Object.keys(WARNINGS))
    expect(["low", "medium", "high"]).toContain(warned(code));
});
