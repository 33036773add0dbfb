import type { Origin } from "../../../ir/graph.js";
import type { InlinedNode } from "./inline.js";

/**
 * Layer paths from what exporters call nodes: this compiler's own paths, `stage1.conv1` and `stage1.norm/Mul`, and
 * PyTorch's `/layer1/layer1.0/conv1/Conv`, where a module repeats the name of the list that it is in. A name of a list's
 * element stays a number where layers follow it, as that of a repeat; nodes without such a name are numbered by
 * operator.
 */
export class LayerPaths {
  private readonly counts = new Map<string, number>();
  private readonly taken = new Map<string, string>();

  /** The origin of what a node becomes; nodes of one name and module share it. */
  originOf(node: InlinedNode): Origin {
    const own = this.pathOf(node);
    return { path: own, blocks: [] };
  }

  private pathOf({ name, opType, calls }: InlinedNode): string {
    const scope = calls.map(({ path }) => path).at(-1);
    const parts = scope === undefined ? partsOf(name, opType) : [...partsOf(scope, ""), ""];
    const outer = parts.slice(0, -1).map(wordOf);
    const last = parts.at(-1) ?? "";
    const prefix = outer.length === 0 ? "" : `${outer.join(".")}.`;
    if (isWord(last) && scope === undefined) {
      const path = `${prefix}${last}`;
      if ((this.taken.get(path) ?? name) === name || name.startsWith(`${path}/`)) {
        this.taken.set(path, name);
        return path;
      }
    }
    return this.numbered(prefix, snake(opType));
  }

  private numbered(prefix: string, op: string): string {
    for (;;) {
      const count = (this.counts.get(prefix + op) ?? 0) + 1;
      this.counts.set(prefix + op, count);
      const path = `${prefix}${op}${count}`;
      if (!this.taken.has(path)) {
        this.taken.set(path, "");
        return path;
      }
    }
  }
}

/** The modules that a name tells, then the layer. */
function partsOf(name: string, opType: string): readonly string[] {
  if (name.startsWith("/")) {
    const modules: string[] = [];
    const [, ...scopes] = name.split("/");
    // The last is the operator.
    for (const scope of scopes.slice(0, -1)) {
      const last = modules.at(-1);
      if (last !== undefined && scope.startsWith(`${last}.`)) modules[modules.length - 1] = scope;
      else modules.push(scope);
    }
    const own = scopes.at(-1) ?? "";
    const isLayer = layerTypes.has(opType) && own.replace(/_\d+$/, "") === opType;
    return [...modules.flatMap((scope) => scope.split(".")), ...(isLayer ? [] : [""])];
  }
  const layer = name.split("/")[0] ?? "";
  return /^[a-z]\w*(\.\w+)*$/.test(layer) && layer !== `${opType}_` ? layer.split(".") : [""];
}

/** Operators that a module of PyTorch is, so that the module's name is the layer's. */
const layerTypes: ReadonlySet<string> = new Set([
  "Conv",
  "ConvTranspose",
  "Gemm",
  "BatchNormalization",
  "InstanceNormalization",
  "LayerNormalization",
  "GroupNormalization",
  "PRelu",
]);

function isWord(part: string): boolean {
  return /^[a-z_][a-z0-9_]*$/i.test(part);
}

/** A part of a path that is a name or a number. */
function wordOf(part: string): string {
  const word = part.replace(/\W/g, "_");
  return /^\d+$/.test(word) || isWord(word) ? word : `_${word}`;
}

/** `GlobalAveragePool` as `global_average_pool`. */
function snake(opType: string): string {
  return opType
    .replace(/\W/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
