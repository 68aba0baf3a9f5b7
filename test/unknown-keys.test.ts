// Every public function that takes options refuses a key that is none of them, at every level: it
// names the key, the nearest there is, and the place. A function that is neither a case here nor in
// `WITHOUT` fails: who adds one decides.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import * as inPage from "../src/browser/index.ts";
import { serve } from "../src/client/index.ts";
import { applyEdits, prepareEdits } from "../src/config/index.ts";
import { buildCurve, prepareCurve, smoothLogLr } from "../src/curve/index.ts";
import * as main from "../src/index.ts";
import { adviceEdits, configUpdate, planJob, resultEdits, runJob } from "../src/job/index.ts";
import { fitLaw, fitLawsByName, fitLawToDraw } from "../src/law/index.ts";
import {
  createLogParser,
  lawTableFrom,
  parseLog,
  resultFromGrids,
  resultFromLogs,
  sweepFromLog,
  sweepsFromLog,
} from "../src/logs/index.ts";
import { makePlan } from "../src/plan/index.ts";
import {
  renderComparison,
  renderReport,
  renderSchedules,
  terminalChart,
} from "../src/report/index.ts";
import * as schedule from "../src/schedule/index.ts";
import { lawsOfStudy, runStudy } from "../src/study/index.ts";
import {
  recommend,
  recommendFromProbes,
  recommendFromTrials,
  suggestByRule,
} from "../src/suggest/index.ts";
import * as trainers from "../src/trainer/index.ts";
import { LearningRateCallback } from "../src/trainer/tfjs/callbacks/index.ts";
import { repoFile } from "./helpers/cli.ts";
import { scriptedTrainer } from "./helpers/scripted-trainer.ts";

interface Case {
  /** Options that are taken, with every object of options within. */
  readonly options: object;
  /** Paths of the objects of options within. */
  readonly within?: readonly string[];
  /** Hands them over; nothing has been done when it refuses. */
  readonly call: (options: never) => unknown;
}

const lrs = Array.from({ length: 40 }, (_, i) => 10 ** (i / 8 - 4));
const losses = lrs.map((lr) => 2 - 1.5 / (1 + (0.01 / lr) ** 2) + (lr / 0.5) ** 3);
const curve = buildCurve([{ lrs, losses }]);
const circumstances = { optimizer: "sgd", endLr: 1, rules: {}, totalSteps: 100, stepsPerEpoch: 10 };
const factor = { kind: "factor", factor: 4, beta: 0.9, smoothing: "debiased" };
const sweep = { startLr: 1e-4, endLr: 1, steps: 20, stopRule: factor };
const search = {
  strategy: "sweep",
  sweep,
  budget: "quick",
  horizon: { totalSteps: 100 },
  verify: { steps: 10 },
  name: "a run",
};
const trainer = () => scriptedTrainer(() => 1);
const settings = { seed: 0, batchSize: 2 };
const rows = { xs: [[1]], ys: [[1]] };
const job = {
  module: "missing.mjs",
  stopRule: factor,
  apply: { file: "missing.yaml", keys: ["lr"] },
};
const table = parseLog("lr,loss\n0.1,1\n0.2,2\n", "log.csv");
const hooks = { signal: new AbortController().signal, onEvent: () => undefined };
let result: main.Result;
const element = { replaceChildren: () => undefined } as unknown as HTMLElement;

beforeAll(async () => {
  result = (
    await main.findLearningRate(
      scriptedTrainer((lr) => 2 - lr),
      { budget: "quick" },
    )
  ).result;
});

const fetchModel = () => Promise.reject(new Error("not asked for"));

const CASES: Readonly<Record<string, Case>> = {
  findLearningRate: {
    options: search,
    within: ["horizon", "sweep", "sweep.stopRule", "verify"],
    call: (options) => main.findLearningRate(trainer(), options),
  },
  "findLearningRate, in a page": {
    options: { data: rows, engine: "cpu", heldOut: 0.2, ...search },
    within: ["horizon", "sweep", "sweep.stopRule", "verify"],
    call: (options) => inPage.findLearningRate(() => Promise.reject(new Error("asked")), options),
  },
  drawCurve: {
    options: { language: "en", theme: "auto", plotly: null },
    call: (options) => inPage.drawCurve(element, result, options),
  },
  curveSvg: {
    options: { language: "en", theme: "dark", width: 400, height: 300 },
    call: (options) => inPage.curveSvg(result, options),
  },
  reportBlob: {
    options: { language: "zh" },
    call: (options) => inPage.reportBlob(result, options),
  },
  climbLadder: {
    options: { lrs: [0.1], steps: 10, horizon: { epochs: 1 }, verify: { steps: 10 } },
    within: ["horizon", "verify"],
    call: (options) => main.climbLadder(trainer(), options),
  },
  verifyResult: {
    options: { steps: 10 },
    call: (options) => main.verifyResult(trainer(), result, options),
  },
  "verifyResult, hooks": {
    options: hooks,
    call: (options) => main.verifyResult(trainer(), result, {}, options),
  },
  runSweep: {
    options: sweep,
    within: ["stopRule"],
    call: (options) => main.runSweep(trainer(), options),
  },
  "runSweep, hooks": { options: hooks, call: (options) => main.runSweep(trainer(), {}, options) },
  loadData: {
    options: { target: "y", heldOut: 0.2, groups: "id" },
    call: (options) => main.loadData("missing.csv", options),
  },
  datasetFromArrays: {
    options: { features: [[1]], targets: [1], ordered: true, groups: [1] },
    call: (options) => main.datasetFromArrays(options),
  },
  createTfjsTrainer: {
    options: { ...settings, model: "linear", data: {} },
    call: (options) => main.createTfjsTrainer(options),
  },
  trainerFromParts: {
    options: { model: fetchModel, optimizer: "sgd", validationSplit: 0.2, data: rows },
    call: (options) => main.trainerFromParts(options),
  },
  "trainerFromParts, settings": {
    options: { ...settings, heldOut: 0.2 },
    call: (options) => main.trainerFromParts({ model: fetchModel, data: rows }, options),
  },
  loadTrainerModule: {
    options: { ...settings, ordered: true },
    call: (options) => main.loadTrainerModule("missing.mjs", options),
  },
  createProcessTrainer: {
    options: { command: "false", readyTimeoutMs: 10 },
    call: (options) => trainers.createProcessTrainer(options),
  },
  createSyntheticTrainer: {
    options: { curvature: 20, noise: 0.1 },
    call: (options) => trainers.createSyntheticTrainer("valley" as never, options),
  },
  runJob: { options: job, within: ["stopRule"], call: (request) => runJob(request) },
  planJob: { options: job, within: ["stopRule"], call: (request) => planJob(request) },
  runStudy: {
    options: { out: "nowhere" },
    call: (hooks) => runStudy({ version: 1, trainer: "x", axes: {} }, hooks),
  },
  "runJob, hooks": {
    options: hooks,
    call: (options) => runJob({ module: "missing.mjs" }, options),
  },
  "planJob, hooks": {
    options: hooks,
    call: (options) => planJob({ module: "missing.mjs" }, options),
  },
  configUpdate: {
    options: { file: "missing.yaml", keys: ["lr"] },
    call: (options) => configUpdate(result, null, options),
  },
  resultEdits: {
    options: { file: "missing.yaml", keys: ["lr"] },
    call: (options) => resultEdits(result, options),
  },
  adviceEdits: {
    options: { file: "missing.yaml", keys: ["lr"] },
    call: (options) => adviceEdits({ lr: 0.1, plan: null, optimizer: null }, options),
  },
  buildCurve: {
    options: { bandwidth: 0.3, fromLr: 1e-3 },
    call: (options) => buildCurve([{ lrs, losses }], options),
  },
  prepareCurve: {
    options: { fromLr: 1e-3, toLr: 1 },
    call: (options) => prepareCurve([{ lrs, losses }], options),
  },
  smoothLogLr: {
    options: { bandwidth: 0.3 },
    call: (options) => smoothLogLr(lrs, losses, options),
  },
  recommend: { options: circumstances, call: (options) => recommend(curve, options) },
  recommendFromProbes: {
    options: circumstances,
    call: (options) => recommendFromProbes(curve, [], options),
  },
  recommendFromTrials: {
    options: circumstances,
    call: (options) => recommendFromTrials(curve, [], options),
  },
  suggestByRule: {
    options: circumstances,
    call: (options) => suggestByRule("valley", { lrs, losses }, 40, curve, options),
  },
  makePlan: {
    options: { lr: 0.1, optimizer: "sgd", stepsPerEpoch: 10, overfitting: { stableLr: 0.2 } },
    within: ["overfitting"],
    call: (options) => makePlan(options),
  },
  renderReport: { options: { language: "en" }, call: (options) => renderReport(result, options) },
  renderComparison: {
    options: { language: "en" },
    call: (options) => renderComparison([], options),
  },
  renderSchedules: {
    options: { language: "en" },
    call: (options) => renderSchedules([{ label: "a", lrs: [1] }], options),
  },
  renderText: {
    options: { columns: 80, detail: "short" },
    call: (options) => main.renderText(result, "en", options),
  },
  terminalChart: {
    options: { columns: 80 },
    call: (options) =>
      terminalChart(
        { runs: [{ lrs, losses }], curve, rules: {}, recommended: null } as never,
        options,
      ),
  },
  createLogParser: {
    options: { delimiter: "," },
    call: (options) => createLogParser("log.csv", options),
  },
  parseLog: { options: { delimiter: "," }, call: (options) => parseLog("", "log.csv", options) },
  sweepFromLog: {
    options: { lr: "lr", loss: "loss" },
    call: (options) => sweepFromLog(table, options),
  },
  sweepsFromLog: {
    options: { lr: "lr", loss: "loss" },
    call: (options) => sweepsFromLog(table, options),
  },
  resultFromLogs: {
    options: { name: "a", createdAt: "2026-01-01T00:00:00.000Z", versions: {}, horizon: {} },
    call: (options) => resultFromLogs([], options),
  },
  resultFromGrids: {
    options: { name: "a", createdAt: "2026-01-01T00:00:00.000Z", versions: {}, horizon: {} },
    call: (options) => resultFromGrids([], options),
  },
  serve: {
    options: { step: () => 1, info: { optimizer: "sgd" } },
    within: ["info"],
    call: (options) => serve(options),
  },
  prepareEdits: {
    options: { record: { source: {}, place: "file" } },
    within: ["record"],
    call: (options) => prepareEdits("missing.yaml", [], options),
  },
  applyEdits: {
    options: { dryRun: true },
    call: (options) => applyEdits("missing.yaml", [], options),
  },
  fitLaw: {
    options: { factors: { batch: "batch" }, optimizer: "adam" },
    call: (options) => fitLaw([], options),
  },
  fitLawsByName: {
    options: { factors: { batch: "batch" }, optimizer: "adam" },
    call: (options) => fitLawsByName([], options),
  },
  lawTableFrom: {
    options: { lr: "lr", loss: "loss" },
    call: (options) => lawTableFrom(table, options),
  },
  lawsOfStudy: {
    options: { optimizer: "adam" },
    call: (options) => lawsOfStudy({ name: "a", axes: {}, at: null }, [], options),
  },
  fitLawToDraw: {
    options: { factors: { batch: "batch" }, optimizer: "adam" },
    call: (options) => fitLawToDraw([], options),
  },
  LearningRateCallback: {
    options: { schedule: () => 0.1, per: "step" },
    call: (options) => new LearningRateCallback(options),
  },
  join: { options: { schedules: [], boundaries: [] }, call: (o) => schedule.join(o) },
  offset: { options: { schedule: () => 1, steps: 1 }, call: (o) => schedule.offset(o) },
  scale: { options: { schedule: () => 1, factor: 1 }, call: (o) => schedule.scale(o) },
  perEpoch: {
    options: { schedule: () => 1, stepsPerEpoch: 1, counts: "steps" },
    call: (o) => schedule.perEpoch(o),
  },
  reduceOnPlateau: { options: { startLr: 0.1 }, call: (o) => schedule.reduceOnPlateau(o) },
  cosineRestartEnds: {
    options: { cycleSteps: 10 },
    call: (o) => schedule.cosineRestartEnds(o, 100),
  },
  ...Object.fromEntries(
    schedule.scheduleNames.flatMap((kind) => {
      const { example } = schedule.scheduleDefinitions[kind];
      const name = kind.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const builder = Reflect.get(schedule, name) as (options: object) => unknown;
      return [[name, { options: example, call: builder }]];
    }),
  ),
  buildSchedule: { options: { kind: "constant", lr: 1 }, call: (o) => schedule.buildSchedule(o) },
  exportSchedule: {
    options: { kind: "constant", lr: 1 },
    call: (o) => schedule.exportSchedule(o, "keras"),
  },
  scheduleFormula: {
    options: { kind: "constant", lr: 1 },
    call: (o) => schedule.scheduleFormula(o),
  },
};

const isSchedule = (name: string) => name in schedule;

describe("a key that is none is refused", () => {
  const places = Object.entries(CASES).flatMap(([name, { within = [] }]) =>
    ["", ...within].map((path) => [name, path] as const),
  );

  test.each(places)("by %s, within %j", async (name, path) => {
    const { options, call } = CASES[name] as Case;
    const steps = path === "" ? [] : path.split(".");
    const level = steps.reduce<object>((at, step) => Reflect.get(at, step) as object, options);
    const known = Object.keys(level).at(-1) as string;
    const wrong = `${known}X`;
    const given = steps.reduceRight<object>(
      (inner, _step, i) => {
        const outer = steps
          .slice(0, i)
          .reduce<object>((at, s) => Reflect.get(at, s) as object, options);
        return { ...outer, [steps[i] as string]: inner };
      },
      { ...level, [wrong]: undefined },
    );
    const refused = async () => call(given as never);
    await expect(refused()).rejects.toMatchObject({
      name: "InputError",
      code: "unknown-option",
      data: { option: wrong, expected: expect.arrayContaining([known]) },
      message: expect.stringContaining(`has no option \`${wrong}\``),
    });
    // The schedules list their few options: a hint would double the bundle of one that is imported alone.
    const hint = isSchedule(name) ? `it has ` : `Did you mean \`${known}\``;
    await expect(refused()).rejects.toThrow(hint);
    if (steps.length > 0) await expect(refused()).rejects.toThrow(`\`${steps.at(-1)}\``);
  });
});

/** What is thrown is one of ours, which says what is wrong. */
async function refusedOrTaken(call: () => unknown): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("it never answers"), 5000);
  });
  const taken = async () => {
    await call();
    return null;
  };
  try {
    return await Promise.race([taken(), late]);
  } catch (thrown) {
    // What needs a page has been taken here.
    const isOfPage = /(navigator|document) is not defined|src\/pages/.test(String(thrown));
    return thrown instanceof main.LrFinderError || isOfPage ? null : String(thrown);
  } finally {
    clearTimeout(timer);
  }
}

const WRONG: readonly unknown[] = [null, 3, "x", true, {}, [], () => 1, Number.NaN];
const shown = (value: unknown) =>
  typeof value === "function" ? "a function" : String(JSON.stringify(value));

describe("a value of another type is refused by a sentence, or taken", () => {
  test.each(Object.keys(CASES))("by %s", async (name) => {
    const { options, within = [], call } = CASES[name] as Case;
    const raw: string[] = [];
    const tell = async (what: string, given: unknown) => {
      const said = await refusedOrTaken(() => call(given as never));
      if (said !== null) raw.push(`${what}: ${said}`);
    };
    for (const wrong of [undefined, null, 3, "x", [], () => 1]) await tell(shown(wrong), wrong);
    await tell("none", {});
    for (const key of Object.keys(options)) {
      for (const wrong of WRONG) await tell(`${key} ${shown(wrong)}`, { ...options, [key]: wrong });
    }
    for (const path of within.filter((each) => !each.includes("."))) {
      const inner = Reflect.get(options, path) as object;
      for (const key of Object.keys(inner)) {
        for (const wrong of WRONG) {
          const given = { ...options, [path]: { ...inner, [key]: wrong } };
          await tell(`${path}.${key} ${shown(wrong)}`, given);
        }
      }
    }
    expect(raw).toEqual([]);
  });
});

/** What takes no object of options: data, documents, what a search knows, names and numbers, or nothing. */
const WITHOUT = `
checkFolderRequest openResultFolder jobRedactor lower
heldOutLoss diagnose loadPlotly parseResult planSchedule readJournal setResourceRoot summarize
InputError LrFinderError TrainerError
atPoints dropInErrors emaDebiased emaLightning emaSeeded fallIndex hasDrop isLinear ladderSmoother logLrSmoother nodeMeans partOfLinear placesOf riseNeeded
allRules centredMinimum chooseFromProbes chooseFromRounds differenceOf divisorFor isRuleName lightning lightningLegacy
lrFromSweep minimum mostAfterWarnings mostProbeSteps nextProbe picksAt planRound priorLr probeEvaluations probeLr readsCurve runPicks scoreProbe slide
slideIndex smithBounds smithLower smithUpper steep steepIndex steepestIndex sweepRefusal torchLrFinder valley
valleyIndex whyNone untriedCentre wholeRunCentre nextWholeRun isWholeRun
codeFor definitionOf librariesOf optionFlags sample scheduleFromFlags scheduleFromText
decideHorizon planSnippets shortenSchedule
isModelPath parseModelSpec resolveLossName resolveOptimizer
applySnapshot averagePredictions averageWeights takeSnapshot
classifyLog isSweep keepPickable logTitles nameOfLog pickColumns requireColumn severalRuns
gridFromLog gridNotTraining gridPoints recommendFromGrid withinTried isLost judgeRuns summaryOf
patternOf sweepSpan trainingLogFrom trainingLogsFrom
adviceOf checkFactors defaultOut recordOptions isTableOfRuns runsNotTraining checkConfidence checkDoubts checkPlace planEdits planOf shareable writeReport writeUpdate
finderSeed isDriven
compare comparisonCsv loadPlayground lossFigure planFigure renderPlayground viewModel
candidateKeys checkInside checkRecords detectFormat floatLiteral formatKeyPath formatTitles isCode isLrName isProto lrLines lrNotes
listCandidates locate lrEdits lrNamesInCode mappingEdits parseConfig parseKeyPath parseLrKey parseMapping
parseMappingFile pickKey planEdit planInsert planUndo profileEdits readConfig recordFilePath scheduleEdits setLine
exactDiff unifiedDiff unwritten writeEdits writeUndo
openStudy planStudy readSpec runWorker studyOutcomes studyRows studyState summarizeStudy
engineSupport registerWasmTrainingKernels unregisterWasmTrainingKernels
`
  .trim()
  .split(/\s+/);

type AnyFunction = (...given: unknown[]) => unknown;

/** Of all entry points, by name. */
async function publicFunctions(): Promise<Map<string, AnyFunction>> {
  const { exports } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  const entries = Object.values<string | { readonly default: string }>(exports).flatMap((entry) =>
    typeof entry === "string" ? [] : [entry.default.replace("./dist/", "").replace(/js$/, "ts")],
  );
  const functions = new Map<string, AnyFunction>();
  for (const entry of entries) {
    const names = Object.entries(await import(repoFile(`src/${entry}`)));
    for (const [name, value] of names) {
      if (typeof value === "function") functions.set(name, value as AnyFunction);
    }
  }
  return functions;
}

test("every public function is a case here, or takes no options", async () => {
  const functions = new Set((await publicFunctions()).keys());
  const decided = new Set([...Object.keys(CASES).map((name) => name.split(",")[0]), ...WITHOUT]);
  expect([...functions].filter((name) => !decided.has(name))).toEqual([]);
  expect([...decided].filter((name) => !functions.has(name as string))).toEqual([]);
});

/**
 * Steps on the way, which take what another function of the package made: what they are given is said by its type
 * alone.
 */
const STAGES = `
atPoints dropInErrors emaDebiased emaLightning emaSeeded fallIndex hasDrop isLinear ladderSmoother logLrSmoother nodeMeans partOfLinear placesOf riseNeeded smoothLogLr
centredMinimum chooseFromProbes chooseFromRounds differenceOf divisorFor gridPoints isWholeRun lightning lightningLegacy
lrFromSweep minimum mostAfterWarnings nextProbe nextWholeRun picksAt planRound priorLr recommendFromGrid runPicks
scoreProbe slide slideIndex smithBounds smithLower smithUpper steep steepIndex steepestIndex sweepRefusal
torchLrFinder untriedCentre valley valleyIndex wholeRunCentre whyNone withinTried
candidateKeys checkInside detectFormat exactDiff floatLiteral formatKeyPath listCandidates locate lrEdits lrLines
lrNamesInCode lrNotes mappingEdits parseConfig parseKeyPath parseLrKey parseMapping pickKey planEdit planInsert
profileEdits scheduleEdits setLine unifiedDiff unwritten writeEdits writeUndo
checkFactors classifyLog gridFromLog gridNotTraining isLost isSweep isTableOfRuns judgeRuns keepPickable nameOfLog patternOf
pickColumns requireColumn runsNotTraining severalRuns summaryOf sweepSpan trainingLogFrom trainingLogsFrom
checkConfidence checkDoubts checkFolderRequest checkPlace defaultOut openResultFolder planEdits recordOptions
lawsOfStudy openStudy runWorker studyOutcomes studyRows studyState summarizeStudy
planFigure
`
  .trim()
  .split(/\s+/);

test("a step on the way is a public function", async () => {
  const functions = await publicFunctions();
  expect(STAGES.filter((name) => !functions.has(name))).toEqual([]);
});

test("nothing, null, {}, a text or a number is refused by a sentence, or taken", async () => {
  const raw = new Set<string>();
  for (const [name, value] of await publicFunctions()) {
    for (const given of [[], [null], [{}], ["x"], [3]]) {
      const isClass = /^class\b/.test(String(value));
      const said = await refusedOrTaken(() =>
        isClass ? Reflect.construct(value, given) : value(...given),
      );
      if (said !== null && !STAGES.includes(name)) raw.add(`${name}(${given.map(shown)}): ${said}`);
    }
  }
  expect([...raw]).toEqual([]);
});

describe("what would be passed over is refused", () => {
  const find = (options: object) => main.findLearningRate(trainer(), options as never);
  const inThePage = (options: object) =>
    inPage.findLearningRate(fetchModel, { data: rows, ...options } as never);
  const wrong = [
    [{ preset: "keras" }, "`preset` must be one of"],
    [{ strategy: "lader" }, /`strategy` must be one of .* Did you mean "ladder"/],
    [{ strategy: "ladder", ladder: "0.1" }, "`ladder` must be an array of learning rates"],
    [{ signal: "x" }, "`signal` must be an AbortSignal"],
    [{ signal: true }, "`signal` must be an AbortSignal"],
    [{ onEvent: 3 }, "`onEvent` must be a function"],
    [{ name: 3 }, "`name` must be a text"],
  ] as const;

  test.each(wrong)("by findLearningRate: %j", async (options, message) => {
    await expect(find(options)).rejects.toThrow(message);
  });

  test.each(wrong)("by findLearningRate in a page: %j", async (options, message) => {
    await expect(inThePage(options)).rejects.toThrow(message);
  });

  test("by runJob", async () => {
    const request = { module: "missing.mjs" };
    for (const signal of ["x", true, {}]) {
      await expect(runJob(request, { signal } as never)).rejects.toThrow("`signal` must be");
    }
    await expect(runJob(request, { onEvent: 3 } as never)).rejects.toThrow("`onEvent` must be");
  });

  test("a plan instead of its schedule, with a hint", () => {
    const plan = makePlan({ lr: 0.1, optimizer: "sgd", stepsPerEpoch: 10 });
    expect(() => main.planSchedule(plan as never)).toThrow("(`plan.schedule` is it)");
  });

  test("an optimizer that looks misspelt is said in the plan", () => {
    const codes = (optimizer: string) =>
      makePlan({ lr: 0.1, optimizer, stepsPerEpoch: 10 }).reasons.map(({ code }) => code);
    expect(codes("adm")).toContain("optimizer-unknown");
    for (const known of ["adam", "torch.optim.AdamW", "lookahead"]) {
      expect(codes(known)).not.toContain("optimizer-unknown");
    }
  });
});
