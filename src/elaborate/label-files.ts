import type * as Ast from "../syntax/ast.js";
import { relativePath } from "./relative.js";

/** Where a file of labels is; `undefined` for what is no relative path of a `.txt` file. */
export function labelsPath({ text, span }: Ast.Name): string | undefined {
  return /^(?!\/|[A-Za-z]+:)[^\\\0]+\.txt$/.test(text) ? relativePath(span.file, text) : undefined;
}

/** The files of labels that the outputs of a file's models name. */
export function labelFiles({ definitions }: Ast.File): ReadonlySet<string> {
  const outputs = definitions.flatMap(({ body }) => outputsIn(body));
  return new Set(outputs.flatMap(({ labels }) => (labels?.from && labelsPath(labels.from)) ?? []));
}

/** An `if` of a model may hold outputs too. */
function outputsIn({ statements }: Ast.Body): readonly Ast.Output[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "output") return [statement];
    const elements = statement.kind === "chain" ? statement.elements : [];
    const bodies = elements.flatMap((element) =>
      element.kind === "if" ? [...element.arms.map(({ body }) => body), element.otherwise] : [],
    );
    return bodies.flatMap((body) => (body ? outputsIn(body) : []));
  });
}
