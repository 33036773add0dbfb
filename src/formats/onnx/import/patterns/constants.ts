import { elements, type ValueId } from "../../../../ir/graph.js";
import { defaultInitialiser } from "../../../../ops/initialisers.js";
import { shapeAttribute } from "../../../../ops/shapes.js";
import { broadcastTo, floats, type Known } from "../known.js";
import type { New, Pattern, Site } from "./site.js";

/** Places of a constant that varies from one to another, each of which gets a filter of its own. */
const largest = 2 ** 16;

/** x times `weight` plus `bias`, where the bias is left out if it is nothing. */
interface Line {
  readonly weight: (number: number) => number;
  readonly bias: ((number: number) => number) | undefined;
}

/**
 * A sum, a difference, a product or a quotient with known numbers, which no layer of the language is, as one that is:
 * a filter of one element for each channel. Where the numbers vary from place to place, places stand in as channels.
 */
export const affine: Pattern = (site) => {
  const { op, inputs, results } = site.node;
  const shape = site.shape(results[0] ?? -1);
  const sample = shape.slice(1).map(Number);
  for (const [value, constant] of site.orders()) {
    const known = site.known(constant);
    const line = lineOf(op, value === inputs[0]);
    const fits = shape[0] === "N" && site.shape(value).join() === shape.join();
    if (known === undefined || line === undefined || !fits) continue;
    const [channels = 1] = sample;
    const isImage = sample.length === 2 || sample.length === 3;
    const byChannel = isImage && numbersOf(known, [channels, ...sample.slice(1).map(() => 1)]);
    if (byChannel) return filtered(site, value, constant, byChannel, line, sample.length - 1)?.value;
    const byPlace = elements(sample) <= largest && numbersOf(known, sample);
    if (!byPlace) continue;
    const places = site.apply("reshape", { shape: [-1, byPlace.length, 1] }, [value]);
    const result = places && filtered(site, places, constant, byPlace, line, 1);
    return result && site.apply("reshape", { shape: shapeAttribute(shape) }, [result])?.value;
  }
  return undefined;
};

function lineOf(op: string, isFirst: boolean): Line | undefined {
  const one = (): number => 1;
  const same = (number: number): number => number;
  const negative = (number: number): number => -number;
  switch (op) {
    case "add":
      return { weight: one, bias: same };
    case "sub":
      return isFirst ? { weight: one, bias: negative } : { weight: () => -1, bias: same };
    case "mul":
      return { weight: same, bias: undefined };
    case "div":
      return isFirst ? { weight: (number) => 1 / number, bias: undefined } : undefined;
    default:
      return undefined;
  }
}

/** The numbers along the axes of a sample, if they do not vary along the batch or along axes of extent 1 here. */
function numbersOf({ shape, ...known }: Known, sample: readonly number[]): Float64Array | undefined {
  const own = shape.length > sample.length ? shape.slice(shape.length - sample.length) : shape;
  const lead = sample.length - own.length;
  const fits = own.every((extent, axis) => extent === 1 || extent === sample[axis + lead]);
  return fits && elements(own) === elements(shape)
    ? broadcastTo({ ...known, shape: own }, sample)
    : undefined;
}

function filtered(
  site: Site,
  x: ValueId | New,
  constant: ValueId,
  numbers: Float64Array,
  line: Line,
  axes: number,
): New | undefined {
  const ones = new Array<number>(axes).fill(1);
  const vector = (number: (of: number) => number, shape: readonly number[]): New =>
    site.numbers(constant, floats(numbers.map(number), shape));
  const weights = [vector(line.weight, [numbers.length, 1, ...ones])];
  if (line.bias) weights.push(vector(line.bias, [numbers.length]));
  const attributes = {
    ...{ kernel: ones, stride: ones, dilation: ones, padding: [...ones, ...ones].map(() => 0) },
    ...{ groups: numbers.length, filters: numbers.length, bias: line.bias !== undefined },
    init: defaultInitialiser,
  };
  return site.apply("conv", attributes, [x, ...weights]);
}
