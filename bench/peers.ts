import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { version } from "../src/api/version.js";
import { contestantsNamed, type Contestant } from "./harness/contestants.js";
import { inProject } from "./harness/files.js";
import { measureNetwork, type Timing } from "./harness/measure-network.js";
import { networkNames } from "./harness/networks.js";
import { drawChart } from "./harness/chart.js";
import { flagsOf } from "./harness/prepare.js";
import type { NetworkResult, Results } from "./harness/results.js";
import { bundleEngines, installPeers } from "./harness/setup.js";
import { renderResults } from "./harness/table.js";

// cnnc and its peers on the same networks, weights and inputs, in turn: `npm run bench`. bench/README.md tells more.

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: networkNames.join() },
    engines: { type: "string" },
    compile: { type: "string", default: "" },
    rounds: { type: "string", default: "9" },
    turn: { type: "string", default: "250" },
    json: { type: "string" },
    chart: { type: "string" },
  },
});

const chosen = contestantsNamed(values.engines);
const timing: Timing = { rounds: Number(values.rounds), milliseconds: Number(values.turn) };
const flags = flagsOf(values.compile);
installPeers();
await bundleEngines();
const networks: NetworkResult[] = [];
for (const network of values.networks.split(",")) {
  networks.push(
    await measureNetwork({ network, flags }, chosen, timing, (doing) => {
      console.error(`${network}: ${doing}`);
    }),
  );
}
const results: Results = {
  machine: {
    processor: cpus()[0]?.model ?? "",
    cores: cpus().length,
    memory: totalmem(),
    system: `${process.platform} ${release()}`,
  },
  versions: versionsOf(chosen),
  engines: chosen.map(({ name }) => name),
  networks,
};
console.log(renderResults(results).join("\n"));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (values.chart !== undefined) writeFileSync(values.chart, drawChart(results));
if (networks.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;

/** Versions as they are asked for, which is to the patch. */
function versionsOf(measured: readonly Contestant[]): Readonly<Record<string, string>> {
  const asked = {
    ...packageOf("package.json").devDependencies,
    ...packageOf("bench/package.json").dependencies,
  };
  return {
    node: process.versions.node,
    ...Object.fromEntries(
      measured.flatMap(({ name, node }) => (node === undefined ? [] : [[`node of ${name}`, node]])),
    ),
    cnnc: version,
    ...Object.fromEntries(
      measured.flatMap(({ package: name }) => (name === undefined ? [] : [[name, asked[name] ?? ""]])),
    ),
  };
}

function packageOf(
  path: string,
): Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>> {
  return JSON.parse(readFileSync(inProject(path), "utf8")) as ReturnType<typeof packageOf>;
}
