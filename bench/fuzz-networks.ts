import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { trialFile, tryNetworks, type Trials } from "../test/support/judge/trials.js";

// Random networks that every engine must agree on: `npm run fuzz -- --networks 20000 --seed 1`. A network that fails is
// made as small as it can be and written to a file. Modules stay in memory for good, so each few hundred networks have a
// process of their own.

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    child: { type: "boolean", default: false },
  },
});
const [networks, seed] = [Number(values.networks), Number(values.seed)];
const perProcess = 250;

if (values.child) {
  process.send?.(await tryNetworks(networks, seed));
} else {
  process.exitCode = (await fuzz()) === 0 ? 0 : 1;
}

/** How many failures there were. */
async function fuzz(): Promise<number> {
  const begun = performance.now();
  let [done, compared, unstable, failures] = [0, 0, 0, 0];
  for (let part = 0; part * perProcess < networks; part += 1) {
    const count = Math.min(perProcess, networks - part * perProcess);
    const partSeed = seed * 1_000_000 + part;
    const trials = await inProcess(count, partSeed);
    done += trials.networks;
    compared += trials.compared;
    unstable += trials.unstable;
    if (trials.failure) {
      failures += 1;
      const file = `fuzz-network-${partSeed}.cnn`;
      const text = trialFile(trials.failure.trial, trials.failure.message);
      writeFileSync(file, text);
      process.stdout.write(`${file}:\n${text}\n`);
    }
    const seconds = Math.round((performance.now() - begun) / 1000);
    process.stdout.write(
      `${done} networks (seed ${seed}), ${failures} failures; ${compared} outputs compared, ${unstable} unstable; ${seconds} s\n`,
    );
  }
  return failures;
}

function inProcess(count: number, partSeed: number): Promise<Trials> {
  const args = ["--child", "--networks", String(count), "--seed", String(partSeed)];
  const child = fork(fileURLToPath(import.meta.url), args);
  return new Promise((resolve, reject) => {
    let trials: Trials | undefined;
    child.on("message", (message) => {
      trials = message as Trials;
    });
    child.on("error", reject).on("exit", (code) => {
      if (trials) resolve(trials);
      else
        reject(new Error(`the networks of seed ${partSeed} ended their process with ${code ?? "a signal"}`));
    });
  });
}
