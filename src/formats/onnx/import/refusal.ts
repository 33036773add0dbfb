import type { Code } from "../../../diagnostics/diagnostic.js";
import { Problem } from "../../../ir/operator.js";

/** Thrown where a node cannot be imported, and caught where it is known which node that is. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** The file says something that ONNX does not allow. */
export function malformed(message: string): never {
  throw new Refusal(new Problem("CNN0601", message));
}

/** ONNX allows it, this compiler does not. */
export function unsupported(message: string, help?: string): never {
  throw new Refusal(new Problem("CNN0602", message, help));
}

/** What a rule of the graph gives, unless it says why it gives nothing: that is reported under `code`. */
export function granted<T>(result: T | Problem, code: Code = "CNN0602"): T {
  if (result instanceof Problem) throw new Refusal(new Problem(code, result.message));
  return result;
}

/** A name of a file, safe to be shown. */
export function quoted(name: string): string {
  return JSON.stringify(name);
}
