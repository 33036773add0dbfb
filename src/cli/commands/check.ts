import { checkNetwork } from "../../api/network.js";
import { host } from "../host.js";
import { report, type DiagnosticFormat, type ExitCode } from "../output.js";

export interface NetworkFlags {
  readonly model?: string;
  readonly set?: Readonly<Record<string, number | boolean | string>>;
  readonly messages: DiagnosticFormat;
}

/** `cnnc check`: says what is wrong with each file, or that nothing is. */
export function check(files: readonly string[], flags: NetworkFlags): ExitCode {
  let sound = true;
  for (const entry of files) {
    const { value, diagnostics, sources } = checkNetwork(host, {
      entry,
      model: flags.model,
      parameters: flags.set,
    });
    sound = report(diagnostics, sources, flags.messages) && sound;
    if (value === undefined) continue;
    const { params, macs } = value.analysis.totals;
    const counts = `${params.toLocaleString("en-US")} parameters, ${macs.toLocaleString("en-US")} multiply-adds`;
    process.stdout.write(`${entry}: ${value.network.graph.name} is sound: ${counts}\n`);
  }
  return sound ? 0 : 1;
}
