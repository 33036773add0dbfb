import { drawNetwork } from "../graph.js";
import { analysePlanned, type CheckedNetwork, type PlanOptions } from "../network.js";
import { renderReportHtml } from "./html.js";

/** The report of a network as a page, with its graph where that is small enough to be drawn. */
export async function reportPage(
  checked: CheckedNetwork,
  { entry, depth }: { readonly entry: string; readonly depth?: number | undefined },
  plan: PlanOptions = {},
): Promise<string> {
  const drawn = await drawNetwork(checked, { entry, format: "svg" });
  const diagram = typeof drawn === "string" ? drawn : undefined;
  return renderReportHtml(analysePlanned(checked, plan), { depth, diagram });
}
