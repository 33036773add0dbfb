import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";
import type { Report } from "./report.js";
import { didYouMean } from "./suggest.js";

/** The argument that each parameter is given: positional ones in order, then named ones. */
export function matchArguments(
  parameters: readonly string[],
  given: readonly Ast.Argument[],
): ReadonlyMap<string, Ast.Argument> {
  const matched = new Map<string, Ast.Argument>();
  given.forEach((argument, index) => {
    const name = argument.name?.text ?? parameters[index];
    if (name !== undefined && !matched.has(name)) matched.set(name, argument);
  });
  return matched;
}

/** Whether the arguments suit; reports those that a call has too many or too few, or that no parameter takes. */
export function checkArguments(
  callee: Ast.Name,
  parameters: readonly { readonly name: string; readonly optional: boolean }[],
  given: readonly Ast.Argument[],
  report: Report,
): boolean {
  const names = parameters.map(({ name }) => name);
  const takes = names.length === 0 ? "no arguments" : names.join(", ");
  const taken = new Map<string, Span>();
  let suits = true;
  const fail = (...finding: Parameters<Report["error"]>): void => {
    suits = false;
    report.error(...finding);
  };
  given.forEach((argument, index) => {
    const name = argument.name?.text ?? names[index];
    if (name === undefined) {
      const message = `\`${callee.text}\` takes ${counted(names.length)}, this is argument ${index + 1}`;
      fail("CNN0203", message, argument.span, `it takes ${takes}`);
    } else if (!names.includes(name)) {
      const message = `\`${callee.text}\` has no parameter \`${name}\``;
      const span = argument.name?.span ?? argument.span;
      fail("CNN0201", message, span, didYouMean(name, names) ?? `it takes ${takes}`);
    } else {
      const first = taken.get(name);
      if (first) {
        fail("CNN0203", `\`${name}\` is given twice`, [
          { span: argument.span, text: "the second time" },
          { span: first, text: "the first time" },
        ]);
      }
      taken.set(name, argument.span);
    }
  });
  const missing = parameters.filter(({ name, optional }) => !optional && !taken.has(name));
  if (missing.length > 0) {
    const list = missing.map(({ name }) => `\`${name}\``).join(", ");
    fail("CNN0202", `\`${callee.text}\` needs ${list}`, callee.span, `it takes ${takes}`);
  }
  return suits;
}

function counted(count: number): string {
  if (count === 0) return "no arguments";
  return count === 1 ? "one argument" : `${count} arguments`;
}
