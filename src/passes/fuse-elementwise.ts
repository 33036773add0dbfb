import { loadTimeValues, producersOf } from "../ir/dependence.js";
import { sameShape, typeOf, type Alignment, type Node, type ValueId } from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import { rewrite, usesOf } from "../ir/rewrite.js";
import { input, substitute, termsIn } from "../ir/scalar.js";
import type { Pass } from "./pass.js";

/** Larger expressions stay apart: people read them, and whoever works on them recurses. */
const largestExpression = 100;

export const fuseElementwise: Pass = {
  name: "fuse-elementwise",
  doc:
    "Moves elementwise operators (activations, residual sums, scales) into the epilogue of the contraction or " +
    "elementwise operator that computes one of their inputs, where nothing else needs it.",
  run(graph, { operators }) {
    const producers = producersOf(graph);
    const uses = usesOf(graph);
    const constant = loadTimeValues(graph);
    const outputs = new Set(graph.outputs.map((output) => output.value));
    const position = new Map(graph.nodes.map((node, index) => [node, index]));
    /** Nodes as fused so far, by the value they result in; inputs are values of the old graph. */
    const fused = new Map<ValueId, Node>();
    const absorbed = new Set<ValueId>();

    /** Whether `value` may be computed together with the node that uses it. */
    const absorbable = (value: ValueId, user: Node): boolean => {
      const producer = producers.get(value);
      if (producer?.results.length !== 1 || outputs.has(value) || uses.get(value)?.length !== 1) return false;
      const { contraction, elementwise } = operatorNamed(operators, producer.op).traits;
      const [result = -1] = user.results;
      return (
        (contraction !== undefined || elementwise !== undefined) &&
        constant.has(value) === constant.has(result) &&
        sameShape(typeOf(graph, value).shape, typeOf(graph, result).shape)
      );
    };

    for (const node of graph.nodes) {
      const trait = operatorNamed(operators, node.op).traits.elementwise;
      const [result = -1] = node.results;
      if (trait === undefined || node.epilogue !== undefined) continue;
      const candidates = node.inputs
        .map((value, index) => ({ value, index, at: position.get(producers.get(value) ?? node) ?? -1 }))
        .filter(({ value }) => absorbable(value, node));
      // The latest producer moves the least, so that its inputs live no longer than they must.
      const chosen = candidates.reduce<(typeof candidates)[number] | undefined>(
        (best, candidate) => (best === undefined || candidate.at > best.at ? candidate : best),
        undefined,
      );
      const producer = chosen && (fused.get(chosen.value) ?? producers.get(chosen.value));
      if (chosen === undefined || producer === undefined) continue;

      const before = producer.epilogue ?? { expression: input(0), operands: [] };
      const others = node.inputs.flatMap((value, index) =>
        index === chosen.index ? [] : [{ value, index }],
      );
      const replacements = node.inputs.map((_, index) => {
        const other = others.findIndex((candidate) => candidate.index === index);
        return other < 0 ? before.expression : input(1 + before.operands.length + other);
      });
      const alignments = others.map(({ index }): Alignment =>
        trait.channelInputs.includes(index) ? "channel" : "trailing",
      );
      const expression = substitute(trait.expression(node.attributes), replacements);
      if (termsIn(expression) > largestExpression) continue;
      absorbed.add(chosen.value);
      fused.delete(chosen.value);
      fused.set(result, {
        ...producer,
        inputs: [...producer.inputs, ...others.map(({ value }) => value)],
        results: node.results,
        epilogue: { expression, operands: [...before.operands, ...alignments] },
      });
    }

    const result = rewrite(graph, operators, (node, { builder, values }) => {
      const [value = -1] = node.results;
      if (absorbed.has(value)) return "drop";
      const whole = fused.get(value);
      return whole === undefined ? "keep" : builder.node({ ...whole, inputs: values(whole.inputs) });
    });
    return { graph: result, diagnostics: [] };
  },
};
