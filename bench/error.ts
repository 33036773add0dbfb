import { readdirSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { errorOverRms } from "./harness/agreement.js";
import { contestantsNamed } from "./harness/contestants.js";
import { inProject } from "./harness/files.js";
import { flagsOf, prepare } from "./harness/prepare.js";
import { referenceLogits } from "./harness/reference.js";
import { RunningEngine } from "./harness/running-engine.js";
import { bundleEngines } from "./harness/setup.js";
import { columns } from "./harness/table.js";

// How far a compiled network is from the float64 reference, for every network of the zoo: the largest difference of the
// logits over the root of their mean square, Infinity for what does not run. `npm run bench:error`; the references of all take about an hour once.

const zoo = readdirSync(inProject("models"))
  .filter((file) => file.endsWith(".cnn"))
  .map((file) => file.replace(/\.cnn$/, ""));
const { values } = parseArgs({
  options: {
    networks: { type: "string", default: zoo.join() },
    engines: { type: "string", default: "cnnc" },
    compile: { type: "string", default: "" },
  },
});
const contestants = contestantsNamed(values.engines);
await bundleEngines();

const rows: (readonly string[])[] = [];
const worst = contestants.map(() => 0);
for (const network of values.networks.split(",")) {
  const reference = referenceLogits(network);
  const compiledOnly = contestants.every(({ engine }) => engine === "cnnc");
  const model = prepare({ network, flags: flagsOf(values.compile), compiledOnly });
  const errors: number[] = [];
  for (const [index, contestant] of contestants.entries()) {
    const engine = await RunningEngine.start(contestant, model);
    const ran = engine instanceof RunningEngine;
    if (!ran) console.error(`${contestant.name}: ${engine.reason}`);
    const error = ran ? errorOverRms(engine.logits, reference) : Infinity;
    errors.push(error);
    worst[index] = Math.max(worst[index] ?? 0, error);
    if (ran) await engine.close();
  }
  rmSync(model.folder, { recursive: true });
  rows.push([network, ...errors.map(show)]);
  console.error(rows.at(-1)?.join(" "));
}
const head = ["max|error| / rms", ...contestants.map(({ name }) => name)];
console.log(columns([head, ...rows, ["largest", ...worst.map(show)]], true).join("\n"));

function show(error: number): string {
  return error.toExponential(1);
}
