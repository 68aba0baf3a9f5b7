// Makes the pages that are made: docs/cli.md from the options tables, docs/schedule-kinds.md with its
// curves from the registry of schedules. Run: `npm run docs:cli`.
import { mkdirSync, writeFileSync } from "node:fs";
import { cliReference } from "../dist/cli/reference.js";
import { scheduleCurves, scheduleKinds } from "./site/schedule-kinds.mjs";

const file = (name) => new URL(name, import.meta.url);
writeFileSync(file("cli.md"), await cliReference());
writeFileSync(file("schedule-kinds.md"), scheduleKinds());
mkdirSync(file("pictures/schedules/"), { recursive: true });
for (const [name, svg] of scheduleCurves()) writeFileSync(file(`pictures/schedules/${name}`), svg);
