import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { networks } from "../support/networks.js";
import { boxesOf, diagram, modelNamed, networkOf, outline } from "./pictures.js";

const drawn = (source: string, options = {}): readonly string[] =>
  outline(diagram(networkOf(source).network.graph, options));

const model = (body: string, blocks = ""): string =>
  `${blocks}\nmodel m {\n  input x: [8, 16, 16]\n${body}\n  output y = flatten -> dense(10)\n}\n`;

describe("boxes", () => {
  it("hold an operator with what is light around it, and a shape below", () => {
    expect(
      drawn(model("batchnorm -> relu -> conv(4, 3x3, stride: 2) -> batchnorm -> relu\nmaxpool(2x2)")),
    ).toEqual([
      "b1 x → 8×16×16",
      "b2 batchnorm, relu / conv 3×3, 4, /2 / batchnorm, relu → 4×7×7",
      "b3 maxpool 2×2, /2 → 4×3×3",
      "b4 flatten / dense 10 → 10",
      "b5 y",
      "b1-b2 b2-b3 b3-b4 b4-b5",
    ]);
  });

  it("end where a value is read twice", () => {
    expect(drawn(model("conv(8, 1x1) -> residual { relu }"))).toEqual([
      "b1 x → 8×16×16",
      "b2 conv 1×1, 8 → 8×16×16",
      "b3 relu → 8×16×16",
      "b4 + → 8×16×16",
      "b5 flatten / dense 10 → 10",
      "b6 y",
      "b1-b2 b2-b3 b3-b4 b2~b4 b4-b5 b5-b6",
    ]);
  });

  it("are one for the parts of a split and for a sum of several, and none for an identity", () => {
    const body =
      "a, b = split([2, 6])\nconcat {\n branch a\n branch b\n}\nidentity\nadd {\n branch in\n branch relu\n branch tanh\n}";
    expect(drawn(model(body))).toEqual([
      "b1 x → 8×16×16",
      "b2 split → 2×16×16, 6×16×16",
      "b3 concat → 8×16×16",
      "b4 relu → 8×16×16",
      "b5 tanh → 8×16×16",
      "b6 + → 8×16×16",
      "b7 flatten / dense 10 → 10",
      "b8 y",
      "b1-b2 b2-b3 b3-b4 b3-b5 b3~b6 b4-b6 b5-b6 b6-b7 b7-b8",
    ]);
  });

  it("tell groups, dilation, depthwise and transposed convolutions", () => {
    const body =
      "conv(8, 3x5, pad: same, groups: 8)\nconv(8, 3x3, groups: 2, dilation: (2, 1))\nconv_transpose(4, 2x2, stride: 2)\nupsample(2)";
    expect(drawn(model(body)).slice(1, 5)).toEqual([
      "b2 depthwise 3×5, 8 → 8×16×16",
      "b3 conv 3×3, 8, 2 groups, dilation 2×1 → 8×12×14",
      "b4 conv_transpose 2×2, 4, ×2 → 4×24×28",
      "b5 upsample ×2 → 4×48×56",
    ]);
  });

  it("tell training-only heads and taps", () => {
    const body = "tap low = conv(8, 1x1) -> relu\ntraining output aux = flatten -> dense(2)\nconv(8, 1x1)";
    expect(drawn(model(body))).toEqual([
      "b1 x → 8×16×16",
      "b2 conv 1×1, 8 / relu → 8×16×16",
      "b3 flatten / dense 2 → 2 (training)",
      "b4 conv 1×1, 8 → 8×16×16",
      "b5 flatten / dense 10 → 10",
      "b6 aux / training only (training)",
      "b7 y",
      "b8 tap low",
      "b1-b2 b2-b3 b2-b4 b4-b5 b3-b6 b5-b7 b2-b8",
    ]);
  });
});

const unit =
  "block unit(width: int) {\n  residual { conv(width, 3x3, pad: same) -> relu -> conv(width, 3x3, pad: same) }\n}\n";

describe("losses", () => {
  it("stand beside what inference computes, with their targets", () => {
    const source =
      "model m {\n  input x: [8]\n  training input label: class\n  output y = dense(3)\n  training output loss = cross_entropy(label)\n}\n";
    expect(drawn(source)).toEqual([
      "b1 x → 8",
      "b2 label / training only (training)",
      "b3 dense 3 → 3",
      "b4 cross_entropy (training)",
      "b5 y",
      "b6 loss / training only (training)",
      "b1-b3 b3-b4 b2-b4 b3-b5 b4-b6",
    ]);
  });
});

describe("repeats", () => {
  it("are drawn once, with what comes before and after", () => {
    expect(drawn(model("repeat 36 { unit(8) }\nconv(4, 1x1)", unit))).toEqual([
      "b1 x → 8×16×16",
      "[unit ×36]",
      "  b2 conv 3×3, 8 / relu → 8×16×16",
      "  b3 conv 3×3, 8 → 8×16×16",
      "  b4 + → 8×16×16",
      "b5 conv 1×1, 4 → 4×16×16",
      "b6 flatten / dense 10 → 10",
      "b7 y",
      "b1-b2 b2-b3 b3-b4 b1~b4 b4-b5 b5-b6 b6-b7",
    ]);
  });

  it("are drawn each where that is asked for", () => {
    const graph = networkOf(model("repeat 3 { unit(8) }", unit)).network.graph;
    expect(boxesOf(diagram(graph, { each: true }).children)).toHaveLength(3 + 9);
  });

  it("may differ in channels, whose range is shown, and not in size or attributes", () => {
    const grow = "block grow() {\n  concat {\n    branch in\n    branch conv(4, 3x3, pad: same)\n  }\n}\n";
    expect(drawn(model("repeat 3 { grow }", grow)).slice(1, 4)).toEqual([
      "[grow ×3]",
      "  b2 conv 3×3, 4 → 4×16×16",
      "  b3 concat → 12…20×16×16",
    ]);
    const halve = "block halve() {\n  conv(8, 3x3, pad: same) -> relu\n  maxpool(2x2)\n}\n";
    expect(drawn(model("halve -> halve", halve)).filter((line) => line.startsWith("["))).toEqual([
      "[halve]",
      "[halve]",
    ]);
  });

  it("are drawn each where something else reads what one of them gives", () => {
    const body = "first = unit(8)\nunit(8) -> unit(8)\nadd {\n  branch in\n  branch first\n}";
    expect(drawn(model(body, unit)).filter((line) => line.startsWith("["))).toEqual(["[unit]", "[unit ×2]"]);
  });

  it("may be several blocks and boxes together, and repeat again", () => {
    const nested = `${unit}block pair() {\n  unit(8) -> unit(8)\n  conv(8, 1x1)\n}\n`;
    expect(drawn(model("repeat 5 { pair -> conv(8, 3x3, pad: same) }", nested)).slice(1, 9)).toEqual([
      "[ ×5]",
      "  [pair]",
      "    [unit ×2]",
      "      b2 conv 3×3, 8 / relu → 8×16×16",
      "      b3 conv 3×3, 8 → 8×16×16",
      "      b4 + → 8×16×16",
      "    b5 conv 1×1, 8 → 8×16×16",
      "  b6 conv 3×3, 8 → 8×16×16",
    ]);
  });

  it("of a few boxes are drawn in full, of many once", () => {
    const convs = (count: number) =>
      drawn(model(`repeat ${count} { conv(8, 3x3, pad: same) -> relu }`)).length;
    expect([convs(3), convs(4), convs(40)]).toEqual([7, 5, 5]);
  });
});

describe("blocks", () => {
  const stage = `${unit}block stage(width: int) {\n  unit(width)\n  conv(2 * width, 1x1, stride: 2)\n}\n`;

  it("are folded below a depth", () => {
    expect(drawn(model("stage(8) as first", stage), { depth: 1 }).slice(1, 4)).toEqual([
      "[first: stage]",
      "  b2 unit / 4 layers → 8×16×16",
      "  b3 conv 1×1, 16, /2 → 16×8×8",
    ]);
    expect(drawn(model("stage(8)", stage), { depth: 0 })[1]).toMatch(/^b2 stage \/ 5 layers → 16×8×8$/);
  });

  it("of one box have no frame", () => {
    const one = "block cnr(width: int) { conv(width, 3x3) -> batchnorm -> relu }\n";
    expect(drawn(model("cnr(4)", one))[1]).toBe("b2 conv 3×3, 4 / batchnorm, relu → 4×14×14");
  });

  it.each([
    ["lenet5", 9],
    ["resnet152", 42],
    ["googlenet", 93],
  ])("of %s unfold by themselves into %d boxes", (name, count) => {
    expect(boxesOf(diagram(modelNamed(name).network.graph).children)).toHaveLength(count);
  });
});

describe("any network", () => {
  it("is drawn whole: every layer in one box, edges between boxes, none from a box to itself", () => {
    fc.assert(
      fc.property(networks, fc.boolean(), fc.nat(2), (graph, each, depth) => {
        const { children, edges } = diagram(graph, { each, depth });
        const boxes = boxesOf(children);
        const ids = new Set(boxes.map(({ id }) => id));
        expect(ids.size).toBe(boxes.length);
        const paths = boxes.flatMap((box) => box.paths);
        expect(new Set(paths).size).toBe(paths.length);
        for (const { from, to } of edges) {
          expect(ids).toContain(from);
          expect(ids).toContain(to);
          expect(from).not.toBe(to);
        }
        for (const { id, role } of boxes) {
          if (role === "output") expect(edges.filter(({ to }) => to === id)).toHaveLength(1);
          else if (role !== "input") expect(edges.some(({ from }) => from === id)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
