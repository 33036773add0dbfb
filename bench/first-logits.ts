import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { median } from "./measure.js";
import { contestantsNamed } from "./harness/contestants.js";
import { networkNames } from "./harness/networks.js";
import { flagsOf, prepare } from "./harness/prepare.js";
import { geometricMean } from "./harness/results.js";
import { RunningEngine } from "./harness/running-engine.js";
import { bundleEngines, installPeers } from "./harness/setup.js";
import { columns, showMilliseconds } from "./harness/table.js";

// Time from the import of an engine to its first logits in a fresh process, files in the system's cache. Engines start in
// turn: `npm run bench:first`.

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: networkNames.join() },
    engines: { type: "string", default: "cnnc,ort-web" },
    compile: { type: "string", default: "" },
    starts: { type: "string", default: "9" },
  },
});
const contestants = contestantsNamed(values.engines);
installPeers();
await bundleEngines();

const rows: (readonly string[])[] = [];
const ratios: number[] = [];
for (const network of values.networks.split(",")) {
  const model = prepare({ network, flags: flagsOf(values.compile) });
  const times = contestants.map((): number[] => []);
  // One round first that is not counted: it fills the file cache.
  for (let round = -1; round < Number(values.starts); round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const engine = await RunningEngine.start(contestant, model);
      if (!(engine instanceof RunningEngine)) {
        if (round < 0) console.error(`${contestant.name}: ${engine.reason}`);
        continue;
      }
      if (round >= 0) times[index]?.push(engine.firstMilliseconds);
      await engine.close();
    }
  }
  rmSync(model.folder, { recursive: true });
  const medians = times.map(median);
  const ratio = (medians.at(-1) ?? NaN) / (medians[0] ?? NaN);
  if (!Number.isNaN(ratio)) ratios.push(ratio);
  rows.push([network, ...medians.map(showMilliseconds), `${ratio.toFixed(2)}×`]);
  console.error(rows.at(-1)?.join(" "));
}
const last = ["geometric mean", ...contestants.map(() => ""), `${geometricMean(ratios).toFixed(2)}×`];
const head = ["ms to first logits", ...contestants.map(({ name }) => name), "last / first"];
console.log(columns([head, ...rows, last], true).join("\n"));
