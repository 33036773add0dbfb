import type { CstElement } from "chevrotain";

/** The concrete syntax tree as indented text, for `--emit cst`: rules by name, tokens by their text. */
export function printCst(cst: { readonly name: string; readonly children: object }): string {
  const lines: string[] = [];
  const visit = (node: { readonly name: string; readonly children: object }, depth: number): void => {
    lines.push(`${"  ".repeat(depth)}${node.name}`);
    for (const [name, children] of Object.entries(node.children as Record<string, CstElement[]>)) {
      for (const child of children) {
        if ("image" in child) lines.push(`${"  ".repeat(depth + 1)}${name} ${JSON.stringify(child.image)}`);
        else visit(child, depth + 1);
      }
    }
  };
  visit(cst, 0);
  return `${lines.join("\n")}\n`;
}
