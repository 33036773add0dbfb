import { generateCstDts } from "chevrotain";
import { format } from "prettier";
import { expect, test } from "vitest";
import { CnnParser } from "../../grammar/parser.js";

test("the grammar is valid", () => {
  expect(() => new CnnParser({ skipValidations: false })).not.toThrow();
});

// `npx vitest run test/grammar/cst.test.ts -u` writes the file anew.
test("grammar/cst.ts holds the types of the grammar's tree", async () => {
  const parser = new CnnParser({ skipValidations: true });
  const types = generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false })
    .replace(/^import .*$/m, 'import type { CstNodeLocation, IToken } from "chevrotain";')
    .replaceAll("extends CstNode {", "{ location?: CstNodeLocation;")
    .replaceAll(/export type (\w+) = \{/g, "interface $1 {")
    .replace(/^/, "// Generated from the grammar by test/grammar/cst.test.ts.\n\n");
  const formatted = await format(types, { parser: "typescript", printWidth: 110 });
  await expect(formatted).toMatchFileSnapshot("../../grammar/cst.ts");
});
