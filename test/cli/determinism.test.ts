import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { ended, program, root } from "./command.js";

const models = ["lenet5", "squeezenet1_1", "resnet18"];

interface Place {
  /** Holds the models, and takes what is written. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const outputs = (model: string): readonly (readonly string[])[] => [
  ["compile", `${model}.cnn`, "-o", "out"],
  ["compile", `${model}.cnn`, "-o", "out", "--format", "js"],
  ["graph", `${model}.cnn`, "-o", `out/${model}.svg`],
  ["graph", `${model}.cnn`, "-o", `out/${model}.dot`],
  ["report", `${model}.cnn`],
  ["report", `${model}.cnn`, "--json"],
  ["compile", `${model}.cnn`, "--emit", "program"],
];

/** All that is written to files and standard output, by its name. */
async function produced({ folder, environment }: Place, model: string): Promise<ReadonlyMap<string, string>> {
  const calls = outputs(model).map(async (args) => {
    const child = spawn(process.execPath, [program, ...args], {
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
    .map((name) => [name, readFileSync(join(folder, "out", name), "utf8")] as const);
  expect(written).toHaveLength(5);
  return new Map([...printed, ...written]);
}

function place(environment: Place["environment"], endings: "\n" | "\r\n", ...path: readonly string[]): Place {
  const folder = join(temporaryFolder(), ...path);
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "models"), folder, { recursive: true });
  if (endings !== "\n") convert(folder, endings);
  return { folder, environment };
}

function convert(folder: string, endings: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) convert(path, endings);
    else writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", endings));
  }
}

describe("the bytes of every output", () => {
  const here = place({ LC_ALL: "C", TZ: "UTC" }, "\n");
  const turkish = { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", LANGUAGE: "tr", TZ: "Pacific/Chatham" };
  const there = place(turkish, "\r\n", "İçindekiler", "with space", "deeper");

  test.each(models)(
    "are the same from another folder, locale, time zone and line-ending checkout: %s",
    async (model) => {
      const [expected, found] = [await produced(here, model), await produced(there, model)];
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, text] of expected) expect(found.get(name) === text, name).toBe(true);
    },
  );
});
