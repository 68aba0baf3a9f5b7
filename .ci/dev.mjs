// Builds at the start and on every change: all that `npm run build` makes, which is quick where little has
// changed. What fails is said, and nothing is made of it.
// Run: npm run dev
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** Editors write several files at once. */
const WAIT_MS = 300;
const isWindows = process.platform === "win32";

let timer;
let build;
let again = false;

function start() {
  if (build !== undefined) {
    again = true;
    return;
  }
  again = false;
  // A group of its own, so that what it started ends with it.
  build = spawn("npm", ["run", "--silent", "build"], {
    cwd: at("."),
    stdio: "inherit",
    shell: isWindows,
    detached: !isWindows,
  });
  build.on("error", (error) => ended(error.message));
  build.on("exit", (code, signal) => ended(code === 0 ? null : `exit ${code ?? signal}`));
}

function ended(fault) {
  build = undefined;
  console.log(fault === null ? "Built." : `Not built (${fault}).`);
  if (again) start();
}

function stop(signal) {
  clearTimeout(timer);
  if (build?.pid !== undefined) {
    if (isWindows) spawn("taskkill", ["/pid", String(build.pid), "/t", "/f"]);
    else process.kill(-build.pid, signal);
  }
  process.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));

watch(at("src"), { recursive: true }, (_, name) => {
  if (!/\.(ts|json|py)$/.test(name ?? "")) return;
  clearTimeout(timer);
  timer = setTimeout(start, WAIT_MS);
});
start();
