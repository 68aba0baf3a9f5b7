import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { numberFromJson } from "../core/json.ts";
import { RESULT_VERSION, type Result } from "./types.ts";

const anyNumber = z
  .union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
  .transform((value) => numberFromJson(value) as number);
const numbers = z.array(anyNumber);
const name = z.string();
const note = z.object({ code: name, message: name, data: z.record(name, z.unknown()) });
const notes = z.array(note);
const positive = z.number().positive();

const schedule = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("cosine"),
    peakLr: positive,
    warmupStartLr: positive,
    warmupSteps: z.number().int().min(0),
    floorLr: z.number().min(0),
    totalSteps: z.number().int().min(1),
    stepsPerEpoch: z.number().int().min(1),
    per: z.enum(["step", "epoch"]),
  }),
  z.looseObject({
    kind: z.literal("step"),
    peakLr: positive,
    warmupStartLr: positive,
    warmupSteps: z.number().int().min(0),
    milestones: z.array(z.number().int()),
    factor: positive,
    totalSteps: z.number().int().min(1),
    stepsPerEpoch: z.number().int().min(1),
    per: z.enum(["step", "epoch"]),
  }),
  z.looseObject({
    kind: z.literal("warmup-stable-decay"),
    peakLr: positive,
    warmupStartLr: positive,
    warmupSteps: z.number().int().min(0),
    decaySteps: z.number().int().min(0),
    floorLr: z.number().min(0),
    totalSteps: z.number().int().min(1),
    stepsPerEpoch: z.number().int().min(1),
    per: z.enum(["step", "epoch"]),
  }),
]);

const heldOut = z.array(z.looseObject({ lr: positive, loss: anyNumber }));

const found = z.object({
  lr: positive,
  range: z.tuple([positive, positive]),
  confidence: z.enum(["high", "medium", "low"]),
  method: name,
  reasons: notes,
});

const trial = z.looseObject({
  label: name,
  peakLr: positive,
  seed: z.number(),
  plannedSteps: z.number().int().min(1),
  lrs: z.array(positive),
  losses: numbers,
  heldOut: z.array(z.looseObject({ stepsDone: z.number().int().min(0), loss: anyNumber })),
  stopReason: name,
  stopDetail: name,
});

const verification = z.looseObject({
  steps: z.number().int().min(1),
  sides: z.array(
    z.looseObject({
      role: name,
      title: name,
      lr: positive,
      schedule: schedule.nullable(),
      trial,
    }),
  ),
  reasons: notes,
});

const result = z.looseObject({
  version: z.literal(RESULT_VERSION),
  status: z.enum(["found", "none"]),
  suggestion: z.union([found, z.object({ reason: name, reasons: notes })]),
  plan: z
    .looseObject({
      initialLr: positive,
      schedule,
      alternative: schedule,
      reasons: notes,
    })
    .nullable(),
  methods: z.record(name, z.number().nullable()),
  sweep: z.looseObject({ stopReason: name, stopDetail: name, steps: z.number() }),
  cost: z.looseObject({ trainSteps: z.number(), evaluations: z.number(), seconds: z.number() }),
  budget: z.looseObject({ name, steps: z.number() }).nullable().default(null),
  engine: z.looseObject({ name, version: name, why: name }),
  warnings: notes,
  files: z.looseObject({ result: name.nullable(), report: name.nullable() }),
  name,
  createdAt: name,
  versions: z.record(name, name),
  options: z.record(name, z.unknown()),
  data: z.looseObject({ source: name, digest: name }).nullable(),
  record: z.looseObject({
    options: z.looseObject({ startLr: positive, endLr: positive, steps: z.number() }),
    info: z.looseObject({ optimizer: name, batchSize: z.number(), stepsPerEpoch: z.number() }),
    runs: z.array(
      z.looseObject({
        seed: z.number(),
        stepIndices: z.array(z.number().int()),
        lrs: z.array(positive),
        losses: numbers,
        heldOut,
        stopReason: name,
        stopDetail: name,
      }),
    ),
  }),
  curve: z.looseObject({
    lrs: z.array(positive),
    raw: numbers,
    low: numbers,
    high: numbers,
    smoothed: numbers,
    standardError: numbers,
    slope: numbers,
    startLoss: anyNumber,
    noise: anyNumber,
    minimumIndex: z.number().int(),
    divergedLr: positive.nullable(),
    regimes: z.array(z.looseObject({ kind: name, fromLr: positive, toLr: positive })),
    bandwidth: z.number(),
    heldOut,
  }),
  // Left out by results of before there were probes.
  probes: z.array(trial).default([]),
  verification: verification.nullable().default(null),
  rules: z.record(name, z.looseObject({ lr: z.number().nullable() })),
});

/**
 * Reads the text of a `result.json`.
 *
 * @param file its name, for messages
 * @throws InputError when it is not JSON, not a result, or a result of a newer version
 */
export function parseResult(text: string, file: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("bad-result", `${file} is not a result: it is not JSON`, {
      data: { file },
      cause,
    });
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > RESULT_VERSION) {
    throw new InputError(
      "newer-result",
      `${file} was written by a newer lr-finder (result version ${version}, this one reads ${RESULT_VERSION}): update lr-finder`,
      { data: { file, version } },
    );
  }
  const parsed = result.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join(".") || "the top level";
    throw new InputError(
      "bad-result",
      `${file} is not a result of lr-finder: at ${place}: ${issue?.message ?? "it does not fit"}`,
      { data: { file, place } },
    );
  }
  return parsed.data as unknown as Result;
}
