import { expect, test } from "vitest";
import { renderStudyLive } from "../../src/live/index.ts";

const setup = {
  name: "<b>研究</b>",
  tasks: 1234,
  axes: ["batch", "<i>width</i>"],
  folder: "studies/<u>",
  events: "/events?token=x",
};

test("the live page of a study speaks its language, and shows names as texts", () => {
  const english = renderStudyLive(setup);
  expect(english).toContain('<html lang="en"');
  expect(english).toContain("1,234 runs");
  for (const markup of ["<b>", "<i>", "<u>"]) expect(english).not.toContain(markup);
  const chinese = renderStudyLive(setup, "zh");
  expect(chinese).toContain("本页跟随研究");
  expect(chinese).not.toContain("The page follows");
});

test("it connects to its own server and to nothing else", () => {
  const page = renderStudyLive(setup);
  expect(page).toContain("connect-src &#39;self&#39;");
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});
