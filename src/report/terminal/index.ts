export type { Layer, Paint } from "./canvas.ts";
export { type TerminalChartOptions, terminalChart } from "./terminal-chart.ts";
