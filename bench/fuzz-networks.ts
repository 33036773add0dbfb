import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { reasonOf } from "../src/node/reason.js";
import { runOnGpu } from "../test/support/gpu/compile.js";
import { startDawn } from "../test/support/gpu/dawn.js";
import { tryOnGpu, type GpuTrials } from "../test/support/judge/gpu-trials.js";
import { trialFile, tryNetworks } from "../test/support/judge/trials.js";

// Random networks that every engine must agree on: `npm run fuzz -- --networks 20000 --seed 1`, and with
// `--target webgpu` what Dawn computes. A network that fails is made as small as it can be and written to a file. Modules
// stay in memory for good, so each few hundred networks have a process of their own.

const values = options();
const [networks, seed] = [Number(values.networks), Number(values.seed)];
if (!Number.isSafeInteger(networks) || networks < 1) refuse("--networks is a whole number of at least 1");
if (!Number.isSafeInteger(seed) || seed < 0) refuse("--seed is a whole number of at least 0");
const perProcess = 250;
/** Lists of networks, of 1 to 16 each, that are about as many. */
const lists = 40;

const targets: Readonly<Record<string, (count: number, partSeed: number) => Promise<GpuTrials>>> = {
  cpu: onCpu,
  webgpu: onGpu,
};
const target = targets[values.target];
if (target === undefined)
  refuse(`no target is ${values.target}; there are ${Object.keys(targets).join(", ")}`);
if (values.help) {
  process.stdout.write("npm run fuzz -- [--networks <count>] [--seed <number>] [--target cpu|webgpu]\n");
  process.exit();
}

if (values.child) {
  const trials = await target(networks, seed);
  // A device would keep the process.
  process.send?.(trials, undefined, undefined, () => process.exit());
} else {
  process.exitCode = (await fuzz()) === 0 ? 0 : 1;
}

/** What the call says. */
function options() {
  try {
    const { values } = parseArgs({
      options: {
        networks: { type: "string", default: "1000" },
        seed: { type: "string", default: "1" },
        target: { type: "string", default: "cpu" },
        child: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (failure) {
    return refuse(reasonOf(failure));
  }
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

async function onCpu(count: number, partSeed: number): Promise<GpuTrials> {
  const { failure, ...counts } = await tryNetworks(count, partSeed);
  return { ...counts, failure: failure && trialFile(failure.trial, failure.message) };
}

async function onGpu(_: number, partSeed: number): Promise<GpuTrials> {
  const dawn = await startDawn();
  const trials = await tryOnGpu(lists, partSeed, (graph, feeds, batch, options) =>
    runOnGpu(dawn, graph, feeds, batch, options),
  );
  const [uncaptured] = dawn.uncaptured;
  return { ...trials, failure: trials.failure ?? uncaptured };
}

/** How many failures there were. */
async function fuzz(): Promise<number> {
  const begun = performance.now();
  let [done, compared, unstable, failures] = [0, 0, 0, 0];
  for (let part = 0; done < networks; part += 1) {
    const partSeed = seed * 1_000_000 + part;
    const trials = await inProcess(Math.min(perProcess, networks - done), partSeed);
    done += trials.networks;
    compared += trials.compared;
    unstable += trials.unstable;
    if (trials.failure !== undefined) {
      failures += 1;
      const file = `fuzz-network-${partSeed}.cnn`;
      writeFileSync(file, trials.failure);
      process.stdout.write(`${file}:\n${trials.failure}\n`);
    }
    const seconds = Math.round((performance.now() - begun) / 1000);
    process.stdout.write(
      `${done} networks (seed ${seed}), ${failures} failures; ${compared} outputs compared, ${unstable} unstable; ${seconds} s\n`,
    );
  }
  return failures;
}

function inProcess(count: number, partSeed: number): Promise<GpuTrials> {
  const args = [
    "--child",
    "--networks",
    String(count),
    "--seed",
    String(partSeed),
    "--target",
    values.target,
  ];
  const child = fork(fileURLToPath(import.meta.url), args);
  return new Promise((resolve, reject) => {
    let trials: GpuTrials | undefined;
    child.on("message", (message) => {
      trials = message as GpuTrials;
    });
    child.on("error", reject).on("exit", (code) => {
      if (trials) resolve(trials);
      else
        reject(new Error(`the networks of seed ${partSeed} ended their process with ${code ?? "a signal"}`));
    });
  });
}
