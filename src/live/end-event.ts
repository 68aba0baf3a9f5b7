/** The last thing that a live page hears. */
export interface EndEvent {
  readonly type: "end";
  /** Whether the finished report can be had from the server for a moment. */
  readonly report: boolean;
  /** Where the report lies on disk; null when none was written. */
  readonly file: string | null;
}

/** What a page is told, as an event named `clock`, whenever it connects. */
export interface ClockEvent {
  /** Since the run began to be followed. */
  readonly elapsedMs: number;
}
