import type { Command } from "../options/index.ts";
import type { CommandName } from "./names.ts";

/**
 * Every command, in the order of the help. A table is read when its command is asked for, because
 * tables load the rooms whose names and limits they list.
 */
export const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).run,
  analyze: async () => (await import("./analyze.ts")).analyze,
  study: async () => (await import("./study.ts")).study,
  law: async () => (await import("./law.ts")).law,
  report: async () => (await import("./report.ts")).report,
  apply: async () => (await import("./apply.ts")).apply,
  schedule: async () => (await import("./schedule.ts")).schedule,
  diagnose: async () => (await import("./diagnose.ts")).diagnose,
  init: async () => (await import("./init.ts")).init,
  doctor: async () => (await import("./doctor.ts")).doctor,
  protocol: async () => (await import("./protocol.ts")).protocol,
  open: async () => (await import("./open.ts")).open,
  completion: async () => (await import("./completion.ts")).completion,
  schema: async () => (await import("./schema.ts")).schema,
  "install-native": async () => (await import("./install-native.ts")).installNative,
};

/** The command that a command line begins with; all of them where it begins with none. */
export async function commandsFor(args: readonly string[]): Promise<Command[]> {
  const [name = ""] = args;
  const asked = Object.entries(commands).filter(([each]) => each === name);
  const wanted = asked.length > 0 ? asked : Object.entries(commands);
  return Promise.all(wanted.map(([, load]) => load()));
}
