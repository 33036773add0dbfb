import { rmSync } from "node:fs";
import { median } from "../measure.js";
import { agreementOf } from "./agreement.js";
import type { Contestant } from "./contestants.js";
import { prepare, type Preparation } from "./prepare.js";
import type { NetworkResult } from "./results.js";
import { RunningEngine } from "./running-engine.js";

export interface Timing {
  /** Turns of each engine. */
  readonly rounds: number;
  /** Of one turn. */
  readonly milliseconds: number;
}

/** How long an engine runs before it is measured, so that its code is compiled as well as it will be. */
const warmUpMilliseconds = 1500;

/**
 * Times one network in all engines, in turn, so that a machine's drift meets all alike. Only where all give the same
 * logits: what is wrong may be fast.
 */
export async function measureNetwork(
  preparation: Preparation,
  contestants: readonly Contestant[],
  { rounds, milliseconds }: Timing,
  tell: (doing: string) => void,
): Promise<NetworkResult> {
  tell("writing its files");
  const { network } = preparation;
  const model = prepare(preparation);
  const running = new Map<string, RunningEngine>();
  const absent: Record<string, string> = {};
  try {
    for (const contestant of contestants) {
      if (contestant.networks?.includes(network) === false) continue;
      tell(`starting ${contestant.name}`);
      const engine = await RunningEngine.start(contestant, model);
      if (engine instanceof RunningEngine) running.set(contestant.name, engine);
      else absent[contestant.name] = engine.reason;
    }
    const { errors, wrong } = agreementOf(new Map([...running].map(([name, { logits }]) => [name, logits])));
    const common = { network, error: errors, wrong, absent };
    if (wrong.length > 0) return { ...common, median: {}, runs: {} };
    for (const [name, engine] of running) {
      tell(`warming up ${name}`);
      await engine.measure(warmUpMilliseconds);
    }
    const times = new Map([...running.keys()].map((name) => [name, [] as number[]]));
    for (let round = 1; round <= rounds; round += 1) {
      tell(`round ${round} of ${rounds}`);
      for (const [name, engine] of running) {
        const all = times.get(name) ?? [];
        for (const time of await engine.measure(milliseconds)) all.push(time);
      }
    }
    return {
      ...common,
      median: Object.fromEntries([...times].map(([name, all]) => [name, median(all)])),
      runs: Object.fromEntries([...times].map(([name, all]) => [name, all.length])),
    };
  } finally {
    for (const engine of running.values()) await engine.close();
    rmSync(model.folder, { recursive: true });
  }
}
