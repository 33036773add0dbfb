import { describe, expect, test } from "vitest";
import type * as Ast from "../../src/syntax/ast.js";
import { parseFile } from "../../src/syntax/build.js";
import { readNumber } from "../../src/syntax/literals.js";
import { printAst } from "../../src/syntax/print.js";

function tree(text: string): string {
  const { file, diagnostics } = parseFile(text, "t.cnn");
  expect(diagnostics).toEqual([]);
  return printAst(file);
}

test("every construct has its node", () => {
  const text = `import { a, b } from "./x.cnn"
/// Doc.
export block stage(c, d: int, k: kernel = 3x3, how: same | none = same) {
  repeat d as i { conv(c, k, pad: how) as c1 -> relu : [c, in.height, _] }
  if c > 1 and not d == 2 { a } else if true { b } else { }
}
model m {
  input x: [3, 8, 8] picture(channels: rgb)
  y = in -> residual { relu } shortcut { }
  concat {
    branch y
    branch left = { relu }
  }
  /// Out.
  output z = stage(-1 + 2 * (3 - 4), max(1, 2))
  output y
  expect params <= 4.2M when 1 == 1
}`;
  expect(tree(text)).toMatchInlineSnapshot(`
    "file path="t.cnn" @0-510
      imports: import names=a|b from=./x.cnn @0-30
      definitions: block stage exported doc="Doc." @40-250
        parameters: parameter c @59-60
        parameters: parameter d @62-68
          type: int @65-68
        parameters: parameter k @70-85
          type: kernel @73-79
          default: kernel extents=3x3 @82-85
        parameters: parameter how @87-110
          type: word words=same|none @92-103
          default: reference same @106-110
        body: body @112-250
          statements: chain @116-188
            elements: repeat index=i @116-188
              count: reference d @123-124
              body: body @130-188
                statements: chain @132-186
                  elements: layer callee=conv alias=c1 @132-158
                    arguments: argument @137-138
                      value: reference c @137-138
                    arguments: argument @140-141
                      value: reference k @140-141
                    arguments: argument pad @143-151
                      value: reference how @148-151
                  elements: layer callee=relu @162-186
                    shape: shape @169-186
                      extents: reference c @170-171
                      extents: field of=in field=height @173-182
                      extents: reference _ @184-185
          statements: chain @191-248
            elements: if @191-248
              arms:
                condition: binary operator="and" @194-214
                  left: binary operator=">" @194-199
                    left: reference c @194-195
                    right: number value=1 integer @198-199
                  right: unary operator="not" @204-214
                    operand: binary operator="==" @208-214
                      left: reference d @208-209
                      right: number value=2 integer @213-214
                body: body @215-220
                  statements: chain @217-218
                    elements: layer callee=a @217-218
              arms:
                condition: boolean value @229-233
                body: body @234-239
                  statements: chain @236-237
                    elements: layer callee=b @236-237
              otherwise: body @245-248
      definitions: model m @251-510
        body: body @259-510
          statements: input x @263-304
            shape: shape @272-281
              extents: number value=3 integer @273-274
              extents: number value=8 integer @276-277
              extents: number value=8 integer @279-280
            picture: picture @282-304
              arguments: argument channels @290-303
                value: reference rgb @300-303
          statements: binding names=y @307-347
            chain: chain @311-347
              elements: in @311-313
              elements: residual @317-347
                body: body @326-334
                  statements: chain @328-332
                    elements: layer callee=relu @328-332
                shortcut: body @344-347
          statements: chain @350-402
            elements: join joiner=concat @350-402
              branches: branch @363-371
                body: body @370-371
                  statements: chain @370-371
                    elements: layer callee=y @370-371
              branches: branch left @376-398
                body: body @390-398
                  statements: chain @392-396
                    elements: layer callee=relu @392-396
          statements: output z doc="Out." @416-461
            chain: chain @427-461
              elements: layer callee=stage @427-461
                arguments: argument @433-449
                  value: binary operator="+" @433-449
                    left: unary operator="-" @433-435
                      operand: number value=1 integer @434-435
                    right: binary operator="*" @438-449
                      left: number value=2 integer @438-439
                      right: binary operator="-" @442-449
                        left: number value=3 integer @443-444
                        right: number value=4 integer @447-448
                arguments: argument @451-460
                  value: call callee=max @451-460
                    arguments: argument @455-456
                      value: number value=1 integer @455-456
                    arguments: argument @458-459
                      value: number value=2 integer @458-459
          statements: output y @464-472
          statements: expect @475-508
            relation: binary operator="<=" @482-496
              left: reference params @482-488
              right: number value=4200000 integer @492-496
            when: binary operator="==" @502-508
              left: number value=1 integer @502-503
              right: number value=1 integer @507-508
    "
  `);
});

test("constants, loops, lists, choices and types have theirs", () => {
  const text = `const table: list(tuple(int, a | b)) = [(1, a), (2, b)]
model m(norm: layer = batchnorm(epsilon: 0.1)) {
  const widths = if a then [1] else if b then [2] else [3]
  for (c, k) in table as i { relu }
  for w in widths { conv(table[0][1], multiple(w, of: 8)) }
  residual when c { relu }
}`;
  expect(tree(text)).toMatchInlineSnapshot(`
    "file path="t.cnn" @0-288
      constants: constant table @0-55
        type: list @13-36
          item: tuple @18-35
            items: int @24-27
            items: word words=a|b @29-34
        value: list @39-55
          items: tuple @40-46
            items: number value=1 integer @41-42
            items: reference a @44-45
          items: tuple @48-54
            items: number value=2 integer @49-50
            items: reference b @52-53
      definitions: model m @56-288
        parameters: parameter norm @64-101
          type: layer @70-75
          default: call callee=batchnorm @78-101
            arguments: argument epsilon @88-100
              value: number value=0.1 @97-100
        body: body @103-288
          statements: constant widths @107-163
            value: choice @122-163
              arms:
                condition: reference a @125-126
                value: list @132-135
                  items: number value=1 integer @133-134
              arms:
                condition: reference b @144-145
                value: list @151-154
                  items: number value=2 integer @152-153
              otherwise: list @160-163
                items: number value=3 integer @161-162
          statements: chain @166-199
            elements: for names=c|k apart index=i @166-199
              list: reference table @180-185
              body: body @191-199
                statements: chain @193-197
                  elements: layer callee=relu @193-197
          statements: chain @202-259
            elements: for names=w @202-259
              list: reference widths @211-217
              body: body @218-259
                statements: chain @220-257
                  elements: layer callee=conv @220-257
                    arguments: argument @225-236
                      value: index @225-236
                        of: index @225-233
                          of: reference table @225-230
                          index: number value=0 integer @231-232
                        index: number value=1 integer @234-235
                    arguments: argument @238-256
                      value: call callee=multiple @238-256
                        arguments: argument @247-248
                          value: reference w @247-248
                        arguments: argument of @250-255
                          value: number value=8 integer @254-255
          statements: chain @262-286
            elements: residual @262-286
              when: reference c @276-277
              body: body @278-286
                statements: chain @280-284
                  elements: layer callee=relu @280-284
    "
  `);
});

describe("precedence", () => {
  const expressions: [string, string][] = [
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["1 - 2 - 3", "((1 - 2) - 3)"],
    ["-1 * 2", "((-1) * 2)"],
    ["not a == 1 and b", "((not (a == 1)) and b)"],
    ["a or b and c or d", "((a or (b and c)) or d)"],
    ["1 + 2 < 3 % 2", "((1 + 2) < (3 % 2))"],
    ["- - 1", "(-(-1))"],
    ["(1 + 2) * 3", "((1 + 2) * 3)"],
  ];
  test.each(expressions)("%s is %s", (text, expected) => {
    const { file } = parseFile(`model m { expect ${text} }`, "t.cnn");
    const [statement] = file.definitions[0]?.body.statements ?? [];
    expect(statement?.kind === "expect" && show(statement.relation)).toBe(expected);
  });
});

function show(expression: Ast.Expression): string {
  const { kind } = expression;
  if (kind === "unary") return `(${expression.operator === "-" ? "-" : "not "}${show(expression.operand)})`;
  if (kind === "binary") {
    return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
  }
  if (kind === "reference") return expression.name.text;
  return kind === "number" ? String(expression.value) : kind;
}

test.each([
  ["138_357_544", { value: 138357544, integer: true }],
  ["0.5", { value: 0.5, integer: false }],
  ["1e-3", { value: 0.001, integer: false }],
  ["4.2G", { value: 4_200_000_000, integer: true }],
  ["0.0001K", { value: 0.1, integer: false }],
  ["40MiB", { value: 41_943_040, integer: true }],
  ["9007199254740991", { value: 9007199254740991, integer: true }],
  ["9007199254740992", undefined],
  ["1e999", undefined],
])("%s", (text, expected) => {
  expect(readNumber(text)).toEqual(expected);
});

test("spans are offsets of the original text", () => {
  const text = "\uFEFFmodel m {\r\n  relu\r\n}";
  const { file } = parseFile(text, "t.cnn");
  const [chain] = file.definitions[0]?.body.statements ?? [];
  expect(chain && text.slice(chain.span.start, chain.span.end)).toBe("relu");
});
