// Both benchmarks of reports: large logs to a suggestion, and pages in a browser.
// Run: npm run build && npm run bench:report [-- --quick]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of ["logs", "page"]) {
  console.log(`\n${name}`);
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
