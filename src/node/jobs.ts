import { statSync } from "node:fs";
import { join } from "node:path";
import { compile, type CompileOptions } from "../api/compile.js";
import type { Host } from "../api/host.js";
import { error, type Diagnostic, type Label } from "../diagnostics/diagnostic.js";
import { host } from "./host.js";
import { reasonOf } from "./reason.js";
import { openWeightFile, type WeightPaths } from "./weights.js";

/** One compile, as a call or an entry of a configuration asks for it. */
export interface Job {
  readonly options: Omit<CompileOptions, "weights">;
  /** Where the module is written. */
  readonly folder: string;
  /** Weights that have to fit. */
  readonly weights: WeightPaths | undefined;
  /** Where a configuration asks for it. */
  readonly asked?: Label | undefined;
}

/** A file, and its text or bytes. */
export interface FileContent {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What a compile has made, and all that it has read. */
export interface Compiled {
  readonly job: Job;
  /** Absent where there are errors. */
  readonly outputs: readonly FileContent[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Of every file that it has read or missed, how it was. */
  readonly stamps: Stamps;
}

/** How files were, by path: equal stamps mean equal files. */
export type Stamps = ReadonlyMap<string, string>;

/** How a file is now. */
export function stampOf(path: string): string {
  try {
    const status = statSync(path, { bigint: true });
    return [status.ino, status.size, status.mtimeNs, status.ctimeNs].join(" ");
  } catch (failure) {
    return reasonOf(failure);
  }
}

export function haveChanged(stamps: Stamps): boolean {
  return [...stamps].some(([path, stamp]) => stampOf(path) !== stamp);
}

/** Compiles in memory; nothing is written. */
export async function runJob(job: Job): Promise<Compiled> {
  const { options, folder, weights, asked } = job;
  const stamps = new Map<string, string>();
  const recording: Host = {
    ...host,
    readSource: (path) => {
      // What changes while it is read has another stamp afterwards.
      stamps.set(path, stampOf(path));
      return host.readSource(path);
    },
    readOptional: (path) => {
      stamps.set(path, stampOf(path));
      return host.readOptional?.(path);
    },
  };
  for (const path of [weights?.names, weights?.weights]) {
    if (path !== undefined) stamps.set(path, stampOf(path));
  }
  const opened = weights && (await openWeightFile(weights));
  if (opened !== undefined && "failure" in opened) {
    const { path, failure } = opened;
    const label = asked ?? { span: { file: path, start: 0, end: 0 }, text: "" };
    const unread = error("CNN0004", `${path} cannot be read: ${reasonOf(failure)}`, [label]);
    return { job, outputs: undefined, diagnostics: [unread], sources: new Map(), stamps };
  }
  try {
    const compiled = await compile(recording, { ...options, weights: opened?.file });
    const { value, diagnostics } = compiled;
    const sources = new Map([...compiled.sources, ...(opened?.sources ?? [])]);
    const outputs = value?.map(({ name, text, bytes }) => ({
      path: join(folder, name),
      content: text ?? bytes,
    }));
    return { job, outputs, diagnostics: diagnostics.map((one) => withAsker(one, asked)), sources, stamps };
  } finally {
    await opened?.close();
  }
}

/** A finding about which file or model is asked for also points to who asks. */
function withAsker(finding: Diagnostic, asked: Label | undefined): Diagnostic {
  const [label] = finding.labels;
  const isOfEntry = finding.code === "CNN0106" || (finding.code === "CNN0004" && label?.span.end === 0);
  if (asked === undefined || !isOfEntry) return finding;
  return { ...finding, labels: [{ ...asked, text: "" }, ...finding.labels] };
}

/** Files that two compiles would write. */
export function collisions(compiled: readonly Compiled[]): readonly Diagnostic[] {
  const writers = new Map<string, Job>();
  return compiled.flatMap(({ job, outputs = [] }) =>
    outputs.flatMap(({ path }) => {
      const first = writers.get(path);
      writers.set(path, first ?? job);
      if (first === undefined || job.asked === undefined || first.asked === undefined) return [];
      const labels = [job.asked, { ...first.asked, text: "the first one" }];
      return [
        error("CNN0701", `two models would be written to ${path}`, labels, "give one another `output`"),
      ];
    }),
  );
}
