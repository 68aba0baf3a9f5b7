import { test } from "vitest";
import { json5Format } from "../../../src/config/index.ts";
import { json5Configs } from "../generate.ts";
import { editsOneValue } from "./edits-one-value.ts";

test("JSON5: exactly one value changes, every other byte stays", () => {
  editsOneValue(json5Configs, json5Format);
}, 600_000);
