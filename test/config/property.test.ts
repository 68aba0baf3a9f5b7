import fc from "fast-check";
import { expect, test } from "vitest";
import {
  envFormat,
  formatKeyPath,
  iniFormat,
  json5Format,
  jsonFormat,
  planEdit,
  tomlFormat,
  yamlFormat,
} from "../../src/config/index.ts";
import { json5Configs, jsonConfigs, rates, yamlConfigs } from "./generate.ts";
import { envConfigs, iniConfigs, tomlConfigs } from "./generate-lines.ts";

const FORMATS = [
  ["YAML", yamlConfigs, yamlFormat],
  ["JSON", jsonConfigs, jsonFormat],
  ["JSON5", json5Configs, json5Format],
  ["TOML", tomlConfigs, tomlFormat],
  ["INI", iniConfigs, iniFormat],
  [".env", envConfigs, envFormat],
] as const;

test.each(FORMATS)(
  "%s: writing a number there and back restores the bytes",
  (_name, configs, format) => {
    fc.assert(
      fc.property(configs, fc.nat(), rates, rates, ({ text, spots }, pick, first, second) => {
        const spot = spots[pick % spots.length];
        if (spot === undefined) throw new Error("no value was generated");
        const path = formatKeyPath(spot.path);
        const set = (from: string, value: number) => planEdit(from, format, [{ path, value }]).text;
        const start = set(set(text, second), first);
        expect(set(set(start, second), first)).toBe(start);
      }),
      { seed: 11, numRuns: 200 },
    );
  },
);

test.each(FORMATS)("%s: all values at once", (_name, configs, format) => {
  fc.assert(
    fc.property(configs, fc.integer({ min: 40, max: 99 }), ({ text, spots }, number) => {
      const edits = spots.map(({ path }, i) => ({
        path: formatKeyPath(path),
        value: i + number + 0.5,
      }));
      const { text: edited } = planEdit(text, format, edits);
      // Where quotes stay, by the rule of .env or of the neighbours, the number is in them.
      let expected = text;
      let shift = edited.length - text.length;
      for (const [i, spot] of [...spots.entries()].reverse()) {
        const quote = /["']/.exec(edited[spot.end + shift - 1] ?? "")?.[0] ?? "";
        if (quote !== "") expect(spot.source[0]).toBe(quote);
        const put = `${quote}${i + number + 0.5}${quote}`;
        shift -= put.length - (spot.end - spot.start);
        expected = expected.slice(0, spot.start) + put + expected.slice(spot.end);
      }
      expect(edited).toBe(expected);
    }),
    { seed: 13, numRuns: 300 },
  );
});
