import type { ProfileName } from "../config/index.ts";
import type { Confidence } from "../suggest/index.ts";

/** Which numbers of a result go into which keys of a config, and how freely. */
export interface ApplyRequest {
  /** YAML, JSON, JSON5, TOML, INI or .env. */
  readonly file: string;
  /** Key paths for the LR, or `path=ratio` for a part of it. @default those of `map`, else the profile's, else the config's only likely key */
  readonly keys?: readonly string[] | undefined;
  /** Key path by field of the schedule, e.g. `{ warmupSteps: "trainer.warmup" }`. */
  readonly scheduleKeys?: Readonly<Record<string, string>> | undefined;
  /** A YAML or JSON file with more of both. */
  readonly map?: string | undefined;
  /** Write the schedule under the keys of this library. */
  readonly profile?: ProfileName | undefined;
  /** Add keys that are missing. @default false */
  readonly create?: boolean | undefined;
  /** Where the change is recorded, for undo and check. @default "file": beside the config */
  readonly record?: "file" | "comment" | "none" | undefined;
  /** Allow a config outside this process's folder. @default false */
  readonly outside?: boolean | undefined;
  /** Refuse a suggestion below it. @default "low" */
  readonly minConfidence?: Confidence | undefined;
}
