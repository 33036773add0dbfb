import { loadNetwork, type LoadedNetwork } from "../api/load.js";
import { checkNetwork } from "../api/network.js";
import type { NetworkFlags } from "./commands/check.js";
import { host } from "./host.js";
import { failFile, report } from "./output.js";
import { openWeightFile, type WeightPaths } from "./weights.js";

export interface WeightFlags extends NetworkFlags, WeightPaths {
  readonly batch: number;
}

/** Compiles a network and loads its weights; what stands in the way has been reported where there is none. */
export async function loadFromFiles(entry: string, flags: WeightFlags): Promise<LoadedNetwork | undefined> {
  const checked = checkNetwork(host, { entry, model: flags.model, parameters: flags.set });
  if (!report(checked.diagnostics, checked.sources, flags.messages) || checked.value === undefined) return;
  const opened = await openWeightFile(flags);
  if ("failure" in opened) {
    failFile("read", opened.path, opened.failure, flags.messages);
    return;
  }
  try {
    const files = { entry, weights: opened.file, batch: flags.batch };
    const network = await loadNetwork(host, checked.value, files);
    const findings = "length" in network ? network : network.warnings;
    report(findings, opened.sources, flags.messages);
    return "length" in network ? undefined : network;
  } finally {
    await opened.close();
  }
}
