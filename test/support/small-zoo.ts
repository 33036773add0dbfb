import { readNetwork } from "../../src/api/network.js";
import type { Host } from "../../src/api/host.js";
import type { Graph } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { inferenceView } from "../../src/passes/inference.js";
import { projectHost } from "./host.js";

/** Texts of a model and what stands in their place; each must occur. */
type Replacements = Readonly<Record<string, string>>;

/**
 * A model of the zoo with smaller numbers. Its structure stays, its expectations and shape assertions, which hold for
 * the numbers of the paper, go.
 */
export function shrunken(model: string, replacements: Replacements): string {
  const text = projectHost.readSource(`models/${model}.cnn`);
  if (typeof text !== "string") throw new Error(`${model}: ${text.reason}`);
  const bare = text.replace(/^ *expect .*\n/gm, "").replace(/ +: \[[^\]]*\]$/gm, "");
  return Object.entries(replacements).reduce((shrinking, [from, to]) => {
    const pattern = anyLayout(from);
    if (!pattern.test(shrinking)) throw new Error(`${model}.cnn has no \`${from}\``);
    return shrinking.replace(pattern, to);
  }, bare);
}

/** Whole words and signs of a text, however they are laid out. */
function anyLayout(text: string): RegExp {
  const parts = text.match(/\w+|[^\s\w]/g) ?? [];
  return new RegExp(parts.map((part) => (/\w/.test(part) ? `\\b${part}\\b` : `\\${part}`)).join("\\s*"), "g");
}

/** A network of the zoo's shared blocks. */
function built(imports: string, input: string, layers: string): string {
  return `import { ${imports}"\n\nmodel small {\n  input image: ${input}\n  ${layers}\n  output y = flatten\n}\n`;
}

const sources: Readonly<Record<string, string>> = {
  lenet5: shrunken("lenet5", {
    "[1, 28, 28]": "[1, 16, 16]",
    "dense(120)": "dense(12)",
    "dense(84)": "dense(8)",
  }),
  alexnet_2012: shrunken("alexnet_2012", {
    "[3, 227, 227]": "[3, 63, 63]",
    "conv(96, 11x11": "conv(8, 5x5",
    "conv(256": "conv(12",
    "conv(384": "conv(8",
    "dense(4096)": "dense(16)",
    "= 1000": "= 7",
  }),
  vgg: built(
    `stage } from "./blocks/vgg.cnn`,
    "[2, 8, 8]",
    "stage(4, 2, norm: true) -> stage(6, 1) -> flatten -> dense(9) -> relu -> dropout(0.5)",
  ),
  nin: shrunken("nin", {
    "[3, 32, 32]": "[3, 12, 12]",
    "192, 160, 96": "6, 5, 4",
    "192, 192, 192": "6, 5, 4",
    "192, 192, classes": "6, 5, classes",
  }),
  googlenet: shrunken("googlenet", {
    "[3, 224, 224]": "[3, 64, 64]",
    "unit(64, 7x7": "unit(4, 7x7",
    "unit(64, 1x1)": "unit(4, 1x1)",
    "unit(192, 3x3": "unit(6, 3x3",
    "inception(64, 96, 128, 16, 32, 32)": "inception(2, 3, 4, 1, 2, 3)",
    "inception(128, 128, 192, 32, 96, 64)": "inception(4, 3, 2, 2, 3, 1)",
    "inception(192, 96, 208, 16, 48, 64)": "inception(3, 2, 3, 1, 2, 2)",
    "inception(160, 112, 224, 24, 64, 64)": "inception(2, 2, 3, 1, 2, 2)",
    "inception(128, 128, 256, 24, 64, 64)": "inception(1, 2, 3, 1, 1, 2)",
    "inception(112, 144, 288, 32, 64, 64)": "inception(1, 1, 1, 1, 1, 1)",
    "inception(256, 160, 320, 32, 128, 128)": "inception(3, 1, 2, 1, 2, 1)",
    "inception(384, 192, 384, 48, 128, 128)": "inception(2, 1, 2, 1, 3, 1)",
    "= 1000": "= 7",
  }),
  resnet: built(
    `basic_stage, bottleneck_stage } from "./blocks/resnet.cnn`,
    "[4, 10, 10]",
    "basic_stage(4, 2, stride: 1) -> basic_stage(6, 1) -> bottleneck_stage(2, 2) -> bottleneck_stage(4, 1, groups: 2)",
  ),
  resnet50_v2: shrunken("resnet50_v2", {
    "[3, 224, 224]": "[3, 24, 24]",
    "conv(64, 7x7": "conv(4, 7x7",
    "stage(64, 3)": "stage(2, 3)",
    "stage(128, 4)": "stage(2, 2)",
    "stage(256, 6)": "stage(3, 3)",
    "stage(512, 3": "stage(4, 2",
    "= 1000": "= 7",
  }),
  densenet121: shrunken("densenet121", {
    "[3, 224, 224]": "[3, 32, 32]",
    "growth: int = 32": "growth: int = 2",
    "dense_block(6,": "dense_block(2,",
    "dense_block(12,": "dense_block(2,",
    "dense_block(24,": "dense_block(2,",
    "dense_block(16,": "dense_block(4,",
    "= 1000": "= 7",
  }),
  squeezenet: built(
    `fire, classifier } from "./blocks/squeezenet.cnn`,
    "[3, 9, 9]",
    "conv(6, 3x3) -> relu -> maxpool(3x3, stride: 2, ceil: true) -> fire(2, 4) -> fire(3, 4) -> classifier(5)",
  ),
  mobilenet_v1: shrunken("mobilenet_v1", {
    "[3, 224, 224]": "[3, 32, 32]",
    "conv(32": "conv(4",
    "separable(64": "separable(5",
    "separable(128": "separable(6",
    "separable(256": "separable(7",
    "separable(512": "separable(8",
    "separable(1024": "separable(9",
    "repeat 5": "repeat 2",
    "= 1000": "= 7",
  }),
  mobilenet_v2: shrunken("mobilenet_v2", {
    "[3, 224, 224]": "[3, 32, 32]",
    "width: float = 1.0": "width: float = 0.1",
    "multiple(1280 * max(1.0, width), of: 8)": "16",
    "(6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), ": "(2, 64, 2, 2), ",
    "= 1000": "= 7",
  }),
  mobilenet_v3: built(
    `bneck } from "./blocks/mobilenet_v3.cnn`,
    "[4, 8, 8]",
    [
      "bneck(3, 8, 4, true, relu, 1) -> bneck(5, 12, 6, false, hard_swish, 2)",
      "bneck(3, 16, 6, true, hard_swish, 1) -> conv(8, 1x1) -> hard_swish -> global_avgpool",
      "dense(6) -> hard_swish -> dropout(0.2)",
    ].join("\n  "),
  ),
  efficientnet: built(
    `efficientnet } from "./blocks/efficientnet.cnn`,
    "[3, 32, 32]",
    "efficientnet(5, 0.08, 0.3)",
  ),
  shufflenet_v2: built(
    `stage, head } from "./blocks/shufflenet_v2.cnn`,
    "[3, 12, 12]",
    "stage(6, 3) -> stage(10, 2) -> head(8, 7)",
  ),
  convnext: built(`convnext } from "./blocks/convnext.cnn`, "[3, 32, 32]", "convnext(7, 2, 1, drop: 0.1)"),
  regnet: built(
    `x_stage, y_stage } from "./blocks/regnet.cnn`,
    "[3, 12, 12]",
    "x_stage(4, 2, group: 2) -> y_stage(6, 2, group: 3)",
  ),
  mnasnet: built(`mnasnet } from "./blocks/mnasnet.cnn`, "[3, 32, 32]", "mnasnet(5, 0.05)"),
  lraspp: built(
    `bneck } from "./blocks/mobilenet_v3.cnn"\nimport { lraspp_head } from "./blocks/segmentation.cnn`,
    "[3, 9, 9]",
    "early = conv(4, 3x3)\n  bneck(5, 8, 6, true, hard_swish, 2) -> bneck(5, 8, 6, true, hard_swish, 1, dilation: 2)\n" +
      "  lraspp_head(early, 3) -> resize(9)",
  ),
  segmentation: built(
    `bottleneck_stage } from "./blocks/resnet.cnn"\nimport { deeplab_head, fcn_head } from "./blocks/segmentation.cnn`,
    "[4, 6, 6]",
    "bottleneck_stage(2, 3, stride: 1, dilation: 2) -> deeplab_head(8) -> fcn_head(3) -> upsample(2, mode: bilinear)",
  ),
  unet: shrunken("unet", {
    "[1, 256, 256]": "[1, 16, 16]",
    "double(64)": "double(2)",
    "double(128)": "double(3)",
    "double(256)": "double(4)",
    "double(512)": "double(5)",
    "double(1024)": "double(6)",
    "up(down4, 512)": "up(down4, 5)",
    "up(down3, 256)": "up(down3, 4)",
    "up(down2, 128)": "up(down2, 3)",
    "up(down1, 64)": "up(down1, 2)",
  }),
};

/** Inference graphs of small members of the zoo, by name. */
export const smallZoo: ReadonlyMap<string, Graph> = new Map(
  Object.entries(sources).map(([name, text]) => [name, graphOf(name, text)]),
);

/** The inference graph of a text that may import the zoo's blocks. */
export function graphOf(name: string, text: string): Graph {
  const entry = `models/${name} in small.cnn`;
  const host: Host = {
    ...projectHost,
    readSource: (path) => (path === entry ? text : projectHost.readSource(path)),
  };
  const { value, diagnostics } = readNetwork(host, { entry }).result;
  if (value === undefined || diagnostics.length > 0) {
    throw new Error(`${name}: ${diagnostics.map(({ message }) => message).join("\n")}\n${text}`);
  }
  return inferenceView(value.graph, operators);
}
