/** Version of the result document. Readers refuse a higher one. */
export const RESULT_VERSION = 1;

/** Version of the journal. Readers refuse any other. */
export const JOURNAL_VERSION = 1;

/** Version of the file of records beside a config. Readers refuse any other. */
export const RECORD_VERSION = 1;

/** Version of a result folder's lock. A lock of any other is held until its heartbeat stops. */
export const LOCK_VERSION = 1;

/** Version of the trainer protocol. A trainer of any other is not driven. */
export const PROTOCOL_VERSION = 1;

/** Stands behind a project's commit where its files had changes that were not committed. */
export const COMMIT_CHANGED = " (changed)";

/** Version of a study's documents: spec, tasks, leases, outcomes, failures, summary. Readers refuse a higher one. */
export const STUDY_VERSION = 1;

/** Version of the law document. Readers refuse a higher one. */
export const LAW_VERSION = 1;
