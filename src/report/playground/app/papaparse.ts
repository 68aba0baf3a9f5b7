import type PapaParse from "papaparse";

/** Papa Parse as its own script left it on the page, in the place of the package. */
const Papa = (globalThis as unknown as { Papa: typeof PapaParse }).Papa;

export { Papa as default };
