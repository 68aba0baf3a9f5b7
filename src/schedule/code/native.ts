import type { NativeCall } from "../library/types.ts";

/** `name(a=1, b=2)` in Python, `first` arguments without a keyword before them. */
export function callText(call: NativeCall, first: readonly string[] = []): string {
  const named = Object.entries(call.arguments).map(([name, value]) => `${name}=${value}`);
  const inner = [...first, ...named].join(", ");
  if (inner.length <= 80) return `${call.name}(${inner})`;
  return `${call.name}(\n${[...first, ...named].map((each) => `        ${each},\n`).join("")}    )`;
}
