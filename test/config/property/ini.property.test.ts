import { test } from "vitest";
import { iniFormat } from "../../../src/config/index.ts";
import { iniConfigs } from "../generate-lines.ts";
import { editsOneValue } from "./edits-one-value.ts";

test("INI: exactly one value changes, every other byte stays", () => {
  editsOneValue(iniConfigs, iniFormat);
}, 600_000);
