import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { planSchedule, planSnippets } from "../../../src/plan/index.ts";
import { pythonFunction } from "../../../src/plan/snippets/python-function.ts";
import { seams, somePlans } from "../plans.ts";

const python = ["python3", "python"].find(
  (name) => spawnSync(name, ["-c", "import math"]).status === 0,
);
if (python === undefined) {
  console.warn("SKIPPED: there is no Python, so the Python snippets' arithmetic is not run");
}

describe("Python snippets", () => {
  it.each(somePlans)("hold the function that is run below, %#", (plan) => {
    const snippets = planSnippets(plan).filter(({ language }) => language === "python");
    expect(snippets.map(({ id }) => id)).toEqual(["keras", "pytorch"]);
    for (const { code } of snippets) expect(code).toContain(pythonFunction(plan.schedule));
  });

  it.skipIf(python === undefined)("give the values of planSchedule, and compile", () => {
    const jobs = somePlans.map((plan) => ({
      code: pythonFunction(plan.schedule),
      whole: planSnippets(plan)
        .filter(({ language }) => language === "python")
        .map(({ code }) => code),
      steps: seams(plan.schedule.totalSteps),
    }));
    const script = [
      "import json, sys",
      "answers = []",
      "for job in json.load(sys.stdin):",
      "    for code in job['whole']: compile(code, 'snippet', 'exec')",
      "    names = {}",
      "    exec(job['code'], names)",
      "    answers.append([names['learning_rate'](step) for step in job['steps']])",
      "json.dump(answers, sys.stdout)",
    ].join("\n");
    const input = JSON.stringify(jobs);
    const run = spawnSync(python as string, ["-c", script], { input, encoding: "utf8" });
    expect(run.stderr).toBe("");
    const answers: number[][] = JSON.parse(run.stdout);
    expect(answers.length).toBe(somePlans.length);
    for (const [index, { schedule }] of somePlans.entries()) {
      const lrAt = planSchedule(schedule);
      for (const [place, step] of seams(schedule.totalSteps).entries()) {
        const error = Math.abs((answers[index]?.[place] as number) - lrAt(step));
        expect(error / schedule.peakLr, `plan ${index}, step ${step}`).toBeLessThan(1e-9);
      }
    }
  });
});
