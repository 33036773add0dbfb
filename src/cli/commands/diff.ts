import { compareLayers, firstDivergence, type Difference } from "../../api/diff/compare.js";
import { inputsFor, inputsOf, randomInputs } from "../../api/diff/inputs.js";
import { layerValues, type DiffSide, type DiffTarget } from "../../api/diff/side.js";
import { diffJson, diffText } from "../../api/diff/text.js";
import { inputBuffers, matchInputs } from "../../api/inputs.js";
import type { Buffers } from "../../api/load.js";
import { dataProblem } from "../../api/samples.js";
import { painter } from "../../api/text.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { host } from "../host.js";
import { withWeights, type OpenNetwork, type WeightFlags } from "../load.js";
import { fileProblem, hasColour, type ExitCode } from "../output.js";
import { readBytes } from "../pictures.js";

export interface DiffFlags extends WeightFlags {
  readonly weights2?: string;
  readonly names2?: string;
  readonly target: DiffTarget;
  readonly target2?: DiffTarget;
  readonly input?: readonly string[];
  readonly seed: number;
  readonly tolerance: number;
  readonly json?: true;
}

/** `cnnc diff`: names the first layer in which two networks diverge; ends with 1 where one does. */
export async function diff(first: string, second: string | undefined, flags: DiffFlags): Promise<ExitCode> {
  const { weights2 = flags.weights, names2 = flags.weights2 === undefined ? flags.names : flags.names2 } =
    flags;
  const isAlone = second === undefined && flags.weights2 === undefined;
  const target2 = flags.target2 ?? (isAlone ? otherTarget(flags.target) : flags.target);
  const code = await withWeights(first, flags, (a) =>
    withWeights(second ?? first, { ...flags, weights: weights2, names: names2 }, async (b) => {
      const sides = [sideOf(a, first, flags.target), sideOf(b, second ?? first, target2)] as const;
      const found = await difference(sides, [a, b], flags);
      return found.layers === undefined ? 1 : printed(found, sides, flags);
    }),
  );
  return code ?? 1;
}

function otherTarget(target: DiffTarget): DiffTarget {
  return target === "cpu" ? "reference" : "cpu";
}

function sideOf({ checked, weights }: OpenNetwork, entry: string, target: DiffTarget): DiffSide {
  return { entry, checked, weights, target };
}

type Sides = readonly [DiffSide, DiffSide];

/** Runs both sides; what stands in the way has been reported where there are no layers. */
async function difference(
  [a, b]: Sides,
  [first, second]: readonly [OpenNetwork, OpenNetwork],
  flags: DiffFlags,
): Promise<Difference | { readonly layers: undefined }> {
  const refused = ({ tell }: OpenNetwork, findings: readonly Diagnostic[]) => {
    tell(findings);
    return { layers: undefined };
  };
  const given = await inputs(a, flags);
  if (!("samples" in given)) return refused(first, given);
  const same = inputsFor(a.checked.network.graph, b.checked.network.graph, given.inputs, b.entry);
  if (!("inputs" in same)) return refused(second, [same]);
  const left = await layerValues(host, a, given.inputs, given.samples);
  if (!("layers" in left)) return refused(first, left);
  first.tell(left.warnings);
  const right = await layerValues(host, b, same.inputs, given.samples);
  if (!("layers" in right)) return refused(second, right);
  second.tell(right.warnings);
  const found = compareLayers(left.layers, right.layers);
  if (found.layers.length > 0) return found;
  const message = `${a.entry} and ${b.entry} have no layer of the same path`;
  const help = "layers are compared by their paths: name them by `as`";
  return refused(second, [dataProblem(b.entry, message, help)]);
}

async function inputs(
  { checked: { network }, entry }: DiffSide,
  { input: given = [], seed }: DiffFlags,
): Promise<{ readonly inputs: Buffers; readonly samples: number } | readonly Diagnostic[]> {
  const ports = inputsOf(network.graph);
  if (given.length === 0) return { inputs: randomInputs(ports, seed), samples: 1 };
  const files = matchInputs({ name: network.graph.name, inputs: ports }, given, entry);
  if ("code" in files) return [files];
  const read = [];
  for (const { input, file } of files) {
    try {
      read.push({ input, file, bytes: await readBytes(file) });
    } catch (failure) {
      return [fileProblem("read", file, failure)];
    }
  }
  return inputBuffers(read);
}

function printed(found: Difference, [a, b]: Sides, { tolerance, json }: DiffFlags): ExitCode {
  const facts = { ...namesOf(a, b), tolerance };
  const text =
    json === true ? diffJson(found, facts) : diffText(found, facts, painter(hasColour(process.stdout)));
  process.stdout.write(text);
  return firstDivergence(found, tolerance) === undefined ? 0 : 1;
}

/** What tells the sides apart. */
function namesOf(a: DiffSide, b: DiffSide): { readonly first: string; readonly second: string } {
  if (a.entry !== b.entry) return { first: a.entry, second: b.entry };
  if (a.weights.name !== b.weights.name) return { first: a.weights.name, second: b.weights.name };
  return { first: a.target, second: b.target };
}
