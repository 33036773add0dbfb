import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "./compile.js";

/** Files with errors, and sound ones. */
const fixtures = ["../fixtures/errors/", "../../models/", "../../models/blocks/"].flatMap((path) => {
  const folder = new URL(path, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".cnn") && name !== "too-large.cnn")
    .map((name) => readFileSync(new URL(name, folder), "utf8"));
});

const words = [
  ..."import export block model input output expect when as repeat if else residual shortcut".split(" "),
  ..."concat branch true false in not and or from picture conv relu dense flatten maxpool a b x".split(" "),
  ..."share tap labels training return assert split multiple length tensor sub div".split(" "),
  ..."maximum sigmoid padding _ class cross_entropy".split(" "),
  ..."int kernel layer list tuple const for then [1,2] same mul add params channels floor { } ( ) [ ] -> = == != < + - * / % , : . | 1 3 0 2.5 3x3".split(
    " ",
  ),
  ...["\n", "\n", '"./a.cnn"', '"', "///", "//", "\uFEFF", "é", "\u0000", "9G", "1e999", "__proto__", "3abc"],
];
const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((tokens) => tokens.join(" "));

/** A sound or unsound file with a piece of it cut out, doubled or replaced. */
const mutation = fc
  .tuple(fc.constantFrom(...fixtures), fc.nat(), fc.nat(40), fc.constantFrom("", ...words), fc.boolean())
  .map(([text, place, length, word, doubled]) => {
    const start = place % (text.length + 1);
    const piece = text.slice(start, start + length);
    return text.slice(0, start) + (doubled ? piece + piece : word) + text.slice(start + length);
  });

const seed = 20250114;

test.each([
  ["token soup", soup, 1000],
  [
    "soup inside a model",
    soup.map((text) => `model m {\n input q: [3, 8, 8]\n ${text}\n output z = relu\n}`),
    1000,
  ],
  ["mutations", mutation, 1000],
  ["any text", fc.string({ unit: "binary", maxLength: 80 }), 300],
])(`%s never throws (seed ${seed})`, (_, texts, numRuns) => {
  fc.assert(
    fc.property(texts, (text) => {
      const started = performance.now();
      const { network, diagnostics } = compile(text);
      expect(network !== undefined || diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      expect(performance.now() - started).toBeLessThan(5000);
    }),
    { seed, numRuns },
  );
});
