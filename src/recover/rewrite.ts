import type * as Ast from "../syntax/ast.js";
import { unaliasedNames } from "../syntax/numbering.js";

/** A tree's text without places: equal for trees that say the same. */
export function keyOf(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === "span" ? undefined : value));
}

/** The definition with other names for the blocks that it mentions. */
export function renameBlocks(definition: Ast.Definition, names: ReadonlyMap<string, string>): Ast.Definition {
  return rewritten(definition, (node) => {
    const renamed = (name: Ast.Name): Ast.Name => ({ ...name, text: names.get(name.text) ?? name.text });
    if ("callee" in node) return { ...node, callee: renamed(node.callee as Ast.Name) };
    const isReference = "kind" in node && node.kind === "reference" && "name" in node;
    return isReference ? { ...node, name: renamed(node.name as Ast.Name) } : node;
  });
}

/** The definition without the names that its places have anyway. */
export function withoutNeedlessNames(definition: Ast.Definition): Ast.Definition {
  const names = unaliasedNames(definition);
  return rewritten(definition, (node, original) => {
    const needless = "alias" in original && (original.alias as Ast.Name | undefined)?.text;
    return needless === names.get(original as Ast.Element) && needless !== undefined
      ? { ...node, alias: undefined }
      : node;
  });
}

/** A copy in which every object, inner ones first, is what `change` makes of it. Places are shared with the original. */
export function rewritten<T>(value: T, change: (node: object, original: object) => object): T {
  if (Array.isArray(value)) return value.map((item: unknown) => rewritten(item, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => [
    key,
    key === "span" ? child : rewritten(child, change),
  ]);
  return change(Object.fromEntries(entries) as object, value) as T;
}
