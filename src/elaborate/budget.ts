import type { Span } from "../diagnostics/diagnostic.js";
import type { Report } from "./report.js";

const limits = {
  /** Layers of the network. */
  nodes: 20_000,
  /** Elements expanded, whether or not they make a node. */
  steps: 100_000,
  /** Characters of all layers' paths. */
  pathCharacters: 4_000_000,
  /** Bodies inside each other, through calls too; keeps the expansion's recursion within the stack. */
  depth: 250,
} as const;

const tooMany = {
  nodes: `more than ${grouped(limits.nodes)} layers, or very long paths`,
  steps: `more than ${grouped(limits.steps)} elements to expand`,
} as const;

/** What one elaboration may spend. Once it is used up, everything winds down. */
export class Budget {
  exhausted = false;
  private nodes = 0;
  private steps = 0;
  private pathCharacters = 0;
  private depth = 0;

  constructor(private readonly report: Report) {}

  /** Whether another element may be expanded. */
  step(span: Span): boolean {
    this.steps += 1;
    return this.within(this.steps <= limits.steps, span, tooMany.steps);
  }

  /** Whether another node may be made. */
  node(path: string, span: Span): boolean {
    this.nodes += 1;
    this.pathCharacters += path.length;
    const fits = this.nodes <= limits.nodes && this.pathCharacters <= limits.pathCharacters;
    return this.within(fits, span, tooMany.nodes);
  }

  /** Whether a body may be repeated so often, before any of it is expanded. */
  repeats(count: number, span: Span): boolean {
    if (count <= limits.nodes) return !this.exhausted;
    const finding = `${grouped(count)} repetitions, and at most ${grouped(limits.nodes)} layers are written out`;
    return this.within(false, span, finding);
  }

  /** Runs `inner` one level deeper; `undefined` where that is too deep. */
  deeper<T>(span: Span, inner: () => T): T | undefined {
    if (!this.within(this.depth < limits.depth, span, `bodies nested more than ${limits.depth} deep`)) {
      return undefined;
    }
    this.depth += 1;
    const result = inner();
    this.depth -= 1;
    return result;
  }

  private within(fits: boolean, span: Span, finding: string): boolean {
    if (!fits && !this.exhausted) {
      this.exhausted = true;
      const help =
        "repetitions multiply where they nest, and blocks where they call each other several times";
      this.report.error("CNN0307", `the network is too large: ${finding}`, span, help);
    }
    return !this.exhausted;
  }
}

function grouped(count: number): string {
  return count.toLocaleString("en-US").replaceAll(",", "_");
}
