import { describe, expect, it } from "vitest";
import { renderSchedules, scheduleNumbers } from "../../../src/report/schedules/index.ts";
import { thinSteps } from "../../../src/report/schedules/numbers.ts";

it("gives a schedule's numbers", () => {
  expect(scheduleNumbers([1, 3, 3, 1])).toEqual({
    first: 1,
    highest: 3,
    highestAt: 1,
    lowest: 1,
    last: 1,
    mean: 2,
  });
});

describe("thinning", () => {
  it("keeps short schedules whole", () => {
    expect(thinSteps([5, 4, 3])).toEqual([0, 1, 2]);
  });

  it("keeps both sides of every jump, the first and the last step", () => {
    const lrs = Float64Array.from({ length: 100_000 }, (_, step) => (step < 33_333 ? 1 : 0.1));
    const steps = thinSteps(lrs);
    expect(steps.length).toBeLessThan(2000);
    for (const step of [0, 33_332, 33_333, 99_999]) expect(steps).toContain(step);
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
  });
});

describe("the page", () => {
  const evil = { label: `<img src=x onerror=alert(1)>"`, lrs: [1, 0.5] };

  it("shows names as they are, and is the same for the same schedules", () => {
    const page = renderSchedules([evil, { label: "b", lrs: [1] }]);
    expect(page).not.toContain("<img");
    expect(page).toContain("2 schedules compared");
    expect(renderSchedules([evil, { label: "b", lrs: [1] }])).toBe(page);
  });

  it("offers every drawn value as CSV", () => {
    const page = renderSchedules([evil, { label: "b", lrs: [0.1 + 0.2] }]);
    const link = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(page)?.[1] as string;
    const head = `step,"<img src=x onerror=alert(1)>""",b`;
    expect(decodeURIComponent(link.replaceAll("&#39;", "'"))).toBe(
      `${head}\n0,1,0.30000000000000004\n1,0.5,\n`,
    );
  });

  it("refuses nothing to draw", () => {
    expect(() => renderSchedules([])).toThrow("at least one");
    expect(() => renderSchedules([{ label: "a", lrs: [] }])).toThrow("each with values");
  });
});
