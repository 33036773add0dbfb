import { estimateNetwork } from "../../api/estimate/estimate-network.js";
import { renderEstimateHtml } from "../../api/estimate/html.js";
import { estimateJson } from "../../api/estimate/json.js";
import { renderEstimateMarkdown } from "../../api/estimate/markdown.js";
import { renderEstimate } from "../../api/estimate/text.js";
import { idleOptions } from "../../api/idle-options.js";
import { analysePlanned, checkNetwork, type CheckedNetwork } from "../../api/network.js";
import { renderComparisonHtml } from "../../api/report/comparison-html.js";
import { comparisonJson } from "../../api/report/comparison-json.js";
import { renderComparisonMarkdown } from "../../api/report/comparison-markdown.js";
import { renderComparison } from "../../api/report/comparison-text.js";
import { comparisonOf } from "../../api/report/comparison.js";
import { reportJson } from "../../api/report/json.js";
import { renderReportMarkdown } from "../../api/report/markdown.js";
import { reportPage } from "../../api/report/page.js";
import { renderReport } from "../../api/report/text.js";
import { tuneChoice } from "../../api/tune/tuning.js";
import { visibleJson } from "../../diagnostics/visible.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { columnsOf, failFile, hasColour, printLine, refuseCall, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface ReportFlags extends NetworkFlags {
  readonly json?: boolean;
  readonly md?: boolean;
  readonly html?: string;
  readonly depth?: number;
  readonly compare?: string;
  readonly target: "cpu" | "webgpu";
  readonly numerics?: "fast" | "exact";
  readonly precision: "f32" | "f16";
  readonly tuning?: string | false;
}

/** `cnnc report`: a row a layer, and the totals, or two networks; as text, Markdown or JSON, or written as a page. */
export async function reportNetwork(entry: string, flags: ReportFlags): Promise<ExitCode> {
  const { compare, html, target, tuning, messages } = flags;
  const [idle] = idleOptions(flags, (option) => `--${option}`);
  if (idle !== undefined) return refuseCall(idle.message);
  if (compare !== undefined && target === "webgpu") {
    return refuseCall("--compare is for the CPU; leave --target out");
  }
  if (compare !== undefined && typeof tuning === "string") {
    return refuseCall("--tuning is of one network; leave --compare out");
  }
  const checked = checkNetwork(host, { entry, model: flags.model, parameters: flags.set });
  const other = compare === undefined ? undefined : checkNetwork(host, { entry: compare });
  const reported = [checked, other].map(
    (result) => result === undefined || report(result.diagnostics, result.sources, messages),
  );
  if (checked.value === undefined || (other !== undefined && other.value === undefined)) return 1;
  const made =
    other?.value === undefined
      ? await (target === "webgpu"
          ? onPaper(checked.value, checked.sources, entry, flags)
          : single(checked.value, entry, flags))
      : both(checked.value, other.value, flags);
  if (made === undefined) return 1;
  if (html === undefined) {
    process.stdout.write(made);
  } else {
    const failed = writeFiles([{ path: html, parts: [made] }]);
    if (failed !== undefined) return failFile("written", failed.path, failed.failure, messages);
    printLine(html);
  }
  return reported.every((sound) => sound) ? 0 : 1;
}

/** Nothing where the tuning is wrong, which has been reported. */
async function single(
  checked: CheckedNetwork,
  entry: string,
  flags: ReportFlags,
): Promise<string | undefined> {
  const { json, md, html, depth, numerics, messages } = flags;
  const { choose, findings, sources } = tuneChoice(host, entry, checked.network.graph.name, flags);
  const analysis = analysePlanned(checked, { numerics, choose });
  if (!report(findings(), sources, messages)) return undefined;
  if (html !== undefined) return reportPage(checked, { entry, depth }, { numerics, choose });
  if (json) return `${visibleJson(reportJson(analysis), 2)}\n`;
  return md ? renderReportMarkdown(analysis, { depth }) : renderReport(analysis, { ...terminal(), depth });
}

/** Nothing where WebGPU's limits do not suffice, which has been reported. */
function onPaper(
  checked: CheckedNetwork,
  sources: ReadonlyMap<string, string>,
  entry: string,
  { json, md, html, depth, numerics, precision, messages }: ReportFlags,
): string | undefined {
  const estimated = estimateNetwork(checked, { entry, sources, numerics, precision });
  if ("length" in estimated) {
    report(estimated, sources, messages);
    return undefined;
  }
  if (html !== undefined) return renderEstimateHtml(estimated, depth);
  if (json) return `${visibleJson(estimateJson(estimated), 2)}\n`;
  return md ? renderEstimateMarkdown(estimated, depth) : renderEstimate(estimated, { ...terminal(), depth });
}

function both(one: CheckedNetwork, other: CheckedNetwork, flags: ReportFlags): string {
  const { json, md, html, depth, numerics } = flags;
  const [left, right] = [analysePlanned(one, { numerics }), analysePlanned(other, { numerics })];
  if (json) return `${visibleJson(comparisonJson(left, right), 2)}\n`;
  const comparison = comparisonOf(left, right, depth);
  if (html !== undefined) return renderComparisonHtml(comparison);
  return md ? renderComparisonMarkdown(comparison) : renderComparison(comparison, terminal());
}

function terminal() {
  return { width: columnsOf(process.stdout) ?? 100, colour: hasColour(process.stdout) };
}
