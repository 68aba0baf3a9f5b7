import type { FindingCode, StepUnit } from "../../contract/findings.ts";
import type { NoteData } from "../../contract/make-note.ts";
import { count } from "./format.ts";

/** The page that takes logs and results dropped on it; what it shows of them is the report's. */
export const playground = {
  title: "Playground · lr-finder",
  kicker: "Playground",
  heading: "Drop losses or results here",
  lead: [
    "The log of a learning-rate sweep or of a training (CSV, JSON, text, TensorBoard), a table of trainings, or a result.json of lr-finder; several are compared. Text can be pasted.",
    "Everything happens in this page. Nothing is uploaded, and the page may not connect anywhere.",
  ],
  choose: "Choose files",
  paste: "Paste a log",
  pasteHere: "The text of a log, or of a result.json",
  readPasted: "Read this text",
  /** What pasted text is called. */
  pasted: "pasted text",
  again: "Analyze again",
  settings: "What a log may not say",
  optimizer: "Optimizer",
  unknown: "as the log says",
  lr: "Column of the learning rate",
  loss: "Column of the loss",
  heldOut: "Column of the held-out loss",
  step: "Column of the steps",
  length: "Length of the run, in updates",
  notKnown: "not known",
  noLength: (typed: string) => `it must be a whole number of at least 1, and ${typed} was typed`,
  recordedBy: "Losses as recorded by",
  rawLosses: "none: they are raw",
  run: "Run",
  allRuns: "all runs",
  pattern: "Pattern of text lines",
  patternFound: "e.g. step (?<step>\\d+) loss (?<loss>\\S+)",
  found: "found by its name",
  reading: (name: string) => `Reading ${name}…`,
  analyzing: (name: string) => `Analyzing ${name}…`,
  shown: (files: number) => (files === 1 ? "One file is shown" : `${files} files are compared`),
  read: (runs: number) => (runs === 1 ? "One run was read" : `${runs} runs were read`),
  show: (name: string) => `Show ${name}`,
  compareAll: (files: number) => `Compare all ${files}`,
  diagnoseAll: (runs: number) => `Diagnoses of all ${runs}`,
  files: "Files",
  cannot: (name: string) => `${name} cannot be used`,
  leftOut: (name: string) => `Left out of ${name}`,
  nothing: "There was neither a file nor text in that.",
  skip: "Skip to the playground",
  broken: (message: string) => `it could not be read: ${message}`,
  /**
   * What settings of a sweep that was recorded elsewhere are called here, where they are options of the
   * command line else. `more`: behind that word.
   */
  sweepSettings: {
    "--steps": (more: boolean): string => (more ? "steps of the sweep" : "the sweep's steps"),
    "--repeats": (more: boolean): string => (more ? "repeats of the sweep" : "the sweep's repeats"),
    "--start-lr": (): string => "the sweep's first LR",
    "--end-lr": (): string => "the sweep's last LR",
  },
  /** What options of a search are called here, where nothing is trained. `value`: what is typed behind one. */
  searchOptions: {
    "--budget": (value: string | undefined): string =>
      value === undefined
        ? "budget of a search"
        : `a search by lr-finder with the budget “${value}”`,
    "--for": (value: string | undefined): string =>
      value === undefined ? "the aim of a search" : `the aim “${value}” of a search by lr-finder`,
    "--verify": (): string => "the verification of a search by lr-finder",
  },
  /** Notes whose sentences name options that have no field of the same meaning. */
  notes: {
    "steps-per-epoch-assumed": ({ stepsPerEpoch }: NoteData["steps-per-epoch-assumed"]) =>
      `The log does not say how long the run is to be: ${count(stepsPerEpoch)} steps an epoch are assumed for the plan. Give “Length of the run, in updates”.`,
    "single-run": () =>
      "One sweep only: another seed may give another answer. Three sweeps in one log would tell.",
  },
  law: {
    factors: "Factors and point",
    hint: "What each column is to the learning rate, and the values of the run that it is wanted for.",
    kindOf: (name: string) => `What ${name} is`,
    pointOf: (name: string, within: string) =>
      within === "" ? `${name} at the point` : `${name} at the point (${within})`,
    within: (low: string, high: string) => `measured: ${low} to ${high}`,
    kinds: { names: "names, a law for each", "left-out": "left out" },
    again: "Show the law there",
    noNumber: (name: string, typed: string) => `${name} must be a number above 0, got ${typed}`,
  },
};

/** Diagnoses of trainings, in the playground. */
export const diagnosis = {
  title: (name: string) => `Diagnosis: ${name} · lr-finder`,
  trainings: (runs: number) => `${runs} trainings`,
  status: { healthy: "Healthy", findings: "What this training shows", unclear: "Not clear" },
  severity: { error: "the run is lost", warning: "warning", info: "worth a look" },
  codes: {
    diverged: "Diverged",
    "held-out-lost": "Held-out loss is no number",
    rising: "Rising loss",
    "over-fitting": "Over-fitting",
    oscillating: "Oscillating",
    "too-slow": "Too slow",
    plateau: "Plateau",
    "schedule-ended": "Schedule ended early",
    spike: "Spike",
  } satisfies Readonly<Record<FindingCode, string>>,
  units: { step: "step", epoch: "epoch" } satisfies Readonly<Record<StepUnit, string>>,
  steps: (first: number, last: number, unit: StepUnit = "step") =>
    first === last ? `${unit} ${first}` : `${unit}s ${first} to ${last}`,
  where: (severity: string, steps: string) => `${severity}, ${steps}`,
  about: "About the log",
  read: (names: string) => `Read as the log of a training: ${names}.`,
  noLr: "No learning rates were found. Of a learning-rate sweep, name their column above.",
  leftOut: (names: string) => `Losses that were left out: ${names}.`,
  chart: "Loss of the training",
  chartOf: (name: string) => `Loss of the training: ${name}`,
  chartSummary: (losses: number, first: number, last: number, unit: StepUnit = "step") =>
    `${count(losses)} losses from ${unit} ${first} to ${last}.`,
  outline: (losses: number) => `Of ${count(losses)} losses those that make the outline are drawn.`,
  raw: "Loss",
  average: "Average over a tenth",
  heldOutSet: (name: string) => `Held-out loss, ${name}`,
  axis: { step: "Step", epoch: "Epoch" } satisfies Readonly<Record<StepUnit, string>>,
};

/** The page of a run that goes on; its charts are the report's. */
export const livePage = {
  pageTitle: (name: string) => `Running: ${name} · lr-finder`,
  running: "Running",
  over: "Over",
  waiting: "Waiting for the first step…",
  follows: "The page follows the run; it closes with it and then shows the finished report.",
  progress: "Training steps of the search",
  lr: "Learning rate",
  loss: "Loss",
  updates: "Updates",
  time: "Time",
  skip: "Skip to the run",
  sweeping: (run: number, of: number) =>
    of > 1 ? `Sweeping the learning rate ${run} of ${of}` : "Sweeping the learning rate",
  training: (label: string) => `Training: ${label}`,
  ended: (label: string, detail: string) => `${label}: ${detail}.`,
  steps: (done: string, most: string) => `${done} of at most ${most}`,
  runIsOver: "The run is over",
  recordedIn: (folder: string) => `What was recorded is in ${folder}.`,
  reportIn: (file: string) => `Its report is ${file}.`,
  lost: "The connection to the run is lost; trying again…",
  gone: "The run does not answer any more: it is over, or was ended.",
};

/** The page of a study that goes on. */
export const studyPage = {
  pageTitle: (name: string) => `Study: ${name} · lr-finder`,
  running: "Running",
  over: "Over",
  follows: "The page follows the study; it closes with it.",
  title: (runs: string) => `${runs} runs`,
  progress: "Runs that are done",
  done: "Done",
  inWork: "Running now",
  failed: "Failed",
  waiting: "Waiting",
  left: "Time left",
  newest: "Newest results",
  failures: "What failed",
  seed: "Seed",
  lr: "Learning rate",
  decades: "Range, decades",
  message: "Why",
  none: "none",
  tables: (folder: string) => `Everything so far is in ${folder}: results.csv, summary.json.`,
  lost: "The connection to the study is lost; trying again…",
  gone: "The study does not answer any more: it is over, or was ended. The same command goes on.",
  skip: "Skip to the study",
};

/** The page that draws schedules over one another. */
export const schedules = {
  title: (schedules: number) =>
    schedules === 1 ? "A schedule" : `${schedules} schedules compared`,
  xAxis: "Step",
  yAxis: "Learning rate",
  summary: (steps: number, sentences: readonly string[]) =>
    `Learning rate over ${count(steps)} steps. ${sentences.join(" ")}`,
  sentence: (label: string, first: string, highest: string, at: number, last: string) =>
    `${label}: from ${first}, highest ${highest} at step ${count(at)}, ${last} at the end.`,
  numbers: "In numbers",
  numbersCaption:
    "Over the steps drawn, counted from 0. The mean is the constant LR that moves as far.",
  numbersColumns: ["Schedule", "First LR", "Highest", "At step", "Lowest", "Last", "Mean", "Steps"],
  values: "Values",
  valuesCaption: "Learning rate of a step, counted from 0; long schedules at evenly spread steps.",
  download: "Download the values as CSV",
};

/** What the summary in a terminal says beside the words of the page. */
export const terminal = {
  noSuggestion: (why: string) => `no suggestion: ${why}`,
  resume: (command: string) =>
    `The run was interrupted. It goes on where it stopped with: ${command}`,
  name: "Name",
  why: "Why",
  more: "--verbose says more",
  verification: "Verification",
  rules: "Rules",
  result: "Result",
  report: "Report",
  finding: (severity: "error" | "warning" | "info", code: FindingCode, steps: string) =>
    `${severity}: ${code}, ${steps}`,
  gone: (run: string | null, code: FindingCode) =>
    `no longer seen: ${run === null ? "" : `${run}: `}${code}`,
  following: (log: string) => `following ${log}; Ctrl-C ends with a summary`,
  awaited: (log: string) => `${log} is not there: waiting for it`,
  restarted: (log: string, why: "truncated" | "replaced") => `${log} was ${why}: starting again`,
  noLosses: (log: string) => `${log}: no losses were read`,
};
