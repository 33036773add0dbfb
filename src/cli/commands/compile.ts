import { dirname, join } from "node:path";
import { compile, passNames, unknownPasses } from "../../api/compile.js";
import { printStage, stages } from "../../api/stages.js";
import { writeFiles } from "../files.js";
import { host } from "../host.js";
import { failFile, refuseCall, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface CompileFlags extends NetworkFlags {
  readonly output?: string;
  readonly format: "ts" | "js";
  readonly runtime: "inline" | "import";
  readonly batch: number;
  readonly without?: readonly string[];
  readonly taps?: true;
  readonly tap?: readonly string[];
  readonly emit?: string;
}

/** `cnnc compile`: writes the module, or prints one stage of the compile. */
export async function compileNetwork(entry: string, flags: CompileFlags): Promise<ExitCode> {
  const { format, runtime, batch, without = [], taps, tap, emit } = flags;
  const unknown = unknownPasses(without);
  if (unknown.length > 0) {
    return refuseCall(`there is no pass ${unknown.join(", ")}; passes are ${passNames.join(", ")}`);
  }
  const network = { entry, model: flags.model, parameters: flags.set, batch, without, taps, tap };
  if (emit !== undefined) {
    if (!stages.includes(emit)) {
      return refuseCall(`there is no stage ${emit}; stages are ${stages.join(", ")}`);
    }
    const skipped = without.find((pass) => emit === `graph-after:${pass}`);
    if (skipped !== undefined) return refuseCall(`there is no graph after ${skipped}, which is left out`);
    const { value, diagnostics, sources } = printStage(host, { ...network, stage: emit });
    const sound = report(diagnostics, sources, flags.messages);
    process.stdout.write(value ?? "");
    return sound ? 0 : 1;
  }
  const { value, diagnostics, sources } = await compile(host, { ...network, format, runtime });
  if (!report(diagnostics, sources, flags.messages) || value === undefined) return 1;
  const folder = flags.output ?? dirname(entry);
  const failed = writeFiles(value.map(({ name, text }) => ({ path: join(folder, name), parts: [text] })));
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, flags.messages);
  for (const { name } of value) process.stdout.write(`${join(folder, name)}\n`);
  return 0;
}
