/** What can train the cells of a study, as `study init` knows it. */
export const SPEC_KINDS = ["trainer", "data", "module"] as const;

export type SpecKind = (typeof SPEC_KINDS)[number];
