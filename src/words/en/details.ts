import type { Plan, SchedulePlan } from "../../plan/types.ts";
import { count, countOf, list } from "../text.ts";

/** The English strings about plan, trainings and tables: see `en.ts`. */
export const enDetails = {
  plan: {
    title: "Planned schedule",
    names: {
      cosine: "cosine decay",
      step: "step decay",
      "warmup-stable-decay": "warmup, stable, decay",
    } as Record<string, string>,
    planned: (name: string) => `Planned: ${name}`,
    alternative: (name: string) => `Alternative: ${name}`,
    warmup: "Warmup",
    endOfWarmup: "End of warmup",
    milestones: "Milestones",
    milestone: "Milestone",
    decayBegins: "Decay begins",
    step: "Step",
    epoch: "Epoch",
    lr: "Learning rate",
    hover: (name: string, lr: string, epoch: string) => `${name} <b>${lr}</b> (epoch ${epoch})`,
    summary: (steps: number, planned: string, alternative: string) =>
      `Learning rate over ${countOf(steps, "step")}. ${planned} Alternative: ${alternative}`,
    length: (steps: number, epochs: string) => `${countOf(steps, "step")} (${epochs} epochs)`,
    warmUp: (from: string, to: string, steps: number) =>
      `warm up from ${from} to ${to} over ${countOf(steps, "step")}, then `,
    cosine: (length: string, warmup: string, peak: string, floor: string, per: string) =>
      `Cosine decay over ${length}: ${warmup}fall from ${peak} to ${floor}, changing every ${per}.`,
    drop: (length: string, warmup: string, drops: string) =>
      `Step decay over ${length}: ${warmup}${drops}.`,
    hold: (peak: string) => `hold ${peak}`,
    multiply: (peak: string, factor: string, steps: readonly string[]) =>
      `multiply ${peak} by ${factor} at ${steps.length === 1 ? "step" : "each of the steps"} ${list(steps)}`,
    stable: (length: string, warmup: string, peak: string, from: string, floor: string) =>
      `Warmup, stable, decay over ${length}: ${warmup}hold ${peak} until step ${from}, then fall to ${floor}.`,
    other: (name: string, length: string) => `${name} over ${length}.`,
    per: { step: "step", epoch: "epoch" } as Record<SchedulePlan["per"], string>,
    rows: {
      kind: "Kind",
      peak: "Peak LR",
      warmupSteps: "Warmup steps",
      warmupStart: "Warmup starts at LR",
      floor: "Floor LR",
      decayFrom: "Decay begins at step",
      milestones: "Milestones (steps)",
      factor: "Factor at each milestone",
      total: "Total steps",
      stepsPerEpoch: "Steps per epoch",
      per: "LR changes every",
    },
    none: "none",
    stepAndEpoch: (step: string, epoch: string) => `${step} (epoch ${epoch})`,
    tableTitle: "Schedule in numbers",
    tableCaption: (plan: Plan, initialLr: string) =>
      `The planned schedule and its alternative; initial LR ${initialLr}. Steps count from 0${plan.schedule.per === "epoch" ? ", and the LR changes at the start of an epoch" : ""}.`,
    columns: ["Number", "Planned", "Alternative"],
  },
  trials: {
    probes: "Probes: short trainings at several learning rates",
    verification: "The plan, trained beside what else one would do",
    xAxis: "Updates made",
    yAxis: "Loss",
    batchLoss: (label: string) => `${label} (batch loss, smoothed)`,
    heldOut: (label: string) => `${label} (held-out)`,
    hover: (label: string, loss: string) => `${label} <b>${loss}</b>`,
    summary: (shown: number, steps: number) =>
      `Loss of ${countOf(shown, "training")} over at most ${countOf(steps, "update")}, from the same state and on the same batches.`,
    won: (label: string, loss: string, margin: string, second: string) =>
      `${label} ends lowest, at ${loss}: ${margin} below ${second}.`,
    wonAlone: (label: string, loss: string) =>
      `${label} ends at ${loss}; nothing is left to compare it with.`,
    noneEnded: "None of them came to its end.",
    cost: (updates: number, trainings: number) =>
      `Cost: ${countOf(updates, "update")} in ${countOf(trainings, "training")}.`,
    smoothedNote:
      "Thin lines are batch losses, averaged over a tenth of the training; squares are held-out losses.",
    probesTable: "Probes in numbers",
    verificationTable: "Trainings in numbers",
    caption:
      "Final loss: the last held-out loss, or the mean over the last tenth of the batch losses where there is none. Behind: how far above the lowest of them.",
    columns: ["Training", "Highest LR", "Updates", "Final loss", "Behind", "End"],
    stops: {
      completed: "completed",
      abandoned: "given up early: clearly behind",
      diverged: "diverged",
      "non-finite": "non-finite loss",
      "trainer-ended": "trainer ended",
      cancelled: "cancelled",
    } as Record<string, string>,
    ofPlanned: (done: string, planned: string) =>
      done === planned ? done : `${done} of ${planned}`,
  },
  tables: {
    rules: "What each rule says",
    rulesNone:
      "Learning rate that every rule gives on this curve. None of them is recommended, for the reason at the top.",
    rulesSome:
      "Learning rate picked by every rule, as a multiple of the recommended one. A dash: the rule gives none on this curve.",
    rulesColumns: ["Rule", "LR", "Of recommended", "Remark"],
    recommended: "recommended",
    byRule: (name: string) => `rule ${name}`,
    provenance: "How this was made",
    provenanceCaption: "Engine, trainer, data, cost and versions.",
    provenanceColumns: ["What", "Value"],
    made: {
      name: "Name",
      at: "Made at",
      engine: "Engine",
      engineWhy: "Why this engine",
      optimizer: "Optimizer",
      batchSize: "Batch size",
      stepsPerEpoch: "Steps per epoch",
      parameters: "Parameters",
      seed: "Seed",
      seeds: (model: string, sweep: string) => `${model} (model), ${sweep} (sweep)`,
      ended: "Why the sweep ended",
      endedSeed: (seed: string) => `… seed ${seed}`,
      updates: "Updates made",
      evaluations: "Held-out evaluations",
      time: "Time taken",
      commit: "Git commit of the project",
      data: "Data",
      digest: "Data digest (SHA-256)",
      task: "Task",
      rows: "Rows",
      features: "Features",
      classes: "Classes",
      preparation: "Preparation",
      preparationAt: (place: number) => `Preparation (${place})`,
      version: (what: string) => `Version of ${what}`,
    },
    options: "Options",
    optionsCaption: "Every option as it was resolved, given or by default.",
    optionsColumns: ["Option", "Value"],
    points: (points: number) => `All ${count(points)} points of the sweep`,
    pointsCaption: "Loss before the update at each learning rate. Steps count from 0.",
    somePoints: (shown: number, points: number) =>
      `Loss before the update at each learning rate. Of ${count(points)} points ${count(shown)} are listed, evenly spread; the saved CSV holds all. Steps count from 0.`,
    pointColumns: {
      step: "Step",
      lr: "LR",
      raw: "Raw",
      rawMean: "Raw, mean",
      rawSeed: (seed: string) => `Raw, seed ${seed}`,
      smoothed: "Smoothed",
      error: "± error",
      slope: "Slope / decade",
      heldOut: "Held-out",
    },
  },
};
