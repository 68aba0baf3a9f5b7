/** The two themes. */
export type ThemeName = "light" | "dark";

/** Colours by role; the same roles in either theme. */
export type Palette = Readonly<Record<ColorRole, string>>;

export type ColorRole = keyof typeof LIGHT;

// Data colours are those of Okabe and Ito (2008), told apart with any colour vision; the few that
// are too pale for thin lines on white are a step darker in the light theme. Text roles reach a
// contrast of 4.5:1 on `card` and `page`.
const LIGHT = {
  page: "#f6f6f3",
  card: "#ffffff",
  sunken: "#f1f2ee",
  ink: "#1b1e21",
  muted: "#575e65",
  line: "#dfe1dc",
  grid: "#e9ebe7",
  edge: "rgba(27,30,33,0.28)",
  accent: "#0068a3",
  accentInk: "#ffffff",
  good: "#006b4e",
  goodSoft: "#e3f3ed",
  caution: "#8a4b00",
  cautionSoft: "#fdf1df",
  bad: "#a83f00",
  badSoft: "#fdeae0",
  raw: "#7d858c",
  smoothed: "#0072b2",
  band: "rgba(0,114,178,0.15)",
  recommended: "#008562",
  range: "rgba(0,158,115,0.16)",
  diverged: "#d55e00",
  heldOut: "#b0588f",
  slope: "#0072b2",
  zero: "#9aa1a7",
  alternative: "#b86f00",
  milestone: "#b0588f",
  warmup: "rgba(230,159,0,0.14)",
  flatRegime: "rgba(88,96,104,0.07)",
  usefulRegime: "rgba(86,180,233,0.10)",
  unstableRegime: "rgba(230,159,0,0.14)",
  divergedRegime: "rgba(213,94,0,0.15)",
  mark1: "#b87a00",
  mark2: "#2b8fca",
  mark3: "#b0588f",
  mark4: "#d55e00",
  mark5: "#1b1e21",
  mark6: "#008562",
  markLine: "#ffffff",
};

const DARK: Record<keyof typeof LIGHT, string> = {
  page: "#101315",
  card: "#181c1f",
  sunken: "#21262a",
  ink: "#eceff1",
  muted: "#a6afb6",
  line: "#2e353a",
  grid: "#272d32",
  edge: "rgba(236,239,241,0.34)",
  accent: "#6cc0f0",
  accentInk: "#0b1114",
  good: "#4fd0a5",
  goodSoft: "#12312a",
  caution: "#f2b84b",
  cautionSoft: "#33270f",
  bad: "#ff9a5c",
  badSoft: "#3a2115",
  raw: "#8b949b",
  smoothed: "#56b4e9",
  band: "rgba(86,180,233,0.20)",
  recommended: "#2fc497",
  range: "rgba(0,158,115,0.28)",
  diverged: "#f0782a",
  heldOut: "#e09cc4",
  slope: "#56b4e9",
  zero: "#6d767d",
  alternative: "#e69f00",
  milestone: "#e09cc4",
  warmup: "rgba(230,159,0,0.16)",
  flatRegime: "rgba(160,170,178,0.08)",
  usefulRegime: "rgba(86,180,233,0.09)",
  unstableRegime: "rgba(230,159,0,0.13)",
  divergedRegime: "rgba(213,94,0,0.20)",
  mark1: "#e69f00",
  mark2: "#8fd0f5",
  mark3: "#e09cc4",
  mark4: "#f0782a",
  mark5: "#f0e442",
  mark6: "#2fc497",
  markLine: "#181c1f",
};

/** Colours of both themes. */
export const PALETTES: Readonly<Record<ThemeName, Palette>> = { light: LIGHT, dark: DARK };
