// Makes docs/cli.md from the options tables: `npm run docs:cli`.
import { writeFileSync } from "node:fs";
import { cliReference } from "../dist/cli/reference.js";

writeFileSync(new URL("cli.md", import.meta.url), await cliReference());
