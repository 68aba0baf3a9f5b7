import { execFileSync, type StdioOptions } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import { findLearningRate } from "../../src/search/index.ts";
import { createProcessTrainer } from "../../src/trainer/process/index.ts";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import {
  expectRatio,
  expectSameNumbers,
  expectSamePicks,
  type RecordedPreset,
} from "../search/recorded-presets.ts";

const need = pythonWith("fastai", "lightning", "torch_lr_finder", "matplotlib");
const MODELS = ["dense, momentum", "convolution, adam", "regression, sgd"];
const PRESETS = ["fastai", "lightning", "torch-lr-finder"];

describeWith(need, "presets beside the libraries themselves", { timeout: 300_000 }, () => {
  let cases: RecordedPreset[] = [];
  beforeAll(() => {
    const script = repoFile("test/fixtures/presets/make-recorded.py");
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    const options = { env: PYTHON_ENV, encoding: "utf8", stdio } as const;
    cases = JSON.parse(execFileSync(need.path, [script], options)).cases;
  }, 300_000);

  for (const preset of PRESETS) {
    for (const model of MODELS) {
      test(`${preset}: ${model}`, async () => {
        const recorded = cases.find((each) => each.preset === preset && each.model === model);
        if (recorded === undefined) throw new Error("the script left it out");
        await expectSameNumbers(recorded);

        const trainer = await createProcessTrainer({
          command: [need.path, repoFile("test/fixtures/presets/models.py"), model],
          env: PYTHON_ENV,
        });
        try {
          const { result } = await findLearningRate(trainer, { preset: recorded.preset });
          const run = result.record.runs[0];
          expect(run?.losses).toHaveLength(recorded.losses.length);
          // Float32 itself: the losses go up to 10^4 where the sweep ends, and they grow apart there.
          for (const [i, loss] of recorded.losses.entries())
            expectRatio(run?.losses[i], loss, 1e-5);
          expectSamePicks(result, recorded.picks);
        } finally {
          await trainer.close();
        }
      });
    }
  }
});
