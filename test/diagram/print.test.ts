import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { drawNetwork } from "../../src/api/graph.js";
import type { CheckedNetwork } from "../../src/api/network.js";
import { boxesOf, type Diagram, type DiagramBox } from "../../src/diagram/diagram.js";
import { printDot } from "../../src/diagram/dot.js";
import { layOut } from "../../src/diagram/layout.js";
import { printSvg } from "../../src/diagram/svg.js";
import { diagram, framesOf, modelNamed } from "./pictures.js";

const graphviz = await instance();

async function draw(network: CheckedNetwork, format: "svg" | "dot"): Promise<string> {
  const picture = await drawNetwork(network, { entry: "net.cnn", format });
  if (typeof picture !== "string") throw new Error(picture.message);
  return picture;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a document, which must be well-formed. */
function elementsOf(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (failure) => {
    throw failure;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const last = open.at(-1);
    if (last) last.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return elements;
}

function drawnIds(elements: readonly Element[]): readonly string[] {
  return elements.flatMap(({ attributes }) => attributes["data-id"] ?? []);
}

const idsOf = ({ children }: Diagram): readonly string[] =>
  [...boxesOf(children), ...framesOf(children)].map(({ id }) => id);

describe("SVG", () => {
  it.each(["lenet5", "googlenet", "resnet152"])(
    "of %s is well-formed, and has every box and frame once",
    async (name) => {
      const network = modelNamed(name);
      const elements = elementsOf(await draw(network, "svg"));
      const { children, edges } = diagram(network.network.graph);
      expect([...drawnIds(elements)].sort()).toEqual([...idsOf({ name, doc: "", children, edges })].sort());
      expect(elements.filter(({ attributes }) => attributes.class?.split(" ")[0] === "edge")).toHaveLength(
        edges.length,
      );
    },
  );

  it("is the same each time", async () => {
    expect(await draw(modelNamed("densenet121"), "svg")).toBe(await draw(modelNamed("densenet121"), "svg"));
  });

  it("says what a box stands for when it is pointed at", async () => {
    const texts = elementsOf(await draw(modelNamed("resnet50"), "svg")).flatMap(({ name, text }) =>
      name === "title" ? [text] : [],
    );
    expect(texts[0]).toBe("resnet50: ResNet-50 (He, Zhang, Ren & Sun 2015, table 1).");
    expect(texts).toContain("stage3: bottleneck_stage\n7,098,368 parameters, 1,464,336,384 MACs");
    expect(
      texts.some((text) =>
        /^stage3\.0\.bottleneck1: bottleneck\n1 x 1 down.*\n5 times, in all: 5,585,920 parameters/s.test(
          text,
        ),
      ),
    ).toBe(true);
  });
});

describe("DOT", () => {
  it.each(["lenet5", "googlenet", "resnet152", "unet"])(
    "of %s is what Graphviz reads, with the same boxes",
    async (name) => {
      const network = modelNamed(name);
      const { objects = [], edges } = read(await draw(network, "dot"));
      const expected = diagram(network.network.graph);
      expect(objects.map(({ name: id }) => id.replace("cluster_", "")).sort()).toEqual(
        [...idsOf(expected)].sort(),
      );
      expect(edges).toHaveLength(expected.edges.length);
    },
  );
});

/** What Graphviz understands. */
function read(dot: string): {
  objects?: { name: string; tooltip: string; label: string }[];
  edges?: object[];
  name: string;
} {
  const result = graphviz.render(dot, { format: "dot_json", engine: "nop" });
  if (result.status === "failure") throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return JSON.parse(result.output) as ReturnType<typeof read>;
}

const hostile = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          "</title>",
          "<script>",
          "]]>",
          "-->",
          "*/",
          "`",
          "${",
          "\u2028",
          "\u202e",
          "\\",
          "\\N",
          '"',
          "'",
          "&amp;",
          "&#x0;",
        ],
        ...[
          "constructor",
          "__proto__",
          "\0",
          "\u0008",
          "\ud800",
          "\ufffe",
          "{|}",
          "\n",
          "\r",
          "\t",
          "%",
          "<b>",
          "\\n",
        ],
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.join("")),
);

/** A picture of two boxes in a frame, all of whose texts are `text`. */
function pictureOf(text: string): Diagram {
  const box = (id: string): DiagramBox => ({
    ...{ kind: "box", id, role: "conv", count: 3, paths: [text], about: text, shape: text, training: false },
    lines: [
      { text, strong: true },
      { text, strong: false },
    ],
  });
  const frame = { kind: "frame", id: "f1", title: text, count: 2, about: text, training: false } as const;
  const edges = [{ from: "b1", to: "b2", skip: false, training: false }];
  return { name: text, doc: text, children: [{ ...frame, children: [box("b1"), box("b2")] }], edges };
}

describe("hostile names", () => {
  it("stay text in SVG", async () => {
    const scene = await layOut(pictureOf("name"));
    const plain = elementsOf(printSvg(scene)).map(({ name }) => name);
    fc.assert(
      fc.property(hostile, (text) => {
        const named = JSON.parse(JSON.stringify(scene), (_, value: unknown) =>
          value === "name" ? text : value,
        ) as typeof scene;
        expect(elementsOf(printSvg(named)).map(({ name }) => name)).toEqual(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  it("stay text in DOT", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { objects = [], edges = [] } = read(printDot(pictureOf(text)));
        expect(objects.map(({ name }) => name)).toEqual(["cluster_f1", "b1", "b2"]);
        expect(edges).toHaveLength(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the pictures of the examples are as the compiler draws them", () => {
  it.each(["lenet5", "resnet50", "unet"])("%s", async (name) => {
    const file = new URL(`../../examples/pictures/${name}.svg`, import.meta.url);
    expect(readFileSync(file, "utf8").replaceAll("\r\n", "\n")).toBe(await draw(modelNamed(name), "svg"));
  });
});
