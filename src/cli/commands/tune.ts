import { checkNetwork } from "../../api/network.js";
import { showTime } from "../../api/profile/text.js";
import { tuneNetwork, tuningText, type TunedConv } from "../../api/tune/tune.js";
import { parseTuning, tuningPath } from "../../api/tune/tuning.js";
import { padEnd, padStart } from "../../api/text.js";
import { writeFiles } from "../../node/files.js";
import { host } from "../../node/host.js";
import { measureHost } from "../measuring.js";
import { failFile, printLine, report, type ExitCode } from "../output.js";
import type { NetworkFlags } from "./check.js";

export interface TuneFlags extends NetworkFlags {
  readonly batch: number;
  readonly seconds: number;
  readonly output?: string;
}

/** `cnnc tune`: measures every algorithm of each convolution, and writes down the fastest ones. */
export async function tune(entry: string, flags: TuneFlags): Promise<ExitCode> {
  const { batch, seconds, messages } = flags;
  const { value, diagnostics, sources } = checkNetwork(host, {
    entry,
    model: flags.model,
    parameters: flags.set,
  });
  if (!report(diagnostics, sources, messages) || value === undefined) return 1;
  const measured = measureHost();
  const tuned = await tuneNetwork(measured, value, { batch, seconds });
  const model = value.network.graph.name;
  const path = flags.output ?? tuningPath(entry, model);
  for (const line of linesOf(tuned)) printLine(line);
  const before = host.readOptional?.(path);
  const older = typeof before === "string" ? parseTuning(before, path) : undefined;
  const kept = older === undefined || "length" in older ? undefined : older;
  const text = tuningText(tuned, { model, machine: measured.machine, batch }, kept);
  const failed = writeFiles([{ path, parts: [text] }]);
  if (failed !== undefined) return failFile("written", failed.path, failed.failure, messages);
  printLine(path);
  return 0;
}

/** A line a convolution: the algorithm that is to be taken, its time, and what the cost model would take where it is another. */
function linesOf(tuned: readonly TunedConv[]): readonly string[] {
  const cells = tuned.map(({ key, taken: [taken = ""], expected, times }) => {
    const time = (name: string): string => {
      const milliseconds = times.get(name);
      return milliseconds === undefined ? "not measured" : `${showTime(milliseconds)} ms`;
    };
    const instead = taken === expected ? "as expected" : `instead of ${expected}, ${time(expected)}`;
    return [key, taken, time(taken), instead] as const;
  });
  const columns = ([0, 1, 2] as const).map((index) => Math.max(0, ...cells.map((row) => row[index].length)));
  const [keys = 0, names = 0, times = 0] = columns;
  return cells.map(
    ([key, taken, time, instead]) =>
      `${padEnd(key, keys)}  ${padEnd(taken, names)}  ${padStart(time, times)}  ${instead}`,
  );
}
