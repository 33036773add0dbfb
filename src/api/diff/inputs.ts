import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { initialise } from "../../formats/initialise.js";
import { sameShape, showShape, typeOf, type Graph } from "../../ir/graph.js";
import { dataProblem } from "../samples.js";
import type { Buffers, SampleInput } from "../load.js";

/** Inputs of a network for inference. */
function inputsOf(graph: Graph): readonly SampleInput[] {
  return graph.inputs
    .filter(({ training }) => !training)
    .map(({ name, value, picture }) => {
      const shape = typeOf(graph, value).shape.slice(1).map(Number);
      return { name, shape, elements: shape.reduce((product, extent) => product * extent, 1), picture };
    });
}

/** The first network's inputs, which are pictures also where the second declares them so, as an ONNX file cannot. */
export function jointInputs(first: Graph, second: Graph): readonly SampleInput[] {
  const others = inputsOf(second);
  return inputsOf(first).map((input, index) => {
    const other = others[index];
    if (other === undefined || !sameShape(input.shape, other.shape)) return input;
    return { ...input, picture: input.picture ?? other.picture };
  });
}

/** One sample of numbers with mean 0 and variance 1, the same for the same seed and name. */
export function randomInputs(inputs: readonly SampleInput[], seed: number): Buffers {
  const normal = { kind: "scaled", scheme: "lecun", distribution: "normal", fanIn: 1, fanOut: 1 } as const;
  return Object.fromEntries(inputs.map(({ name, shape }) => [name, initialise(shape, normal, seed, name)]));
}

/** The first network's inputs as those of the second, which are matched in their order. */
export function inputsFor(
  first: Graph,
  second: Graph,
  given: Buffers,
  entry: string,
): { readonly inputs: Buffers } | Diagnostic {
  const [from, to] = [inputsOf(first), inputsOf(second)];
  const named: [string, Float32Array][] = [];
  for (const [index, { name, shape }] of to.entries()) {
    const source = from[index];
    if (source !== undefined && sameShape(source.shape, shape)) {
      named.push([name, given[source.name] ?? new Float32Array()]);
      continue;
    }
    const other = source === undefined ? "no such input" : `${source.name} ${showShape(source.shape)}`;
    const message = `${second.name} takes ${name} ${showShape(shape)}, where ${first.name} has ${other}`;
    return dataProblem(entry, message, "only networks of the same inputs can be given the same");
  }
  return { inputs: Object.fromEntries(named) };
}
