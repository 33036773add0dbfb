import { loadNetwork, type LoadedNetwork, type NetworkFiles } from "../api/load.js";
import { featuresFor } from "../api/gpu-features.js";
import { idleOptions } from "../api/idle-options.js";
import { checkNetwork, type CheckedNetwork, type Target } from "../api/network.js";
import { tuneChoice } from "../api/tune/tuning.js";
import type { WeightFile } from "../api/weights/fit.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { NetworkFlags } from "./commands/check.js";
import type { OpenFile } from "../node/files.js";
import { host } from "../node/host.js";
import { NodeGpu } from "./gpu.js";
import { failFile, refuseCall, report, type ExitCode } from "./output.js";
import { unreadable } from "./pictures.js";
import { openWeightFile, type WeightPaths } from "../node/weights.js";

export interface WeightFlags extends NetworkFlags, WeightPaths {}

export interface LoadFlags extends WeightFlags {
  readonly batch: number;
  readonly threads?: number;
  readonly revectorize?: boolean;
  readonly target: Target;
  readonly precision: NetworkFiles["precision"];
}

/** A checked network and its weight file. */
export interface OpenNetwork {
  readonly checked: CheckedNetwork;
  readonly weights: WeightFile<OpenFile>;
  /** Prints findings, which may point into the sources and the mapping of names. */
  readonly tell: (findings: readonly Diagnostic[]) => void;
}

/** Checks a network and opens its weights for `use`; what stands in the way has been reported where there is no result. */
export async function withWeights<T>(
  entry: string,
  flags: WeightFlags,
  use: (network: OpenNetwork) => Promise<T>,
): Promise<T | undefined> {
  const { messages } = flags;
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, messages) || value === undefined) return;
  const opened = await openWeightFile(flags);
  if ("failure" in opened) {
    failFile("read", opened.path, opened.failure, messages);
    return;
  }
  const texts = new Map([...sources, ...opened.sources]);
  const tell = (findings: readonly Diagnostic[]): void => void report(findings, texts, messages);
  try {
    return await use({ checked: value, weights: opened.file, tell });
  } finally {
    await opened.close();
  }
}

/**
 * Compiles a network and loads its weights for what is to be read from `inputs`; what stands in the way has been reported
 * where there is an exit code.
 */
export async function loadFromFiles(
  entry: string,
  inputs: readonly string[],
  flags: LoadFlags,
): Promise<LoadedNetwork | ExitCode> {
  const { target, precision } = flags;
  const [idle] = idleOptions(flags, (option) => `--${option}`);
  if (idle !== undefined) return refuseCall(idle.message);
  const gpu = target === "webgpu" ? new NodeGpu(featuresFor(precision)) : undefined;
  const end = (): void => gpu?.close();
  try {
    const network = await loadOn(gpu, entry, inputs, flags);
    if (network !== undefined) {
      const destroy = (): void => {
        network.destroy();
        end();
      };
      return { ...network, destroy };
    }
  } catch (failure) {
    end();
    throw failure;
  }
  end();
  return 1;
}

/** Loads it on a GPU, which is looked for where there is anything to compute, or on the CPU. */
function loadOn(
  gpu: NodeGpu | undefined,
  entry: string,
  inputs: readonly string[],
  flags: LoadFlags,
): Promise<LoadedNetwork | undefined> {
  const { batch, threads, revectorize, precision } = flags;
  return withWeights(entry, flags, async ({ checked, weights, tell }) => {
    const unread = gpu === undefined ? [] : unreadable(inputs);
    if (unread.length > 0 && unread.length === inputs.length) {
      tell(unread);
      return;
    }
    const { choose, findings, sources } = tuneChoice(host, entry, checked.network.graph.name, {});
    const on =
      gpu === undefined
        ? { choose, threads, revectorize }
        : { openDevice: () => gpu.openDevice(), precision };
    const network = await loadNetwork(host, checked, { entry, weights, batch, ...on });
    // A tuning is the CPU's alone.
    if (gpu === undefined && !report(findings(), sources, flags.messages)) return;
    const isLoaded = !("length" in network);
    tell(isLoaded ? network.warnings : network);
    return isLoaded ? network : undefined;
  });
}
