/** A server of a test's own, in a temporary folder and on a free port. */
export interface Server {
  /** For `--queue`. */
  readonly url: string;
  /** Ends it (`signal`: SIGKILL by default); its data stay. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same port with the same data. */
  start(): Promise<void>;
}

export interface Slurm {
  /** For what calls Slurm's commands. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Which of the programs are missing: none where the array is empty. */
export function missingFor(what: "redis" | "postgres" | "slurm"): string[];

/** Redis with a password; `tls`: over TLS, with a certificate of its own (`ca`). */
export function startRedis(
  folder: string,
  options?: { readonly password?: string; readonly tls?: boolean },
): Promise<Server & { readonly ca?: string }>;

/** PostgreSQL with a password. */
export function startPostgres(
  folder: string,
  options?: { readonly password?: string },
): Promise<Server>;

/** Slurm with one node of so many cores; lines that are added to its configuration. */
export function startSlurm(
  folder: string,
  options?: { readonly cores?: number; readonly config?: readonly string[] },
): Promise<Slurm>;
