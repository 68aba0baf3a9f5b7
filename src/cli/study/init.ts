import { toJson } from "../../core/json.ts";
import { writeAtomically } from "../../files/index.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import type { SpecKind } from "./kinds.ts";

const SOURCES: Readonly<Record<SpecKind, string>> = {
  trainer: `# The trainer's command: it speaks the trainer protocol (lr-finder init writes one). {axis} stands for the
# cell's value.
trainer: "python train.py --batch-size {batch} --width {width}"
# Other files that decide the losses: when one of them changes, the runs are measured anew.
# files: [model.py]`,
  data: `# A table (with target) or an idx images file; {axis} stands for the cell's value.
data: datasets/digits-images.idx3-ubyte.gz
model: "mlp:{width},{width}"`,
  module: `# A module whose function gets { seed, cell }, with cell.batch, cell.steps and cell.width.
module: ./model.mjs`,
};

/** A spec with a word on every line. */
export function starterSpec(kind: SpecKind): string {
  return `# lr-finder study run THIS-FILE --out studies/width-and-batch
version: 1
name: width-and-batch
${SOURCES[kind]}
# batch: rows of an update; horizon: updates of the whole run; size: of the model; plain: any other number;
# names: a law for each (an axis called optimizer or schedule is that option of run).
axes:
  batch: { kind: batch, values: [16, 64, 256] }
  steps: { kind: horizon, values: [400, 1600] }
  width: { kind: size, values: [32, 128] }
# Seeds of each cell.
repeats: 2
# full: every combination; corners: the corners, the centre, two more batch sizes.
design: full
# Options of lr-finder run, for every cell.
run: { budget: standard }
# Where the learning rate is wanted.
at: { batch: 1024, steps: 100000, width: 2048 }
`;
}

/** The whole of `study init`. */
export async function executeStudyInit(
  {
    file = "study.yaml",
    kind,
    json,
  }: { readonly file: string | undefined; readonly kind: SpecKind; readonly json: boolean },
  io: Io,
): Promise<number> {
  await writeAtomically(file, starterSpec(kind), { expected: null });
  if (json) io.out(`${toJson({ version: 1, file, kind })}\n`);
  else printText(io, `${file}\nChange it, then: lr-finder study run ${file} --dry-run\n`);
  return EXIT.ok;
}
