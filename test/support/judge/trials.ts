import fc from "fast-check";
import { opsets } from "../../../src/formats/onnx/opsets.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { judge, type Engine, type Judgement, type Trial } from "./judge.js";
import { networkTexts } from "./networks.js";

const trials: fc.Arbitrary<Trial> = fc.record({
  text: networkTexts,
  batch: fc.integer({ min: 1, max: 4 }),
  without: fc.subarray(pipeline.map(({ name }) => name)),
  opset: fc.constantFrom(opsets.standard, opsets.newest, opsets.oldest, 19),
  functions: fc.boolean(),
});

/** What came of the trials of a seed. */
export interface Trials extends Judgement {
  readonly networks: number;
  /** The smallest trial that was found to fail, and how. */
  readonly failure: { readonly trial: Trial; readonly message: string } | undefined;
}

/** Judges random networks until one fails, which is then made as small as it can be; by all engines, or by these. */
export async function tryNetworks(
  networks: number,
  seed: number,
  engines?: readonly Engine[],
): Promise<Trials> {
  let [compared, unstable] = [0, 0];
  const property = fc.asyncProperty(trials, async (trial) => {
    const judgement = await judge(trial, engines);
    compared += judgement.compared;
    unstable += judgement.unstable;
  });
  const { counterexample, errorInstance, numRuns } = await fc.check(property, { seed, numRuns: networks });
  const [trial] = counterexample ?? [];
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { networks: numRuns, compared, unstable, failure: trial && { trial, message } };
}

/** A trial as a file: the network, and in comments how it was run and what came of it. */
export function trialFile({ text, ...how }: Trial, message: string): string {
  const comment = [JSON.stringify(how), ...message.split("\n")].map((line) => `// ${line}`.trimEnd());
  return `${comment.join("\n")}\n\n${text}`;
}
