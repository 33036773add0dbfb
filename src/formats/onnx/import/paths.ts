import type { Origin } from "../../../ir/graph.js";
import type { InlinedNode } from "./inline.js";

/**
 * What messages call layers: by the names of their nodes, which are paths in files of this compiler and of PyTorch, or
 * by operator and number where nodes have none.
 */
export class LayerPaths {
  private readonly counts = new Map<string, number>();

  originOf({ name, opType, calls }: InlinedNode): Origin {
    const scope = calls.map(({ path }) => `${path}.`).at(-1) ?? "";
    return { path: scope + (name === "" ? this.numbered(scope + opType, opType) : name), blocks: [] };
  }

  private numbered(key: string, opType: string): string {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return `${opType}${count}`;
  }
}
