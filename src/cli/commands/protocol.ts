import { type Command, Option } from "commander";
import { checkPositive } from "../../core/check.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples, numberOption } from "./shared.ts";

interface CheckOptions {
  readonly shell?: boolean;
  readonly readyTimeout?: number;
  readonly stepTimeout?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/** The options of everything that starts a trainer's command. Times in seconds. */
export function trainerOptions(): Option[] {
  return [
    new Option("--shell", "let the shell read the command (default: no shell, no expansion)"),
    numberOption("--ready-timeout <s>", "longest wait for the trainer's start (default: 60)"),
    numberOption("--step-timeout <s>", "longest wait for any other answer (default: 600)"),
  ];
}

/**
 * The same, as the trainer takes them.
 *
 * @throws InputError for a time that is not above 0
 */
export function trainerTimes(options: {
  readonly readyTimeout?: number | undefined;
  readonly stepTimeout?: number | undefined;
}): { readonly readyTimeoutMs?: number; readonly stepTimeoutMs?: number } {
  const ms = (name: "readyTimeout" | "stepTimeout") =>
    options[name] === undefined
      ? {}
      : { [`${name}Ms`]: Math.ceil(checkPositive(name, options[name]) * 1000) };
  return { ...ms("readyTimeout"), ...ms("stepTimeout") };
}

/** Adds `protocol`: what a trainer in another language has to keep to. */
export function addProtocolCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const protocol = program
    .command("protocol")
    .summary("check a trainer of your own against the trainer protocol")
    .description(
      "How lr-finder drives trainers in other processes: JSON lines over stdin and stdout.",
    );

  const check = protocol
    .command("check")
    .argument("<command>", 'the command of the trainer, e.g. "python train.py"')
    .summary("exercise a trainer, and say what it gets wrong")
    .description(
      "Starts the trainer a few times: ready, steps, the same losses after a restore or restart, evaluation, close.",
    )
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  addExamples(check, [
    [
      'lr-finder protocol check "python train.py"',
      "a line for each thing; exit code 5 if one is wrong",
    ],
  ]);
  for (const option of trainerOptions()) check.addOption(option);
  check.addOption(numberOption("--seed <n>", "goes to the trainer as LR_FINDER_SEED (default: 0)"));
  addCommonOptions(check);
  check.action(async (command: string, options: CheckOptions) => {
    const [{ resolveProcessOptions, trainerLog }, { checkTrainer }, { printProtocolReport }] =
      await Promise.all([
        import("../../trainer/process/index.ts"),
        import("../protocol/check.ts"),
        import("../protocol/print.ts"),
      ]);
    const { base, seed } = resolveProcessOptions(
      {
        command,
        shell: options.shell === true,
        seed: options.seed ?? 0,
        ...trainerTimes(options),
        signal: io.interrupted,
      },
      trainerLog(),
    );
    const report = await checkTrainer(base, seed);
    printProtocolReport(report, options.json === true, io);
    exit(report.ok ? EXIT.ok : EXIT.trainer);
  });

  const schema = protocol
    .command("schema")
    .summary("print the JSON Schema of the protocol")
    .description("Prints the JSON Schema (draft 2020-12) of every message, in both directions.")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  addExamples(schema, [["lr-finder protocol schema > protocol.schema.json", "for your own tests"]]);
  addCommonOptions(schema);
  schema.action(async () => {
    const { protocolSchema } = await import("../../trainer/process/index.ts");
    io.out(`${JSON.stringify(protocolSchema, null, 2)}\n`);
    exit(EXIT.ok);
  });
}
