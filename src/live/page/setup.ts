/** What the live page is told when it is made; everything else comes as events. */
export interface LiveSetup {
  readonly name: string;
  /** Ends of the sweep's ladder: the chart's axis. */
  readonly startLr: number;
  readonly endLr: number;
  readonly repeats: number;
  /** Steps of one sweep, and most updates of the whole search (of a budget in time an event says more). */
  readonly steps: number;
  readonly totalSteps: number;
  /** Folder that holds what was recorded, for when the connection is lost. */
  readonly folder: string;
  /** Addresses of the events and, once the run is over, of the report; with the token. */
  readonly events: string;
  readonly report: string;
}
