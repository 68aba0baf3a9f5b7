import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { lawsOfStudy, openStudy, studyRows } from "../../study/index.ts";
import type { Language } from "../../words/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { writeLawPage } from "../law/page.ts";
import { readPoint } from "../options/point.ts";

/** The whole of `study report`: the page of what is measured so far. */
export async function executeStudyReport(
  {
    dir,
    at,
    out,
    language,
    json,
  }: {
    readonly dir: string;
    readonly at?: readonly string[];
    readonly out?: string;
    readonly language: Language;
    readonly json: boolean;
  },
  io: Io,
): Promise<number> {
  const study = openStudy(dir);
  const laws = lawsOfStudy(
    study.file,
    studyRows(study),
    at === undefined ? {} : { at: readPoint(at) },
  );
  if (laws.length === 0) {
    throw new InputError(
      "no-rows",
      `${dir} has no finished run with a learning rate yet, over an axis of numbers: there is nothing to draw`,
    );
  }
  const file = out ?? join(dir, "report.html");
  await writeLawPage(file, laws, [], language);
  io.out(json ? `${toJson({ version: 1, file })}\n` : `${file}\n`);
  return EXIT.ok;
}
