/** This package's version: a page has no package.json to read it from. */
export const VERSION = "0.1.0";
