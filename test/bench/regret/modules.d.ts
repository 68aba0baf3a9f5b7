// Types of the pure modules here that are tested: they are plain JavaScript, so that the benchmark
// runs without a build of its own.

interface Pair {
  readonly horizon: number;
  readonly initial: number;
  readonly constant: number | null;
  readonly log10Lrs: readonly number[];
  readonly end: readonly (readonly (number | null)[])[];
  readonly best: readonly (readonly (number | null)[])[];
  readonly tuneEnd?: readonly (readonly (number | null)[])[];
  readonly tuneBest?: readonly (readonly (number | null)[])[];
  readonly bestByTune?: readonly (readonly (number | null)[])[];
}
interface JudgedPair extends Pair {
  readonly tuneInitial: number;
  readonly tuneEnd: readonly (readonly (number | null)[])[];
  readonly tuneBest: readonly (readonly (number | null)[])[];
}
interface Picks {
  readonly best: readonly number[];
  readonly end: readonly number[];
}
interface Search {
  readonly range: number;
  readonly seed: number;
}
interface Grid {
  readonly log10Lrs: number[];
  readonly regrets: { readonly best: number[]; readonly end: number[] };
}
type Measure = "best" | "end";
interface Outcome {
  readonly end: number | null;
  readonly best: number | null;
}
interface Answer {
  readonly finder: string;
  readonly pair: string;
  readonly seed: number;
  readonly lr: number | null;
  readonly steps: number | null;
  readonly confidence?: string;
  readonly for?: Measure;
  readonly other?: { readonly for: Measure; readonly lr: number };
}
interface Scored extends Answer {
  readonly best: number;
  readonly end: number;
}
type Kind = "plain" | "tiny" | "saturation" | "fine-tune" | "raw-scale";
interface PairName {
  readonly id: string;
  readonly task: string;
  readonly optimizer: string;
  readonly horizon: number;
  readonly batch: number;
  readonly kind: Kind;
}
interface Table {
  readonly id?: string;
  readonly title: string;
  readonly caption: string;
  readonly columns: string[];
  readonly rows: string[][];
  readonly folded?: boolean;
}
interface FinderLine {
  readonly finder: string;
  readonly pairs: number;
  readonly mean: number;
  readonly interval: [number, number];
  readonly median: number;
  readonly p90: number;
  readonly worst: number;
  readonly within5: number;
  readonly steps: number | null;
  readonly runs: number | null;
  readonly mostSteps: number | null;
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
  readonly none: number;
  readonly answers: number;
}
interface By {
  readonly id: string;
  readonly title: string;
  readonly ours: readonly string[];
  readonly property: (pair: PairName) => string | number;
}

declare module "*/regret.mjs" {
  export function gridRegret(pair: Pair): Grid & {
    readonly log10Best: { readonly best: number; readonly end: number };
    readonly overfits: boolean;
  };
  export function regretAt(grid: Grid, measure: Measure, lr: number): number;
  export function noiseFloor(pair: Pair, measure: Measure): number | null;
}

declare module "*/grid.mjs" {
  export function trainGrid(options: {
    readonly measure: (log10Lr: number, seed: number) => Promise<Outcome>;
    readonly startLoss: number;
    readonly seeds: readonly number[];
    readonly from: number;
    readonly lowest?: number;
    readonly dense?: boolean;
  }): Promise<{ readonly log10Lr: number; readonly runs: Outcome[] }[]>;
}

declare module "*/train.mjs" {
  export function warmupCosine(peakLr: number, steps: number): (step: number) => number;
}

declare module "*/statistics.mjs" {
  export function clusteredInterval(
    values: readonly number[],
    clusters: readonly string[],
  ): [number, number];
  export function winTieLoss(
    values: readonly number[],
    others: readonly number[],
  ): { win: number; tie: number; loss: number };
}

declare module "*/summary.mjs" {
  export function score(
    answers: readonly Answer[],
    grids: Readonly<Record<string, Grid>>,
    optimizers: Readonly<Record<string, string>>,
  ): Scored[];
  export function summarizeFinders(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    measure: Measure,
  ): FinderLine[];
  export function summarizeBy(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    measure: Measure,
    property: By["property"],
  ): {
    readonly columns: (string | number)[];
    readonly counts: number[];
    readonly rows: { readonly finder: string; readonly means: (number | null)[] }[];
  };
  export function calibration(
    scored: readonly Scored[],
    pairs: readonly PairName[],
  ): {
    readonly finder: string;
    readonly confidence: string;
    readonly answers: number;
    readonly share: number;
    readonly good: number | null;
    readonly interval: [number, number];
  }[];
  export function agreement(
    scored: readonly Scored[],
    finder: string,
  ): { readonly pairs: number; readonly share: number } | null;
}

declare module "*/tables.mjs" {
  export function mainTable(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    measure: Measure,
    names: { readonly id: string; readonly title: string },
  ): Table;
  export function byTable(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    measure: Measure,
    by: By,
  ): Table;
}

declare module "*/targets.mjs" {
  export function targetTable(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    properties: readonly { readonly property: By["property"] }[],
    ours?: readonly string[],
  ): Table;
}

declare module "*/print.mjs" {
  export function tableText(table: Table): string;
}

declare module "*/page.mjs" {
  export function costFigure(
    scored: readonly Scored[],
    pairs: readonly PairName[],
    measure: Measure,
    ours?: readonly string[],
  ): {
    readonly front: string[];
    readonly points: { readonly finder: string; readonly family: string; readonly runs: number }[];
    readonly floor: number | null;
  };
  export function pageText(content: {
    readonly about: object;
    readonly tables: readonly Table[];
    readonly scored: readonly Scored[];
    readonly figurePairs: readonly PairName[];
    readonly ours: readonly string[];
  }): Promise<string>;
}

declare module "*/truth-file.mjs" {
  interface Truth {
    readonly version: number;
    readonly made: object;
    readonly pairs: Readonly<Record<string, Pair>>;
  }
  export function readTruth(): Truth;
  export function truthText(truth: Truth): string;
}

declare module "*/tasks/list.mjs" {
  export const PAIRS: readonly {
    readonly id: string;
    readonly task: {
      readonly name: string;
      readonly batch: number;
      readonly kind: Kind;
      readonly heldBack?: boolean;
    };
    readonly optimizer: string;
    readonly horizon: number;
  }[];
}

declare module "*/leave-one-out.mjs" {
  export function descend<T extends object>(
    inUse: T,
    candidates: { readonly [K in keyof T]?: readonly T[K][] },
    cost: (constants: T) => number,
  ): T;
  export function leaveOneOut<T extends object>(
    tasks: readonly string[],
    inUse: T,
    candidates: { readonly [K in keyof T]?: readonly T[K][] },
    costs: (constants: T) => readonly number[],
  ): Map<string | null, T>;
}

declare module "*/rivals/simulate.mjs" {
  export const RUNS: readonly number[];
  export const SEARCHES: readonly Search[];
  export function tuneAt(pair: JudgedPair, measure: Measure, seed: number, log10Lr: number): number;
  export function judgedByOthers(pair: Pair, seed: number): Grid;
  export function searchAnswers(
    finder: string,
    id: string,
    pair: JudgedPair,
    search: Search,
    picks: Picks,
  ): Scored[];
  export function randomRuns(id: string, pair: JudgedPair): Scored[];
  export function regretOfLoss(pair: Pair, measure: Measure, loss: number | null): number;
}

declare module "*/finders/gen.mjs" {
  export function parabolaLr(lr: number, losses: readonly number[]): number;
}
