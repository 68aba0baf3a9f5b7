/** Every command, in the order of the help. */
export const COMMAND_NAMES = [
  ...(["run", "analyze", "study", "law", "report", "apply", "schedule", "diagnose"] as const),
  ...(["init", "doctor", "protocol", "open", "completion", "schema", "install-native"] as const),
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
