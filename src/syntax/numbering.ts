import type * as Ast from "./ast.js";

/**
 * The local name of each call site, residual and join of a definition: what `as` says, or else the name of what is
 * called and a number. Sites are numbered from 1 a name, in source order, whether or not `as` names them and whether or
 * not an `if` takes them, so that neither naming a layer nor a parameter's value renames another. Branches, shortcuts
 * and loops number their own sites: those of equal branch names together, all shortcuts together, all `repeat`s and
 * `for`s together. An iteration and an unnamed branch may have the same number, so sites in loops and sites in numbered
 * branches do not take each other's names either.
 */
export function numberSites(definition: Ast.Definition): ReadonlyMap<Ast.Element, string> {
  return namesOf(definition, (number, alias) => alias?.text ?? number);
}

/** The names that the sites would have if none said `as`. */
export function unaliasedNames(definition: Ast.Definition): ReadonlyMap<Ast.Element, string> {
  return namesOf(definition, (number) => number);
}

function namesOf(
  definition: Ast.Definition,
  choose: (numbered: string, alias: Ast.Name | undefined) => string,
): ReadonlyMap<Ast.Element, string> {
  const names = new Map<Ast.Element, string>();
  /** The last number of each name, by the scopes in which it is called. */
  const counts = new Map<string, Map<string, number>>();

  const name = (site: Ast.Element, scope: string, callee: string, alias?: Ast.Name): void => {
    const known = counts.get(callee) ?? new Map<string, number>();
    const taken = [...known].filter(([other]) => mayCoincide(scope, other)).map(([, number]) => number);
    const count = Math.max(0, ...taken) + 1;
    counts.set(callee, known.set(scope, count));
    names.set(site, choose(`${callee}${count}`, alias));
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
        name(element, scope, "residual", element.alias);
        visitBody(element.body, scope);
        if (element.shortcut) visitBody(element.shortcut, `${scope}/shortcut`);
        break;
      case "join":
        name(element, scope, element.joiner.text, element.alias);
        element.branches.forEach((branch, index) => {
          visitBody(branch.body, `${scope}/${branchName(branch, index)}`);
        });
        break;
    }
  };

  visitBody(definition.body, "");
  return names;
}

/** Whether two scopes can be the same in a path: equal, or an iteration where the other has a numbered branch. */
function mayCoincide(a: string, b: string): boolean {
  const [parts, others] = [a.split("/"), b.split("/")];
  const equal = (part: string, other = ""): boolean =>
    part === other || (part === "*" && /^\d+$/.test(other)) || (other === "*" && /^\d+$/.test(part));
  return parts.length === others.length && parts.every((part, index) => equal(part, others[index]));
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
