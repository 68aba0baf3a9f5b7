import { toJson } from "../../core/json.ts";
import { idle, oneOf } from "../../core/rules.ts";
import { EXIT } from "../exit-codes.ts";
import { anyOf, choice, command, flag, folder, option, pick } from "../options/index.ts";
import { printText } from "../output.ts";
import { withSignals } from "../signals.ts";

const SOURCES = ["archive", "wheel"] as const;

/** `install-native`: builds the native TensorFlow binding where its own installer cannot. */
export const installNative = command({
  name: "install-native",
  summary: "build the native TensorFlow engine where its own installer cannot",
  description:
    "Builds @tensorflow/tfjs-node into a cache folder of yours: its source from npm, libtensorflow from the official archive, from the PyPI wheel through pip, or from a folder that you give. Needs a C++ compiler and no root; changes nothing outside that folder.",
  examples: [
    ["lr-finder install-native", "builds it, trains one step to prove it, says where it is"],
    ["lr-finder install-native --uninstall", "removes it"],
  ],
  options: {
    "": {
      libtensorflow: option(folder, {
        value: "<dir>",
        description: "a folder that holds libtensorflow and its headers",
      }),
      source: option(choice(SOURCES), {
        value: "<name>",
        description: `only this source: ${anyOf(SOURCES)}`,
        otherwise: "the first that works",
      }),
      force: option(flag, { description: "build again even when a usable one is there" }),
      uninstall: option(flag, { description: "remove what was installed" }),
    },
  },
  rules: [
    idle("uninstall", ["libtensorflow", "source", "force"]),
    oneOf(["libtensorflow", "source"]),
  ],
  async run(values, io) {
    const { installNative: install, uninstallNative } = await import("../../native/index.ts");
    if (values.uninstall) {
      const report = await uninstallNative();
      if (values.json) io.out(`${toJson({ version: 1, ...report })}\n`);
      else if (report.removed.length === 0)
        printText(io, `nothing was installed in ${report.folder}\n`);
      else printText(io, `removed ${megabytes(report.bytes)} from ${report.folder}\n`);
      return EXIT.ok;
    }
    const report = await withSignals(io, ({ signal }) =>
      install({
        ...pick(values, ["libtensorflow", "source", "force"]),
        signal,
        onProgress({ message }) {
          if (!values.json) io.err(`${message}\n`);
        },
      }),
    );
    if (values.json) {
      io.out(`${toJson({ version: 1, ...report }, 2)}\n`);
    } else {
      const { manifest, folder, bytes, status, notes } = report;
      for (const { message } of notes) io.err(`note: ${message}\n`);
      const done = status === "present" ? "already there" : "built and proved by one training step";
      printText(
        io,
        `${done}: @tensorflow/tfjs-node ${manifest.tfjsNode} on libtensorflow ${manifest.libtensorflow} (${manifest.from}), ${megabytes(bytes)} in ${folder}\n`,
      );
    }
    return EXIT.ok;
  },
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
