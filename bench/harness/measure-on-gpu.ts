import type { Browser } from "../../test/support/browser/browser.js";
import { median } from "../measure.js";
import { agreementOf } from "./agreement.js";
import type { ModelFiles } from "./engine.js";
import type { Timing } from "./measure-network.js";
import { startInPage, type PageEngine } from "./page-engine.js";

/** Milliseconds of an engine with one network. */
export interface GpuTimes {
  /** Weights and all else that is made before the first run, but pipelines. */
  readonly load: number;
  /** Pipelines and the first run. */
  readonly first: number;
  /** Median of the runs after it, and how many these were. */
  readonly steady: number;
  readonly runs: number;
}

/** One network. Members are by the engine's name; an engine that cannot run the network is in `absent` only. */
export interface GpuResult {
  readonly network: string;
  /** Empty where engines disagree. */
  readonly times: Readonly<Record<string, GpuTimes>>;
  /** Largest difference of the logits from those of the engine that most agree with, over the root of their mean square. */
  readonly error: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  readonly absent: Readonly<Record<string, string>>;
}

/** Times one network in all engines, in turn, where all give the same logits. */
export async function measureOnGpu(
  browser: Browser,
  { network, model }: { readonly network: string; readonly model: ModelFiles },
  engines: readonly string[],
  { rounds, milliseconds }: Timing,
  tell: (doing: string) => void,
): Promise<GpuResult> {
  const running: PageEngine[] = [];
  const absent: Record<string, string> = {};
  for (const name of engines) {
    tell(`starting ${name}`);
    try {
      running.push(await startInPage(browser, name, model));
    } catch (failure) {
      const reason = failure instanceof Error ? failure.message : String(failure);
      absent[name] = reason.split("\n")[0] ?? "";
    }
  }
  const { errors, wrong } = agreementOf(new Map(running.map(({ name, logits }) => [name, logits])));
  const steady = new Map(running.map(({ name }) => [name, [] as number[]]));
  for (let round = 1; round <= rounds && wrong.length === 0; round += 1) {
    tell(`round ${round} of ${rounds}`);
    for (const { name, measure } of running) steady.get(name)?.push(...(await measure(milliseconds)));
  }
  for (const { close } of running) await close();
  const times = running.map(({ name, load, pipelines, first }) => {
    const all = steady.get(name) ?? [];
    return [name, { load, first: pipelines + first, steady: median(all), runs: all.length }] as const;
  });
  return {
    network,
    times: wrong.length === 0 ? Object.fromEntries(times) : {},
    error: errors,
    wrong,
    absent,
  };
}
