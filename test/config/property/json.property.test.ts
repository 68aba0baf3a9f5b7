import { parse } from "jsonc-parser";
import { test } from "vitest";
import { jsonFormat } from "../../../src/config/index.ts";
import { jsonConfigs } from "../generate.ts";
import { editsOneValue } from "./edits-one-value.ts";

test("JSON: exactly one value changes, every other byte stays", () => {
  editsOneValue(jsonConfigs, jsonFormat, (text) => parse(text));
}, 600_000);
