import { expand } from "../../api/expand.js";
import { host } from "../../node/host.js";
import { report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

/** `cnnc expand`: prints the network as a file that leaves nothing open. */
export function expandNetwork(entry: string, flags: NetworkFlags): ExitCode {
  const { value, diagnostics, sources } = expand(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  const sound = report(diagnostics, sources, flags.messages);
  process.stdout.write(value ?? "");
  return sound ? 0 : 1;
}
