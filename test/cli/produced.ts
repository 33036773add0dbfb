import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { expect } from "vitest";
import { ended, program } from "./command.js";

export const determinedModels = ["lenet5", "squeezenet1_1", "resnet18"];

export interface Place {
  /** Holds the models, and takes what is written. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The program that Node is. */
  readonly node?: string;
}

const outputs = (model: string): readonly (readonly string[])[] => [
  ["compile", `${model}.cnn`, "-o", "out"],
  ["compile", `${model}.cnn`, "-o", "out", "--format", "js"],
  ["graph", `${model}.cnn`, "-o", `out/${model}.svg`],
  ["graph", `${model}.cnn`, "-o", `out/${model}.dot`],
  ["report", `${model}.cnn`],
  ["report", `${model}.cnn`, "--json"],
  ["report", `${model}.cnn`, "--md"],
  ["report", `${model}.cnn`, "--html", `out/${model}.html`],
  ["expand", `${model}.cnn`],
  ["init", `${model}.cnn`, "-o", `out/${model}.safetensors`],
  ["compile", `${model}.cnn`, "--emit", "program"],
];

/** All that is written to files and standard output, by its name. */
export async function produced(
  { folder, environment, node = process.execPath }: Place,
  model: string,
): Promise<ReadonlyMap<string, string>> {
  const calls = outputs(model).map(async (args) => {
    const child = spawn(node, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, stdout, stderr } = await ended(child);
    expect([code, stderr]).toEqual([0, ""]);
    return [args.join(" "), stdout] as const;
  });
  const printed = await Promise.all(calls);
  const names = readdirSync(join(folder, "out")).filter((name) => name.startsWith(`${model}.`));
  const written = names
    .sort()
    .map((name) => [name, readFileSync(join(folder, "out", name), "latin1")] as const);
  expect(written).toHaveLength(7);
  return new Map([...printed, ...written]);
}
