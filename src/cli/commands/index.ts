import type { Command } from "commander";
import type { Io } from "../io.ts";
import { addAnalyzeCommand } from "./analyze.ts";
import { addApplyCommand } from "./apply.ts";
import { addDiagnoseCommand } from "./diagnose.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addInitCommand } from "./init.ts";
import { addInstallNativeCommand } from "./install-native.ts";
import { addProtocolCommand } from "./protocol.ts";
import { addReportCommand } from "./report.ts";
import { addRunCommand } from "./run.ts";
import { addScheduleCommand } from "./schedule.ts";

/** Adds every command, in the order of the help. */
export function addCommands(program: Command, io: Io, exit: (code: number) => void): void {
  addRunCommand(program, io, exit);
  addAnalyzeCommand(program, io, exit);
  addReportCommand(program, io, exit);
  addApplyCommand(program, io, exit);
  addScheduleCommand(program, io, exit);
  addDiagnoseCommand(program, io, exit);
  addInitCommand(program, io, exit);
  addDoctorCommand(program, io, exit);
  addProtocolCommand(program, io, exit);
  addInstallNativeCommand(program, io, exit);
}
