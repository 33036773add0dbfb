import type { Span } from "../diagnostics/diagnostic.js";
import type { ValueId } from "../ir/graph.js";

/** What flows through a body: a value of the graph, nothing yet, or what an error has left unknown. */
export type Flow =
  | { readonly kind: "value"; readonly value: ValueId; readonly trail: Trail }
  /** Several values, which names take apart. */
  | { readonly kind: "several"; readonly flows: readonly Flow[] }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

/** How a value came to be, newest step first, for messages about its shape. */
export interface Trail {
  readonly label: string;
  readonly shape: string;
  readonly span: Span;
  readonly previous: Trail | undefined;
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
