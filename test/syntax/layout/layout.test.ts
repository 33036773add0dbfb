import { describe, expect, test } from "vitest";
import { formatSource } from "../../../src/api/fmt.js";

async function formatted(text: string): Promise<string> {
  const { value } = await formatSource(text, "main.cnn");
  expect((await formatSource(value ?? "", "main.cnn")).value).toBe(value);
  return value ?? "";
}

/** The statements of a body, formatted. */
async function body(text: string): Promise<string> {
  const whole = await formatted(`block b() {\n${text}\n}`);
  return whole.replace(/^block b\(\) \{\n([^]*)\}\n$/, "$1").replace(/^ {2}/gm, "");
}

describe("a line", () => {
  test("that is too long is broken at its arrows, then in its parentheses", async () => {
    const long =
      "conv(filters: 1024, kernel: 3x3, stride: 2, pad: same, dilation: 1, groups: 1, bias: false)";
    expect(await body(`${long}->relu`)).toBe(`${long}\n  -> relu\n`);
    expect(await body(`${long.replace(")", ", init: he_normal)")} as first`)).toMatchInlineSnapshot(`
      "conv(
        filters: 1024,
        kernel: 3x3,
        stride: 2,
        pad: same,
        dilation: 1,
        groups: 1,
        bias: false,
        init: he_normal
      ) as first
      "
    `);
  });

  test("of a body in braces holds one statement, if its author has put it there", async () => {
    expect(await body("repeat 2{relu}")).toBe("repeat 2 { relu }\n");
    expect(await body("repeat 2 {\nrelu }")).toBe("repeat 2 {\n  relu\n}\n");
    expect(await body("if true { relu } else {\ntanh }")).toBe("if true {\n  relu\n} else {\n  tanh\n}\n");
  });

  test("goes on behind a closing brace", async () => {
    expect(await body("relu -> concat { branch in\nbranch relu } -> tanh")).toMatchInlineSnapshot(`
      "relu -> concat {
        branch in
        branch relu
      } -> tanh
      "
    `);
  });
});

describe("columns", () => {
  test("of asserted shapes are aligned between two empty lines", async () => {
    expect(
      await body("conv(8, 3x3):[8, 4, 4]\na = maxpool(2x2) -> relu   : [8, 2, 2]\n\n\n\nrelu :[8, 2, 2]"),
    ).toMatchInlineSnapshot(`
      "conv(8, 3x3)              : [8, 4, 4]
      a = maxpool(2x2) -> relu  : [8, 2, 2]

      relu  : [8, 2, 2]
      "
    `);
  });

  test("of a table are aligned, numbers to the right", async () => {
    expect(
      await formatted("const t = [(3x3, 16, relu),\n (5x5, 128, hard_swish), (1x1, 4 * 3, relu) // last\n]"),
    ).toMatchInlineSnapshot(`
      "const t = [
        (3x3, 16,    relu),
        (5x5, 128,   hard_swish),
        (1x1, 4 * 3, relu) // last
      ]
      "
    `);
    expect(await formatted("const t = [(1, 16, -2.5),\n(10, 4, 1.25)]")).toMatchInlineSnapshot(`
      "const t = [
        ( 1, 16, -2.5),
        (10,  4, 1.25)
      ]
      "
    `);
  });
});

test("parentheses are those that are needed, and those around `and` in `or`", async () => {
  const constant = async (text: string): Promise<string> =>
    (await formatted(`const c = ${text}`)).slice("const c = ".length, -1);
  expect(await constant("((1)+(2*3))")).toBe("1 + 2 * 3");
  expect(await constant("(1+2)*3-(4-5)")).toBe("(1 + 2) * 3 - (4 - 5)");
  expect(await constant("not (a and b) or -(-c) < 2 and d")).toBe("not (a and b) or (--c < 2 and d)");
  expect(await constant("2*(if a then 1 else(if b then 2 else 3))")).toBe(
    "2 * (if a then 1 else (if b then 2 else 3))",
  );
});

describe("comments", () => {
  test("stay with what they are about", async () => {
    expect(
      await formatted(`// The file.

import { a } from "std" // from the library
// A constant.
const c = [ // its rows
  1, // one
  // two
  2
  // end
]
/// Documentation.
block b(
  // how wide
  width: int // in channels
) { // the body
  conv(width, // filters
    3x3)
    // between
    -> relu // after
  if true { relu }
  // otherwise
  else { } // done

  // last
}
// The end.`),
    ).toMatchInlineSnapshot(`
      "// The file.

      import { a } from "std" // from the library

      // A constant.
      const c = [
        // its rows
        1, // one
        // two
        2
        // end
      ]

      /// Documentation.
      block b(
        // how wide
        width: int // in channels
      ) {
        // the body
        conv(
          width, // filters
          3x3
        )
          // between
          -> relu // after
        if true {
          relu
        } else {
          // otherwise
        } // done

        // last
      }
      // The end.
      "
    `);
  });

  test("document what they documented, and nothing else", async () => {
    expect(
      await formatted("model m { ///Of y.\noutput y = relu ///Of z.\noutput z = conv(1, /// no\n 1x1) }"),
    ).toMatchInlineSnapshot(`
      "model m {
        /// Of y.
        output y = relu
        /// Of z.
        output z = conv(
          1, // no
          1x1
        )
      }
      "
    `);
  });

  test("of an ignored node keep it as it is written", async () => {
    const text = `// prettier-ignore
/// Documentation.
block  b( ) { relu   // here
}

model m {
  // prettier-ignore
  input   x:[3]
  output y = relu
}
`;
    expect(await formatted(text)).toBe(text);
  });
});

describe("a file", () => {
  test.each(["", "\n\n", " \t\n"])("of nothing, %j, is empty", async (text) => {
    expect(await formatted(text)).toBe("");
  });

  test("keeps its line endings and its byte-order mark", async () => {
    expect(await formatted("\uFEFFconst  a = 1\r\n// b\r\n")).toBe("\uFEFFconst a = 1\r\n// b\r\n");
  });

  test("with errors is refused, and they are placed in it as it is", async () => {
    const text = "const a = 1\r\nconst b = 2 +\r\n";
    const { value, diagnostics } = await formatSource(text, "main.cnn");
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, labels: [label] }) => [code, label?.span.start])).toEqual([
      ["CNN0002", text.indexOf("+") + 1],
    ]);
    expect((await formatSource("// \uFFFD", "main.cnn")).diagnostics).toMatchObject([{ code: "CNN0005" }]);
  });
});
