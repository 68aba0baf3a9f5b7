import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { test } from "vitest";
import { tomlFormat } from "../../../src/config/index.ts";
import { tomlConfigs } from "../generate-lines.ts";
import { editsOneValue } from "./edits-one-value.ts";

test("TOML: exactly one value changes, every other byte stays", () => {
  editsOneValue(tomlConfigs, tomlFormat, (text) =>
    getStaticTOMLValue(parseTOML(text.replace(/^\uFEFF/, ""))),
  );
}, 600_000);
