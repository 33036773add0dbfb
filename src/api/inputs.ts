import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Buffers, LoadedNetwork, SampleInput } from "./load.js";
import { dataProblem, samplesOf } from "./samples.js";

/** An input and the file that is to be it. */
export interface InputFile {
  readonly input: SampleInput;
  readonly file: string;
}

/** Which file is which input: `name=file` of each, or a file where there is one input. */
export function matchInputs(
  network: Pick<LoadedNetwork, "name" | "inputs">,
  given: readonly string[],
  entry: string,
): readonly InputFile[] | Diagnostic {
  const names = network.inputs.map(({ name }) => name).join(", ");
  const files: InputFile[] = [];
  for (const text of given) {
    const [, name, path = ""] = /^([A-Za-z_]\w*)=(.*)$/.exec(text) ?? [];
    const [only] = network.inputs;
    const isAlone = name === undefined && network.inputs.length === 1;
    const input = isAlone ? only : network.inputs.find((candidate) => candidate.name === name);
    if (input === undefined) {
      const what =
        name === undefined ? `${text} does not say which input it is` : `there is no input ${name}`;
      return dataProblem(
        entry,
        `${network.name}: ${what}`,
        `its inputs are ${names}; write \`--input <name>=<file>\``,
      );
    }
    if (files.some((other) => other.input === input))
      return dataProblem(entry, `input ${input.name} is given twice`);
    files.push({ input, file: isAlone ? text : path });
  }
  const missing = network.inputs.find((input) => !files.some((file) => file.input === input));
  return missing === undefined
    ? files
    : dataProblem(entry, `input ${missing.name} is not given`, `write \`--input ${missing.name}=<file>\``);
}

/** All samples of a network's inputs, and how many there are. */
export function inputBuffers(
  files: readonly (InputFile & { readonly bytes: Uint8Array })[],
): { readonly inputs: Buffers; readonly samples: number } | readonly Diagnostic[] {
  const inputs: [string, Float32Array][] = [];
  const problems: Diagnostic[] = [];
  let samples = -1;
  for (const { input, file, bytes } of files) {
    const data = samplesOf(input, bytes, file);
    if ("code" in data) {
      problems.push(data);
      continue;
    }
    const count = data.length / input.elements;
    if (samples >= 0 && count !== samples) {
      problems.push(
        dataProblem(
          file,
          `the inputs differ in their number of samples: ${input.name} has ${count}, those before it ${samples}`,
        ),
      );
    }
    samples = count;
    inputs.push([input.name, data]);
  }
  return problems.length > 0 ? problems : { inputs: Object.fromEntries(inputs), samples };
}
