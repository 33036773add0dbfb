import type { Span } from "../diagnostics/diagnostic.js";
import type { Shape } from "../ir/graph.js";
import { traced, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import type { Trail } from "./scope.js";

/** Whether two values differ in nothing but their channels. */
export function joins(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => axis === 1 || dim === b[axis]);
}

/** The paths of a residual end in different shapes; `passed` where the shortcut is the entering value itself. */
export function reportUnequalPaths(
  keyword: Span,
  main: Trail,
  shortcut: Trail,
  passed: boolean,
  frame: Frame,
  report: Report,
): void {
  const labels = [
    { span: keyword, text: "these are added" },
    { span: main.span, text: `the main path ends in ${main.shape}` },
    { span: shortcut.span, text: `the shortcut ${passed ? "passes on" : "ends in"} ${shortcut.shape}` },
  ];
  const help = "write a `shortcut { … }` that gives the main path's shape; none is guessed";
  report.error("CNN0304", `cannot add ${main.shape} and ${shortcut.shape}`, traced(frame, labels), help);
}

/** A branch of a concat differs from the first in more than its channels. */
export function reportMisfit(first: Trail, misfit: Trail, frame: Frame, report: Report): void {
  const labels = [
    { span: misfit.span, text: `this branch ends in ${misfit.shape}` },
    { span: first.span, text: `the first one ends in ${first.shape}` },
  ];
  const message = `cannot join ${first.shape} and ${misfit.shape} on channels`;
  report.error("CNN0304", message, traced(frame, labels), "all extents but the channels must be equal");
}
