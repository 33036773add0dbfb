import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { checkNetwork, type CheckedNetwork, type Result } from "../../src/api/network.js";
import { jsonDiagnostic } from "../../src/diagnostics/json.js";
import { linesOfFiles } from "../../src/diagnostics/lines.js";
import { renderDiagnostic } from "../../src/diagnostics/render.js";

const folder = new URL("../fixtures/errors/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".cnn"))
  .map((name) => basename(name, ".cnn"));
const read = (name: string): string => readFileSync(new URL(`${name}.cnn`, folder), "utf8");

function check(text: string, path: string): Result<CheckedNetwork> {
  const readSource = (wanted: string) => (wanted === path ? text : { reason: "no such file or folder" });
  return checkNetwork({ readSource, readRuntime: () => "" }, { entry: path });
}

test.each(names)("errors/%s.cnn", async (name) => {
  const { diagnostics, sources } = check(read(name), `${name}.cnn`);
  expect(diagnostics).not.toEqual([]);
  const linesOf = linesOfFiles((file) => sources.get(file));
  const rendered = diagnostics.map((one) => renderDiagnostic(one, linesOf, { colour: false }));
  await expect(rendered.join("\n")).toMatchFileSnapshot(new URL(`${name}.txt`, folder).pathname);
});

describe("line endings and a byte-order mark change no line, no column and no message", () => {
  const places = (text: string, path: string): unknown[] => {
    const { diagnostics, sources } = check(text, path);
    const linesOf = linesOfFiles((file) => sources.get(file));
    return diagnostics.map((diagnostic) => {
      const { code, message, labels } = jsonDiagnostic(diagnostic, linesOf);
      const placed = labels.map(({ start, end }) => [start?.line, start?.column, end?.line, end?.column]);
      return { code, message, placed };
    });
  };
  // Where a label spans a line break, or stands behind the end, its end depends on how lines end.
  test.each(names)("errors/%s.cnn", (name) => {
    const text = read(name);
    const path = `${name}.cnn`;
    const expected = places(text, path);
    expect(places(text.replaceAll("\n", "\r\n"), path)).toEqual(expected);
    expect(places(text.replaceAll("\n", "\r"), path)).toEqual(expected);
    expect(places(`\uFEFF${text}`, path)).toEqual(expected);
  });
});
