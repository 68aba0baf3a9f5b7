// Numbers that documents and the code that fills them share, for those who ask for no document.

/** Row losses that one evaluation may give. */
export const MOST_LOSSES = 10_000;

/** Held-out rows below which they say little: their luck decides between LRs, and other rows are held out where they can be. */
export const FEW_HELD_OUT_ROWS = 200;

/** Groups of rows that a held-out point tells apart. */
export const ROW_GROUPS = 128;
