import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { contestantsNamed } from "./harness/contestants.js";
import { networkNames } from "./harness/networks.js";
import { flagsOf, prepare } from "./harness/prepare.js";
import { RunningEngine } from "./harness/running-engine.js";
import { bundleEngines, installPeers } from "./harness/setup.js";
import { columns } from "./harness/table.js";

// The largest resident set (VmHWM of Linux) of a process that loads a network and runs it some times:
// `npm run bench:memory`.

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: networkNames.join() },
    engines: { type: "string", default: "cnnc,ort-web" },
    compile: { type: "string", default: "" },
  },
});
const contestants = contestantsNamed(values.engines);
installPeers();
await bundleEngines();

const rows: (readonly string[])[] = [];
for (const network of values.networks.split(",")) {
  const model = prepare({ network, flags: flagsOf(values.compile) });
  const peaks: number[] = [];
  for (const contestant of contestants) {
    const engine = await RunningEngine.start(contestant, model);
    if (!(engine instanceof RunningEngine)) {
      console.error(`${contestant.name}: ${engine.reason}`);
      peaks.push(NaN);
      continue;
    }
    await engine.measure(500);
    peaks.push(await engine.peakMemory());
    await engine.close();
  }
  rmSync(model.folder, { recursive: true });
  const ratio = (peaks[0] ?? NaN) / (peaks.at(-1) ?? NaN);
  rows.push([network, ...peaks.map((peak) => (peak / 2 ** 20).toFixed(0)), ratio.toFixed(2)]);
  console.error(rows.at(-1)?.join(" "));
}
const head = ["peak MiB", ...contestants.map(({ name }) => name), "first / last"];
console.log(columns([head, ...rows]).join("\n"));
