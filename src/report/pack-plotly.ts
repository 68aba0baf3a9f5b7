import { writeFile } from "node:fs/promises";
import { packedFile, packPlotly } from "./plotly.ts";

// Run by the build, after the compiler: `node dist/report/pack-plotly.js`.
await writeFile(packedFile(), await packPlotly());
