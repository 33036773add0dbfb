import { runBatch, runSamples, type SampleResult } from "../../api/batches.js";
import { inputBuffers, matchInputs } from "../../api/inputs.js";
import type { LoadedNetwork } from "../../api/load.js";
import { resultFile } from "../../api/results.js";
import { resultJson, resultText, throughput } from "../../api/run-text.js";
import { dataProblem, pictureInput } from "../../api/samples.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { writeFiles } from "../../node/files.js";
import { loadFromFiles, type LoadFlags } from "../load.js";
import { failFile, fileProblem, refuseCall, report, type ExitCode } from "../output.js";
import { fileSample, listPictures, readBytes } from "../pictures.js";
import { Progress } from "../progress.js";

export interface RunFlags extends LoadFlags {
  readonly input?: readonly string[];
  readonly top: number;
  readonly json?: boolean;
  readonly output?: string;
}

/** `cnnc run`: compiles a network in memory and prints what it gives for pictures, or for numbers. */
export async function runNetwork(
  entry: string,
  paths: readonly string[],
  flags: RunFlags,
): Promise<ExitCode> {
  const { input: tensors = [], messages, output } = flags;
  if (paths.length > 0 === tensors.length > 0) {
    return refuseCall("give pictures, or else every input by --input <name=file>");
  }
  const files = tensors.map((text) => text.replace(/^[A-Za-z_]\w*=/, ""));
  const network = await loadFromFiles(entry, [...paths, ...files], flags);
  if (typeof network === "number") return network;
  const run = new Run(network, flags);
  const begun = performance.now();
  const ran = paths.length > 0 ? run.pictures(entry, paths) : run.tensors(entry, tensors);
  await ran.finally(() => {
    network.destroy();
  });
  const { printed, kept, failed } = run;
  if (printed > 1 && flags.json !== true) {
    const what = paths.length > 0 ? "pictures" : "samples";
    process.stdout.write(`\n${throughput(printed, what, performance.now() - begun)}\n`);
  }
  if (output !== undefined && printed > 0) {
    const unwritten = writeFiles([{ path: output, parts: resultFile(network, kept) }]);
    if (unwritten !== undefined) return failFile("written", unwritten.path, unwritten.failure, messages);
  }
  return failed ? 1 : 0;
}

/** Prints results as they come, and keeps them where they go to a file. */
class Run {
  printed = 0;
  failed = false;
  readonly kept: SampleResult[] = [];
  private progress = new Progress(0, process.stderr);

  constructor(
    private readonly network: LoadedNetwork,
    private readonly flags: RunFlags,
  ) {}

  /** A picture that cannot be read is reported, and the rest goes on. */
  async pictures(entry: string, paths: readonly string[]): Promise<void> {
    const input = pictureInput(this.network, entry);
    if ("code" in input) {
      this.fail(input);
      return;
    }
    const files = paths.flatMap((path) => this.listed(path));
    this.progress = new Progress(files.length, process.stderr);
    const samples = files.map((file) => fileSample(input, file));
    let done = 0;
    for await (const result of runSamples(this.network, input, samples)) {
      if ("code" in result) this.fail(result);
      else this.print(result);
      done += 1;
      this.progress.show(done);
    }
    this.progress.clear();
  }

  async tensors(entry: string, given: readonly string[]): Promise<void> {
    const files = matchInputs(this.network, given, entry);
    if ("code" in files) {
      this.fail(files);
      return;
    }
    const read = [];
    for (const { input, file } of files) {
      try {
        read.push({ input, file, bytes: await readBytes(file) });
      } catch (failure) {
        this.fail(fileProblem("read", file, failure));
        return;
      }
    }
    const made = inputBuffers(read);
    if (!("inputs" in made)) {
      this.fail(...made);
      return;
    }
    const names = Array.from({ length: made.samples }, (_, index) => ({ name: `sample ${index}` }));
    for await (const result of runBatch(this.network, made.inputs, names)) this.print(result);
  }

  private listed(path: string): readonly string[] {
    try {
      const files = listPictures(path);
      if (files.length === 0) this.fail(dataProblem(path, `${path} holds no .png, .jpg or .jpeg file`));
      return files;
    } catch (failure) {
      this.fail(fileProblem("read", path, failure));
      return [];
    }
  }

  private print(result: SampleResult): void {
    const { json, top, output } = this.flags;
    this.progress.clear();
    process.stdout.write((json === true ? resultJson : resultText)(this.network, result, top));
    this.printed += 1;
    if (output !== undefined) this.kept.push(result);
  }

  private fail(...diagnostics: readonly Diagnostic[]): void {
    this.progress.clear();
    report(diagnostics, new Map(), this.flags.messages);
    this.failed = true;
  }
}
