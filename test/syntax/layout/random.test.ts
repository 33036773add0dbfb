import fc from "fast-check";
import { expect, test } from "vitest";
import { formatSource } from "../../../src/api/fmt.js";
import { printGraph } from "../../../src/ir/print.js";
import { parseFile } from "../../../src/syntax/build.js";
import { compile } from "../../elaborate/compile.js";
import { sources } from "../../support/sources.js";

const seed = 20250212;

/** The comments of a text, in any order. */
function commentsOf(text: string): readonly string[] {
  const { comments } = parseFile(text, "main.cnn");
  return comments.map(({ image }) => image.replace(/^\/+/, "").trim()).sort();
}

test(`formatting keeps meaning, graphs and comments, and is done once (seed ${seed})`, async () => {
  let compiled = 0;
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      // It throws where the tree would not be the same.
      const { value: once } = await formatSource(text, "main.cnn");
      if (once === undefined) throw new Error("the generator wrote an error of syntax");
      expect(commentsOf(once)).toEqual(commentsOf(text));
      expect((await formatSource(once, "main.cnn")).value).toBe(once);
      const before = compile(text).network;
      const after = compile(once).network;
      expect(after && printGraph(after.graph)).toBe(before && printGraph(before.graph));
      if (before) compiled += 1;
    }),
    { seed, numRuns: 2000 },
  );
  expect(compiled).toBeGreaterThan(1900);
}, 240_000);
