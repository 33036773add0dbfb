import { drawNetwork } from "../../api/graph.js";
import { checkNetwork } from "../../api/network.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { failFile, printLine, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface GraphFlags extends NetworkFlags {
  readonly output?: string;
  readonly format?: "svg" | "dot";
  readonly depth?: number;
  readonly each?: boolean;
}

/** `cnnc graph`: writes or prints a picture. */
export async function graphNetwork(entry: string, flags: GraphFlags): Promise<ExitCode> {
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, flags.messages) || value === undefined) return 1;
  const { output, depth, each } = flags;
  const format = flags.format ?? (/\.(dot|gv)$/i.test(output ?? "") ? "dot" : "svg");
  const picture = await drawNetwork(value, { entry, format, depth, each });
  if (typeof picture !== "string") {
    report([picture], sources, flags.messages);
    return 1;
  }
  if (output === undefined) {
    process.stdout.write(picture);
    return 0;
  }
  const failed = writeFiles([{ path: output, parts: [picture] }]);
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  printLine(output);
  return 0;
}
