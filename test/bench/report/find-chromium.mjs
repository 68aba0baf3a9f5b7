import { spawnSync } from "node:child_process";
import { endWithout } from "../target.mjs";

/** Path of the system's Chromium or Chrome; ends the program with a line when there is none. */
export function findChromium() {
  const path = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
    .find((found) => found !== "");
  if (path !== undefined) return path;
  return endWithout("a Chromium (`apt-get install chromium`)");
}
