import { analysePlanned, checkNetwork, type CheckedNetwork } from "../../api/network.js";
import { reportJson } from "../../api/report/json.js";
import { renderReportMarkdown } from "../../api/report/markdown.js";
import { reportPage } from "../../api/report/page.js";
import { renderReport } from "../../api/report/text.js";
import { writeFiles } from "../files.js";
import { host } from "../host.js";
import { failFile, hasColour, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface ReportFlags extends NetworkFlags {
  readonly json?: boolean;
  readonly md?: boolean;
  readonly html?: string;
  readonly depth?: number;
}

/** `cnnc report`: a row a layer, and the totals; as text, Markdown or JSON, or written as a page. */
export async function reportNetwork(entry: string, flags: ReportFlags): Promise<ExitCode> {
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  const sound = report(diagnostics, sources, flags.messages);
  if (value === undefined) return 1;
  const { html, depth } = flags;
  if (html === undefined) {
    process.stdout.write(printed(value, flags));
    return sound ? 0 : 1;
  }
  const page = await reportPage(value, { entry, depth });
  const failed = writeFiles([{ path: html, parts: [page] }]);
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  process.stdout.write(`${html}\n`);
  return sound ? 0 : 1;
}

function printed(checked: CheckedNetwork, { json, md, depth }: ReportFlags): string {
  const analysis = analysePlanned(checked);
  if (json) return `${JSON.stringify(reportJson(analysis), null, 2)}\n`;
  if (md) return renderReportMarkdown(analysis, { depth });
  const width = process.stdout.isTTY ? process.stdout.columns : 100;
  return renderReport(analysis, { width, colour: hasColour(process.stdout), depth });
}
