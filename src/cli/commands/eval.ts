import { runSamples } from "../../api/batches.js";
import { Evaluator, evaluationJson, scoringOutput, type LabelledSample } from "../../api/evaluate.js";
import { evaluationPage } from "../../api/evaluation-html.js";
import { renderEvaluation } from "../../api/evaluation-text.js";
import type { LoadedNetwork, SampleOutput } from "../../api/load.js";
import { throughput } from "../../api/run-text.js";
import { pictureInput, type PictureInput } from "../../api/samples.js";
import { painter } from "../../api/text.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visibleJson } from "../../diagnostics/visible.js";
import { writeFiles } from "../../node/files.js";
import { folderSamples, idxFileSamples } from "../labelled.js";
import { loadFromFiles, type LoadFlags } from "../load.js";
import { columnsOf, failFile, hasColour, refuseCall, report, type ExitCode } from "../output.js";
import { Progress } from "../progress.js";

export interface EvalFlags extends LoadFlags {
  readonly head?: string;
  readonly json?: boolean;
  readonly html?: string;
}

/** `cnnc eval`: what a network gets right of pictures whose classes are known. */
export async function evaluateNetwork(
  entry: string,
  [data = "", classes, ...surplus]: readonly string[],
  flags: EvalFlags,
): Promise<ExitCode> {
  if (surplus.length > 0) return refuseCall("give a folder, or a file of pictures and one of their classes");
  const fail = (diagnostic: Diagnostic): ExitCode => {
    report([diagnostic], new Map(), flags.messages);
    return 1;
  };
  const files = classes === undefined ? [data] : [data, classes];
  const network = await loadFromFiles(entry, files, flags);
  if (typeof network === "number") return network;
  try {
    const input = pictureInput(network, entry);
    if ("code" in input) return fail(input);
    const output = scoringOutput(network, flags.head, entry);
    if ("code" in output) return fail(output);
    const samples =
      classes === undefined
        ? folderSamples(input, output, data)
        : await idxFileSamples(input, output, data, classes);
    if ("code" in samples) return fail(samples);
    return await evaluate({ network, input, output, samples }, flags);
  } finally {
    network.destroy();
  }
}

interface Task {
  readonly network: LoadedNetwork;
  readonly input: PictureInput;
  readonly output: SampleOutput;
  readonly samples: readonly LabelledSample[];
}

/** Counts all samples; those that cannot be read are reported, and make the command end with 1. */
async function evaluate({ network, input, output, samples }: Task, flags: EvalFlags): Promise<ExitCode> {
  const evaluator = new Evaluator(network, output);
  const progress = new Progress(samples.length, process.stderr);
  const begun = performance.now();
  let [done, failed] = [0, 0];
  for await (const result of runSamples(network, input, samples)) {
    const problem = "code" in result ? result : evaluator.add(result);
    done += 1;
    if (problem !== undefined) {
      failed += 1;
      progress.clear();
      report([problem], new Map(), flags.messages);
    }
    progress.show(done);
  }
  progress.clear();
  if (done === failed) return 1;
  const evaluation = evaluator.finish();
  if (flags.json === true) {
    process.stdout.write(`${visibleJson(evaluationJson(evaluation, failed))}\n`);
  } else {
    const width = columnsOf(process.stdout) ?? 120;
    const paint = painter(hasColour(process.stdout));
    process.stdout.write(renderEvaluation(evaluation, { width, paint }));
    process.stdout.write(`\n${throughput(done, "pictures", performance.now() - begun)}\n`);
  }
  if (flags.html !== undefined) {
    const unwritten = writeFiles([{ path: flags.html, parts: [evaluationPage(evaluation, failed)] }]);
    if (unwritten !== undefined)
      return failFile("written", unwritten.path, unwritten.failure, flags.messages);
  }
  return failed === 0 ? 0 : 1;
}
