/** Where libtensorflow came from. */
export type LibtensorflowSource = "given" | "archive" | "wheel";

/** A libtensorflow that lies in `deps/lib` and `deps/include` of the package that is being built. */
export interface Libtensorflow {
  readonly source: LibtensorflowSource;
  /** As its source names it; `unknown` for a given folder. */
  readonly version: string;
  /** URL, wheel file or folder. */
  readonly from: string;
  readonly verified: boolean;
  /** File names in `deps/lib` to link with. */
  readonly libraries: readonly string[];
}
