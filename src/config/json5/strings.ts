/** A string in the quotes that a neighbour has. */
export function json5String(value: string, quote: string): string {
  const double = JSON.stringify(value);
  if (quote !== "'") return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A key: without quotes where the neighbours have none and it is a name, else in their quotes. */
export function json5Key(name: string, quotes: readonly string[]): string {
  const quote = quotes.find((one) => one === '"' || one === "'");
  const bare = quotes.some((one) => one !== '"' && one !== "'") || quotes.length === 0;
  if (bare && /^[A-Za-z_$][\w$]*$/.test(name)) return name;
  return json5String(name, quote ?? '"');
}
