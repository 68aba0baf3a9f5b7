import { test } from "vitest";
import { parse } from "yaml";
import { yamlFormat } from "../../../src/config/index.ts";
import { yamlConfigs } from "../generate.ts";
import { editsOneValue } from "./edits-one-value.ts";

test("YAML: exactly one value changes, every other byte stays", () => {
  editsOneValue(yamlConfigs, yamlFormat, (text) =>
    parse(text.replace(/^\uFEFF/, ""), { logLevel: "silent" }),
  );
}, 600_000);
