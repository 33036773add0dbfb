import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "../../src/api/explain.js";
import { codes, type Code } from "../../src/diagnostics/diagnostic.js";
import { explanations } from "../../src/diagnostics/explanations/index.js";
import type { Example } from "../../src/diagnostics/explanations/explanation.js";
import { cnnc, digitsFolder, printed, type Outcome } from "./command.js";

const all = Object.keys(explanations) as Code[];

test("without a code lists all", async () => {
  const { stdout, code } = await cnnc(digitsFolder(), "explain");
  expect(code).toBe(0);
  expect(stdout).toBe(all.map((name) => `${name}  ${codes[name]}\n`).join(""));
});

test("tells the story of a code, however it is written", async () => {
  const outcome = await cnnc(digitsFolder(), "explain", "CNN0304");
  expect(printed(outcome)).toMatchSnapshot();
  for (const name of ["cnn0304", "304"]) expect(await cnnc(digitsFolder(), "explain", name)).toEqual(outcome);
});

test("fits the terminal, but for what is quoted", () => {
  for (const code of all) {
    const lines = explain(code, { width: 60, colour: false }).split("\n");
    for (const line of lines.filter((text) => !text.startsWith(" ")))
      expect(line.length).toBeLessThanOrEqual(60);
  }
});

describe("examples that are calls", () => {
  // On a machine without a GPU.
  const drivers = process.env.VK_ICD_FILENAMES;
  beforeAll(() => {
    process.env.VK_ICD_FILENAMES = join(digitsFolder(), "none.json");
  });
  afterAll(() => {
    if (drivers === undefined) delete process.env.VK_ICD_FILENAMES;
    else process.env.VK_ICD_FILENAMES = drivers;
  });

  /** The outcome of the last call, after those before it have succeeded. */
  const outcomeOf = async (example: Example): Promise<Outcome | undefined> => {
    const { files = {}, calls = [] } = typeof example === "string" ? {} : example;
    const folder = digitsFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    let outcome: Outcome | undefined;
    for (const call of calls) {
      expect(outcome?.code ?? 0).toBe(0);
      outcome = await cnnc(folder, ...call.split(" ").slice(1));
    }
    return outcome;
  };
  const called = all.filter((code) => {
    const { wrong } = explanations[code];
    return typeof wrong !== "string" && wrong.calls !== undefined;
  });

  test("are there", () => {
    expect(called).not.toHaveLength(0);
  });

  test.each(called)("%s", async (code) => {
    const { wrong, mended } = explanations[code];
    const outcome = await outcomeOf(wrong);
    expect(outcome?.code).toBe(1);
    const said = outcome?.stderr.match(/^(error|warning)\[CNN\d{4}\]/gm);
    expect(new Set(said)).toEqual(new Set([`error[${code}]`]));
    expect(await outcomeOf(mended)).toMatchObject({ code: 0, stderr: "" });
  });
});
