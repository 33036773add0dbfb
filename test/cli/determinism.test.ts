import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";
import { root } from "./command.js";
import { determinedModels, produced, type Place } from "./produced.js";

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

  test.each(determinedModels)(
    "are the same from another folder, locale, time zone and line-ending checkout: %s",
    async (model) => {
      const [expected, found] = [await produced(here, model), await produced(there, model)];
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, text] of expected) expect(found.get(name) === text, name).toBe(true);
    },
  );
});
