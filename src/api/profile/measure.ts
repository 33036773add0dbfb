/** Milliseconds since some moment, as exactly as the place can tell. */
export type Clock = () => number;

export interface MeasuredCalls {
  /** Median milliseconds of each call. */
  readonly calls: readonly number[];
  /** Median milliseconds of a whole run, in which no clock is looked at. */
  readonly run: number;
  readonly runs: number;
}

/** Runs and milliseconds before times count: engines first compile quickly, and better what is used often. */
const warmUp = { runs: 3, milliseconds: 300 };
const fewestRuns = 5;
const mostRuns = 10_000;

/** Times calls in turn with whole runs, for about so many milliseconds. */
export function measureCalls(
  calls: readonly (() => void)[],
  now: Clock,
  milliseconds: number,
  shown: (part: number) => void,
): MeasuredCalls {
  const whole = (): void => {
    for (const call of calls) call();
  };
  const begun = now();
  for (let run = 0; run < warmUp.runs || (now() - begun < warmUp.milliseconds && run < mostRuns); run += 1) {
    whole();
  }
  const times = calls.map((): number[] => []);
  const wholes: number[] = [];
  const start = now();
  const passed = (): number => (now() - start) / milliseconds;
  while (wholes.length < fewestRuns || (passed() < 1 && wholes.length < mostRuns)) {
    let last = now();
    calls.forEach((call, index) => {
      call();
      const time = now();
      times[index]?.push(time - last);
      last = time;
    });
    const before = now();
    whole();
    wholes.push(now() - before);
    shown(Math.min(1, passed()));
  }
  shown(1);
  return { calls: times.map(median), run: median(wholes), runs: wholes.length };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper = NaN, lower = upper] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

/** The most multiply-adds a second of a kernel that makes so many a round. */
export function measurePeak(
  { run, macs }: { readonly run: (rounds: number) => void; readonly macs: number },
  now: Clock,
): number {
  const rounds = 100_000;
  let best = Infinity;
  for (let turn = 0; turn < 100; turn += 1) {
    const before = now();
    run(rounds);
    best = Math.min(best, now() - before);
  }
  return (1000 * macs * rounds) / best;
}
