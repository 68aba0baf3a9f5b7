// The command line inside a thread: what a person would see, without starting a process.
import { EventEmitter } from "node:events";
import { cleanOutput } from "../../../dist/cli/output.js";
import { runCli } from "../../../dist/cli/run-cli.js";
import { takeSignals } from "../../../dist/cli/signals.js";
import { faultsOf } from "../cage.mjs";

/** Runs one command line: exit code and words. */
export async function commandLine(args) {
  let out = "";
  let err = "";
  const io = {
    ...cleanOutput({
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    }),
    errIsTerminal: false,
    errColumns: 100,
    errRows: null,
    canAsk: false,
    ask: async () => "",
    env: {},
    takeSignals: () => takeSignals(new EventEmitter(), () => {}),
  };
  const code = await runCli(args, io);
  return { code, out, err };
}

/** Runs one command line, and throws what is wrong with its end: these exit codes only, words for people. */
export async function tryCommand(args, codes) {
  const { code, err } = await commandLine(args);
  const faults = err.includes("a fault of lr-finder") ? [err.slice(-1500)] : [];
  if (!codes.includes(code)) faults.push(`ended with ${code}: ${err.slice(-1500)}`);
  const error = err.slice(Math.max(err.lastIndexOf("error: "), 0));
  if (code === 1 || code === 2) faults.push(...faultsOf({ end: "refused", message: error }));
  if (faults.length > 0) throw new Error(`lr-finder ${args.join(" ")}: ${faults.join("; ")}`);
  return code;
}
