/** What `npm run bench -- --json` writes. */
export interface Results {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memory: number;
    readonly system: string;
  };
  /** Of Node and of the packages that were measured. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names of the columns, in the order of the table. */
  readonly engines: readonly string[];
  readonly networks: readonly NetworkResult[];
}

/** One network. Members are by the engine's name; an engine that cannot run the network is in `absent` only. */
export interface NetworkResult {
  readonly network: string;
  /** Median milliseconds of a run of one sample; empty where engines disagree. */
  readonly median: Readonly<Record<string, number>>;
  /** Runs that the median is of. */
  readonly runs: Readonly<Record<string, number>>;
  /** Largest difference of the logits from those of the engine that most agree with, over the root of their mean square. */
  readonly error: Readonly<Record<string, number>>;
  /** Engines whose logits are not those of the others. */
  readonly wrong: readonly string[];
  /** Why an engine does not run the network. */
  readonly absent: Readonly<Record<string, string>>;
}

/** How many times as fast as `base` an engine is; absent where either has no time. */
export function ratioOf({ median }: NetworkResult, engine: string, base: string): number | undefined {
  const [time, other] = [median[engine], median[base]];
  return time === undefined || other === undefined ? undefined : other / time;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
