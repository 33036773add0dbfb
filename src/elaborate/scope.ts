import type { Span } from "../diagnostics/diagnostic.js";
import type { ValueId } from "../ir/graph.js";
import type { Value } from "./values.js";

/** What flows through a body: a value of the graph, nothing yet, or what an error has left unknown. */
export type Flow =
  | { readonly kind: "value"; readonly value: ValueId; readonly trail: Trail }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

/** How a value came to be, newest step first, for messages about its shape. */
export interface Trail {
  readonly label: string;
  readonly shape: string;
  readonly span: Span;
  readonly previous: Trail | undefined;
}

export type Entry =
  | { readonly kind: "variable"; readonly value: Value | undefined }
  | { readonly kind: "tensor"; readonly flow: Flow };

/** Names that can be seen from a body; `in` is the value that entered the innermost one. */
export class Scope {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly parent?: Scope) {}

  define(name: string, entry: Entry): void {
    this.entries.set(name, entry);
  }

  lookup(name: string): Entry | undefined {
    return this.entries.get(name) ?? this.parent?.lookup(name);
  }

  /** The scope of a body that `flow` enters. */
  inner(flow: Flow): Scope {
    const scope = new Scope(this);
    if (flow.kind !== "none") scope.define("in", { kind: "tensor", flow });
    return scope;
  }
}

const longestTrail = 8;

/** `image [1, 28, 28] -> conv1 [6, 24, 24] -> …`, oldest first. */
export function showTrail(trail: Trail): string {
  const steps: string[] = [];
  for (let step: Trail | undefined = trail; step && steps.length < longestTrail; step = step.previous) {
    steps.unshift(`${step.label} ${step.shape}`);
  }
  return steps.join(" -> ");
}
