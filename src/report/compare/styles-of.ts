import type { Comparison, Factor } from "./types.ts";

/** Line colours, told apart with any colour vision; with the three dashes, eighteen looks. */
const COLORS = ["@smoothed", "@mark4", "@recommended", "@mark3", "@mark1", "@mark5"] as const;
const DASHES = ["solid", "dash", "dot"] as const;

/** How a result's line looks. */
export interface LineStyle {
  readonly color: string;
  readonly dash: (typeof DASHES)[number];
}

/** A style for each row, and the factors that decide it (none where each row has its own). */
export interface LineStyles {
  readonly styles: readonly LineStyle[];
  readonly colorFactor: Factor | null;
  readonly dashFactor: Factor | null;
}

/**
 * Colour by the first setting that puts results together in two to six kinds, dash by the next one
 * of two or three kinds; without such a setting each result gets the next look in turn. Where dash
 * tells no setting it goes with the colour, for those who see no difference between two colours.
 */
export function lineStyles({ rows, factors, groups }: Comparison): LineStyles {
  const grouping = factors.filter(({ name }) => Object.hasOwn(groups, name));
  const colorFactor = grouping.find(({ values }) => values.length <= COLORS.length) ?? null;
  const dashFactor =
    grouping.find((each) => each !== colorFactor && each.values.length <= DASHES.length) ?? null;
  const styles = rows.map((row, i) => {
    if (colorFactor === null) return style(i, i + Math.floor(i / COLORS.length));
    const place = (factor: Factor) => factor.values.indexOf(row.factors[factor.name] as string);
    return style(place(colorFactor), place(dashFactor ?? colorFactor));
  });
  return { styles, colorFactor, dashFactor: colorFactor === null ? null : dashFactor };
}

function style(color: number, dash: number): LineStyle {
  return {
    color: COLORS[color % COLORS.length] as string,
    dash: DASHES[dash % DASHES.length] as LineStyle["dash"],
  };
}
