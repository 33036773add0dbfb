import { setTimeout } from "node:timers/promises";
import { hasErrors } from "../diagnostics/diagnostic.js";
import type { Plan } from "../node/config.js";
import { writeFiles } from "../node/files.js";
import { haveChanged, runJob, stampOf, type Compiled, type Job, type Stamps } from "../node/jobs.js";
import { failFile, printLine, report, type DiagnosticFormat } from "./output.js";
import { isCurrent } from "./outputs.js";

/** Milliseconds between two looks at the files, and for which they must rest before they are read. */
const interval = 100;

/**
 * Compiles again what changes, until the signal says to end. Files are looked at by their paths, so that it does not
 * matter whether an editor writes them or moves others into their places, nor on what kind of disk they are. A source
 * that is broken leaves the output of before.
 */
export async function watch(
  plan: () => Promise<Plan>,
  messages: DiagnosticFormat,
  ending: AbortSignal,
): Promise<void> {
  let jobs: readonly Job[] = [];
  let planned: Stamps | undefined;
  let known = new Map<string, Compiled>();
  while (!ending.aborted) {
    if (planned === undefined || haveChanged(planned)) {
      const next = await plan();
      report(next.diagnostics, next.sources, messages);
      planned = next.stamps;
      jobs = next.jobs ?? jobs;
    }
    const compiled = new Map<string, Compiled>();
    for (const job of jobs) {
      const key = JSON.stringify([job.options, job.folder, job.weights]);
      const before = known.get(key);
      const isNew = before === undefined || haveChanged(before.stamps);
      compiled.set(key, isNew ? await compileOnce(job, messages) : before);
    }
    known = compiled;
    await change([planned, ...[...known.values()].map(({ stamps }) => stamps)], ending);
  }
}

/** Compiles, writes what differs, and says so in a line. */
async function compileOnce(job: Job, messages: DiagnosticFormat): Promise<Compiled> {
  const start = performance.now();
  const compiled = await runJob(job);
  const { outputs, diagnostics, sources } = compiled;
  report(diagnostics, sources, messages);
  const clock = new Date().toTimeString().slice(0, 8);
  const took = `${Math.round(performance.now() - start)} ms`;
  const say = (text: string): void => {
    printLine(`${clock}  ${text}`);
  };
  if (outputs === undefined || hasErrors(diagnostics)) {
    say(`${job.options.entry} has errors; what it compiled to before stays  (${took})`);
    return compiled;
  }
  const changed = outputs.filter((output) => !isCurrent(output));
  const failed = writeFiles(changed.map(({ path, content }) => ({ path, parts: [content] })));
  if (failed !== undefined) failFile("written", failed.path, failed.failure, messages);
  else if (changed.length === 0) say(`${outputs.map(({ path }) => path).join(", ")} as before  (${took})`);
  else say(`${changed.map(({ path }) => path).join(", ")}  (${took})`);
  return compiled;
}

/** Waits until a file differs from its stamp, and then until none has changed for an interval. */
async function change(stamps: readonly Stamps[], ending: AbortSignal): Promise<void> {
  const paths = [...new Set(stamps.flatMap((one) => [...one.keys()]))];
  const look = (): string => paths.map(stampOf).join("\n");
  try {
    while (!stamps.some(haveChanged)) await setTimeout(interval, undefined, { signal: ending });
    for (let last = ""; last !== look();) {
      last = look();
      await setTimeout(interval, undefined, { signal: ending });
    }
  } catch (failure) {
    if (!ending.aborted) throw failure;
  }
}
