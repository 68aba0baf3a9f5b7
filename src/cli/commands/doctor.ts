import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples } from "./shared.ts";

/** Adds `doctor`: what works on this machine, and why not. */
export function addDoctorCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command("doctor")
    .summary("what works on this machine, why not, and what to do")
    .description("Checks Node, every training engine (by training one step) and write access.");
  addExamples(command, [["lr-finder doctor", "a line for each check"]]);
  addCommonOptions(command);
  command.action(async (options: { json?: boolean }) => {
    const { runChecks } = await import("../doctor/checks.ts");
    const { printChecks } = await import("../doctor/print.ts");
    const checks = await runChecks();
    printChecks(checks, options.json === true, io);
    exit(checks.some(({ status }) => status === "broken") ? EXIT.failure : EXIT.ok);
  });
}
