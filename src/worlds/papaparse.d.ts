/** papaparse as the pure rooms use it. Its own types bring along those of Node. */
declare namespace Papa {
  interface ParseConfig {
    readonly delimiter?: string;
    readonly newline?: "\n";
    readonly fastMode?: boolean;
    readonly preview?: number;
    readonly skipEmptyLines?: boolean;
  }
  interface ParseError {
    readonly code: string;
    readonly row?: number;
  }
  interface ParseResult<Row> {
    readonly data: Row[];
    readonly errors: ParseError[];
    readonly meta: { readonly cursor: number };
  }
  class Parser {
    constructor(config: ParseConfig);
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): ParseResult<string[]>;
  }
  function parse<Row>(text: string, config: ParseConfig): ParseResult<Row>;
}

export default Papa;
