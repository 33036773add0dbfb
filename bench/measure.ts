import { spawnSync } from "node:child_process";

/** Milliseconds that each command took as a whole process, run in turn so that a machine's drift meets all alike. */
export function interleaved(
  commands: readonly (readonly [program: string, ...args: string[]])[],
  rounds: number,
): readonly (readonly number[])[] {
  const times: number[][] = commands.map(() => []);
  // One round first that is not counted: it fills the file cache.
  for (let round = -1; round < rounds; round += 1) {
    commands.forEach(([program, ...args], index) => {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${stderr}`);
      if (round >= 0) times[index]?.push(milliseconds);
    });
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
