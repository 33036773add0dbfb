import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mutants, trial, type Grain, type Mutant } from "../test/support/mutations.js";

// Mutations of the zoo: what throws, and the slowest, in milliseconds of the processor. `npm run fuzz:text -- --count 100000 --seed 1`

const { values } = parseArgs({
  options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];

interface Slowest {
  readonly milliseconds: number;
  readonly mutant: Mutant | undefined;
}
let slowest: Slowest = { milliseconds: 0, mutant: undefined };
let [total, overASecond, failures] = [0, 0, 0];

for (const grain of ["tokens", "bytes"] satisfies Grain[]) {
  for (const mutant of mutants(seed, Math.ceil(count / 2), grain)) {
    try {
      const before = process.cpuUsage();
      trial(mutant);
      const { user, system } = process.cpuUsage(before);
      const milliseconds = (user + system) / 1000;
      total += milliseconds;
      if (milliseconds > 1000) overASecond += 1;
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, mutant };
    } catch (failure) {
      failures += 1;
      const file = `fuzz-failure-${failures}.cnn`;
      writeFileSync(file, mutant.text);
      process.stdout.write(
        `${mutant.path} -> ${file}: ${failure instanceof Error ? failure.stack : String(failure)}\n`,
      );
    }
  }
}

process.stdout.write(
  `${count} mutations (seed ${seed}): ${failures} failures, ${overASecond} over a second, ` +
    `mean ${(total / count).toFixed(1)} ms, slowest ${slowest.milliseconds.toFixed(0)} ms (${slowest.mutant?.path ?? "none"})\n`,
);
if (slowest.mutant) writeFileSync("fuzz-slowest.cnn", slowest.mutant.text);
if (failures > 0) process.exitCode = 1;
