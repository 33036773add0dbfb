import { opsets } from "../../src/formats/onnx/opsets.js";
import { typesOf } from "../ops/domains.js";
import { recorder } from "../ops/onnx.js";
import { integers } from "../ops/random.js";
import { elements, showShape, typeOf, type Graph, type Node, type Weight } from "../../src/ir/graph.js";
import {
  NoOnnx,
  NotDifferentiable,
  type OperatorDefinition,
  type Page,
  type Parameter,
  type ParameterType,
} from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { compile } from "../elaborate/compile.js";

/** The operators that have a page: those that a model's text can hold. */
export const pages: readonly OperatorDefinition[] = [...operators.values()].filter(
  ({ syntax }) => syntax.kind !== "internal",
);

/** `conv(filters, kernel, stride: 1)`: how an operator is called, with its defaults. */
export function signature({ name, syntax }: OperatorDefinition): string {
  const parameters = parametersOf(syntax);
  return `\`${name}${parameters.length === 0 ? "" : `(${parameters.map(written).join(", ")})`}\``;
}

/** The model of a page's example. */
export function exampleOf({ example: { x, layers } }: Page): string {
  const lines = [`input x: [${x.join(", ")}]`, ...layers.split("\n")];
  return `model example {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** All that an operator's definition says, in Markdown. */
export function pageOf(definition: OperatorDefinition): string {
  const { name, doc, syntax, gradient } = definition;
  const here = "page" in syntax ? facts(definition, exampleOf(syntax.page)) : undefined;
  const heading = [`## ${name}`, doc.summary];
  const asText = "page" in syntax ? [`\`\`\`cnn\n${exampleOf(syntax.page)}\`\`\``] : [];
  const how = syntax.kind === "construct" ? [`Written as \`${syntax.writtenAs}\`.`] : [];
  const counts = "page" in syntax ? syntax.page.counts : "none";
  const items = [
    `Shape: ${doc.shapes}${here ? `; in the example ${here.shapes}` : ""}.`,
    ...(here && here.weights.length > 0 ? [`Weights in the example: ${here.weights.join("; ")}.`] : []),
    `Counts: ${counts}${here?.counts ?? ""}.`,
    `Gradient: ${gradient instanceof NotDifferentiable ? `none, since ${gradient.why}` : "to every input of floats"}.`,
    `ONNX: ${onnxOf(definition)}.`,
    `Source: ${doc.source}.`,
  ];
  const list = items.map((item) => `- ${item}`).join("\n");
  return [...heading, ...how, ...table(parametersOf(syntax)), ...asText, list].join("\n\n");
}

/** The kinds of nodes of the simplest sample in the standard operator set. */
function onnxOf(definition: OperatorDefinition): string {
  const { onnx } = definition;
  if (onnx instanceof NoOnnx) return `none: ${onnx.why}`;
  const written = Array.from({ length: 10 }, (_, seed) => {
    const sample = definition.samples(integers(seed));
    const writer = recorder(opsets.standard);
    const operands = typesOf(sample).map((type, index) => ({ value: `x${index}`, type }));
    onnx.export(writer, sample.attributes, operands);
    return [...new Set(writer.nodes.map(({ opType }) => `\`${opType}\``))].join(", ");
  });
  return written.filter((nodes) => nodes !== "").sort((a, b) => a.length - b.length)[0] ?? "";
}

function parametersOf(syntax: OperatorDefinition["syntax"]): readonly Parameter[] {
  return "parameters" in syntax ? syntax.parameters : [];
}

function written(parameter: Parameter): string {
  const standard = defaultOf(parameter);
  return standard === "" ? parameter.name : `${parameter.name}: ${standard}`;
}

function defaultOf({ like, default: standard }: Parameter): string {
  return like ?? (standard === undefined ? "" : JSON.stringify(standard).replaceAll('"', ""));
}

function table(parameters: readonly Parameter[]): readonly string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map((parameter) => {
    const standard = defaultOf(parameter);
    const cells = [`\`${parameter.name}\``, typeInWords(parameter.type), standard && `\`${standard}\``];
    return `| ${[...cells, parameter.doc].join(" | ")} |`;
  });
  return [["| parameter | type | default | |", "| --- | --- | --- | --- |", ...rows].join("\n")];
}

function typeInWords(type: ParameterType): string {
  switch (type.kind) {
    case "int":
      return `int, at least ${type.min}`;
    case "float":
      return type.max === Number.MAX_VALUE ? "float" : `float, ${type.min} to ${type.max}`;
    case "bool":
      return "bool";
    case "word":
      return type.words.map((word) => `\`${word}\``).join(", ");
    case "extents":
      return "kernel, at least 1 an axis";
    case "padding":
      return "padding, at least 0";
    case "axis":
      return "an axis, at least 0";
    case "order":
      return "a list of axes";
    case "shape":
      return "a list of extents, at least 1";
    case "tensor":
      return type.dtype === "i32" ? "classes" : "a bound value";
  }
}

/** What the example's graph says of the operator's first node in it. */
function facts(definition: OperatorDefinition, example: string) {
  const graph = compile(example).network?.graph;
  const node = graph?.nodes.find(({ op }) => op === definition.name);
  if (graph === undefined || node === undefined)
    throw new Error(`the example of ${definition.name} does not use it`);
  const types = (values: readonly number[]) => values.map((value) => typeOf(graph, value));
  const [inputs, results] = [types(node.inputs), types(node.results)];
  const weights = weightsOf(graph, node);
  const data = inputs.slice(0, inputs.length - weights.length);
  const show = (list: typeof inputs): string => list.map(({ shape }) => `\`${showShape(shape)}\``).join(", ");
  const { macs, elementwise } = definition.counts(node.attributes, inputs, results);
  const counted = [
    ...(macs > 0 ? [`${macs.toLocaleString("en")} MACs`] : []),
    ...(elementwise > 0 ? [`${elementwise.toLocaleString("en")} elementwise operations`] : []),
  ];
  return {
    shapes: `${show(data)} → ${show(results)}`,
    weights: weights.map((weight) => weightInWords(weight, graph)),
    counts: counted.length > 0 ? `; in the example ${counted.join(" and ")}` : "",
  };
}

function weightsOf(graph: Graph, node: Node): readonly Weight[] {
  return graph.weights.filter(({ value }) => node.inputs.includes(value));
}

function weightInWords({ path, value, initialiser, trainable }: Weight, graph: Graph): string {
  const { shape } = typeOf(graph, value);
  const slot = path.slice(path.lastIndexOf(".") + 1);
  const start =
    initialiser.kind === "fill"
      ? String(initialiser.value)
      : `${initialiser.scheme}_${initialiser.distribution} over a fan-in of ${initialiser.fanIn}`;
  const of = `${elements(shape).toLocaleString("en")} ${trainable ? "parameters" : "numbers of a buffer"}`;
  return `\`${slot}\` ${showShape(shape)}, ${of}, first ${start}`;
}
