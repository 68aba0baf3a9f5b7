import { InputError } from "../../../core/errors.ts";
import { numberFromJson } from "../../../core/json.ts";
import { RESULT_VERSION, type Result } from "../../../result/types.ts";

type Check = (value: unknown, place: string) => unknown;

const fail = (place: string, expected: string): never => {
  throw new InputError("bad-result", `at ${place || "the top level"}: expected ${expected}`, {
    data: { place },
  });
};
const text: Check = (value, place) => (typeof value === "string" ? value : fail(place, "text"));
const number: Check = (value, place) => numberFromJson(value) ?? fail(place, "a number");
const positive: Check = (value, place) =>
  typeof value === "number" && value > 0 ? value : fail(place, "a number above 0");
const anything: Check = (value) => value;
const orNull =
  (check: Check): Check =>
  (value, place) =>
    value === null || value === undefined ? null : check(value, place);
const list =
  (check: Check): Check =>
  (value, place) =>
    Array.isArray(value)
      ? value.map((item, i) => check(item, `${place}.${i}`))
      : fail(place, "a list");
const map =
  (check: Check): Check =>
  (value, place) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return fail(place, "an object");
    }
    const entries = Object.entries(value).map(([name, item]) => [
      name,
      check(item, `${place}.${name}`),
    ]);
    return Object.fromEntries(entries);
  };
/** An object with these fields; others stay as they are. */
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, place) => {
    const given = map(anything)(value, place) as Record<string, unknown>;
    const checked = Object.entries(fields).map(([name, check]) => [
      name,
      check(given[name], place === "" ? name : `${place}.${name}`),
    ]);
    return { ...given, ...Object.fromEntries(checked) };
  };

const notes = list(object({ code: text, message: text, data: map(anything) }));
const heldOut = list(object({ lr: positive, loss: number }));
const schedule: Check = (value, place) => {
  const checked = object({
    kind: text,
    peakLr: positive,
    warmupStartLr: positive,
    warmupSteps: number,
    totalSteps: positive,
    stepsPerEpoch: positive,
    per: text,
  })(value, place) as { kind: string };
  if (checked.kind === "cosine") return object({ floorLr: number })(checked, place);
  if (checked.kind === "step") {
    return object({ milestones: list(number), factor: positive })(checked, place);
  }
  if (checked.kind === "warmup-stable-decay") {
    return object({ decaySteps: number, floorLr: number })(checked, place);
  }
  return fail(`${place}.kind`, "cosine, step or warmup-stable-decay");
};
const trial = object({
  label: text,
  peakLr: positive,
  plannedSteps: positive,
  lrs: list(positive),
  losses: list(number),
  heldOut: list(object({ stepsDone: number, loss: number })),
  stopReason: text,
  stopDetail: text,
});
const suggestion: Check = (value, place) => {
  const found = typeof value === "object" && value !== null && "lr" in value;
  if (!found) return object({ reason: text, reasons: notes })(value, place);
  const checked = object({ lr: positive, range: list(positive), method: text, reasons: notes })(
    value,
    place,
  ) as { confidence?: unknown; range: unknown[] };
  if (checked.range.length !== 2) return fail(`${place}.range`, "two numbers");
  if (["high", "medium", "low"].includes(checked.confidence as string)) return checked;
  return fail(`${place}.confidence`, "high, medium or low");
};

const result = object({
  name: text,
  createdAt: text,
  status: text,
  suggestion,
  plan: orNull(object({ initialLr: positive, schedule, alternative: schedule, reasons: notes })),
  methods: map(anything),
  sweep: object({
    stopReason: text,
    stopDetail: text,
    steps: number,
    startLr: positive,
    endLr: positive,
  }),
  cost: object({ trainSteps: number, evaluations: number, seconds: number }),
  engine: object({ name: text, version: text, why: text }),
  warnings: notes,
  files: object({ result: orNull(text), report: orNull(text) }),
  versions: map(text),
  options: map(anything),
  data: orNull(object({ source: text, digest: text, steps: list(text) })),
  record: object({
    options: object({ startLr: positive, endLr: positive, steps: positive }),
    info: object({ optimizer: text, batchSize: number, stepsPerEpoch: number }),
    runs: list(
      object({
        seed: number,
        stepIndices: list(number),
        lrs: list(positive),
        losses: list(number),
        heldOut,
        stopReason: text,
        stopDetail: text,
      }),
    ),
  }),
  curve: object({
    lrs: list(positive),
    raw: list(number),
    low: list(number),
    high: list(number),
    smoothed: list(number),
    standardError: list(number),
    slope: list(number),
    startLoss: number,
    noise: number,
    minimumIndex: number,
    divergedLr: orNull(positive),
    regimes: list(object({ kind: text, fromLr: positive, toLr: positive })),
    bandwidth: positive,
    heldOut,
  }),
  probes: (value, place) => (value === undefined ? [] : list(trial)(value, place)),
  verification: orNull(
    object({
      steps: positive,
      sides: list(
        object({ role: text, title: text, lr: positive, schedule: orNull(schedule), trial }),
      ),
      reasons: notes,
    }),
  ),
  rules: map(object({ lr: orNull(number) })),
});

/**
 * Reads the text of a `result.json`: what `result/parse.ts` does in Node, with checks of its own so
 * that the page need not carry a schema library.
 *
 * @param file its name, for messages
 * @throws InputError when it is not JSON, not a result, or a result of a newer version
 */
export function parseResult(json: string, file: string): Result {
  let value: { readonly version?: unknown } | null;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new InputError("bad-result", `${file} is not a result: it is not JSON`, { cause });
  }
  const version = value?.version;
  if (typeof version === "number" && version > RESULT_VERSION) {
    throw new InputError(
      "newer-result",
      `${file} was written by a newer lr-finder (result version ${version}, this page reads ${RESULT_VERSION}): make the page again with a newer one`,
      { data: { file, version } },
    );
  }
  try {
    return result(value, "") as Result;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError("bad-result", `${file} is not a result of lr-finder: ${cause.message}`, {
      data: { file, ...cause.data },
    });
  }
}
