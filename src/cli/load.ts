import { readFileSync } from "node:fs";
import { loadNetwork, type LoadedNetwork } from "../api/load.js";
import { checkNetwork } from "../api/network.js";
import type { NetworkFlags } from "./commands/check.js";
import { openFile } from "./files.js";
import { host } from "./host.js";
import { failFile, report } from "./output.js";

export interface WeightFlags extends NetworkFlags {
  readonly weights: string;
  readonly names?: string;
  readonly batch: number;
}

/** Compiles a network and loads its weights; what stands in the way has been reported where there is none. */
export async function loadFromFiles(entry: string, flags: WeightFlags): Promise<LoadedNetwork | undefined> {
  const checked = checkNetwork(host, { entry, model: flags.model, parameters: flags.set });
  if (!report(checked.diagnostics, checked.sources, flags.messages) || checked.value === undefined) return;
  let current = flags.names ?? flags.weights;
  let names;
  let weights;
  try {
    names =
      flags.names === undefined ? undefined : { text: readFileSync(flags.names, "utf8"), file: flags.names };
    current = flags.weights;
    weights = await openFile(flags.weights);
  } catch (failure) {
    failFile("read", current, failure, flags.messages);
    return;
  }
  try {
    const { batch } = flags;
    const files = { entry, weights, weightsName: flags.weights, names, batch };
    const network = await loadNetwork(host, checked.value, files);
    const findings = "length" in network ? network : network.warnings;
    report(findings, new Map(names === undefined ? [] : [[names.file, names.text]]), flags.messages);
    return "length" in network ? undefined : network;
  } finally {
    await weights.close();
  }
}
