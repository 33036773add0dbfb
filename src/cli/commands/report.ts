import { analysePlanned, checkNetwork } from "../../api/network.js";
import { reportJson } from "../../api/report/json.js";
import { renderReport } from "../../api/report/text.js";
import { host } from "../host.js";
import { hasColour, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface ReportFlags extends NetworkFlags {
  readonly json?: boolean;
  readonly depth?: number;
}

/** `cnnc report`: a row a layer, and the totals. */
export function reportNetwork(entry: string, flags: ReportFlags): ExitCode {
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  const sound = report(diagnostics, sources, flags.messages);
  if (value === undefined) return 1;
  const analysis = analysePlanned(value);
  const text = flags.json
    ? `${JSON.stringify(reportJson(analysis), null, 2)}\n`
    : renderReport(analysis, {
        width: process.stdout.isTTY ? process.stdout.columns : 100,
        colour: hasColour(process.stdout),
        depth: flags.depth,
      });
  process.stdout.write(text);
  return sound ? 0 : 1;
}
