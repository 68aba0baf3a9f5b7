import { singleQuoted } from "../../../core/shell-quote.ts";

/** What a script for an array of jobs says. */
export interface ArrayScript {
  /** Of the study, for `squeue`. */
  readonly name: string;
  /** The study's folder; absolute. */
  readonly folder: string;
  /** Jobs of the array; one where the site has no arrays. */
  readonly jobs: number;
  /** How many of them run at the same time at most; undefined: as the site decides. */
  readonly atOnce: number | undefined;
  /** Options of `sbatch` as the user typed them. */
  readonly sbatch: string | undefined;
  /** What starts a worker: Node and its arguments. */
  readonly command: readonly string[];
}

/** Where the scripts and logs lie, in the study's folder. */
export const SLURM_FOLDER = "slurm";

/** How long before the end of a job's time it is told, in seconds. */
const NOTICE_SECONDS = 60;

/**
 * A script for `sbatch`: each job is a worker. A job whose time is nearly over gives its task back and is
 * queued again, unless it has finished no task and no training of one: then its time is too short.
 */
export function arrayScript({ name, folder, jobs, atOnce, sbatch, command }: ArrayScript): string {
  const throttle = atOnce === undefined || atOnce >= jobs ? "" : `%${atOnce}`;
  const options = [
    `--job-name=lr-finder-${name.replace(/[^\w.-]+/g, "-")}`,
    ...(jobs > 1 ? [`--array=0-${jobs - 1}${throttle}`] : []),
    `--chdir=${quoted(folder)}`,
    `--output=${SLURM_FOLDER}/${jobs > 1 ? "%A_%a" : "%j"}.log`,
    "--open-mode=append",
    "--requeue",
    `--signal=B:USR1@${NOTICE_SECONDS}`,
    // Last: of two of a kind the later one counts.
    ...(sbatch === undefined ? [] : [sbatch.trim()]),
  ];
  return `#!/bin/bash
${options.map((each) => `#SBATCH ${each}`).join("\n")}

said=$(mktemp)
${command.map(quoted).join(" ")} >"$said" &
worker=$!
again=no
trap 'again=yes; kill -TERM "$worker"' USR1
trap 'kill -TERM "$worker"' TERM INT
# A signal ends a wait, not the worker.
while kill -0 "$worker" 2>/dev/null; do wait "$worker"; done
wait "$worker"
code=$?
cat "$said"
if [ "$again" = yes ]; then
  if grep -q '"done":0[,}]' "$said" && grep -q '"keptTrainings":0[,}]' "$said"; then
    echo "lr-finder: no training was finished in the time of this job: ask for more of it, as with --sbatch --time=4:00:00" >&2
    exit 1
  fi
  rm -f "$said"
  scontrol requeue "$SLURM_JOB_ID" && exit 0
  echo "lr-finder: the job could not be queued again: study run submits what is left" >&2
fi
rm -f "$said"
exit "$code"
`;
}

/** As a shell and `sbatch` read it. */
function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : singleQuoted(word);
}
