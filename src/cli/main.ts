#!/usr/bin/env node
// Answers --version before anything else is loaded; everything heavier waits until it is needed.
import { packageVersion } from "../resources.ts";

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const { runCli } = await import("./run-cli.ts");
  const { processIo } = await import("./io.ts");
  process.exitCode = await runCli(args, processIo());
}
