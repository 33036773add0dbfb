import { visible } from "../diagnostics/visible.js";
import {
  boxesOf,
  type BoxRole,
  type Diagram,
  type DiagramBox,
  type DiagramEdge,
  type DiagramItem,
} from "./diagram.js";
import { timesOf } from "./measures.js";

const fills: Readonly<Record<BoxRole, string>> = {
  input: "#d5dae2",
  output: "#d5dae2",
  tap: "#ffffff",
  conv: "#dbe8fb",
  dense: "#e9dff8",
  pool: "#d9f0dd",
  light: "#f1f1f1",
  join: "#fdeccb",
  block: "#e3ebf3",
};

/** The diagram in Graphviz' language, graphviz.org/doc/info/lang.html; Graphviz lays it out. Ends in a newline. */
export function printDot({ name, doc, children, edges }: Diagram): string {
  const shapes = new Map(boxesOf(children).map(({ id, shape }) => [id, shape]));
  const lines = [
    `digraph ${quoted(name)} {`,
    `  tooltip=${quoted(doc === "" ? name : doc)};`,
    `  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=11, margin="0.12,0.05", height=0.3];`,
    `  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9, arrowsize=0.6];`,
    ...children.flatMap((item) => itemLines(item, "  ")),
    ...edges.map(
      (edge) => `  ${edge.from} -> ${edge.to} ${edgeAttributes(edge, shapes.get(edge.from) ?? "")};`,
    ),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function itemLines(item: DiagramItem, indent: string): readonly string[] {
  if (item.kind === "box") return [`${indent}${item.id} ${boxAttributes(item)};`];
  const { id, title, count, about, training, children } = item;
  const style = training ? "rounded,dashed" : "rounded";
  return [
    `${indent}subgraph cluster_${id} {`,
    `${indent}  label=${label(`${title} ${timesOf(count)}`.trim())}; labeljust=l; style=${quoted(style)}; color="#9aa3b2"; fontname="Helvetica,Arial,sans-serif"; fontsize=11; tooltip=${quoted(about)};`,
    ...children.flatMap((child) => itemLines(child, `${indent}  `)),
    `${indent}}`,
  ];
}

function boxAttributes({ role, lines, count, about, training }: DiagramBox): string {
  const texts = [...lines.map(({ text }) => text), ...(count > 1 ? [timesOf(count)] : [])];
  const style = training ? "rounded,filled,dashed" : "rounded,filled";
  return `[label=${label(...texts)}, tooltip=${quoted(about)}, fillcolor=${quoted(fills[role])}, style=${quoted(style)}]`;
}

function edgeAttributes({ skip, training }: DiagramEdge, shape: string): string {
  const style = training ? "dashed" : "solid";
  const colour = skip ? "#b4430c" : "#7b8494";
  return `[label=${label(shape)}, style=${style}, color=${quoted(colour)}]`;
}

/** What stands in the picture, each text on a line of its own. */
function label(...texts: readonly string[]): string {
  return quoted(texts.map((text) => visible(text)).join("\n"));
}

/** A string of the language, in which escapes and entities of the text stay what they are. */
function quoted(text: string): string {
  const plain = visible(text, "\n").replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/&/g, "&amp;");
  return `"${plain.replace(/\n/g, "\\n")}"`;
}
