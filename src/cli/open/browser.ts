import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Environment, variable } from "../../core/environment.ts";
import { splitCommand } from "../../trainer/process/split-command.ts";

/** A program that shows a page. */
interface Opener {
  readonly program: string;
  readonly args: readonly string[];
}

/** Stands for the page's address in `BROWSER`. */
const PAGE = "%s";
/** Says that there is no browser. */
const NONE = "none";
/** What cannot show a page says so by then; a browser itself goes on. */
const SETTLED_MS = 2000;

/** What opens pages on a system; null where there is nothing to show them on. */
export function openerFor(env: Environment, platform: string): Opener | null {
  const browser = variable(env, "BROWSER");
  if (browser === NONE) return null;
  if (browser !== undefined) {
    // A program's path may have spaces, and arguments may follow one.
    const [program = browser, ...args] = existsSync(browser) ? [browser] : splitCommand(browser);
    return { program, args };
  }
  if (platform === "darwin") return { program: "open", args: [] };
  if (platform === "win32") {
    return { program: "rundll32.exe", args: ["url.dll,FileProtocolHandler"] };
  }
  const hasScreen =
    variable(env, "DISPLAY") !== undefined || variable(env, "WAYLAND_DISPLAY") !== undefined;
  return hasScreen ? { program: "xdg-open", args: [] } : null;
}

/**
 * Hands a page to a program, which goes on by itself. No shell reads its address.
 *
 * @returns why it is not shown; null when it is
 */
export async function show(url: string, { program, args }: Opener): Promise<string | null> {
  const given = args.map((arg) => arg.replaceAll(PAGE, url));
  const words = args.some((arg) => arg.includes(PAGE)) ? given : [...args, url];
  const child = spawn(program, words, { detached: true, stdio: "ignore" });
  const ended = new Promise<string | null>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("exit", (code) =>
      resolve(code === 0 ? null : `${program} ended with exit code ${code}`),
    );
  });
  const settled = delay(SETTLED_MS, null, { ref: false });
  const why = await Promise.race([ended, settled]);
  child.unref();
  return why;
}
