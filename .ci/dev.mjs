// Builds on every change: TypeScript by `tsc -b --watch`, and the scripts of the pages, which are
// bundled from the sources, whenever what is in them has changed.
// Run: npm run dev
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const WAIT_MS = 300;

const compiler = spawn(
  process.execPath,
  [at("node_modules/typescript/bin/tsc"), "-b", "--watch", "--preserveWatchOutput"],
  { cwd: at("."), stdio: "inherit" },
);
compiler.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => compiler.kill(signal));

let timer;
let running = false;
let again = false;

function bundle() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  spawn(process.execPath, [at("dist/report/build-pages.js")], { stdio: "inherit" }).on(
    "exit",
    (code) => {
      running = false;
      console.log(code === 0 ? "Pages bundled." : "Pages not bundled.");
      if (again) {
        again = false;
        bundle();
      }
    },
  );
}

watch(at("src"), { recursive: true }, (_, name) => {
  if (!name?.endsWith(".ts")) return;
  clearTimeout(timer);
  // After the compiler, which builds what bundles.
  timer = setTimeout(bundle, WAIT_MS);
});
