import { codeMarkdown, indentMarkdown, tableMarkdown } from "../markdown.js";
import { grouped, shapeList } from "../text.js";
import { changeText, type Comparison } from "./comparison.js";
import { convention } from "./summary.js";

/** Two networks side by side as Markdown. Ends in a newline. */
export function renderComparisonMarkdown({ left, right, names, facts, tables }: Comparison): string {
  const [first, second] = names.map(codeMarkdown);
  const number = (title: string) => ({ title, right: true });
  const sides = [number(first ?? ""), number(second ?? ""), number("change")];
  const count = (value: number | undefined): string =>
    value === undefined ? "" : value === 0 ? "–" : grouped(value);
  const change = (one: number | undefined, other: number | undefined) =>
    changeText(one, other).replace("<", "&lt;");
  const parts = [
    [`# ${first ?? ""} and ${second ?? ""}`],
    [left, right].map(
      ({ inputs, outputs }, side) =>
        `- ${codeMarkdown(names[side] ?? "")}: ${codeMarkdown(`${shapeList(inputs)} → ${shapeList(outputs)}`)}`,
    ),
    tableMarkdown(
      [{ title: "" }, ...sides],
      facts.map((fact) => [
        fact.title,
        fact.show(fact.left),
        fact.show(fact.right),
        change(fact.left, fact.right),
      ]),
    ),
    ...tables.flatMap(({ title, about, rows }) => [
      [`## ${about}`],
      tableMarkdown(
        [
          { title },
          ...["Parameters", "MACs"].flatMap((of) => sides.map((side) => number(`${of}, ${side.title}`))),
        ],
        rows.map(({ name, level, left: one, right: other }) => [
          indentMarkdown(level) + codeMarkdown(name),
          count(one?.params),
          count(other?.params),
          change(one?.params, other?.params),
          count(one?.macs),
          count(other?.macs),
          change(one?.macs, other?.macs),
        ]),
      ),
    ]),
    [`<sub>${convention}</sub>`],
  ];
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}
