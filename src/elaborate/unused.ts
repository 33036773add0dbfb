import type * as Ast from "../syntax/ast.js";
import type { Declaration, FileScope, Linked } from "./link.js";
import type { Report } from "./report.js";
import type { StaticScope } from "./static-scope.js";

/**
 * Warns of values that are bound for nothing, and of what whole files declare or import and neither use nor export.
 * Where a name is wrong nobody can say what it should have used, so this comes after the names are right.
 */
export function reportUnused(
  values: readonly Ast.Name[],
  files: ReadonlyMap<string, Ast.File>,
  linked: ReadonlyMap<string, FileScope>,
  scopes: ReadonlyMap<string, StaticScope>,
  isBroken: (declaration: Declaration) => boolean,
  report: Report,
): void {
  const warn = (what: string, { text, span }: Ast.Name, help: string): void => {
    report.warning("CNN0404", `the ${what} \`${text}\` is never used`, span, help);
  };
  for (const name of values)
    warn("value", name, `write the chain without \`${name.text} =\`, or use the value`);

  for (const [path, file] of files) {
    const declarations = [...file.definitions, ...file.constants];
    const isWhole = file.lost.length === 0 && !declarations.some(isBroken);
    const hasUsers = declarations.some(({ kind, exported }) => kind === "model" || exported);
    if (!isWhole || !hasUsers) continue;
    for (const entry of linked.get(path)?.values() ?? []) {
      const { declared } = entry;
      const what = kindOf(entry, path);
      if (declared === undefined || what === undefined || scopes.get(path)?.uses(declared.text)) continue;
      const others = "use it, leave it out, or write `export` before it if it is for other files";
      warn(what, declared, what === "import" ? "use it, or leave it out of the braces" : others);
    }
  }
}

/** What a name is that somebody should use; `undefined` for what is exported, a model, or unknown. */
function kindOf({ target, constant }: Linked, path: string): "import" | "block" | "constant" | undefined {
  const file = target?.file ?? constant?.file;
  const declaration = target?.definition ?? constant?.constant;
  if (file === undefined || declaration === undefined) return undefined;
  if (file !== path) return "import";
  return declaration.exported || declaration.kind === "model" ? undefined : declaration.kind;
}
