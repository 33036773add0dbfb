// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format ts --runtime inline --batch 1 --target webgpu --tap tanh1 --tap tanh2
// sha256 854b2d7e0db8d723c0bc81572f8ea4629a424ed6881b7a31b79be6e4ef6ec7d8

/** What a call takes: any number N of samples, one after another. */
export interface Inputs {
  /** `[N, 1, 28, 28]`, row-major. */
  readonly image: Float32Array;
}

/** What a call gives. */
export interface Outputs {
  /** `[N, 10]`, row-major. */
  readonly logits: Float32Array;
}

/** Values on the way, in buffers of the network that the next call writes again. */
export interface Taps {
  /** `[N, 6, 28, 28]`, row-major. */
  readonly tanh1: Float32Array;
  /** `[N, 16, 10, 10]`, row-major. */
  readonly tanh2: Float32Array;
}

/** What a call gives, and the values on the way. */
export interface Results extends Outputs {
  readonly taps: Taps;
}

/**
 * LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998), as it is usually built today: tanh, average pooling, and every
 * feature map of the second stage seeing all of the first. A digit of 28 x 28 is padded to the paper's 32 x 32 by
 * the first convolution.
 *
 * Parameters: 61,706; buffers: 0;
 * multiply-adds a sample: 416,520.
 * Memory: 252,656 bytes of weights,
 * 52,032 bytes of activations.
 */
export type Model = GpuNetwork<Inputs, Outputs, Results>;

/** The network's interface and totals; `weights` are the tensors that its file must hold. */
export const model = {
  name: "lenet5",
  batch: 1,
  parameters: 61706,
  buffers: 0,
  macs: 416520,
  weightBytes: 252656,
  arenaBytes: 52032,
  inputs: {
    image: {
      shape: [1, 28, 28],
      picture: {
        channels: "gray",
        resize: 0,
        range: [0, 1],
        mean: [0],
        std: [1],
      },
    },
  },
  outputs: {
    logits: { shape: [10] },
  },
  taps: {
    tanh1: { shape: [6, 28, 28] },
    tanh2: { shape: [16, 10, 10] },
  },
  weights: [
    { path: "conv1.weight", shape: [6, 1, 5, 5] },
    { path: "conv1.bias", shape: [6] },
    { path: "conv2.weight", shape: [16, 6, 5, 5] },
    { path: "conv2.bias", shape: [16] },
    { path: "dense1.weight", shape: [120, 400] },
    { path: "dense1.bias", shape: [120] },
    { path: "dense2.weight", shape: [84, 120] },
    { path: "dense2.bias", shape: [84] },
    { path: "dense3.weight", shape: [10, 84] },
    { path: "dense3.bias", shape: [10] },
  ],
} as const;

/**
 * Reads the weights, a safetensors file, and prepares the network on a WebGPU
 * device. Names in the file that differ from the model's paths go into
 * `options.names`. Rejects with a `GpuError` where the device does not do it.
 */
export async function load(
  weights: WeightSource | Uint8Array | ArrayBuffer,
  options?: GpuLoadOptions,
): Promise<Model> {
  const machine = await openGpu(plan, shader, options);
  try {
    await loadWeights(
      weightsLayout,
      weights,
      machine.staging,
      machine.prepare(),
      options,
    );
    await machine.prepared();
    return await createGpuNetwork<Inputs, Outputs, Results>(layout, machine);
  } catch (error) {
    machine.destroy();
    throw error;
  }
}

/**
 * Pictures, such as the `ImageData` of a canvas, as the network takes them: a
 * sample each, written to `tensor` where given. Bit for bit what `cnnc run` does.
 */
export const preprocess = {
  image: (pixels: Pixels, tensor?: Float32Array): Float32Array =>
    pictureToTensor(
      pixels,
      model.inputs.image.picture,
      model.inputs.image.shape,
      tensor,
    ),
};

const weightsLayout = {
  expected: model.weights,
};

const layout = {
  batch: 1,
  inputs: [{ name: "image", buffer: 1, at: 4, elements: 784 }],
  outputs: [{ name: "logits", buffer: 5, at: 4, elements: 10 }],
  taps: [
    { name: "tanh1", buffer: 2, at: 4, elements: 4704 },
    { name: "tanh2", buffer: 1, at: 4, elements: 1600 },
  ],
};

/**
 * What the device does: `load` once, `run` for each batch. Buffers are counted
 * through weights, arena and loading; a shape is the kernel's uniform.
 */
const plan: GpuPlan = {
  weights: [63164],
  arena: [6276, 4708, 1604, 404, 16],
  loading: [2404],
  kernels: [
    "elementwise1",
    "copy1",
    "copy2",
    "copy3",
    "conv1",
    "average_pool1",
    "conv2",
    "average_pool2",
    "dense1",
    "dense2",
    "copy4",
  ],
  load: [
    { read: "conv1.weight", elements: 150, buffer: 6, at: 4 },
    { read: "conv1.bias", elements: 6, buffer: 0, at: 4 },
    // Elementwise: 0.
    {
      layer: "conv1",
      kernel: "elementwise1",
      groups: [4, 1, 1],
      shape: [200, 1, 3],
      buffers: [0],
    },
    // Elementwise: input.
    {
      layer: "conv1",
      kernel: "copy1",
      groups: [3, 1, 1],
      shape: [150, 6, 1, 25, 32, 1, 4, 12],
      buffers: [6, 0],
    },
    { read: "conv2.weight", elements: 2400, buffer: 6, at: 4 },
    { read: "conv2.bias", elements: 16, buffer: 0, at: 812 },
    // Elementwise: 0.
    {
      layer: "conv2",
      kernel: "elementwise1",
      groups: [13, 1, 1],
      shape: [800, 1, 207],
      buffers: [0],
    },
    // Elementwise: input.
    {
      layer: "conv2",
      kernel: "copy2",
      groups: [10, 1, 1],
      shape: [600, 6, 4, 1, 25, 600, 32, 4, 1, 150, 4, 207],
      buffers: [6, 0],
    },
    { read: "dense1.weight", elements: 48000, buffer: 0, at: 4028 },
    { read: "dense1.bias", elements: 120, buffer: 0, at: 52028 },
    { read: "dense2.weight", elements: 10080, buffer: 0, at: 52148 },
    { read: "dense2.bias", elements: 84, buffer: 0, at: 62228 },
    { read: "dense3.weight", elements: 840, buffer: 0, at: 62312 },
    { read: "dense3.bias", elements: 10, buffer: 0, at: 63152 },
  ],
  run: [
    // Elementwise: input.
    {
      layer: "conv1",
      kernel: "copy3",
      groups: [13, 1, 1],
      shape: [784, 1, 1, 784, 1, 1, 4, 1],
      buffers: [1, 2],
    },
    // Convolution 5×5, padding 2, 2, 2, 2: [1, 1, 28, 28] to [1, 6, 28, 28]; then tanh(it).
    {
      layer: "conv1",
      kernel: "conv1",
      groups: [1, 7, 1],
      shape: [
        784, 28, 28, 6, 1568, 56, 2, 28, 28, 1, 2, 5, 5, 1, 1, 1, 1, 2, 2, 784,
        28, 1, 200, 1, 3, 1, 1,
      ],
      buffers: [2, 0, 1],
    },
    // Pooling (average) 2×2, stride 2×2: [1, 6, 28, 28] to [1, 6, 14, 14].
    {
      layer: "avgpool1",
      kernel: "average_pool1",
      groups: [7, 1, 1],
      shape: [
        392, 2, 14, 14, 28, 28, 2, 2, 2, 2, 1, 1, 0, 0, 1568, 56, 2, 392, 28, 2,
        6, 1, 1,
      ],
      buffers: [1, 2],
    },
    // Convolution 5×5: [1, 6, 14, 14] to [1, 16, 10, 10]; then tanh(it).
    {
      layer: "conv2",
      kernel: "conv2",
      groups: [1, 2, 1],
      shape: [
        100, 10, 10, 400, 40, 4, 14, 14, 2, 4, 5, 5, 1, 1, 1, 1, 0, 0, 392, 28,
        2, 800, 1, 207, 203, 1,
      ],
      buffers: [2, 0, 3],
    },
    // Pooling (average) 2×2, stride 2×2: [1, 16, 10, 10] to [1, 16, 5, 5].
    {
      layer: "avgpool2",
      kernel: "average_pool2",
      groups: [2, 1, 1],
      shape: [
        100, 4, 5, 5, 10, 10, 2, 2, 2, 2, 1, 1, 0, 0, 400, 40, 4, 100, 20, 4, 1,
        1,
      ],
      buffers: [3, 2],
    },
    // Elementwise: input.
    {
      layer: "flatten1",
      kernel: "copy1",
      groups: [7, 1, 1],
      shape: [400, 25, 1, 16, 25, 1, 4, 4],
      buffers: [2, 4],
    },
    // Matrix product [1, 400] by [400, 120], plus bias; then tanh(it).
    {
      layer: "dense1",
      kernel: "dense1",
      groups: [120, 1, 1],
      shape: [1, 120, 100, 100, 100, 1, 120, 1, 1, 1007, 52028, 4],
      buffers: [4, 0, 2],
    },
    // Matrix product [1, 120] by [120, 84], plus bias; then tanh(it).
    {
      layer: "dense2",
      kernel: "dense1",
      groups: [84, 1, 1],
      shape: [1, 84, 30, 30, 30, 1, 84, 1, 1, 13037, 62228, 4],
      buffers: [2, 0, 4],
    },
    // Matrix product [1, 84] by [84, 10], plus bias.
    {
      layer: "dense3",
      kernel: "dense2",
      groups: [10, 1, 1],
      shape: [1, 10, 21, 21, 21, 1, 10, 1, 1, 15578, 63152, 4],
      buffers: [4, 0, 5],
    },
    // Elementwise: input.
    {
      layer: "",
      kernel: "copy4",
      groups: [19, 1, 1],
      shape: [1176, 196, 1, 32, 196, 1, 8, 4, 1],
      buffers: [1, 2],
    },
    // Elementwise: input.
    {
      layer: "",
      kernel: "copy1",
      groups: [25, 1, 1],
      shape: [1600, 100, 1, 16, 100, 1, 4, 4],
      buffers: [3, 1],
    },
  ],
};

/** The kernels, as in `lenet5.wgsl`. */
const shader = /* wgsl */ `
// Vector by vector: 0.
// conv1, conv2
const ELEMENTWISE1_WIDTH: u32 = 64;
struct elementwise1_Shape {
  count: u32,
  output_n0: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> elementwise1_shape: elementwise1_Shape;
@group(0) @binding(1) var<storage, read_write> elementwise1_output: array<vec4f>;
@compute @workgroup_size(ELEMENTWISE1_WIDTH, 1)
fn elementwise1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * ELEMENTWISE1_WIDTH;
  if (item >= elementwise1_shape.count) {
    return;
  }
  let n0 = item;
  elementwise1_output[elementwise1_shape.output_at + n0 * elementwise1_shape.output_n0] = vec4f(0.0);
}

// Number by number: input1.
// conv1, flatten1
const COPY1_WIDTH: u32 = 64;
struct copy1_Shape {
  count: u32,
  n1: u32,
  input1_n0: u32,
  input1_n1: u32,
  output_n0: u32,
  output_n1: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy1_shape: copy1_Shape;
@group(0) @binding(1) var<storage, read> copy1_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy1_output: array<f32>;
@compute @workgroup_size(COPY1_WIDTH, 1)
fn copy1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY1_WIDTH;
  if (item >= copy1_shape.count) {
    return;
  }
  let n0 = item / copy1_shape.n1;
  let n1 = item % copy1_shape.n1;
  let input1 = copy1_input1[copy1_shape.input1_at + n0 * copy1_shape.input1_n0 + n1 * copy1_shape.input1_n1];
  copy1_output[copy1_shape.output_at + n0 * copy1_shape.output_n0 + n1 * copy1_shape.output_n1] = input1;
}

// Vector by vector: input1.
// conv2
const COPY2_WIDTH: u32 = 64;
struct copy2_Shape {
  count: u32,
  n1: u32,
  n2: u32,
  input1_n0: u32,
  input1_n1: u32,
  input1_n2: u32,
  output_n0: u32,
  output_n1: u32,
  output_n2: u32,
  input1_lane: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy2_shape: copy2_Shape;
@group(0) @binding(1) var<storage, read> copy2_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy2_output: array<vec4f>;
@compute @workgroup_size(COPY2_WIDTH, 1)
fn copy2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY2_WIDTH;
  if (item >= copy2_shape.count) {
    return;
  }
  let n0 = item / (copy2_shape.n1 * copy2_shape.n2);
  let n1 = item / copy2_shape.n2 % copy2_shape.n1;
  let n2 = item % copy2_shape.n2;
  let input1_first = copy2_shape.input1_at + n0 * copy2_shape.input1_n0 + n1 * copy2_shape.input1_n1 + n2 * copy2_shape.input1_n2;
  let input1 = vec4f(copy2_input1[input1_first], copy2_input1[input1_first + 1 * copy2_shape.input1_lane], copy2_input1[input1_first + 2 * copy2_shape.input1_lane], copy2_input1[input1_first + 3 * copy2_shape.input1_lane]);
  copy2_output[copy2_shape.output_at + n0 * copy2_shape.output_n0 + n1 * copy2_shape.output_n1 + n2 * copy2_shape.output_n2] = input1;
}

// Vector by vector: input1.
// conv1
const COPY3_WIDTH: u32 = 64;
struct copy3_Shape {
  count: u32,
  input1_n0: u32,
  output_n0: u32,
  input1_lane: u32,
  vectors: u32,
  channels: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy3_shape: copy3_Shape;
@group(0) @binding(1) var<storage, read> copy3_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy3_output: array<vec4f>;
@compute @workgroup_size(COPY3_WIDTH, 1)
fn copy3(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY3_WIDTH;
  if (item >= copy3_shape.count) {
    return;
  }
  let n0 = item;
  let input1_first = copy3_shape.input1_at + n0 * copy3_shape.input1_n0;
  let input1 = vec4f(copy3_input1[input1_first], copy3_input1[input1_first + 1 * copy3_shape.input1_lane], copy3_input1[input1_first + 2 * copy3_shape.input1_lane], copy3_input1[input1_first + 3 * copy3_shape.input1_lane]);
  copy3_output[copy3_shape.output_at + n0 * copy3_shape.output_n0] = select(vec4f(), input1, 4 * (item % copy3_shape.vectors) + vec4u(0, 1, 2, 3) < vec4u(copy3_shape.channels));
}

// Convolution, 4 pixels by 4 channels an invocation; then tanh(it).
// conv1
const CONV1_PIXELS: u32 = 4;
const CONV1_VECTORS: u32 = 1;
const CONV1_ACROSS: u32 = 2;
const CONV1_DOWN: u32 = 32;
struct conv1_Shape {
  count: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  result_vectors: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  weight_group: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv1_shape: conv1_Shape;
@group(0) @binding(1) var<storage, read> conv1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> conv1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv1_output: array<vec4f>;
fn conv1_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv1_weight_bias[conv1_shape.bias_at + vector];
  conv1_output[conv1_shape.output_at + sample * conv1_shape.output_sample + y * conv1_shape.output_row + x * conv1_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(conv1_shape.out_channels));
}
@compute @workgroup_size(CONV1_ACROSS, CONV1_DOWN)
fn conv1(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * CONV1_PIXELS;
  let vector = id.x * CONV1_VECTORS;
  if (first >= conv1_shape.count || vector >= conv1_shape.result_vectors) {
    return;
  }
  // Behind the last pixel, that one is computed again, and not written. Coordinates below 0 wrap to large ones.
  let pixel0 = min(first + 0, conv1_shape.count - 1);
  let x0 = pixel0 % conv1_shape.out_width;
  let y0 = pixel0 / conv1_shape.out_width % conv1_shape.out_height;
  let sample0 = pixel0 / (conv1_shape.out_width * conv1_shape.out_height);
  let base0 = conv1_shape.input_at + sample0 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum0_0 = vec4f();
  let pixel1 = min(first + 1, conv1_shape.count - 1);
  let x1 = pixel1 % conv1_shape.out_width;
  let y1 = pixel1 / conv1_shape.out_width % conv1_shape.out_height;
  let sample1 = pixel1 / (conv1_shape.out_width * conv1_shape.out_height);
  let base1 = conv1_shape.input_at + sample1 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum1_0 = vec4f();
  let pixel2 = min(first + 2, conv1_shape.count - 1);
  let x2 = pixel2 % conv1_shape.out_width;
  let y2 = pixel2 / conv1_shape.out_width % conv1_shape.out_height;
  let sample2 = pixel2 / (conv1_shape.out_width * conv1_shape.out_height);
  let base2 = conv1_shape.input_at + sample2 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum2_0 = vec4f();
  let pixel3 = min(first + 3, conv1_shape.count - 1);
  let x3 = pixel3 % conv1_shape.out_width;
  let y3 = pixel3 / conv1_shape.out_width % conv1_shape.out_height;
  let sample3 = pixel3 / (conv1_shape.out_width * conv1_shape.out_height);
  let base3 = conv1_shape.input_at + sample3 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum3_0 = vec4f();
  var weight = conv1_shape.weight_at + id.z * conv1_shape.weight_group + vector;
  for (var ky = 0u; ky < conv1_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv1_shape.kernel_width; kx++) {
      let row0 = y0 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column0 = x0 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside0 = row0 < conv1_shape.height && column0 < conv1_shape.width;
      var at0 = select(0, base0 + row0 * conv1_shape.input_row + column0 * conv1_shape.input_pixel, isInside0);
      let step0 = select(0u, 1u, isInside0);
      let row1 = y1 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column1 = x1 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside1 = row1 < conv1_shape.height && column1 < conv1_shape.width;
      var at1 = select(0, base1 + row1 * conv1_shape.input_row + column1 * conv1_shape.input_pixel, isInside1);
      let step1 = select(0u, 1u, isInside1);
      let row2 = y2 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column2 = x2 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside2 = row2 < conv1_shape.height && column2 < conv1_shape.width;
      var at2 = select(0, base2 + row2 * conv1_shape.input_row + column2 * conv1_shape.input_pixel, isInside2);
      let step2 = select(0u, 1u, isInside2);
      let row3 = y3 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column3 = x3 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside3 = row3 < conv1_shape.height && column3 < conv1_shape.width;
      var at3 = select(0, base3 + row3 * conv1_shape.input_row + column3 * conv1_shape.input_pixel, isInside3);
      let step3 = select(0u, 1u, isInside3);
      for (var term = 0u; term < conv1_shape.term_vectors; term++) {
        let in0 = conv1_input[at0];
        at0 += step0;
        let in1 = conv1_input[at1];
        at1 += step1;
        let in2 = conv1_input[at2];
        at2 += step2;
        let in3 = conv1_input[at3];
        at3 += step3;
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.x * w0;
          sum1_0 += in1.x * w0;
          sum2_0 += in2.x * w0;
          sum3_0 += in3.x * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.y * w0;
          sum1_0 += in1.y * w0;
          sum2_0 += in2.y * w0;
          sum3_0 += in3.y * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.z * w0;
          sum1_0 += in1.z * w0;
          sum2_0 += in2.z * w0;
          sum3_0 += in3.z * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.w * w0;
          sum1_0 += in1.w * w0;
          sum2_0 += in2.w * w0;
          sum3_0 += in3.w * w0;
          weight += conv1_shape.result_vectors;
        }
      }
    }
  }
  let channel = id.z * conv1_shape.result_vectors + vector;
  if (first + 0 < conv1_shape.count) {
    conv1_finish(sample0, y0, x0, channel, sum0_0);
  }
  if (first + 1 < conv1_shape.count) {
    conv1_finish(sample1, y1, x1, channel, sum1_0);
  }
  if (first + 2 < conv1_shape.count) {
    conv1_finish(sample2, y2, x2, channel, sum2_0);
  }
  if (first + 3 < conv1_shape.count) {
    conv1_finish(sample3, y3, x3, channel, sum3_0);
  }
}

// Pooling (average), 4 channels an invocation.
// avgpool1
const AVERAGE_POOL1_WIDTH: u32 = 64;
struct average_pool1_Shape {
  count: u32,
  out_vectors: u32,
  out_height: u32,
  out_width: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  out_channels: u32,
  input_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> average_pool1_shape: average_pool1_Shape;
@group(0) @binding(1) var<storage, read> average_pool1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> average_pool1_output: array<vec4f>;
@compute @workgroup_size(AVERAGE_POOL1_WIDTH, 1)
fn average_pool1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * AVERAGE_POOL1_WIDTH;
  if (item >= average_pool1_shape.count) {
    return;
  }
  let vector = item % average_pool1_shape.out_vectors;
  let x = item / average_pool1_shape.out_vectors % average_pool1_shape.out_width;
  let y = item / (average_pool1_shape.out_vectors * average_pool1_shape.out_width) % average_pool1_shape.out_height;
  let sample = item / (average_pool1_shape.out_vectors * average_pool1_shape.out_width * average_pool1_shape.out_height);
  let base = average_pool1_shape.input_at + sample * average_pool1_shape.input_sample + vector;
  var result = vec4f(0.0);
  var divisor = 0.0;
  for (var ky = 0u; ky < average_pool1_shape.kernel_height; ky++) {
    let down = y * average_pool1_shape.stride_y + ky * average_pool1_shape.dilation_y;
    let row = down - average_pool1_shape.pad_top;
    for (var kx = 0u; kx < average_pool1_shape.kernel_width; kx++) {
      let along = x * average_pool1_shape.stride_x + kx * average_pool1_shape.dilation_x;
      let column = along - average_pool1_shape.pad_left;
      if (row < average_pool1_shape.height && column < average_pool1_shape.width) {
        result += average_pool1_input[base + row * average_pool1_shape.input_row + column * average_pool1_shape.input_pixel];
        divisor += 1.0;
      }
    }
  }
  average_pool1_output[average_pool1_shape.output_at + sample * average_pool1_shape.output_sample + y * average_pool1_shape.output_row + x * average_pool1_shape.output_pixel + vector] = select(vec4f(), result / max(divisor, 1.0), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(average_pool1_shape.out_channels));
}

// Convolution, 4 pixels by 4 channels an invocation; then tanh(it).
// conv2
const CONV2_PIXELS: u32 = 4;
const CONV2_VECTORS: u32 = 1;
const CONV2_ACROSS: u32 = 4;
const CONV2_DOWN: u32 = 16;
struct conv2_Shape {
  count: u32,
  out_height: u32,
  out_width: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  result_vectors: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  weight_group: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv2_shape: conv2_Shape;
@group(0) @binding(1) var<storage, read> conv2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> conv2_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv2_output: array<vec4f>;
fn conv2_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv2_weight_bias[conv2_shape.bias_at + vector];
  conv2_output[conv2_shape.output_at + sample * conv2_shape.output_sample + y * conv2_shape.output_row + x * conv2_shape.output_pixel + vector] = tanh_vec4f(value);
}
@compute @workgroup_size(CONV2_ACROSS, CONV2_DOWN)
fn conv2(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * CONV2_PIXELS;
  let vector = id.x * CONV2_VECTORS;
  if (first >= conv2_shape.count || vector >= conv2_shape.result_vectors) {
    return;
  }
  // Behind the last pixel, that one is computed again, and not written. Coordinates below 0 wrap to large ones.
  let pixel0 = min(first + 0, conv2_shape.count - 1);
  let x0 = pixel0 % conv2_shape.out_width;
  let y0 = pixel0 / conv2_shape.out_width % conv2_shape.out_height;
  let sample0 = pixel0 / (conv2_shape.out_width * conv2_shape.out_height);
  let base0 = conv2_shape.input_at + sample0 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum0_0 = vec4f();
  let pixel1 = min(first + 1, conv2_shape.count - 1);
  let x1 = pixel1 % conv2_shape.out_width;
  let y1 = pixel1 / conv2_shape.out_width % conv2_shape.out_height;
  let sample1 = pixel1 / (conv2_shape.out_width * conv2_shape.out_height);
  let base1 = conv2_shape.input_at + sample1 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum1_0 = vec4f();
  let pixel2 = min(first + 2, conv2_shape.count - 1);
  let x2 = pixel2 % conv2_shape.out_width;
  let y2 = pixel2 / conv2_shape.out_width % conv2_shape.out_height;
  let sample2 = pixel2 / (conv2_shape.out_width * conv2_shape.out_height);
  let base2 = conv2_shape.input_at + sample2 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum2_0 = vec4f();
  let pixel3 = min(first + 3, conv2_shape.count - 1);
  let x3 = pixel3 % conv2_shape.out_width;
  let y3 = pixel3 / conv2_shape.out_width % conv2_shape.out_height;
  let sample3 = pixel3 / (conv2_shape.out_width * conv2_shape.out_height);
  let base3 = conv2_shape.input_at + sample3 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum3_0 = vec4f();
  var weight = conv2_shape.weight_at + id.z * conv2_shape.weight_group + vector;
  for (var ky = 0u; ky < conv2_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv2_shape.kernel_width; kx++) {
      let row0 = y0 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column0 = x0 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside0 = row0 < conv2_shape.height && column0 < conv2_shape.width;
      var at0 = select(0, base0 + row0 * conv2_shape.input_row + column0 * conv2_shape.input_pixel, isInside0);
      let step0 = select(0u, 1u, isInside0);
      let row1 = y1 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column1 = x1 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside1 = row1 < conv2_shape.height && column1 < conv2_shape.width;
      var at1 = select(0, base1 + row1 * conv2_shape.input_row + column1 * conv2_shape.input_pixel, isInside1);
      let step1 = select(0u, 1u, isInside1);
      let row2 = y2 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column2 = x2 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside2 = row2 < conv2_shape.height && column2 < conv2_shape.width;
      var at2 = select(0, base2 + row2 * conv2_shape.input_row + column2 * conv2_shape.input_pixel, isInside2);
      let step2 = select(0u, 1u, isInside2);
      let row3 = y3 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column3 = x3 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside3 = row3 < conv2_shape.height && column3 < conv2_shape.width;
      var at3 = select(0, base3 + row3 * conv2_shape.input_row + column3 * conv2_shape.input_pixel, isInside3);
      let step3 = select(0u, 1u, isInside3);
      for (var term = 0u; term < conv2_shape.term_vectors; term++) {
        let in0 = conv2_input[at0];
        at0 += step0;
        let in1 = conv2_input[at1];
        at1 += step1;
        let in2 = conv2_input[at2];
        at2 += step2;
        let in3 = conv2_input[at3];
        at3 += step3;
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.x * w0;
          sum1_0 += in1.x * w0;
          sum2_0 += in2.x * w0;
          sum3_0 += in3.x * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.y * w0;
          sum1_0 += in1.y * w0;
          sum2_0 += in2.y * w0;
          sum3_0 += in3.y * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.z * w0;
          sum1_0 += in1.z * w0;
          sum2_0 += in2.z * w0;
          sum3_0 += in3.z * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.w * w0;
          sum1_0 += in1.w * w0;
          sum2_0 += in2.w * w0;
          sum3_0 += in3.w * w0;
          weight += conv2_shape.result_vectors;
        }
      }
    }
  }
  let channel = id.z * conv2_shape.result_vectors + vector;
  if (first + 0 < conv2_shape.count) {
    conv2_finish(sample0, y0, x0, channel, sum0_0);
  }
  if (first + 1 < conv2_shape.count) {
    conv2_finish(sample1, y1, x1, channel, sum1_0);
  }
  if (first + 2 < conv2_shape.count) {
    conv2_finish(sample2, y2, x2, channel, sum2_0);
  }
  if (first + 3 < conv2_shape.count) {
    conv2_finish(sample3, y3, x3, channel, sum3_0);
  }
}

// Pooling (average), 4 channels an invocation.
// avgpool2
const AVERAGE_POOL2_WIDTH: u32 = 64;
struct average_pool2_Shape {
  count: u32,
  out_vectors: u32,
  out_height: u32,
  out_width: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  input_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> average_pool2_shape: average_pool2_Shape;
@group(0) @binding(1) var<storage, read> average_pool2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> average_pool2_output: array<vec4f>;
@compute @workgroup_size(AVERAGE_POOL2_WIDTH, 1)
fn average_pool2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * AVERAGE_POOL2_WIDTH;
  if (item >= average_pool2_shape.count) {
    return;
  }
  let vector = item % average_pool2_shape.out_vectors;
  let x = item / average_pool2_shape.out_vectors % average_pool2_shape.out_width;
  let y = item / (average_pool2_shape.out_vectors * average_pool2_shape.out_width) % average_pool2_shape.out_height;
  let sample = item / (average_pool2_shape.out_vectors * average_pool2_shape.out_width * average_pool2_shape.out_height);
  let base = average_pool2_shape.input_at + sample * average_pool2_shape.input_sample + vector;
  var result = vec4f(0.0);
  var divisor = 0.0;
  for (var ky = 0u; ky < average_pool2_shape.kernel_height; ky++) {
    let down = y * average_pool2_shape.stride_y + ky * average_pool2_shape.dilation_y;
    let row = down - average_pool2_shape.pad_top;
    for (var kx = 0u; kx < average_pool2_shape.kernel_width; kx++) {
      let along = x * average_pool2_shape.stride_x + kx * average_pool2_shape.dilation_x;
      let column = along - average_pool2_shape.pad_left;
      if (row < average_pool2_shape.height && column < average_pool2_shape.width) {
        result += average_pool2_input[base + row * average_pool2_shape.input_row + column * average_pool2_shape.input_pixel];
        divisor += 1.0;
      }
    }
  }
  average_pool2_output[average_pool2_shape.output_at + sample * average_pool2_shape.output_sample + y * average_pool2_shape.output_row + x * average_pool2_shape.output_pixel + vector] = result / max(divisor, 1.0);
}

// Dense layer, a workgroup for each output of a row; then tanh(it).
// dense1, dense2
const DENSE1_PARTS: u32 = 64;
const DENSE1_ROWS: u32 = 1;
struct dense1_Shape {
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense1_shape: dense1_Shape;
@group(0) @binding(1) var<storage, read> dense1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense1_output: array<f32>;
var<workgroup> dense1_shared: array<f32, 64>;
fn dense1_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense1_weight_bias[(dense1_shape.bias_at + column * dense1_shape.bias_column) / 4][(dense1_shape.bias_at + column * dense1_shape.bias_column) % 4];
  dense1_output[dense1_shape.output_at + row * dense1_shape.output_row + column * dense1_shape.output_column] = tanh_f32(value);
}
@compute @workgroup_size(DENSE1_PARTS, 1)
fn dense1(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // Behind the last column, that one is computed again, and not written: all invocations meet at the barriers.
  let wanted = group.x + group.y * groups.x;
  let column = min(wanted, dense1_shape.columns - 1);
  let first = group.z * DENSE1_ROWS;
  let from0 = dense1_shape.input_at + min(first + 0, dense1_shape.rows - 1) * dense1_shape.input_row;
  var part0 = 0.0;
  let weights = dense1_shape.weight_at + column * dense1_shape.weight_column;
  for (var term = local.x; term < dense1_shape.terms; term += DENSE1_PARTS) {
    let weight = dense1_weight_bias[weights + term];
    part0 += dot(dense1_input[from0 + term], weight);
  }
  dense1_shared[0 * DENSE1_PARTS + local.x] = part0;
  workgroupBarrier();
  for (var half = DENSE1_PARTS / 2; half > 0; half /= 2) {
    if (local.x < half) {
      dense1_shared[0 * DENSE1_PARTS + local.x] += dense1_shared[0 * DENSE1_PARTS + local.x + half];
    }
    workgroupBarrier();
  }
  if (local.x < DENSE1_ROWS && first + local.x < dense1_shape.rows && wanted < dense1_shape.columns) {
    dense1_finish(first + local.x, column, dense1_shared[local.x * DENSE1_PARTS]);
  }
}

// Dense layer, a workgroup for each output of a row.
// dense3
const DENSE2_PARTS: u32 = 64;
const DENSE2_ROWS: u32 = 1;
struct dense2_Shape {
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense2_shape: dense2_Shape;
@group(0) @binding(1) var<storage, read> dense2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense2_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense2_output: array<f32>;
var<workgroup> dense2_shared: array<f32, 64>;
fn dense2_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense2_weight_bias[(dense2_shape.bias_at + column * dense2_shape.bias_column) / 4][(dense2_shape.bias_at + column * dense2_shape.bias_column) % 4];
  dense2_output[dense2_shape.output_at + row * dense2_shape.output_row + column * dense2_shape.output_column] = value;
}
@compute @workgroup_size(DENSE2_PARTS, 1)
fn dense2(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // Behind the last column, that one is computed again, and not written: all invocations meet at the barriers.
  let wanted = group.x + group.y * groups.x;
  let column = min(wanted, dense2_shape.columns - 1);
  let first = group.z * DENSE2_ROWS;
  let from0 = dense2_shape.input_at + min(first + 0, dense2_shape.rows - 1) * dense2_shape.input_row;
  var part0 = 0.0;
  let weights = dense2_shape.weight_at + column * dense2_shape.weight_column;
  for (var term = local.x; term < dense2_shape.terms; term += DENSE2_PARTS) {
    let weight = dense2_weight_bias[weights + term];
    part0 += dot(dense2_input[from0 + term], weight);
  }
  dense2_shared[0 * DENSE2_PARTS + local.x] = part0;
  workgroupBarrier();
  for (var half = DENSE2_PARTS / 2; half > 0; half /= 2) {
    if (local.x < half) {
      dense2_shared[0 * DENSE2_PARTS + local.x] += dense2_shared[0 * DENSE2_PARTS + local.x + half];
    }
    workgroupBarrier();
  }
  if (local.x < DENSE2_ROWS && first + local.x < dense2_shape.rows && wanted < dense2_shape.columns) {
    dense2_finish(first + local.x, column, dense2_shared[local.x * DENSE2_PARTS]);
  }
}

// Vector by vector: input1.
const COPY4_WIDTH: u32 = 64;
struct copy4_Shape {
  count: u32,
  n1: u32,
  input1_n0: u32,
  input1_n1: u32,
  output_n0: u32,
  output_n1: u32,
  input1_lane: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy4_shape: copy4_Shape;
@group(0) @binding(1) var<storage, read> copy4_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy4_output: array<vec4f>;
@compute @workgroup_size(COPY4_WIDTH, 1)
fn copy4(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY4_WIDTH;
  if (item >= copy4_shape.count) {
    return;
  }
  let n0 = item / copy4_shape.n1;
  let n1 = item % copy4_shape.n1;
  let input1_first = copy4_shape.input1_at + n0 * copy4_shape.input1_n0 + n1 * copy4_shape.input1_n1;
  let input1 = vec4f(copy4_input1[input1_first], copy4_input1[input1_first + 1 * copy4_shape.input1_lane], copy4_input1[input1_first + 2 * copy4_shape.input1_lane], copy4_input1[input1_first + 3 * copy4_shape.input1_lane]);
  copy4_output[copy4_shape.output_at + n0 * copy4_shape.output_n0 + n1 * copy4_shape.output_n1] = input1;
}

fn tanh_vec4f(x: vec4f) -> vec4f {
  let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672));
  let t1 = (t0 * t0);
  return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0));
}

fn tanh_f32(x: f32) -> f32 {
  let t0 = min(max(x, (-9.020000457763672)), 9.020000457763672);
  let t1 = (t0 * t0);
  return min(max(((t0 * ((((((((1.3319055192084761e-8 * t1) + 0.00002058346763078589) * t1) + 0.0034940338227897882) * t1) + 0.13379716873168945) * t1) + 1.0)) / ((((((((7.762012046441669e-7 * t1) + 0.0003283091355115175) * t1) + 0.025871070101857185) * t1) + 0.4671303331851959) * t1) + 1.0)), (-1.0)), 1.0);
}
`;

// The runtime of cnnc, MIT licence.

/**
 * The first name that an object of `json` holds twice. `JSON.parse` would keep
 * the last of them and say nothing. `json` must be valid.
 */
function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character === "{" || character === "[") {
      open.push(new Set());
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const begin = at;
      at += 1;
      while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
      const end = at + 1;
      while (isJsonSpace(json[at + 1])) at += 1;
      if (json[at + 1] === ":") {
        const key = JSON.parse(json.slice(begin, end)) as string;
        const keys = open.at(-1);
        if (keys?.has(key) === true) return key;
        keys?.add(key);
      }
    }
    at += 1;
  }
  return undefined;
}

function isJsonSpace(character: string | undefined): boolean {
  return (
    character === " " ||
    character === "\n" ||
    character === "\r" ||
    character === "\t"
  );
}

/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
class WeightError extends Error {
  readonly code: "CNN0501" | "CNN0502";
  /** What is wrong, in a line. */
  readonly summary: string;
  /** One line a tensor. */
  readonly problems: readonly string[];
  /** Tensors are missing and others are left over: they may be the same. */
  readonly namesDiffer: boolean;

  constructor(
    code: "CNN0501" | "CNN0502",
    summary: string,
    problems: readonly string[] = [],
    namesDiffer = false,
  ) {
    const lines = problems.map((problem) => `\n  ${problem}`);
    super(`${summary}${lines.length > 0 ? ":" : ""}${lines.join("")}`);
    this.name = "WeightError";
    this.code = code;
    this.summary = summary;
    this.problems = problems;
    this.namesDiffer = namesDiffer;
  }
}

/** Bytes that are read by range, such as a file or a URL. */
interface WeightSource {
  readonly size: number;
  /** The bytes from `begin` up to `end`, which is not included. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** Bytes already in memory; reads are views, not copies. */
function bytesSource(bytes: Uint8Array | ArrayBuffer): WeightSource {
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return {
    size: whole.length,
    read: (begin, end) => Promise.resolve(whole.subarray(begin, end)),
  };
}

// Reader of the safetensors format:
// the length of the header in 8 bytes, little-endian; the header, JSON; data.
// Everything that the header claims is checked before a tensor is read.

/** Where a tensor of the file lies: bytes `begin` up to `end` of the file. */
interface SafetensorsEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The reference implementation's limit. */
const maxHeaderBytes = 100_000_000;

const dtypeBytes: ReadonlyMap<string, number> = new Map([
  ["BOOL", 1],
  ["U8", 1],
  ["I8", 1],
  ["F8_E4M3", 1],
  ["F8_E5M2", 1],
  ["U16", 2],
  ["I16", 2],
  ["F16", 2],
  ["BF16", 2],
  ["U32", 4],
  ["I32", 4],
  ["F32", 4],
  ["U64", 8],
  ["I64", 8],
  ["F64", 8],
]);

/** Reads the header of a file. Throws {@link WeightError} if it is malformed. */
async function openSafetensors(source: WeightSource): Promise<SafetensorsFile> {
  const { size } = source;
  const length = headerLength(await source.read(0, Math.min(8, size)), size);
  return parseHeader(await source.read(8, 8 + length), length, size);
}

/** {@link openSafetensors} for a file in memory. */
function openSafetensorsSync(bytes: Uint8Array): SafetensorsFile {
  const size = bytes.length;
  const length = headerLength(bytes.subarray(0, 8), size);
  return parseHeader(bytes.subarray(8, 8 + length), length, size);
}

function malformed(message: string): WeightError {
  return new WeightError("CNN0501", `not a safetensors file: ${message}`);
}

function headerLength(bytes: Uint8Array, fileSize: number): number {
  if (bytes.length < 8) {
    throw malformed("it has fewer than 8 bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > maxHeaderBytes) {
    throw malformed(
      `its header claims ${length} bytes, more than ${maxHeaderBytes}`,
    );
  }
  if (length > fileSize - 8) {
    throw malformed(
      `its header claims ${length} bytes, but only ${fileSize - 8} follow`,
    );
  }
  return length;
}

function parseHeader(
  bytes: Uint8Array,
  length: number,
  fileSize: number,
): SafetensorsFile {
  if (bytes.length !== length) throw malformed("it ends within its header");
  const header = parseHeaderJson(bytes);
  const dataBegin = 8 + length;
  const metadata = new Map<string, string>();
  const entries: [string, SafetensorsEntry][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__proto__") {
      throw malformed('a tensor may not be named "__proto__"');
    }
    if (name !== "__metadata__") {
      entries.push([name, parseEntry(name, value, dataBegin)]);
      continue;
    }
    if (!isRecord(value)) throw malformed("its metadata is not an object");
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== "string") {
        throw malformed(`its metadata ${JSON.stringify(key)} is not a string`);
      }
      metadata.set(key, text);
    }
  }
  checkCoverage(entries, dataBegin, fileSize);
  return { tensors: new Map(entries), metadata };
}

function parseHeaderJson(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw malformed("its header does not begin with {");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("its header is not UTF-8");
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw malformed("its header is not JSON");
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) {
    throw malformed(`its header holds ${JSON.stringify(duplicate)} twice`);
  }
  if (!isRecord(header)) throw malformed("its header is not an object");
  return header;
}

function parseEntry(
  name: string,
  value: unknown,
  dataBegin: number,
): SafetensorsEntry {
  const fail = (what: string): WeightError =>
    malformed(`tensor ${JSON.stringify(name)} ${what}`);
  if (!isRecord(value)) throw fail("is not described by an object");
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  const surplus = Object.keys(rest)[0];
  if (surplus !== undefined) {
    throw fail(`has an unknown field ${JSON.stringify(surplus)}`);
  }
  if (typeof dtype !== "string") throw fail("has no dtype");
  const bytes = dtypeBytes.get(dtype);
  if (bytes === undefined) {
    throw fail(`has an unknown dtype ${JSON.stringify(dtype)}`);
  }
  if (!isSizes(shape)) throw fail("has no shape of non-negative integers");
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw fail("has no data_offsets of two non-negative integers");
  }
  const [begin = 0, end = 0] = offsets;
  if (begin > end) throw fail("ends before it begins");
  const size = shape.reduce((product, extent) => product * extent, bytes);
  if (size !== end - begin) {
    const shown = `${dtype} [${shape.join(", ")}]`;
    throw fail(`is ${shown}, ${size} bytes, but holds ${end - begin}`);
  }
  return { dtype, shape, begin: dataBegin + begin, end: dataBegin + end };
}

/** Tensors lie end to end and fill the file. */
function checkCoverage(
  entries: readonly (readonly [string, SafetensorsEntry])[],
  dataBegin: number,
  fileSize: number,
): void {
  const inOrder = [...entries].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  );
  let at = dataBegin;
  for (const [name, { begin, end }] of inOrder) {
    const shown = `tensor ${JSON.stringify(name)}`;
    if (begin < at) throw malformed(`${shown} overlaps another`);
    if (begin > at) {
      throw malformed(`${begin - at} bytes before ${shown} belong to none`);
    }
    if (end > fileSize) {
      throw malformed(`${shown} ends ${end - fileSize} bytes after the file`);
    }
    at = end;
  }
  if (at < fileSize) {
    throw malformed(`its last ${fileSize - at} bytes belong to no tensor`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

/** Bytes of an element, for each dtype that converts to float32. */
const floatBytes: ReadonlyMap<string, number> = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F32", 4],
  ["F64", 8],
]);

/** What is held at one time besides the target: a multiple of 8. */
const chunkBytes = 1 << 24;

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reads a tensor of {@link floatBytes} dtype into `target`, chunk by chunk. */
async function readTensor(
  source: WeightSource,
  entry: SafetensorsEntry,
  target: Float32Array,
): Promise<void> {
  const size = floatBytes.get(entry.dtype) ?? 1;
  for (let begin = entry.begin; begin < entry.end; begin += chunkBytes) {
    const end = Math.min(begin + chunkBytes, entry.end);
    const bytes = await source.read(begin, end);
    const first = (begin - entry.begin) / size;
    const part = target.subarray(first, first + (end - begin) / size);
    decodeFloats(entry.dtype, bytes, part);
  }
}

/** {@link readTensor} for a file in memory. */
function readTensorSync(
  bytes: Uint8Array,
  entry: SafetensorsEntry,
  target: Float32Array,
): void {
  decodeFloats(entry.dtype, bytes.subarray(entry.begin, entry.end), target);
}

/** Little-endian numbers of `dtype`, rounded to float32 where it has more. */
function decodeFloats(
  dtype: string,
  bytes: Uint8Array,
  target: Float32Array,
): void {
  const size = floatBytes.get(dtype);
  if (size === undefined) {
    throw new WeightError("CNN0502", `dtype ${dtype} does not become float32`);
  }
  if (bytes.length !== target.length * size) {
    throw new WeightError(
      "CNN0501",
      `read ${bytes.length} bytes of a tensor instead of ${target.length * size}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { length } = target;
  if (dtype === "F32" && isLittleEndian) {
    new Uint8Array(target.buffer, target.byteOffset, bytes.length).set(bytes);
  } else if (dtype === "F32") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat32(4 * i, true);
  } else if (dtype === "F64") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat64(8 * i, true);
  } else if (dtype === "F16") {
    for (let i = 0; i < length; i += 1) {
      target[i] = fromFloat16(view.getUint16(2 * i, true));
    }
  } else {
    // The upper half of a float32.
    const bits = new Uint32Array(target.buffer, target.byteOffset, length);
    for (let i = 0; i < length; i += 1) {
      bits[i] = view.getUint16(2 * i, true) << 16;
    }
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits with bias 15, 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const power = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (power === 0) return sign * fraction * 2 ** -24;
  if (power === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (power - 25);
}

/** The candidate that is most likely meant by `name`; none if all are far. */
function nearestName(
  name: string,
  candidates: Iterable<string>,
): string | undefined {
  let nearest: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Insertions, deletions and substitutions (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const inserted = Math.min(row[j] ?? 0, next[j - 1] ?? 0) + 1;
      next.push(Math.min(substituted, inserted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** A weight of the model. */
interface ExpectedWeight {
  readonly path: string;
  readonly shape: readonly number[];
}

/** Missing tensors for which a near name is looked for, in a file of thousands. */
const maxHints = 20;

/**
 * The file's tensor for each expected weight, by the weight's path. `names`
 * gives a weight's name in the file where it is not its path. Throws one
 * {@link WeightError} that lists every tensor that is missing, superfluous,
 * asked for twice, of another shape or of a dtype that does not become
 * float32. PyTorch's `….num_batches_tracked` counters are ignored, and so are
 * the weights of `training` heads.
 */
function matchWeights(
  file: SafetensorsFile,
  expected: readonly ExpectedWeight[],
  names: ReadonlyMap<string, string> = new Map(),
  training: readonly string[] = [],
): ReadonlyMap<string, SafetensorsEntry> {
  const left = new Set<string>();
  for (const name of file.tensors.keys()) {
    if (!/(^|\.)num_batches_tracked$/.test(name)) left.add(name);
  }
  for (const { path } of expected) left.delete(names.get(path) ?? path);
  for (const path of training) left.delete(names.get(path) ?? path);

  const matched = new Map<string, SafetensorsEntry>();
  const takers = new Map<string, string>();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const { path, shape } of expected) {
    const name = names.get(path) ?? path;
    const shown = name === path ? path : `${path} (${name} in the file)`;
    const taker = takers.get(name);
    if (taker !== undefined) {
      wrong.push(`taken twice: ${shown}, which ${taker} takes too`);
    }
    takers.set(name, path);
    const entry = file.tensors.get(name);
    if (entry === undefined) {
      const alike = [...left].filter((other) =>
        isSameShape(file.tensors.get(other)?.shape ?? [], shape),
      );
      const near =
        missing.length < maxHints ? nearestName(name, alike) : undefined;
      const hint = near === undefined ? "" : `; did you mean ${escaped(near)}?`;
      missing.push(`missing: ${shown}, [${shape.join(", ")}]${hint}`);
      continue;
    }
    matched.set(path, entry);
    if (!isSameShape(entry.shape, shape)) {
      const [has, wants] = [entry.shape.join(", "), shape.join(", ")];
      wrong.push(`wrong shape: ${shown} is [${has}] instead of [${wants}]`);
    }
    if (!floatBytes.has(entry.dtype)) {
      const known = [...floatBytes.keys()].join(", ");
      wrong.push(`wrong dtype: ${shown} is ${entry.dtype}, none of ${known}`);
    }
  }
  const surplus = [...left].map((name) => {
    const shape = file.tensors.get(name)?.shape ?? [];
    return `not in the model: ${escaped(name)}, [${shape.join(", ")}]`;
  });
  if (missing.length + wrong.length + surplus.length > 0) {
    throw unfit(missing, wrong, surplus);
  }
  return matched;
}

function unfit(
  missing: readonly string[],
  wrong: readonly string[],
  surplus: readonly string[],
): WeightError {
  const kinds = [
    { kind: "missing", problems: missing },
    { kind: "wrong", problems: wrong },
    { kind: "not in the model", problems: surplus },
  ].filter(({ problems }) => problems.length > 0);
  const counts = kinds.map(
    ({ kind, problems }) => `${problems.length} ${kind}`,
  );
  return new WeightError(
    "CNN0502",
    `the weights do not fit the model (${counts.join(", ")})`,
    kinds.flatMap(({ problems }) => problems),
    missing.length > 0 && surplus.length > 0,
  );
}

/** A name from the file on one line. */
function escaped(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** A tensor that the load part asks for, and the elements where it goes. */
type TensorRead = readonly [path: string, at: number, elements: number];

interface WeightsLayout {
  /** Every tensor that the file must hold. */
  readonly expected: readonly ExpectedWeight[];
  /** Paths of weights that it may hold besides: those of training heads. */
  readonly training?: readonly string[];
}

interface LoadOptions {
  /** Names in the file, by the weight's path, where they differ. */
  readonly names?: ReadonlyMap<string, string>;
  /**
   * Threads that compute; where it is not said, as many as the machine has and
   * the network is worth. One where they cannot share memory: in a page that is
   * not cross-origin isolated, and for kernels in TypeScript.
   */
  readonly threads?: number | undefined;
  /**
   * Whether V8 is to pair the vectors of kernels: in Node, from version 24 on.
   * It is a setting of the whole process, for what is compiled from then on.
   */
  readonly revectorize?: boolean | undefined;
}

/**
 * Reads a safetensors file tensor by tensor into `memory`, as the load part
 * asks, which computes in between: a network is never held twice. Throws
 * {@link WeightError}.
 */
async function loadWeights(
  layout: WeightsLayout,
  from: WeightSource | Uint8Array | ArrayBuffer,
  memory: Float32Array,
  part: Iterable<TensorRead>,
  options?: LoadOptions,
): Promise<void> {
  const inMemory = from instanceof Uint8Array || from instanceof ArrayBuffer;
  const source = inMemory ? bytesSource(from) : from;
  const file = await openSafetensors(source);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
  }
}

/** {@link loadWeights} for a file in memory. */
function loadWeightsSync(
  layout: WeightsLayout,
  from: Uint8Array | ArrayBuffer,
  memory: Float32Array,
  part: Iterable<TensorRead>,
  options?: LoadOptions,
): void {
  const bytes = from instanceof Uint8Array ? from : new Uint8Array(from);
  const file = openSafetensorsSync(bytes);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    readTensorSync(bytes, entryOf(entries, path), target);
  }
}

function entryOf(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  path: string,
): SafetensorsEntry {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}

// What a compiled model uses of WebGPU, whose types not every project has.

/** `navigator.gpu`. */
interface Gpu {
  requestAdapter(options?: {
    powerPreference?: "high-performance";
  }): Promise<GpuAdapter | null>;
}

interface GpuAdapter {
  requestDevice(): Promise<GpuDevice>;
}

/** A `GPUDevice`. */
interface GpuDevice {
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(descriptor: {
    label?: string;
    size: number;
    usage: number;
  }): GpuBuffer;
  createShaderModule(descriptor: { code: string }): object;
  createComputePipelineAsync(descriptor: {
    label?: string | undefined;
    layout: object | "auto";
    compute: { module: object; entryPoint?: string | undefined };
  }): Promise<GpuPipeline>;
  createBindGroup(descriptor: {
    label?: string | undefined;
    layout: object;
    entries: Iterable<GpuBinding>;
  }): object;
  createCommandEncoder(): GpuEncoder;
  pushErrorScope(filter: "validation" | "out-of-memory" | "internal"): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  destroy(): void;
}

interface GpuQueue {
  writeBuffer(
    buffer: GpuBuffer,
    offset: number,
    data: ArrayBufferView,
    dataOffset?: number,
    size?: number,
  ): void;
  submit(commands: Iterable<object>): void;
}

interface GpuBuffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

interface GpuPipeline {
  getBindGroupLayout(index: number): object;
}

interface GpuBinding {
  binding: number;
  /** A `GPUBufferBinding`. */
  resource: object;
}

interface GpuEncoder {
  beginComputePass(): GpuPass;
  copyBufferToBuffer(
    source: GpuBuffer,
    sourceOffset: number,
    target: GpuBuffer,
    targetOffset: number,
    size: number,
  ): void;
  finish(): object;
}

interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: object | null | undefined): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}

/** Why a device does not compute. After `"device-lost"` the model can be loaded again. */
type GpuFailure =
  | "no-adapter"
  | "no-device"
  | "device-lost"
  | "validation"
  | "out-of-memory"
  | "destroyed";

/** WebGPU does not do what the model asks of it. */
class GpuError extends Error {
  override readonly name = "GpuError";
  readonly code: GpuFailure;
  /** What was being done: the path of a layer, or a kernel's name. */
  readonly at: string;

  constructor(code: GpuFailure, at: string, message: string, cause?: unknown) {
    super(at === "" ? message : `${at}: ${message}`, { cause });
    this.code = code;
    this.at = at;
  }
}

/** What a platform threw, as a {@link GpuError}, which stays as it is. */
function gpuErrorOf(cause: unknown, code: GpuFailure, at: string): GpuError {
  if (cause instanceof GpuError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new GpuError(code, at, message, cause);
}

/**
 * Does work whose errors the device reports later. The result is there at once;
 * `done` rejects with a {@link GpuError} where there was an error.
 */
function guardGpu<T>(
  device: GpuDevice,
  at: string,
  work: () => T,
): { readonly result: T; readonly done: Promise<void> } {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let popped: Promise<{ readonly message: string } | null>[] = [];
  try {
    const result = work();
    popped = [device.popErrorScope(), device.popErrorScope()];
    const done = Promise.all(popped).then(([invalid, exhausted]) => {
      if (invalid) throw new GpuError("validation", at, invalid.message);
      if (exhausted) throw new GpuError("out-of-memory", at, exhausted.message);
    });
    // Whoever waits hears of it; until then it is nobody's unhandled rejection.
    done.catch(() => undefined);
    return { result, done };
  } finally {
    if (popped.length === 0) {
      void device.popErrorScope();
      void device.popErrorScope();
    }
  }
}

/** A call as the device carries it out. */
interface GpuDispatch {
  /** Path of the layer that it is of. */
  readonly layer: string;
  /** An entry point of the shader. */
  readonly kernel: string;
  readonly groups: readonly [x: number, y: number, z: number];
  /** The numbers of the kernel's uniform, in its order. */
  readonly shape: readonly number[];
  /** Buffers of the device, in the order of the kernel's bindings. */
  readonly buffers: readonly number[];
}

/** A tensor of the weight file, and where it goes. */
interface GpuRead {
  readonly read: string;
  readonly elements: number;
  readonly buffer: number;
  readonly at: number;
}

/** Numbers known at compile time, and where they go. */
interface GpuConstant {
  readonly numbers: readonly number[];
  readonly buffer: number;
  readonly at: number;
}

/** What a model does on a device. Offsets and sizes are in float32 elements. */
interface GpuPlan {
  /** Sizes of buffers: those of the weights, of what a call works in, and what is needed while weights are loaded only. */
  readonly weights: readonly number[];
  readonly arena: readonly number[];
  readonly loading: readonly number[];
  /** Entry points of the shader. */
  readonly kernels: readonly string[];
  readonly load: readonly (GpuRead | GpuConstant | GpuDispatch)[];
  readonly run: readonly GpuDispatch[];
}

interface GpuLoadOptions extends Pick<LoadOptions, "names"> {
  /** A device to work on, which stays the caller's; without it the network has one of its own. */
  readonly device?: GpuDevice;
  /** Where an adapter is asked for: `navigator.gpu` where nothing is given. */
  readonly gpu?: Gpu;
}

/** A device with a model's kernels, buffers and bindings. */
interface GpuMachine {
  readonly device: GpuDevice;
  readonly buffers: readonly GpuBuffer[];
  /** Room for the largest tensor of the weight file. */
  readonly staging: Float32Array;
  /** Carries out the load part, pausing for each tensor that is to be brought into `staging`. */
  prepare(): Iterable<TensorRead>;
  /** Waits for the load part, and gives back what only that needs. */
  prepared(): Promise<void>;
  /** Records the run part. */
  record(encoder: GpuEncoder): void;
  /** Makes a buffer from which results are read, of so many elements. */
  readback(elements: number): Promise<GpuBuffer>;
  /** Why the device does not compute any more, once that is so. */
  failure(): GpuError | undefined;
  /** Gives back all that was made on the device, and the device where it is the network's own. */
  destroy(): void;
}

// GPUBufferUsage
const mapRead = 0x1;
const copySource = 0x4;
const copyTarget = 0x8;
const uniform = 0x40;
const storage = 0x80;

/** WebGPU's alignment of uniforms in a buffer, in bytes. */
const uniformAlignment = 256;

/** Opens a device, and makes all that the plan needs; where it rejects, nothing of that stays. */
async function openGpu(
  plan: GpuPlan,
  shader: string,
  options: GpuLoadOptions = {},
): Promise<GpuMachine> {
  const device = options.device ?? (await requestGpu(options.gpu));
  const isOwn = options.device === undefined;
  let failure: GpuError | undefined;
  void device.lost.then(({ message }) => {
    failure ??= new GpuError("device-lost", "", message);
  });
  const lasting = new GpuRoom(device);
  const loading = new GpuRoom(device);
  const release = (): void => {
    loading.destroy();
    lasting.destroy();
    if (isOwn) device.destroy();
  };
  try {
    const pipelines = await createPipelines(device, plan, shader);
    const usage = storage | copySource | copyTarget;
    const made = guardGpu(device, "buffers", () => [
      ...plan.weights.map((elements) => lasting.create(4 * elements, usage)),
      ...plan.arena.map((elements) => lasting.create(4 * elements, usage)),
      ...plan.loading.map((elements) => loading.create(4 * elements, usage)),
    ]);
    const buffers = made.result;
    const loadPart = new GpuSteps(
      device,
      loading,
      plan.load.filter((step) => "kernel" in step),
      pipelines,
      buffers,
    );
    const runPart = new GpuSteps(device, lasting, plan.run, pipelines, buffers);
    await Promise.all([made.done, loadPart.done, runPart.done]);

    const submitted: Promise<void>[] = [];
    const reads = plan.load.map((step) => ("read" in step ? step.elements : 0));
    const staging = new Float32Array(reads.reduce((a, b) => Math.max(a, b), 0));
    return {
      device,
      buffers,
      staging,
      *prepare() {
        yield* carryOut(device, plan, buffers, loadPart, staging, submitted);
      },
      async prepared() {
        await Promise.all(submitted);
        loading.destroy();
      },
      record: (encoder) => {
        runPart.record(encoder, 0, plan.run.length);
      },
      async readback(elements) {
        const { result, done } = guardGpu(device, "results", () =>
          lasting.create(4 * elements, mapRead | copyTarget),
        );
        await done;
        return result;
      },
      failure: () => failure,
      destroy() {
        failure ??= new GpuError("destroyed", "", "the network is destroyed");
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Buffers on a device that are given back together. */
class GpuRoom {
  private readonly device: GpuDevice;
  private readonly buffers: GpuBuffer[] = [];

  constructor(device: GpuDevice) {
    this.device = device;
  }

  /** A buffer of so many bytes. */
  create(size: number, usage: number): GpuBuffer {
    const buffer = this.device.createBuffer({ size, usage });
    this.buffers.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.buffers.splice(0)) buffer.destroy();
  }
}

async function requestGpu(given: Gpu | undefined): Promise<GpuDevice> {
  const { navigator } = globalThis as unknown as {
    readonly navigator?: { readonly gpu?: Gpu };
  };
  const gpu = given ?? navigator?.gpu;
  if (gpu === undefined) {
    throw new GpuError("no-adapter", "", "there is no WebGPU here");
  }
  const adapter = await gpu.requestAdapter({
    powerPreference: "high-performance",
  });
  if (adapter === null) {
    throw new GpuError("no-adapter", "", "WebGPU has no adapter here");
  }
  try {
    return await adapter.requestDevice();
  } catch (cause) {
    throw gpuErrorOf(cause, "no-device", "");
  }
}

async function createPipelines(
  device: GpuDevice,
  { kernels }: GpuPlan,
  code: string,
): Promise<ReadonlyMap<string, GpuPipeline>> {
  const { result: module, done } = guardGpu(device, "shader", () =>
    device.createShaderModule({ code }),
  );
  await done;
  const made = kernels.map(async (name) => {
    const compute = { module, entryPoint: name };
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: name,
        layout: "auto",
        compute,
      });
      return [name, pipeline] as const;
    } catch (cause) {
      throw gpuErrorOf(cause, "validation", name);
    }
  });
  return new Map(await Promise.all(made));
}

/** Dispatches with their pipelines and bindings; their shapes lie in one buffer of `room`. */
class GpuSteps {
  /** Rejects where something could not be made. */
  readonly done: Promise<unknown>;
  private readonly groups: readonly object[];
  private readonly steps: readonly GpuDispatch[];
  private readonly pipelines: ReadonlyMap<string, GpuPipeline>;

  constructor(
    device: GpuDevice,
    room: GpuRoom,
    steps: readonly GpuDispatch[],
    pipelines: ReadonlyMap<string, GpuPipeline>,
    buffers: readonly GpuBuffer[],
  ) {
    this.steps = steps;
    this.pipelines = pipelines;
    if (steps.length === 0) {
      this.done = Promise.resolve();
      this.groups = [];
      return;
    }
    const longest = steps.reduce(
      (n, { shape }) => Math.max(n, shape.length),
      0,
    );
    const stride =
      uniformAlignment * Math.ceil((4 * longest) / uniformAlignment);
    const numbers = new Uint32Array((stride / 4) * steps.length);
    steps.forEach(({ shape }, index) => {
      numbers.set(shape, (stride / 4) * index);
    });
    const shapes = guardGpu(device, "shapes", () => {
      const buffer = room.create(numbers.byteLength, uniform | copyTarget);
      device.queue.writeBuffer(buffer, 0, numbers);
      return buffer;
    });
    const groups = steps.map(({ layer, kernel, ...step }, index) =>
      guardGpu(device, layer, () =>
        device.createBindGroup({
          label: layer,
          layout: pipelineOf(pipelines, kernel).getBindGroupLayout(0),
          entries: [
            {
              binding: 0,
              resource: {
                buffer: shapes.result,
                offset: stride * index,
                size: stride,
              },
            },
            ...step.buffers.map((buffer, at) => ({
              binding: at + 1,
              resource: { buffer: bufferOf(buffers, buffer) },
            })),
          ],
        }),
      ),
    );
    this.groups = groups.map(({ result }) => result);
    this.done = Promise.all([shapes.done, ...groups.map(({ done }) => done)]);
  }

  /** Records the steps from `first` up to `end`, which is not included. */
  record(encoder: GpuEncoder, first: number, end: number): void {
    const pass = encoder.beginComputePass();
    this.steps.slice(first, end).forEach(({ kernel, groups }, index) => {
      const group = this.groups[first + index];
      if (group === undefined) return;
      pass.setPipeline(pipelineOf(this.pipelines, kernel));
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...groups);
    });
    pass.end();
  }
}

function pipelineOf(
  pipelines: ReadonlyMap<string, GpuPipeline>,
  kernel: string,
): GpuPipeline {
  const pipeline = pipelines.get(kernel);
  if (pipeline === undefined) throw new Error(`there is no kernel ${kernel}`);
  return pipeline;
}

function bufferOf(buffers: readonly GpuBuffer[], index: number): GpuBuffer {
  const buffer = buffers[index];
  if (buffer === undefined) throw new Error(`there is no buffer ${index}`);
  return buffer;
}

/** The load part in its order: what computes is submitted before the next tensor is brought. */
function* carryOut(
  device: GpuDevice,
  plan: GpuPlan,
  buffers: readonly GpuBuffer[],
  part: GpuSteps,
  staging: Float32Array,
  submitted: Promise<void>[],
): Generator<TensorRead> {
  let recorded = 0;
  let reached = 0;
  let layer = "";
  const submit = (): void => {
    if (recorded === reached) return;
    const { done } = guardGpu(device, layer, () => {
      const encoder = device.createCommandEncoder();
      part.record(encoder, recorded, reached);
      device.queue.submit([encoder.finish()]);
    });
    submitted.push(done);
    recorded = reached;
  };
  const write = (to: GpuRead | GpuConstant, data: Float32Array): void => {
    const target = bufferOf(buffers, to.buffer);
    device.queue.writeBuffer(target, 4 * to.at, data);
  };
  for (const step of plan.load) {
    if ("kernel" in step) {
      reached += 1;
      layer = step.layer;
      continue;
    }
    submit();
    if ("read" in step) {
      yield [step.read, 0, step.elements];
      write(step, staging.subarray(0, step.elements));
    } else write(step, Float32Array.from(step.numbers));
  }
  submit();
}

/** Something wrong with what a compiled model is given to compute. */
class InputError extends Error {
  override readonly name = "InputError";
}

/** An input or output in memory: first element, and elements a sample. */
interface Port {
  readonly name: string;
  readonly at: number;
  readonly elements: number;
  /** Set where there is no batch axis, but `elements` in all. */
  readonly whole?: boolean;
}

interface NetworkLayout {
  /** Samples that one pass computes. */
  readonly batch: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Values on the way; absent where the module shows none. */
  readonly taps?: readonly Port[];
}

/** Numbers by the names of ports. */
type PortBuffers = Readonly<Record<string, Float32Array | undefined>>;

/** How many samples the inputs hold. Throws {@link InputError}, also where outputs ask for a whole batch. */
function countSamples(layout: NetworkLayout, inputs: PortBuffers): number {
  let samples = -1;
  for (const { name, elements, whole } of layout.inputs) {
    const data = inputs[name];
    if (!(data instanceof Float32Array))
      throw new InputError(`input ${name} must be a Float32Array`);
    if (data.length % elements !== 0) {
      throw new InputError(
        `input ${name} has ${data.length} elements, which is no multiple of ${elements}`,
      );
    }
    const count = data.length / elements;
    if (whole) {
      if (count === 1) continue;
      throw new InputError(`input ${name} must have ${elements} elements`);
    }
    if (samples !== -1 && count !== samples) {
      throw new InputError(
        `input ${name} holds ${count} samples, the inputs before it ${samples}`,
      );
    }
    samples = count;
  }
  if (samples === -1) samples = layout.batch;
  const ports = [...layout.outputs, ...(layout.taps ?? [])];
  if (samples !== layout.batch && ports.some(({ whole }) => whole)) {
    throw new InputError(
      `an output is about a whole batch: give ${layout.batch} samples, not ${samples}`,
    );
  }
  return samples;
}

function outputElements({ elements, whole }: Port, samples: number): number {
  return whole ? elements : samples * elements;
}

/** Throws {@link InputError} where what results are written to does not fit. */
function checkOutputs(
  layout: NetworkLayout,
  outputs: PortBuffers,
  samples: number,
): void {
  for (const port of layout.outputs) {
    const data = outputs[port.name];
    const length = outputElements(port, samples);
    if (!(data instanceof Float32Array) || data.length !== length) {
      throw new InputError(
        `output ${port.name} must be a Float32Array of ${length} elements`,
      );
    }
  }
}

/** PortBuffers for a number of samples, the same ones as long as that number stays. */
function keptBuffers(ports: readonly Port[]): (samples: number) => PortBuffers {
  let buffers: PortBuffers = {};
  let held = -1;
  return (samples) => {
    if (samples === held) return buffers;
    held = samples;
    buffers = Object.fromEntries(
      ports.map((port) => [
        port.name,
        new Float32Array(outputElements(port, samples)),
      ]),
    );
    return buffers;
  };
}

/** A network with its weights on a device. Calls are carried out one after another. */
interface GpuNetwork<Inputs, Outputs, Results = Outputs> {
  /**
   * Computes any number of samples. Each input holds them one after another, row-major, and has been read when the
   * call returns. Results are written to `outputs` where given; without it they go to buffers of the network, which the
   * next call writes again. So do taps. Rejects with a `GpuError` where the device fails.
   */
  run(inputs: Inputs, outputs?: Outputs): Promise<Results>;
  /** Gives back all that it holds of the device, and the device where that is its own. */
  destroy(): void;
}

/** An input or output: the buffer where it is, besides its first element. */
interface GpuPort extends Port {
  readonly buffer: number;
}

interface GpuLayout extends NetworkLayout {
  readonly inputs: readonly GpuPort[];
  readonly outputs: readonly GpuPort[];
  readonly taps?: readonly GpuPort[];
}

/** A network over loaded weights: one submission a batch, of which only results are read back. */
async function createGpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: GpuLayout,
  machine: GpuMachine,
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  const { batch, taps = [] } = layout;
  const { device, buffers } = machine;
  const ports = [...layout.outputs, ...taps];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps);
  const sizes = ports.map(({ elements, whole }) =>
    whole ? elements : batch * elements,
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const readback = await machine.readback(all);
  let earlier: Promise<unknown> = Promise.resolve();

  /** The inputs as they are now, in the order of their ports, with zeros up to a whole batch. */
  const copied = (inputs: PortBuffers, samples: number): Float32Array[] => {
    const filled = batch * Math.ceil(samples / batch);
    return layout.inputs.map(({ name, elements, whole }) => {
      const data = new Float32Array(whole ? elements : filled * elements);
      data.set(inputs[name] ?? []);
      return data;
    });
  };

  /** Fills the input ports with the batch that begins at a sample. */
  const upload = (inputs: readonly Float32Array[], first: number): void => {
    layout.inputs.forEach(({ buffer, at, elements, whole }, index) => {
      const data = inputs[index];
      const target = buffers[buffer];
      if (data === undefined || target === undefined) return;
      const part = data.subarray(first * elements, (first + batch) * elements);
      device.queue.writeBuffer(target, 4 * at, whole ? data : part);
    });
  };

  /** Submits a batch, whose results come into `readback`. */
  const submit = (): void => {
    const encoder = device.createCommandEncoder();
    machine.record(encoder);
    let to = 0;
    ports.forEach(({ buffer, at }, index) => {
      const size = sizes[index] ?? 0;
      const source = buffers[buffer];
      if (source === undefined) return;
      encoder.copyBufferToBuffer(source, 4 * at, readback, 4 * to, 4 * size);
      to += size;
    });
    device.queue.submit([encoder.finish()]);
  };

  /** Reads the first samples of a batch's results into theirs. */
  const download = (results: PortBuffers[], first: number, count: number) => {
    const numbers = new Float32Array(readback.getMappedRange());
    let from = 0;
    ports.forEach(({ name, elements, whole }, index) => {
      const target = results[index < layout.outputs.length ? 0 : 1]?.[name];
      const length = whole ? elements : count * elements;
      const to = whole ? 0 : first * elements;
      target?.set(numbers.subarray(from, from + length), to);
      from += sizes[index] ?? 0;
    });
    readback.unmap();
  };

  const compute = async (
    inputs: readonly Float32Array[],
    samples: number,
    given: PortBuffers | undefined,
  ): Promise<object> => {
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const failed = machine.failure();
      if (failed !== undefined) throw failed;
      const count = Math.min(batch, samples - first);
      const { done } = guardGpu(device, "run", () => {
        upload(inputs, first);
        submit();
      });
      try {
        await done;
        await readback.mapAsync(1);
      } catch (cause) {
        throw gpuErrorOf(machine.failure() ?? cause, "device-lost", "");
      }
      download([outputs, tapped], first, count);
    }
    return layout.taps === undefined ? outputs : { ...outputs, taps: tapped };
  };

  return {
    async run(inputs, outputs) {
      const given = outputs as PortBuffers | undefined;
      const samples = countSamples(layout, inputs as PortBuffers);
      if (given !== undefined) checkOutputs(layout, given, samples);
      const taken = copied(inputs as PortBuffers, samples);
      const result = earlier.then(() => compute(taken, samples, given));
      earlier = result.catch(() => undefined);
      return result as Promise<Results>;
    },
    destroy() {
      machine.destroy();
    },
  };
}

/** What makes one element of a resized line. */
interface TriangleTaps {
  /** Index of the first element that counts. */
  readonly first: number;
  /** Twice the weight of each element from there on: integers. */
  readonly doubled: Float64Array;
  /** The sum of the weights, once. */
  readonly sum: number;
}

/**
 * Taps of `count` elements, from `begin`, of a line of `from` elements resized
 * to `to`. Element i has the weight
 * max(0, 2 max(from, to) - |(2 i + 1) to - (2 o + 1) from|) in element o: a
 * triangle around o's place that is as wide as the scale when shrinking. All
 * numbers are integers below 2^53.
 */
function triangleTaps(
  from: number,
  to: number,
  begin: number,
  count: number,
): readonly TriangleTaps[] {
  const peak = 2 * Math.max(from, to);
  return Array.from({ length: count }, (_, index) => {
    const centre = (2 * (begin + index) + 1) * from;
    const before = Math.floor((centre - peak - to) / (2 * to));
    const first = Math.max(0, before + 1);
    const end = Math.min(from, Math.ceil((centre + peak - to) / (2 * to)));
    let sum = 0;
    const doubled = Float64Array.from({ length: end - first }, (_, tap) => {
      const distance = Math.abs((2 * (first + tap) + 1) * to - centre);
      const weight = peak - distance;
      sum += weight;
      return 2 * weight;
    });
    return { first, doubled, sum };
  });
}

/**
 * The weighted mean of bytes, rounded to the nearest (halves go up). Element i
 * of the line lies at `at + i * stride`.
 */
function meanOfTaps(
  line: Uint8Array,
  { first, doubled, sum }: TriangleTaps,
  at: number,
  stride: number,
): number {
  let total = sum;
  const begin = at + first * stride;
  for (let tap = 0; tap < doubled.length; tap += 1) {
    total += (doubled[tap] ?? 0) * (line[begin + tap * stride] ?? 0);
  }
  return Math.floor(total / (2 * sum));
}

/**
 * A picture, such as the `ImageData` of a canvas: rows from the top, pixels
 * from the left, red, green, blue and straight alpha, a byte each.
 */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** How a picture becomes a tensor; a mean and a deviation for each channel. */
interface PictureRule {
  readonly channels: "gray" | "rgb" | "bgr";
  /** Shorter side after resizing; 0 resizes both sides to the tensor's. */
  readonly resize: number;
  /** What the byte values 0 and 255 become. */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
function pictureToTensor(
  pixels: Pixels,
  rule: PictureRule,
  shape: readonly [channels: number, height: number, width: number],
  tensor: Float32Array = new Float32Array(shape[0] * shape[1] * shape[2]),
): Float32Array {
  const [channels, height, width] = shape;
  checkPixels(pixels, tensor, channels * height * width);
  const [across, down] = resizedSize(pixels, rule.resize, width, height);
  const columns = cropAxis(pixels.width, across, width);
  const rows = cropAxis(pixels.height, down, height);
  for (let channel = 0; channel < channels; channel += 1) {
    const numbers = numbersOfBytes(rule, channel);
    const begin = channel * height * width;
    const plane = tensor.subarray(begin, begin + height * width);
    plane.fill(numbers[0] ?? 0);
    const component = rule.channels === "bgr" ? 2 - channel : channel;
    const gray = rule.channels === "gray";
    resample(pixels, gray ? -1 : component, columns, rows, (y, x, byte) => {
      const place = (rows.at + y) * width + columns.at + x;
      plane[place] = numbers[byte] ?? 0;
    });
  }
  return tensor;
}

function checkPixels(
  { width, height, data }: Pixels,
  tensor: Float32Array,
  elements: number,
): void {
  const sizes = [width, height];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new InputError(`a picture of ${width} by ${height} has no pixels`);
  }
  if (data.length !== 4 * width * height) {
    throw new InputError(
      `a picture of ${width} by ${height} has ${4 * width * height} bytes, not ${data.length}`,
    );
  }
  if (tensor.length !== elements) {
    throw new InputError(
      `the picture's tensor has ${elements} elements, not ${tensor.length}`,
    );
  }
}

/** Width and height before the crop; sums are exact up to the limits. */
function resizedSize(
  { width, height }: Pixels,
  resize: number,
  toWidth: number,
  toHeight: number,
): readonly [number, number] {
  const longer = Math.floor(
    (resize * Math.max(width, height)) / Math.min(width, height),
  );
  if (Math.max(width, height) > 2 ** 20 || longer > 2 ** 30) {
    throw new InputError(
      `a picture of ${width} by ${height} is too long to be resized`,
    );
  }
  if (resize === 0) return [toWidth, toHeight];
  return width <= height ? [resize, longer] : [longer, resize];
}

/** What the crop shows of a resized axis. */
interface CropAxis {
  /** For each element that is shown. */
  readonly taps: readonly TriangleTaps[];
  /** Where the first of them stands in the crop; the rest of it is black. */
  readonly at: number;
}

/** An axis of `from` pixels, resized to `size` and cropped to `crop`. */
function cropAxis(from: number, size: number, crop: number): CropAxis {
  const at = Math.max(0, Math.floor((crop - size) / 2));
  const floor = Math.max(0, Math.floor((size - crop) / 2));
  // Half a pixel is rounded to even.
  const up = (size - crop) % 2 === 1 && floor % 2 === 1;
  const begin = up ? floor + 1 : floor;
  return { taps: triangleTaps(from, size, begin, Math.min(size, crop)), at };
}

/** What each byte becomes in a channel of the tensor. */
function numbersOfBytes(rule: PictureRule, channel: number): Float32Array {
  const [low, high] = rule.range;
  const mean = rule.mean[channel] ?? 0;
  const std = rule.std[channel] ?? 1;
  return Float32Array.from(
    { length: 256 },
    (_, byte) => (low + (byte * (high - low)) / 255 - mean) / std,
  );
}

/**
 * Gives `write` each byte shown of red, green or blue (0 to 2), or of gray
 * (-1): columns are resized first, then rows.
 */
function resample(
  { width, data }: Pixels,
  component: number,
  columns: CropAxis,
  rows: CropAxis,
  write: (y: number, x: number, byte: number) => void,
): void {
  const last = rows.taps[rows.taps.length - 1];
  const top = rows.taps[0]?.first ?? 0;
  const bottom = last === undefined ? top : last.first + last.doubled.length;
  const shown = columns.taps.length;
  const line = new Uint8Array(width);
  const narrowed = new Uint8Array((bottom - top) * shown);
  for (let y = top; y < bottom; y += 1) {
    for (let x = 0; x < width; x += 1) {
      line[x] = byteAt(data, 4 * (y * width + x), component);
    }
    columns.taps.forEach((taps, x) => {
      narrowed[(y - top) * shown + x] = meanOfTaps(line, taps, 0, 1);
    });
  }
  rows.taps.forEach((taps, y) => {
    for (let x = 0; x < shown; x += 1) {
      write(y, x, meanOfTaps(narrowed, taps, x - top * shown, shown));
    }
  });
}

/** A component of the pixel at `at`, or its gray for -1, over black. */
function byteAt(
  data: ArrayLike<number>,
  at: number,
  component: number,
): number {
  const alpha = data[at + 3] ?? 0;
  if (component >= 0) return overBlack(data[at + component] ?? 0, alpha);
  const red = overBlack(data[at] ?? 0, alpha);
  const green = overBlack(data[at + 1] ?? 0, alpha);
  const blue = overBlack(data[at + 2] ?? 0, alpha);
  // ITU-R BT.601 in 16 bits.
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

/** value * alpha / 255, rounded to the nearest. */
function overBlack(value: number, alpha: number): number {
  return alpha === 255 ? value : Math.floor((2 * value * alpha + 255) / 510);
}

export { GpuError, InputError, WeightError };
export type { GpuLoadOptions, Pixels, WeightSource };
