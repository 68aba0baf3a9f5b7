import { EXIT } from "../exit-codes.ts";
import { command, flag, option } from "../options/index.ts";

/** `open`: the newest report of a folder, in the browser. */
export const open = command({
  name: "open",
  summary: "open the newest report of a folder in the browser",
  description:
    "Opens the newest report of a folder, or of the folders in it, in the browser, and prints its path. Where there is no browser it prints the path alone.",
  examples: [
    ["lr-finder open", "the newest report in reports/"],
    ["lr-finder open studies/width", "the page of a study"],
    ["lr-finder open reports --print", "its path alone"],
  ],
  arguments: {
    path: {
      shown: "[dir]",
      description: "folder, or a page (default: reports)",
      names: "file",
    },
  },
  options: {
    "": { print: option(flag, { description: "print the path, and open nothing" }) },
  },
  async run(values, io) {
    const { executeOpen } = await import("../open/execute.ts");
    await executeOpen(values, io);
    return EXIT.ok;
  },
});
