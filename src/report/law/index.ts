export { type LawPageOptions, type LawSections, lawSections, renderLaw } from "./render-law.ts";
export { LAW_STYLES } from "./styles.ts";
