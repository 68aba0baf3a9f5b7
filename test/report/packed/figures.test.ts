import { expect, test } from "vitest";
import { packFigures, unpackFigures } from "../../../src/report/packed/figures.ts";
import { viewModel } from "../../../src/report/view/view-model.ts";
import { probedResult } from "../fixtures.ts";

const { figures } = viewModel(probedResult());

test("charts come back through the page's JSON with seven digits of every number", () => {
  const packed = JSON.parse(JSON.stringify(packFigures(figures)));
  const back = unpackFigures(packed);
  expect(back.map(({ id }) => id)).toEqual(figures.map(({ id }) => id));
  let compared = 0;
  figures.forEach(({ data }, f) => {
    data.forEach((trace, t) => {
      for (const name of ["x", "y"] as const) {
        const before = trace[name] as readonly (number | null)[];
        const after = back[f]?.data[t]?.[name] as readonly (number | null)[];
        expect(after).toHaveLength(before.length);
        before.forEach((value, i) => {
          compared += 1;
          if (value === null) expect(after[i]).toBeNull();
          else
            expect(Math.abs((after[i] as number) - value)).toBeLessThanOrEqual(
              1e-6 * Math.abs(value),
            );
        });
      }
    });
  });
  expect(compared).toBeGreaterThan(500);
});

test("points take less room than as decimals; words and colours stay as they are", () => {
  const packed = packFigures(figures);
  expect(JSON.stringify(packed).length).toBeLessThan(0.8 * JSON.stringify(figures).length);
  expect(packed[0]?.title).toBe(figures[0]?.title);
  const raw = packed[0]?.data.find(({ meta }) => meta === "still");
  expect(raw?.x).toMatch(/^f[A-Za-z0-9+_]+=*$/);
  expect(raw?.marker).toMatchObject({ color: "@raw" });
});
