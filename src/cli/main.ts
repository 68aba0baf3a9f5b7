#!/usr/bin/env node
// Answers --version before anything else is loaded; everything heavier waits until it is needed.
import { packageVersion } from "../resources.ts";
import { CHILD_ARGUMENT } from "../study/child-messages.ts";

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  process.stdout.write(`${packageVersion()}\n`);
} else if (args[0] === CHILD_ARGUMENT) {
  await (await import("../study/child.ts")).serveTasks();
} else {
  const { runCli } = await import("./run-cli.ts");
  const { processIo } = await import("./io.ts");
  process.exitCode = await runCli(args, processIo());
}
