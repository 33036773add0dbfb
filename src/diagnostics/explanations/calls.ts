import type { Group } from "./explanation.js";

const model = (line: string): string => `model m {\n  input x: [3, 9, 9]\n  ${line}\n  output y = relu\n}\n`;

/** Calls and expressions. */
export const calls: Group<"CNN02"> = {
  CNN0201: {
    story: [
      "An argument has the name of no parameter of what is called. The help proposes the nearest one, or lists all.",
      "`cnnc check --set name=value` sets parameters of the model, by the same rule.",
    ],
    wrong: model("conv(8, 3x3, strides: 2)"),
    mended: model("conv(8, 3x3, stride: 2)"),
  },
  CNN0202: {
    story: [
      "A parameter without a default is given no value. Arguments without a name are for the parameters in their order, those with a name follow. The help lists what is taken.",
      "A model's parameters need defaults, or values from outside, as by --set classes=10.",
    ],
    wrong: model("conv(8)"),
    mended: model("conv(8, 3x3)"),
  },
  CNN0203: {
    story: [
      "A call has more arguments than there are parameters, or one parameter is given twice: by its place and by its name, or by its name two times.",
    ],
    wrong: model("conv(8, 3x3, kernel: 5x5)"),
    mended: model("conv(8, 5x5)"),
  },
  CNN0204: {
    story: [
      "A value has not the type that is needed there, as a float where an int is needed, or a word that the parameter does not know. The message says what is taken, and what it got.",
      "An int stands where a float is needed, but no float where an int is: write floor(x), ceil(x) or round(x) to say how it is rounded. A kernel is written 3x3, or kernel(h, w) from computed extents.",
    ],
    wrong: model("conv(2.5 * 4, 3x3)"),
    mended: model("conv(round(2.5 * 4), 3x3)"),
  },
  CNN0205: {
    story: [
      "A value has the right type, but not one that the operation is defined for: no filters, a negative padding, a rate above 1, an index behind the end, groups that do not divide the channels. The message gives the range.",
      "A grouped convolution cuts channels and filters into `groups` equal parts, so `groups` must divide both.",
    ],
    wrong: model("conv(8, 3x3, groups: 2)"),
    mended: model("conv(9, 3x3, groups: 3)"),
  },
  CNN0206: {
    story: [
      "Expressions are computed when the network is compiled, and a tensor has its elements only when it runs. So a bound value cannot be a number.",
      "Its extents are known: x.channels, x.height, x.width, x.length or x.features. A block takes a whole value by a parameter of type `tensor`.",
    ],
    wrong: model("conv(x, 3x3)"),
    mended: model("conv(x.channels, 3x3)"),
  },
  CNN0207: {
    story: [
      "Arithmetic that has no result: a division by zero, a division of ints that leaves a rest, or a result beyond 2^53 - 1, where ints are no longer exact.",
      "A division of ints must come out even, because a width that is rounded silently is a bug that is found late. Say how: floor(a / b), ceil(a / b) or round(a / b).",
    ],
    wrong: model("conv(9 / 2, 3x3)"),
    mended: model("conv(floor(9 / 2), 3x3)"),
  },
};
