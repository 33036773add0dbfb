import type * as Ast from "../syntax/ast.js";

/**
 * The local name of each call site, residual and join of a definition: what `as` says, or else the name of what is
 * called and a number. Sites are numbered from 1 a name, in source order, whether or not `as` names them and whether or
 * not an `if` takes them, so that neither naming a layer nor a parameter's value renames another. Branches, shortcuts
 * and loops number their own sites: those of equal branch names together, all shortcuts together, all `repeat`s and
 * `for`s together.
 */
export function numberSites(definition: Ast.Definition): ReadonlyMap<Ast.Element, string> {
  const names = new Map<Ast.Element, string>();
  const counts = new Map<string, number>();

  const name = (site: Ast.Element, scope: string, callee: string, alias?: Ast.Name): void => {
    const key = `${scope} ${callee}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    names.set(site, alias?.text ?? `${callee}${count}`);
  };

  const visitBody = (body: Ast.Body, scope: string): void => {
    for (const statement of body.statements) {
      for (const { elements } of chainsOf(statement)) {
        for (const element of elements) visit(element, scope);
      }
    }
  };

  const visit = (element: Ast.Element, scope: string): void => {
    switch (element.kind) {
      case "layer":
        name(element, scope, element.callee.text, element.alias);
        break;
      case "in":
        break;
      case "repeat":
      case "for":
        visitBody(element.body, `${scope}/*`);
        break;
      case "if":
        for (const { body } of element.arms) visitBody(body, scope);
        if (element.otherwise) visitBody(element.otherwise, scope);
        break;
      case "residual":
        name(element, scope, "residual");
        visitBody(element.body, scope);
        if (element.shortcut) visitBody(element.shortcut, `${scope}/shortcut`);
        break;
      case "join":
        name(element, scope, element.joiner.text);
        element.branches.forEach((branch, index) => {
          visitBody(branch.body, `${scope}/${branchName(branch, index)}`);
        });
        break;
    }
  };

  visitBody(definition.body, "");
  return names;
}

function chainsOf(statement: Ast.Statement): readonly Ast.Chain[] {
  if (statement.kind === "chain") return [statement];
  if (statement.kind === "return") return statement.chains;
  return "chain" in statement && statement.chain ? [statement.chain] : [];
}

/** A branch's scope in paths: its name, or its number from 1 within its join. */
export function branchName(branch: Ast.Branch, index: number): string {
  return branch.name?.text ?? String(index + 1);
}
