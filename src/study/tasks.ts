import { createHash } from "node:crypto";
import { type Factors, STUDY_VERSION, type StudyTask } from "../contract/index.ts";
import { listOf } from "../core/format.ts";
import { sortKeys } from "../core/sort-keys.ts";
import { jobRedactor } from "../job/index.ts";
import { type JobRequest, jobParts } from "../job/request.ts";
import { cellsOf, cellText } from "./cells.ts";
import { fileDigests } from "./digests.ts";
import { checkFillable, FILLED, fill, usesOf } from "./fill.ts";
import { badStudy, type ResolvedSpec } from "./spec.ts";

/** Options of a run that do not decide its numbers. */
const NOT_IN_KEY: readonly (keyof JobRequest)[] = [
  "keepCommand",
  "readyTimeoutMs",
  "stepTimeoutMs",
  "warm",
];

/**
 * The tasks of a study: each cell with each of its seeds, as requests of `runJob`, with the key of
 * everything that decides their numbers.
 *
 * @param folder that paths and commands start from
 * @param lrFinder major and minor version of lr-finder
 * @throws InputError for a spec that cannot be used, a cell that no run could be made of, a command that
 *   holds a secret
 */
export async function tasksOf(
  spec: ResolvedSpec,
  folder: string,
  lrFinder: string,
): Promise<StudyTask[]> {
  const uses = usesOf(spec);
  checkFillable(spec);
  const cells = cellsOf(spec);
  checkSecrets(spec);
  const request = (factors: Factors, seed: number) => requestOf(spec, uses, factors, seed);
  checkRequests(spec, cells, (cell) => request(cell, 0));
  const digests = fileDigests(folder);
  const first = typeof spec.run.seed === "number" ? spec.run.seed : 0;
  const tasks: StudyTask[] = [];
  for (const factors of cells) {
    const files = sortKeys(await digests.of(request(factors, first), spec.files ?? []));
    for (let repeat = 0; repeat < spec.repeats; repeat++) {
      const seed = first + repeat;
      const whole = request(factors, seed);
      const key = keyOf({ lrFinder, request: whole, files });
      tasks.push({
        version: STUDY_VERSION,
        key,
        factors,
        seed,
        request: whole as Readonly<Record<string, unknown>>,
        files,
      });
    }
  }
  return tasks;
}

function keyOf({
  request,
  ...rest
}: {
  lrFinder: string;
  request: JobRequest;
  files: object;
}): string {
  const deciding = Object.fromEntries(
    Object.entries(request).filter(([name]) => !NOT_IN_KEY.some((each) => each === name)),
  );
  const text = JSON.stringify(sortKeys({ ...rest, request: deciding }));
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

function requestOf(
  spec: ResolvedSpec,
  uses: ReturnType<typeof usesOf>,
  factors: Factors,
  seed: number,
): JobRequest {
  const request: Record<string, unknown> = { ...spec.run };
  if (spec.target !== undefined) request.target = spec.target;
  for (const key of FILLED) {
    const text = spec[key];
    if (text !== undefined) request[key] = fill(text, factors);
  }
  for (const [name, { option, hyperParameter }] of Object.entries(uses)) {
    if (option === null) continue;
    request[option] =
      hyperParameter === null
        ? factors[name]
        : { ...Object(request[option]), [hyperParameter]: factors[name] };
  }
  if (spec.module !== undefined) request.cell = factors;
  return { ...request, seed };
}

/** Every value of every axis is tried beside the first cell's others, by the words alone. */
function checkRequests(
  spec: ResolvedSpec,
  cells: readonly Factors[],
  request: (cell: Factors) => JobRequest,
): void {
  const [first] = cells;
  if (first === undefined) return;
  const tried = Object.entries(spec.axes).flatMap(([name, { values }]) =>
    values.map((value) => ({ ...first, [name]: value })),
  );
  for (const cell of tried) {
    try {
      jobParts(request(cell));
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw badStudy(`the cell ${cellText(cell)} cannot be run: ${words}`, cause);
    }
  }
}

/** The command stands in the study's folder for its workers, and so for everybody who may read that. */
function checkSecrets({ trainer, run }: ResolvedSpec): void {
  if (trainer === undefined || run.keepCommand === true) return;
  const { places } = jobRedactor(trainer, undefined);
  if (places.length === 0) return;
  throw badStudy(
    `the trainer's command holds what looks like a secret (${listOf(places, "and")}), and a study keeps its command in its folder for its workers: let the trainer read it from a variable of the environment, which workers hand on, or say keepCommand: true under run to have it kept`,
  );
}
