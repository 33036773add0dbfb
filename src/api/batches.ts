import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Buffers, LoadedNetwork, SamplePort } from "./load.js";

/** A sample that is made when its turn comes. */
export interface Sample {
  readonly name: string;
  /** Writes the sample of the network's input, or says why it cannot. */
  fill(tensor: Float32Array): Promise<Diagnostic | undefined>;
}

/** What a network gave for one sample. */
export interface SampleResult<S extends Pick<Sample, "name"> = Pick<Sample, "name">> {
  readonly sample: S;
  /** The values of this sample, by the output's name. */
  readonly values: Buffers;
  /** The sample's part of the time that its batch took. */
  readonly milliseconds: number;
}

/** Runs samples in batches; what cannot be made a sample is said in its place, and the rest goes on. */
export async function* runSamples<S extends Sample>(
  network: LoadedNetwork,
  input: SamplePort,
  samples: Iterable<S>,
): AsyncGenerator<SampleResult<S> | Diagnostic> {
  const { elements, name } = input;
  const tensor = new Float32Array(network.batch * elements);
  let batch: S[] = [];
  for (const sample of samples) {
    const problem = await sample.fill(
      tensor.subarray(batch.length * elements, (batch.length + 1) * elements),
    );
    if (problem === undefined) batch.push(sample);
    else yield problem;
    if (batch.length < network.batch) continue;
    yield* runBatch(network, { [name]: tensor }, batch);
    batch = [];
  }
  if (batch.length > 0)
    yield* runBatch(network, { [name]: tensor.subarray(0, batch.length * elements) }, batch);
}

/** The results of samples that are at hand. */
export async function* runBatch<S extends Pick<Sample, "name">>(
  network: LoadedNetwork,
  inputs: Buffers,
  samples: readonly S[],
): AsyncGenerator<SampleResult<S>> {
  const begun = performance.now();
  const results = await network.run(inputs);
  const milliseconds = (performance.now() - begun) / samples.length;
  for (const [index, sample] of samples.entries()) {
    const values = network.outputs.map(({ name, elements }) => {
      const all = results[name] ?? new Float32Array();
      return [name, all.slice(index * elements, (index + 1) * elements)] as const;
    });
    yield { sample, values: Object.fromEntries(values), milliseconds };
  }
}
