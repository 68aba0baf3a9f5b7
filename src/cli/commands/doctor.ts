import { EXIT } from "../exit-codes.ts";
import { command } from "../options/index.ts";

/** `doctor`: what works on this machine, and why not. */
export const doctor = command({
  name: "doctor",
  summary: "what works on this machine, why not, and what to do",
  description: "Checks Node, every training engine (by training one step) and write access.",
  examples: [["lr-finder doctor", "a line for each check"]],
  options: {},
  async run({ json }, io) {
    const { runChecks } = await import("../doctor/checks.ts");
    const { printChecks } = await import("../doctor/check.ts");
    const checks = await runChecks();
    printChecks(checks, json, io);
    return checks.some(({ status }) => status === "broken") ? EXIT.failure : EXIT.ok;
  },
});
