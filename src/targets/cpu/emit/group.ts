import type { Call } from "../../../program/program.js";

/** Calls in order, those of one block instance together. */
export interface Group {
  /** Empty for the model itself. */
  readonly block: string;
  readonly path: string;
  readonly items: readonly (Call | Group)[];
}

/** Follows the block structure of the source; an instance that has come down to one call is that call. */
export function groupByBlock(calls: readonly Call[]): Group {
  return group("", "", calls, 0);
}

function group(block: string, path: string, calls: readonly Call[], depth: number): Group {
  const items: (Call | Group)[] = [];
  for (let start = 0; start < calls.length;) {
    const instance = calls[start]?.origin.blocks[depth];
    let end = start + 1;
    if (instance !== undefined) {
      while (end < calls.length && calls[end]?.origin.blocks[depth]?.path === instance.path) end += 1;
    }
    const run = calls.slice(start, end);
    items.push(
      ...(instance === undefined || run.length === 1
        ? run
        : [group(instance.block, instance.path, run, depth + 1)]),
    );
    start = end;
  }
  return { block, path, items };
}
