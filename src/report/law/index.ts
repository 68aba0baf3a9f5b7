export { type LawPageOptions, renderLaw } from "./render-law.ts";
