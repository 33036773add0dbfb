import { idleOptions } from "../../api/idle-options.js";
import { checkNetwork, type CheckedNetwork } from "../../api/network.js";
import { checkTarget, readLimits } from "../../api/check-target.js";
import { weightFindings } from "../../api/weights/fit.js";
import { host } from "../../node/host.js";
import { failFile, printLine, refuseCall, report, type DiagnosticFormat, type ExitCode } from "../output.js";
import { openWeightFile, type WeightPaths } from "../../node/weights.js";

export interface NetworkFlags {
  readonly model?: string | undefined;
  readonly set?: Readonly<Record<string, number | boolean | string>> | undefined;
  readonly messages: DiagnosticFormat;
}

export interface CheckFlags extends NetworkFlags, Partial<WeightPaths> {
  readonly target?: "cpu" | "webgpu" | "auto";
  readonly limits?: string;
  readonly precision: "f32" | "f16";
  readonly batch?: number;
}

/** `cnnc check`: says what is wrong with each file, or that nothing is. */
export async function check(files: readonly string[], flags: CheckFlags): Promise<ExitCode> {
  if (flags.weights !== undefined && files.length > 1) return refuseCall("--weights is for one file");
  if (flags.names !== undefined && flags.weights === undefined)
    return refuseCall("--names goes with --weights");
  const { target, batch, precision } = flags;
  if (flags.limits !== undefined && target !== "webgpu" && target !== "auto") {
    return refuseCall("--limits goes with --target webgpu or auto");
  }
  const [idle] = idleOptions({ target, precision }, (option) => `--${option}`);
  if (idle !== undefined) return refuseCall(idle.message);
  if (batch !== undefined && target === undefined) return refuseCall("--batch goes with --target");
  const { value: limits, ...said } = readLimits(host, flags.limits ?? "default");
  if (!report(said.diagnostics, said.sources, flags.messages) || limits === undefined) return 1;
  let sound = true;
  for (const entry of files) {
    const { value, diagnostics, sources } = checkNetwork(host, {
      entry,
      model: flags.model,
      parameters: flags.set,
    });
    sound = report(diagnostics, sources, flags.messages) && sound;
    if (value === undefined) continue;
    const { weights, names, messages } = flags;
    if (weights !== undefined && !(await weightsFit(entry, value, { weights, names }, messages))) return 1;
    const { params, macs } = value.analysis.totals;
    const counts = `${params.toLocaleString("en-US")} parameters, ${macs.toLocaleString("en-US")} multiply-adds`;
    printLine(`${entry}: ${value.network.graph.name} is sound: ${counts}`);
    for (const each of target === "auto" ? (["cpu", "webgpu"] as const) : target ? [target] : []) {
      const taken = checkTarget(value, { entry, target: each, batch: batch ?? 1, limits, precision });
      const name = each === "cpu" ? "the CPU" : "WebGPU";
      if (typeof taken === "string") printLine(`${entry}: ${name} computes it: ${taken}`);
      else sound = report(taken, sources, messages) && sound;
    }
  }
  return sound ? 0 : 1;
}

/** Whether a file of weights fits a network; else it is said why. */
async function weightsFit(
  entry: string,
  { network }: CheckedNetwork,
  paths: WeightPaths,
  messages: DiagnosticFormat,
): Promise<boolean> {
  const opened = await openWeightFile(paths);
  if ("failure" in opened) {
    failFile("read", opened.path, opened.failure, messages);
    return false;
  }
  try {
    const findings = await weightFindings(network.graph, opened.file, entry);
    return report(findings, opened.sources, messages);
  } finally {
    await opened.close();
  }
}
