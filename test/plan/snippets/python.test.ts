import { spawnSync } from "node:child_process";
import { describe, expect } from "vitest";
import { planSchedule, planSnippets } from "../../../src/plan/index.ts";
import { testWith } from "../../helpers/needs.ts";
import { pythonWith } from "../../helpers/python.ts";
import { seams, somePlans } from "../plans.ts";

const python = pythonWith();

describe("Python snippets", () => {
  testWith(python, "give the values of planSchedule, and compile", () => {
    const jobs = somePlans.map((plan) => ({
      whole: planSnippets(plan)
        .filter(({ language }) => language === "python")
        .map(({ code }) => code),
      steps: seams(plan.schedule.totalSteps),
    }));
    const script = [
      "import json, re, sys",
      "answers = []",
      "for job in json.load(sys.stdin):",
      "    for code in job['whole']: compile(code, 'snippet', 'exec')",
      "    for code in job['whole']:",
      // The function stands above the first line that needs the library.
      "        names = {}",
      "        exec(re.split('\\nimport keras|\\nfrom torch', code)[0], names)",
      "        answers.append([names['learning_rate'](step) for step in job['steps']])",
      "json.dump(answers, sys.stdout)",
    ].join("\n");
    const input = JSON.stringify(jobs);
    const run = spawnSync(python.path, ["-c", script], { input, encoding: "utf8" });
    expect(run.stderr).toBe("");
    const answers: number[][] = JSON.parse(run.stdout);
    expect(answers.length).toBe(2 * somePlans.length);
    for (const [index, { schedule }] of somePlans.entries()) {
      const lrAt = planSchedule(schedule);
      for (const [place, step] of seams(schedule.totalSteps).entries()) {
        for (const answer of [answers[2 * index], answers[2 * index + 1]]) {
          const error = Math.abs((answer?.[place] as number) - lrAt(step));
          expect(error / schedule.peakLr, `plan ${index}, step ${step}`).toBeLessThan(1e-9);
        }
      }
    }
  });
});
