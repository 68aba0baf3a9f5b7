/** One thing that was looked at. `broken`: it is needed and does not work. */
export interface Check {
  readonly name: string;
  readonly status: "ok" | "missing" | "broken";
  /** Of what was looked at, where it has one and could be asked. */
  readonly version: string | null;
  /** What was found, or why it cannot be used; an English sentence without a full stop. */
  readonly detail: string;
  /** What to do, where there is something to do. */
  readonly mend: string | null;
}
