import { dirname } from "node:path";
import { passNames, unknownPasses } from "../../api/compile.js";
import { idleOptions } from "../../api/idle-options.js";
import { printStage, stages, type StageOptions } from "../../api/stages.js";
import { hasErrors } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import { configNames, findConfig, readConfig, type Plan } from "../../node/config.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { collisions, runJob, type Compiled } from "../../node/jobs.js";
import { failFile, printLine, refuseCall, report, type DiagnosticFormat, type ExitCode } from "../output.js";
import { staleOutputs } from "../outputs.js";
import { watch } from "../watch.js";
import type { WeightPaths } from "../../node/weights.js";
import type { NetworkFlags } from "./check.js";

export interface CompileFlags extends NetworkFlags, Partial<WeightPaths> {
  readonly output?: string;
  readonly format: "ts" | "js";
  readonly runtime: "inline" | "import";
  readonly target: "cpu" | "webgpu" | "auto";
  readonly portable?: true;
  readonly numerics?: "fast" | "exact";
  readonly precision: "f32" | "f16";
  readonly tuning?: string | false;
  readonly relaxedSimd?: true;
  readonly wasm: "inline" | "file" | "import";
  readonly batch: number;
  readonly without?: readonly string[];
  readonly taps?: true;
  readonly tap?: readonly string[];
  readonly emit?: string;
  readonly config?: string;
  readonly check?: true;
  readonly watch?: true;
}

/** Flags that say how all is compiled; the others are about one file. */
const general: readonly string[] = ["messages", "config", "check", "watch"];

/** `cnnc compile`: writes modules, compares them with what is there, or prints one stage of the compile. */
export async function compileNetwork(
  entry: string | undefined,
  flags: CompileFlags,
  given: readonly string[],
): Promise<ExitCode> {
  if (flags.check && flags.watch) return refuseCall("--check looks once; leave --watch out");
  if (entry === undefined) {
    const path = flags.config ?? findConfig();
    if (path === undefined) {
      return refuseCall(`there is no file given, and no ${configNames.join(", ")} in this folder`);
    }
    const single = given.find((name) => !general.includes(name));
    if (single !== undefined)
      return refuseCall(`--${single} is for a file; set it for each model in ${path}`);
    return carryOut(() => readConfig(path), flags);
  }
  if (flags.config !== undefined) return refuseCall("give a file or --config, not both");
  const { target, format, runtime, portable, numerics, precision, wasm, batch } = flags;
  const { taps, tap, emit, weights, names, relaxedSimd, without = [] } = flags;
  const [idle] = idleOptions(flags, (option) =>
    option === "relaxedSimd" ? "--relaxed-simd" : `--${option}`,
  );
  if (idle !== undefined) return refuseCall(idle.message);
  const unknown = unknownPasses(without);
  if (unknown.length > 0) {
    return refuseCall(`there is no pass ${unknown.join(", ")}; passes are ${passNames.join(", ")}`);
  }
  const network = {
    entry,
    model: flags.model,
    parameters: flags.set,
    target,
    portable,
    numerics,
    precision,
    tuning: flags.tuning,
    relaxedSimd,
    batch,
    without,
    taps,
    tap,
  };
  if (emit !== undefined) {
    if (flags.check || flags.watch) return refuseCall("--emit prints, and goes with no --check or --watch");
    if (target === "auto")
      return refuseCall("--emit prints what one target does: --target must be cpu or webgpu");
    return emitStage({ ...network, target, stage: emit }, flags.messages);
  }
  if (names !== undefined && weights === undefined) return refuseCall("--names goes with --weights");
  const folder = flags.output ?? dirname(entry);
  const job = {
    options: { ...network, format, runtime, wasm },
    folder,
    weights: weights === undefined ? undefined : { weights, names },
  };
  const plan: Plan = { jobs: [job], diagnostics: [], sources: new Map(), stamps: new Map() };
  return carryOut(() => Promise.resolve(plan), flags);
}

function emitStage(options: StageOptions, messages: DiagnosticFormat): ExitCode {
  const { stage, without } = options;
  if (!stages.includes(stage)) {
    return refuseCall(`there is no stage ${stage}; stages are ${stages.join(", ")}`);
  }
  const skipped = without.find((pass) => stage === `graph-after:${pass}`);
  if (skipped !== undefined) return refuseCall(`there is no graph after ${skipped}, which is left out`);
  const { value, diagnostics, sources } = printStage(host, options);
  const sound = report(diagnostics, sources, messages);
  process.stdout.write(visible(value ?? "", "\n"));
  return sound ? 0 : 1;
}

/** Compiles all that is planned, and writes all of it or, where anything is wrong, nothing. */
async function carryOut(plan: () => Promise<Plan>, flags: CompileFlags): Promise<ExitCode> {
  if (flags.watch) {
    const ending = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        ending.abort();
      });
    }
    await watch(plan, flags.messages, ending.signal);
    return 0;
  }
  const { jobs, ...planned } = await plan();
  if (!report(planned.diagnostics, planned.sources, flags.messages) || jobs === undefined) return 1;
  const compiled: Compiled[] = [];
  for (const job of jobs) compiled.push(await runJob(job));
  const sources = new Map([...planned.sources, ...compiled.flatMap((one) => [...one.sources])]);
  const found = [...compiled.flatMap(({ diagnostics }) => diagnostics), ...collisions(compiled)];
  // What two models import is found fault with once.
  const diagnostics = [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  const outputs = compiled.flatMap(({ job, outputs: files = [] }) =>
    files.map((file) => ({ ...file, entry: job.options.entry })),
  );
  const stale = flags.check && !hasErrors(diagnostics) ? staleOutputs(outputs) : [];
  if (!report([...diagnostics, ...stale], sources, flags.messages)) return 1;
  if (!flags.check) {
    const failed = writeFiles(outputs.map(({ path, content }) => ({ path, parts: [content] })));
    if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  }
  for (const { path } of outputs) printLine(flags.check ? `${path} is current` : path);
  return 0;
}
