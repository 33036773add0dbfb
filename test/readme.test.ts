import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ended, program, root } from "./cli/command.js";
import { temporaryFolder } from "./support/folder.js";
import { terminalPicture } from "./support/terminal-picture.js";

const readme = readFileSync(join(root, "README.md"), "utf8").replaceAll("\r\n", "\n");
const folder = temporaryFolder();

/** Runs a line of the README as a terminal of 100 columns would, in colours or without. */
async function run(line: string, color: "always" | "never" = "never") {
  const [command = "", ...words] = line.replace(/^npx /, "").split(" ");
  const args = command === "cnnc" ? [program, ...words, "--color", color] : words;
  const env = { PATH: process.env.PATH, COLUMNS: "100" };
  return ended(spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }));
}

describe("the tour of the README", () => {
  const [, tour = ""] = /\n## A tour of five minutes\n(.*?)\n## /s.exec(readme) ?? [];
  const fences = [...tour.matchAll(/```(\w+)(?: (\S+))?\n(.*?)```/gs)];
  const pictures = [...tour.matchAll(/src="(examples\/pictures\/\S+)\.svg"/g)].map(([, path = ""]) => path);

  test("can be walked, and its pictures are what it shows", async () => {
    cpSync(join(root, "examples/digits"), join(folder, "examples/digits"), { recursive: true });
    const ends: (readonly [line: string, code: number | null])[] = [];
    const shown = new Map<string, string>();
    for (const [, language, file, text = ""] of fences) {
      if (file !== undefined && language !== "diff") writeFileSync(join(folder, file), text);
      if (file !== undefined && language === "diff") change(file, text);
      if (language !== "sh") continue;
      for (const line of text.trimEnd().split("\n")) {
        const { code, stdout, stderr } = await run(line);
        ends.push([line, code]);
        if (code !== 0) shown.set("error", (await run(line, "always")).stderr);
        if (line.startsWith("npx cnnc report")) shown.set("report", (await run(line, "always")).stdout);
        expect([line, stderr === ""]).toEqual([line, code === 0]);
        if (line.startsWith("node")) expect(stdout).toMatch(/^\d\n$/);
      }
    }
    expect(ends).toHaveLength(8);
    expect(ends.filter(([, code]) => code !== 0)).toEqual([["npx cnnc check digits.cnn", 1]]);
    expect(pictures).toEqual(["error", "report", "digits"].map((name) => `examples/pictures/${name}`));
    const drawn = readFileSync(join(folder, "digits.svg"), "utf8");
    const made = {
      error: terminalPicture("npx cnnc check digits.cnn", shown.get("error") ?? ""),
      report: terminalPicture("npx cnnc report digits.cnn", shown.get("report") ?? ""),
      digits: drawn,
    };
    for (const [name, svg] of Object.entries(made)) {
      await expect(svg).toMatchFileSnapshot(join(root, `examples/pictures/${name}.svg`));
    }
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith("digits."))
        .sort(),
    ).toEqual(["cnn", "d.ts", "js", "safetensors", "svg"].map((kind) => `digits.${kind}`));
  });
});

/** Lines that a difference takes away, which the file has once, give place to those that it adds. */
function change(file: string, difference: string): void {
  const lines = difference.trimEnd().split("\n");
  const part = (mark: string): string =>
    lines.flatMap((line) => (line.startsWith(mark) ? [`${line.slice(1)}\n`] : [])).join("");
  const before = readFileSync(join(folder, file), "utf8");
  expect(before.split(part("-"))).toHaveLength(2);
  writeFileSync(join(folder, file), before.replace(part("-"), part("+")));
}
