import type { NetworkResult, Results } from "../../bench/harness/results.js";

export function networkResult(network: string, rest: Partial<NetworkResult> = {}): NetworkResult {
  return { network, median: {}, runs: {}, error: {}, wrong: [], absent: {}, ...rest };
}

export function results(engines: readonly string[], networks: readonly NetworkResult[]): Results {
  const machine = { processor: "a processor", cores: 2, memory: 2 ** 34, system: "linux 6" };
  return { machine, versions: { node: "20.0.0" }, engines, networks };
}
