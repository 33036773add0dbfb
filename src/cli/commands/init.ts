import { initialWeights } from "../../api/init.js";
import { checkNetwork } from "../../api/network.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { failFile, printLine, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface InitFlags extends NetworkFlags {
  readonly output: string;
  readonly seed: number;
  readonly scheme?: string;
}

/** `cnnc init`: writes fresh weights. */
export async function initialiseWeights(entry: string, flags: InitFlags): Promise<ExitCode> {
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, flags.messages) || value === undefined) return 1;
  const parts = await initialWeights(value, { seed: flags.seed, scheme: parseScheme(flags.scheme) });
  const failed = writeFiles([{ path: flags.output, parts }]);
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  printLine(`${flags.output}: ${value.network.graph.weights.length} tensors`);
  return 0;
}

function parseScheme(text: string | undefined) {
  const [, scheme, distribution] = /^(he|xavier|lecun)-(normal|uniform)$/.exec(text ?? "") ?? [];
  if (scheme !== "he" && scheme !== "xavier" && scheme !== "lecun") return undefined;
  return { scheme, distribution: distribution === "normal" ? "normal" : "uniform" } as const;
}
