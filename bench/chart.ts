import { readFileSync, writeFileSync } from "node:fs";
import { drawChart } from "./harness/chart.js";
import type { Results } from "./harness/results.js";

// Draws what `npm run bench -- --json` has written: `npx tsx bench/chart.ts results.json chart.svg`.

const [, , from, to] = process.argv;
if (from === undefined || to === undefined) throw new Error("give the results and the picture");
writeFileSync(to, drawChart(JSON.parse(readFileSync(from, "utf8")) as Results));
