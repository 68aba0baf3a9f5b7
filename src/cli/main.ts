#!/usr/bin/env node
// Answers --version before anything else is loaded; everything heavier waits until it is needed.
import { packageVersion } from "../resources.ts";
import { CHILD_ARGUMENT } from "../study/child-messages.ts";

const args = process.argv.slice(2);
const version = args.length === 1 && (args[0] === "--version" || args[0] === "-V");
if (version && isThere()) {
  process.stdout.write(`${packageVersion()}\n`);
} else if (args[0] === CHILD_ARGUMENT) {
  await (await import("../study/child.ts")).serveTasks();
} else {
  const { runCli } = await import("./run-cli.ts");
  const { processIo } = await import("./io.ts");
  const { watchEnd } = await import("./never-ending.ts");
  const io = processIo();
  const ended = watchEnd(args, io);
  process.exitCode = await runCli(args, io);
  ended();
}

/** Whether the package's files are found; where they are not, `runCli` says so. */
function isThere(): boolean {
  try {
    packageVersion();
    return true;
  } catch {
    return false;
  }
}
