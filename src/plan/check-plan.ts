import { isObject, rejectOption } from "../core/check.ts";
import { definitionOf } from "./kinds/index.ts";

/** @throws InputError for anything but the schedule of a plan */
export function checkSchedulePlan(value: unknown, option = "plan"): void {
  const kind = isObject(value) ? value.kind : undefined;
  const isOne = typeof kind === "string" && (definitionOf(kind as never) as unknown) !== undefined;
  if (isOne) return;
  const hint = isObject(value) && isObject(value.schedule) ? " (`plan.schedule` is it)" : "";
  rejectOption(option, `the schedule of a plan${hint}`, value);
}

/** @throws InputError for anything but a plan */
export function checkPlan(value: unknown): void {
  if (!isObject(value)) rejectOption("plan", "a plan of `makePlan` or of a result", value);
  checkSchedulePlan(value.schedule, "plan.schedule");
  checkSchedulePlan(value.alternative, "plan.alternative");
}
