export interface StudyEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}
export function study(
  args: readonly string[],
  how?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): { readonly pid: number; readonly ended: Promise<StudyEnd> };
export function family(
  pid: number,
): { readonly pid: number; readonly kind: "worker" | "child" | "other" }[];
export function training(
  folder: string,
): { readonly pid: number; readonly kind: "worker" | "child" }[];
export function kill(pid: number): boolean;
export function comparable(folder: string): Map<string, string>;
export function differences(
  wanted: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): { readonly lost: number; readonly more: number; readonly differing: number };
export function leftovers(folder: string): string[];
