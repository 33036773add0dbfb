import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { expect } from "vitest";

/** All elements of a page, in order; fails where a browser would have to mend something. */
export function elementsOf(html: string): readonly Tree.Element[] {
  const errors: string[] = [];
  const document = parse(html, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  const visit = (node: Tree.Node): readonly Tree.Element[] => {
    const inner = "childNodes" in node ? node.childNodes.flatMap(visit) : [];
    return "tagName" in node ? [node, ...inner] : inner;
  };
  return visit(document);
}

export function textOf(node: Tree.Node): string {
  if (node.nodeName === "#text" && "value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

export const attribute = (element: Tree.Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value;

/** Tags and the names of attributes: what no name or doc comment may change. */
export const shapeOf = (html: string): readonly string[] =>
  elementsOf(html).map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(" "));
