import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, addExamples } from "./shared.ts";

interface InstallNativeOptions {
  readonly libtensorflow?: string;
  readonly source?: "archive" | "wheel";
  readonly force?: boolean;
  readonly uninstall?: boolean;
  readonly json?: boolean;
}

/** Adds `install-native`: builds the native TensorFlow binding where its own installer cannot. */
export function addInstallNativeCommand(
  program: Command,
  io: Io,
  exit: (code: number) => void,
): void {
  const command = program
    .command("install-native")
    .summary("build the native TensorFlow engine where its own installer cannot")
    .description(
      "Builds @tensorflow/tfjs-node into a cache folder of yours: its source from npm, libtensorflow from the official archive, from the PyPI wheel through pip, or from a folder that you give. Needs a C++ compiler and no root; changes nothing outside that folder.",
    )
    .option("--libtensorflow <dir>", "a folder that holds libtensorflow and its headers")
    .option("--source <name>", "only this source: archive or wheel (default: the first that works)")
    .option("--force", "build again even when a usable one is there")
    .option("--uninstall", "remove what was installed");
  addExamples(command, [
    ["lr-finder install-native", "builds it, trains one step to prove it, says where it is"],
    ["lr-finder install-native --uninstall", "removes it"],
  ]);
  addCommonOptions(command);
  command.action(async (options: InstallNativeOptions) => {
    const [{ installNative, uninstallNative }, { checkOneOf }, { toJson }] = await Promise.all([
      import("../../native/index.ts"),
      import("../../core/check.ts"),
      import("../../core/json.ts"),
    ]);
    if (options.uninstall) {
      const report = await uninstallNative();
      if (options.json) io.out(`${toJson({ version: 1, ...report })}\n`);
      else if (report.removed.length === 0) io.out(`nothing was installed in ${report.folder}\n`);
      else io.out(`removed ${megabytes(report.bytes)} from ${report.folder}\n`);
      exit(EXIT.ok);
      return;
    }
    const report = await installNative({
      ...(options.libtensorflow && { libtensorflow: options.libtensorflow }),
      ...(options.source && { source: checkOneOf("source", options.source, ["archive", "wheel"]) }),
      force: options.force === true,
      signal: io.interrupted,
      onProgress({ message }) {
        if (!options.json) io.err(`${message}\n`);
      },
    });
    if (options.json) {
      io.out(`${toJson({ version: 1, ...report }, 2)}\n`);
    } else {
      const { manifest, folder, bytes, status, notes } = report;
      for (const { message } of notes) io.err(`note: ${message}\n`);
      const done = status === "present" ? "already there" : "built and proved by one training step";
      io.out(
        `${done}: @tensorflow/tfjs-node ${manifest.tfjsNode} on libtensorflow ${manifest.libtensorflow} (${manifest.from}), ${megabytes(bytes)} in ${folder}\n`,
      );
    }
    exit(EXIT.ok);
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
