import { describe, expect, test } from "vitest";
import { type ColorRole, PALETTES } from "../../../src/report/view/palette.ts";

// WCAG 2.2, "relative luminance" and "contrast ratio".
function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [ColorRole, ColorRole][] = [
  ["ink", "page"],
  ["ink", "card"],
  ["muted", "page"],
  ["muted", "card"],
  ["muted", "sunken"],
  ["good", "card"],
  ["good", "goodSoft"],
  ["caution", "card"],
  ["caution", "cautionSoft"],
  ["ink", "cautionSoft"],
  ["bad", "badSoft"],
  ["accentInk", "accent"],
  ["accent", "card"],
];

const LINES: ColorRole[] = [
  "smoothed",
  "recommended",
  "diverged",
  "heldOut",
  "alternative",
  "raw",
  "mark1",
  "mark2",
  "mark3",
  "mark4",
  "mark5",
  "mark6",
];

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  const palette = PALETTES[theme];

  test.each(TEXT)("%s on %s reaches AA for text", (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(LINES)("%s reaches AA for graphics on the card", (role) => {
    expect(contrast(palette[role], palette.card)).toBeGreaterThanOrEqual(3);
  });
});
