import type { NetworkAnalysis } from "../../analysis/layers.js";
import { percent } from "./columns.js";

/** `Winograd F(4,3) 91.2% of MACs; direct 8.1%; dense 0.7%`, most first; empty where nothing was scheduled. */
export function algorithmShares({ rows, totals }: NetworkAnalysis): string {
  const names = new Set(rows.flatMap(({ algorithm }) => (algorithm === undefined ? [] : [algorithm.name])));
  const shares = [...names].map((name) => {
    const layers = rows.filter(({ algorithm }) => algorithm?.name === name);
    return { name, macs: layers.reduce((sum, { macs }) => sum + macs, 0) };
  });
  return shares
    .sort((one, other) => other.macs - one.macs)
    .map(({ name, macs }, index) => {
      const share = percent(macs / totals.macs);
      return `${name} ${share}${index === 0 ? " of MACs" : ""}`;
    })
    .join("; ");
}
