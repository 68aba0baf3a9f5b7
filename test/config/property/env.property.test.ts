import { test } from "vitest";
import { envFormat } from "../../../src/config/index.ts";
import { envConfigs } from "../generate-lines.ts";
import { editsOneValue } from "./edits-one-value.ts";

test(".env: exactly one value changes, every other byte stays", () => {
  editsOneValue(envConfigs, envFormat);
}, 600_000);
