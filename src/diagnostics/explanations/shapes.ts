import type { Group } from "./explanation.js";

/** Values and shapes. */
export const shapes: Group<"CNN03"> = {
  CNN0301: {
    story: [
      "A layer cannot take a value of this shape: a dense layer after an image that was not flattened, a window over a vector, a shared layer applied to values of different channels.",
      "Shapes are without the batch: [channels, height, width] is an image, [channels, length] a signal, [features] a vector.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  output y = flatten -> conv(8, 3x3)\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  output y = conv(8, 3x3) -> flatten\n}\n",
  },
  CNN0302: {
    story: [
      "A convolution or pooling has no place where its window fits. Along each axis there are floor((input + padding - dilated kernel) / stride) + 1 places, and the message fills in the numbers; the dilated kernel is dilation * (kernel - 1) + 1.",
      "The network has usually been made smaller than was thought by the layers before: cnnc report shows every shape, up to the error if you take the layer out. Take a smaller kernel, padding, or less pooling before it.",
    ],
    wrong: "model m {\n  input x: [1, 6, 6]\n  maxpool(2x2)\n  output y = conv(8, 5x5)\n}\n",
    mended: "model m {\n  input x: [1, 6, 6]\n  maxpool(2x2)\n  output y = conv(8, 5x5, pad: same)\n}\n",
  },
  CNN0303: {
    story: [
      "A shape that is written behind a layer, as in `: [16, 5, 5]`, is an assertion, and it does not hold. The message gives the shape there is, and how the value came to have it, layer by layer.",
      "One of the two is wrong: compare the steps with the table that the network was taken from. Padding and stride are the usual suspects.",
    ],
    wrong: "model m {\n  input x: [1, 28, 28]\n  conv(6, 5x5)   : [6, 28, 28]\n  output y = relu\n}\n",
    mended:
      "model m {\n  input x: [1, 28, 28]\n  conv(6, 5x5, pad: 2)   : [6, 28, 28]\n  output y = relu\n}\n",
  },
  CNN0304: {
    story: [
      "Paths meet whose shapes do not go together. A residual adds its body's result to what entered, so both must have one shape. `concat` puts channels beside each other, so all other extents must be equal. `add`, `mul` and the like repeat extents of 1, and need all others equal.",
      "In a residual that changes the width or the stride, write the projection: `residual { … } shortcut { conv(width, 1x1, stride: 2) }`. None is guessed, since papers differ in it. In a concat, give the branches the same padding and stride.",
    ],
    wrong:
      "model m {\n  input x: [8, 16, 16]\n  residual { conv(16, 3x3, stride: 2, pad: 1) }\n  output y = relu\n}\n",
    mended:
      "model m {\n  input x: [8, 16, 16]\n  residual { conv(16, 3x3, stride: 2, pad: 1) } shortcut { conv(16, 1x1, stride: 2) }\n  output y = relu\n}\n",
  },
  CNN0305: {
    story: [
      "A layer works on the value of the line before it, and here there is none: the model has no input yet, or the chain stands where nothing has entered. `in` is the value that entered a block, a branch or another body, and nothing enters a model.",
      "Write the `input` first, or start the chain from a bound value, as in `image -> conv(8, 3x3)`.",
    ],
    wrong: "model m {\n  conv(8, 3x3)\n  output y = relu\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3)\n  output y = relu\n}\n",
  },
  CNN0306: {
    story: [
      "A value or weight has more than 2^31 elements a sample, 8 GiB of floats, which no target could hold. It is refused before anything of that size is made.",
      "A digit too many is the usual reason; or a dense layer after a flattened image that was not pooled.",
    ],
    wrong: "model m {\n  input x: [64, 224, 224]\n  output y = flatten -> dense(1000)\n}\n",
    mended: "model m {\n  input x: [64, 224, 224]\n  output y = global_avgpool -> dense(1000)\n}\n",
  },
  CNN0307: {
    story: [
      "The network is too large to be written out or compiled: more layers, more repetitions, deeper nesting or more files than any real one has, or more memory than an index reaches or the machine has. The compiler refuses early, rather than taking all the time or memory of the machine. The limits are in grammar/cnn.md.",
      "Repetitions multiply where they nest, and so do blocks that call a block twice.",
    ],
    wrong: "model m {\n  input x: [8]\n  repeat 1_000_000_000 { relu }\n  output y = relu\n}\n",
    mended: "model m {\n  input x: [8]\n  repeat 100 { relu }\n  output y = relu\n}\n",
  },
  CNN0308: {
    story: [
      "Training needs the derivative of every layer between a weight and an output, and one of them has none. All layers of the language have a first derivative; some, such as maxpool, have no second one.",
      "Take another layer, or keep it off the way: what no gradient passes through is not asked for one.",
    ],
    wrong: {
      files: { "main.cnn": "model m {\n  input x: [1, 4, 4]\n  output y = maxpool(2x2)\n}\n" },
      derivatives: 2,
    },
    mended: {
      files: { "main.cnn": "model m {\n  input x: [1, 4, 4]\n  output y = avgpool(2x2)\n}\n" },
      derivatives: 2,
    },
  },
  CNN0309: {
    story: [
      "There are several values where one is needed, or another number of names than of values. `split` and blocks that return several give their values to as many names, and the next chain starts from one of them.",
    ],
    wrong: "model m {\n  input x: [8, 4, 4]\n  a, b = split(4)\n  a -> relu\n  output y = b\n}\n",
    mended: "model m {\n  input x: [8, 4, 4]\n  a, b = split(2)\n  a -> relu\n  output y = b\n}\n",
  },
  CNN0310: {
    story: [
      "A layer needs more of a device than every device with WebGPU has: a binding of more than 128 MiB, more than eight buffers at a time, or more than 65,535 workgroups in a dimension. Weights of dense layers and convolutions are split over as many bindings as they need; activations are not. It is said by layer, before any code is written.",
      "Compile for smaller batches, since a model computes any number of samples whatever the batch of a pass is; or compile for the CPU.",
    ],
    wrong: { calls: ["cnnc compile lenet5.cnn --target webgpu --batch 20000"] },
    mended: { calls: ["cnnc compile lenet5.cnn --target webgpu --batch 100"] },
  },
};
