// kill -9 at a random moment of writing a config: it is always the old or the new one, whole, its
// record says which, and an undo leads back.
// Run: npm run build && node test/bench/config/kills.mjs [--quick] [--check]

import { target } from "../target.mjs";
import { killWrites } from "./kill-writes.mjs";

const times = process.argv.includes("--quick") ? 15 : 500;
const room = process.argv.find((arg) => arg.startsWith("--room="))?.slice("--room=".length);
const started = performance.now();
const counts = await killWrites(
  times,
  room ?? new URL("../../../dist/config/index.js", import.meta.url).href,
);
const seconds = (performance.now() - started) / 1000;
const { torn, unrecorded, notUndone, midway, leftovers, writes } = counts;
console.log(`${times} kills in ${seconds.toFixed(1)} s, ${writes} writes recorded`);
console.log(
  `killed between record and config ${midway} times, temporary files left ${leftovers} times`,
);
target("torn configs", torn, { atMost: 0, digits: 0 });
target("configs that no record knows", unrecorded, { atMost: 0, digits: 0 });
target("failed undos", notUndone, { atMost: 0, digits: 0 });
