import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";

/** What the pages of commands are called where no other name is asked for. */
const PAGES = ["report.html", "comparison.html"];
/** `reports/NAME/report.html`, and one more for folders of such folders. */
const DEPTH = 3;

/**
 * The page that a path means: itself, or the newest report in the folder or below it.
 *
 * @throws InputError `no-report` where there is none
 */
export function reportAt(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw noReport(path, `there is no ${path}`);
  if (!stats.isDirectory()) {
    if (/\.html?$/i.test(path) && stats.isFile()) return path;
    throw noReport(path, `${path} is no page: name a report (.html), or a folder with one`);
  }
  const [newest] = pagesIn(path, DEPTH).sort((a, b) => b.mtimeMs - a.mtimeMs);
  if (newest !== undefined) return newest.file;
  throw noReport(
    path,
    `${path} holds no ${PAGES.join(" and no ")}: a run writes one, and \`lr-finder report RESULT\` makes it again`,
  );
}

interface Page {
  readonly file: string;
  readonly mtimeMs: number;
}

function pagesIn(folder: string, depth: number): Page[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): Page[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOurs = !entry.name.startsWith(".") && entry.name !== "node_modules";
      return isOurs && depth > 1 ? pagesIn(path, depth - 1) : [];
    }
    const stats = PAGES.includes(entry.name)
      ? statSync(path, { throwIfNoEntry: false })
      : undefined;
    return stats?.isFile() ? [{ file: path, mtimeMs: stats.mtimeMs }] : [];
  });
}

function noReport(path: string, sentence: string): InputError {
  return new InputError("no-report", sentence, { data: { path } });
}
