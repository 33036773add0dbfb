// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format ts --runtime inline --batch 1 --target auto --tap tanh1 --tap tanh2
// sha256 f9527a5732614e49470af123e65eef21009121d28a5c5133c27f605a444c1f0b

/** What a call takes: any number N of samples, one after another. */
export interface Inputs {
  /** `[N, 1, 28, 28]`, row-major. Or pictures, a sample each. */
  readonly image: Float32Array | Picture | readonly Picture[];
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
 * Memory on the CPU: 266,304 bytes of weights,
 * 44,096 bytes of activations.
 */
export type Model =
  CpuNetwork<Inputs, Outputs, Results> | GpuNetwork<Inputs, Outputs, Results>;

/** The network's interface and totals; `weights` are the tensors that its file must hold. */
export const model = {
  name: "lenet5",
  batch: 1,
  parameters: 61706,
  buffers: 0,
  macs: 416520,
  weightBytes: 266304,
  arenaBytes: 44096,
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
 * Reads the weights, a safetensors file, and prepares the network: on a WebGPU
 * device where there is one, or else on the CPU, or on what `options.target`
 * says. Names in the file that differ from the model's paths go into
 * `options.names`. Rejects with a `GpuError` where a device does not do it.
 */
export async function load(
  weights: WeightSource | Uint8Array | ArrayBuffer,
  options?: AutoLoadOptions,
): Promise<Model> {
  const device = await chooseDevice(options);
  if (device === undefined) return loadOnCpu(weights, options);
  return loadGpuNetwork<Inputs, Outputs, Results>(
    device,
    { plan, kernels, layout: deviceLayout, weights: weightsLayout },
    weights,
    options,
  );
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

async function loadOnCpu(
  weights: WeightSource | Uint8Array | ArrayBuffer,
  options?: AutoLoadOptions,
): Promise<Model> {
  const {
    kernels: k,
    memory: m,
    run,
    close,
  } = await instantiate<Kernels>(
    textCode(wasm),
    kernelLayout,
    forward,
    options,
  );
  try {
    await loadWeights(weightsLayout, weights, m, prepare(k), options);
    return createCpuNetwork<Inputs, Outputs, Results>(layout, m, run, close);
  } catch (error) {
    close();
    throw error;
  }
}

const weightsLayout = {
  expected: model.weights,
};

const layout = {
  batch: 1,
  inputs: [
    {
      name: "image",
      at: 16,
      elements: 784,
      numbers: pictureNumbers(model.inputs.image),
    },
  ],
  outputs: [{ name: "logits", at: 11024, elements: 10 }],
  taps: [
    { name: "tanh1", at: 4720, elements: 4704 },
    { name: "tanh2", at: 16, elements: 1600 },
  ],
};

// What each batch computes, and where in memory.

const runPlan = {
  image: 16, // [1, 1, 28, 28]
  conv1: 4720, // [1, 1, 32, 32]
  "conv1.weight": 11056, // [200]
  "conv1.bias": 11040, // [6]
  "conv1 2": 16, // [1, 6, 28, 28]
  avgpool1: 4720, // [1, 6, 14, 14]
  "conv2.weight": 11280, // [7168]
  "conv2.bias": 11264, // [16]
  conv2: 9424, // [1, 16, 10, 10]
  avgpool2: 4720, // [1, 16, 5, 5]
  flatten1: 5120, // [1, 16, 5, 5]
  "dense1.weight": 18448, // [400, 120]
  "dense1.bias": 66448, // [120]
  dense1: 4720, // [1, 120]
  "dense2.weight": 66576, // [120, 84]
  "dense2.bias": 76656, // [84]
  dense2: 4848, // [1, 84]
  "dense3.weight": 76752, // [84, 10]
  "dense3.bias": 77600, // [10]
  dense3: 11024, // [1, 10]
  result: 4720, // [1, 6, 28, 28]
  "result 2": 16, // [1, 16, 10, 10]
};

function forward(k: Kernels): void {
  const at = runPlan;
  k.pad_conv1(at.image, at.conv1);
  k.conv_conv1(at.conv1, at["conv1.weight"], at["conv1.bias"], at["conv1 2"]);
  k.pool_avgpool1(at["conv1 2"], at.avgpool1);
  k.conv_conv2(at.avgpool1, at["conv2.weight"], at["conv2.bias"], at.conv2);
  k.pool_avgpool2(at.conv2, at.avgpool2);
  k.copy_flatten1(at.avgpool2, at.flatten1);
  k.matmul_dense1(
    at.flatten1,
    at["dense1.weight"],
    at["dense1.bias"],
    at.dense1,
  );
  k.matmul_dense2(at.dense1, at["dense2.weight"], at["dense2.bias"], at.dense2);
  k.matmul_dense3(at.dense2, at["dense3.weight"], at["dense3.bias"], at.dense3);
  k.copy(at["conv1 2"], at.result);
  k.copy1(at.conv2, at["result 2"]);
}

// How weights become what a batch reads.

const loadPlan = {
  "conv1.weight": 77456, // [6, 1, 5, 5]
  "conv1.bias": 11040, // [6]
  conv1: 11056, // [1, 1, 5, 5, 1, 6]
  "conv1 2": 11062, // [1, 1, 5, 5, 1, 2]
  "conv2.weight": 75216, // [16, 6, 5, 5]
  "conv2.bias": 11264, // [16]
  conv2: 11280, // [7168]
  "dense1.weight": 18448, // [120, 400]
  "dense1.bias": 66448, // [120]
  "dense2.weight": 66576, // [84, 120]
  "dense2.bias": 76656, // [84]
  "dense3.weight": 76752, // [10, 84]
  "dense3.bias": 77600, // [10]
};

function* prepare(k: Kernels): Generator<TensorRead, void, void> {
  const at = loadPlan;
  const path = "";
  yield [path + "conv1.weight", at["conv1.weight"], 150];
  yield [path + "conv1.bias", at["conv1.bias"], 6];
  k.copy_conv1(at["conv1.weight"], at.conv1);
  k.map_conv1(at["conv1 2"]);
  yield [path + "conv2.weight", at["conv2.weight"], 2400];
  yield [path + "conv2.bias", at["conv2.bias"], 16];
  k.transformWeight_conv2(at["conv2.weight"], at.conv2);
  yield [path + "dense1.weight", at["dense1.weight"], 48000];
  yield [path + "dense1.bias", at["dense1.bias"], 120];
  yield [path + "dense2.weight", at["dense2.weight"], 10080];
  yield [path + "dense2.bias", at["dense2.bias"], 84];
  yield [path + "dense3.weight", at["dense3.weight"], 840];
  yield [path + "dense3.bias", at["dense3.bias"], 10];
}

/** The kernels. Each is given where its operands begin in memory, in elements. */
interface Kernels {
  /** Elementwise: input. */
  readonly copy_conv1: (input: number, output: number) => void;
  /** Elementwise: 0. */
  readonly map_conv1: (output: number) => void;
  /** Transform of a weight [16, 6, 5, 5] for tiles of 4×4. */
  readonly transformWeight_conv2: (input: number, output: number) => void;
  /** Zeros around [1, 1, 28, 28]: 2, 2, 2, 2. */
  readonly pad_conv1: (input: number, output: number) => void;
  /** Convolution 5×5: [1, 1, 32, 32] to [1, 6, 28, 28]; then tanh(it). */
  readonly conv_conv1: (
    input: number,
    weight: number,
    bias: number,
    output: number,
  ) => void;
  /** Pooling (average) 2×2, stride 2×2: [1, 6, 28, 28] to [1, 6, 14, 14]. */
  readonly pool_avgpool1: (input: number, output: number) => void;
  /** Convolution 5×5: [1, 6, 14, 14] to [1, 16, 10, 10]; then tanh(it). */
  readonly conv_conv2: (
    input: number,
    weight: number,
    bias: number,
    output: number,
  ) => void;
  /** Pooling (average) 2×2, stride 2×2: [1, 16, 10, 10] to [1, 16, 5, 5]. */
  readonly pool_avgpool2: (input: number, output: number) => void;
  /** Elementwise: input. */
  readonly copy_flatten1: (input: number, output: number) => void;
  /** Matrix product [1, 400] by [400, 120], plus bias; then tanh(it). */
  readonly matmul_dense1: (
    input: number,
    weight: number,
    bias: number,
    output: number,
  ) => void;
  /** Matrix product [1, 120] by [120, 84], plus bias; then tanh(it). */
  readonly matmul_dense2: (
    input: number,
    weight: number,
    bias: number,
    output: number,
  ) => void;
  /** Matrix product [1, 84] by [84, 10], plus bias. */
  readonly matmul_dense3: (
    input: number,
    weight: number,
    bias: number,
    output: number,
  ) => void;
  /** Elementwise: input. */
  readonly copy: (input: number, output: number) => void;
  /** Elementwise: input. */
  readonly copy1: (input: number, output: number) => void;
}

const kernelLayout = {
  shared: 310464,
  scratch: 367808,
  own: 1024,
  sharing: 76,
  threads: 1,
};

// The kernels, in WebAssembly.
const wasm =
  "!}/}B};#!!!#X,}.%}N}N#}N}.!!}.(}N}N}N}N!}.%}N}N!}.&}N}N}N!}.#}N!}.*}N}N}N}N}N}N!}.+}N}N}N}N}N}N}N!%}#*&}3}=}E*};}3};}>}A}H%##}O}O(&}3}=}E+}B}1}A}/}C}1}6&}N!&}3}=}E*}B}6}/}A}3}2&}N!&}3}=}E(}F}7}2}3&}N!&}3}=}E*}C}6}A}3}/}2&}N!&}3}=}E*}B}:}3}3}?}B&}N!&ML!#%&()%&%&***%%&(%%%%+++%%&%&*%*%*%%&%&+~@#2.}1}>}?}H}-}1}>}=}EV!&-};}/}?}-}1}>}=}EV!)9}C}A}/}=}B}4}>}A};}#}3}7}5}6}C}-}1}>}=}EW!+-}?}/}2}-}1}>}=}EV!-.}1}>}=}E}-}1}>}=}EV!11}?}>}>}:}-}/}E}5}?}>}>}:V!3.}1}>}=}E}-}1}>}=}EW!=1}?}>}>}:}-}/}E}5}?}>}>}:W!?1}1}>}?}H}-}4}:}/}C}C}3}=V!A1};}/}C};}D}:}-}2}3}=}B}3V!C1};}/}C};}D}:}-}2}3}=}B}3W!E1};}/}C};}D}:}-}2}3}=}B}3X!G(}1}>}?}H!I)}1}>}?}HV!K.}P~f#LA##}Nh!M%!hD}@F%E!E#}:E%}8E%h#}8}=/}E#&}Nh!M%!hD}@G!l1!h0~y4%!F#h,h#~yC%!E!m(gh,h!~y;%!h0h#~yC%!?h0h}N~y!%!?3/h}q}m#F%&gh0~y4%!E#n1#E%h!sH(}@(gh0E#i}N~y#%!?)E%h#}9F%/0!//~NE%%}N,}JE!E#v(g3/&gE%F(E&F)E(~x!%!F*E(~x!%}2F+E(~x!%~A#F,E(~x!%~!%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E)E+~x/%EE)E,~x/%gE)E-~x/%}.E(~x!%4F*E(~x!%}CF+E(~x!%~Q#F,E(~x!%~4%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O#E)E+~x/%}q#E)E,~x/%~8#E)E-~x/%~Y#E(~x!%EF*E(~x!%}S#F+E(~x!%~c#F,E(~x!%~E%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O%E)E+~x/%}q%E)E,~x/%~8%E)E-~x/%~Y%E(~x!%UF*E(~x!%}e#F+E(~x!%~s#F,E(~x!%~U%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O&E)E+~x/%}q&E)E,~x/%~8&E)E-~x/%~Y&E(h}a&}8F(E)h4}8F)E(~x!%!F*E(~x!%}2F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E)E+~x}(%E!E)E+~x}(%I#E)E,~x}(%g!E)E,~x}(%k#E)E-~x}(%}.!E)E-~x}(%}2#E(~x!%4F*E(~x!%}CF+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O#!E)E*~x}(%}S##E)E+~x}(%}q#!E)E+~x}(%}u##E)E,~x}(%~8#!E)E,~x}(%~=##E)E-~x}(%~Y#!E)E-~x}(%~^##E(~x!%EF*E(~x!%}S#F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O%!E)E*~x}(%}S%#E)E+~x}(%}q%!E)E+~x}(%}u%#E)E,~x}(%~8%!E)E,~x}(%~=%#E)E-~x}(%~Y%!E)E-~x}(%~^%#E(~x!%UF*E(~x!%}e#F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O&!E)E*~x}(%}S&#E)E+~x}(%}q&!E)E+~x}(%}u&#E)E,~x}(%~8&!E)E,~x}(%~=&#E)E-~x}(%~Y&!E)E-~x}(%~^&#E(h~k}K}8F(E)h}?}8F)E(h~8!}8F(E)h}O(}8F)E(~x!%!F*E(~x!%}2F+E(~x!%~A#F,E(~x!%~!%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E)E+~x/%EE)E,~x/%gE)E-~x/%}.E(~x!%4F*E(~x!%}CF+E(~x!%~Q#F,E(~x!%~4%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O#E)E+~x/%}q#E)E,~x/%~8#E)E-~x/%~Y#E(h}a&}8F(E)h4}8F)E(~x!%!F*E(~x!%}2F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E)E+~x}(%E!E)E+~x}(%I#E)E,~x}(%g!E)E,~x}(%k#E)E-~x}(%}.!E)E-~x}(%}2#E(~x!%4F*E(~x!%}CF+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O#!E)E*~x}(%}S##E)E+~x}(%}q#!E)E+~x}(%}u##E)E,~x}(%~8#!E)E,~x}(%~=##E)E-~x}(%~Y#!E)E-~x}(%~^##E(h~k}K}8F(E)h}?}8F)E(hE}8F(E)h}O%}8F)~x0!!!!!!!!!!!!!!!!F*E(E*~x}!%!!F*~x0!!!!!!!!!!!!!!!!F+E(E+~x}!%}2!F+~x0!!!!!!!!!!!!!!!!F,E(E,~x}!%~A#!F,~x0!!!!!!!!!!!!!!!!F-E(E-~x}!%~!%!F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E(h}a&}8F(E)h4}8F)~x0!!!!!!!!!!!!!!!!F*E(E*~x}!%!!F*~x0!!!!!!!!!!!!!!!!F+E(E+~x}!%}2!F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E(h~k}K}8F(E)h}?}8F)E(h(}8F(E)hE}8F)E(h}m}N}8F(E)h~Y}H}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4%4#/~W&%%}N(}JE!E#v(g3/&gE%F&h%F(&g~x0!!!!!!!!!!!!!!!!F)~x0!!!!!!!!!!!!!!!!F*~x0!!!!!!!!!!!!!!!!F+~x0!!!!!!!!!!!!!!!!F,E&E)~x}(%!!E&E)~x}(%E#E&E)~x}(%g%E&E)~x}(%}.&E&E*~x}(%}O#!E&E*~x}(%}q##E&E*~x}(%~8#%E&E*~x}(%~Y#&E&E+~x}(%}O%!E&E+~x}(%}q%#E&E+~x}(%~8%%E&E+~x}(%~Y%&E&E,~x}(%}O&!E&E,~x}(%}q&#E&E,~x}(%~8&%E&E,~x}(%~Y&&E&h}O(}8F&~x0!!!!!!!!!!!!!!!!F)~x0!!!!!!!!!!!!!!!!F*E&E)~x}(%!!E&E)~x}(%E#E&E)~x}(%g%E&E)~x}(%}.&E&E*~x}(%}O#!E&E*~x}(%}q##E&E*~x}(%~8#%E&E*~x}(%~Y#&E&h}O%}8F&~x0!!!!!!!!!!!!!!!!F)E&E)~x}(%!!E&hE}8F&E&h~Y}H}8F&E&h(}8F&E(h#}9G(1!/E&h}G}8F&E!h#}8F!E!E#p1!//?!h#H&4!h#H&h#}84!E!h%}C4(4#/~,4)(}N1}J%}N*}J#}NH!j_}^}1e^%!H!~x-%!F,H!j}//[c^%!H!~x-%!F-H!j}//~.c^%!H!~x-%!F.H!j}//[d^%!H!~x-%!F/H!j}//~.d^%!H!~x-%!F0H!j}//[e^%!H!~x-%!F1H!j}//[f^%!H!~x-%!F2H!j}//~.e^%!H!~x-%!F3E!E#u(g3/&gE%E!h~8J}:}8F(E&E!h~8#}:}8F)h*F9&gH!F+E(F*h)F:&g~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%!!F4E*E4~x}!%~Q(#F4E*E4~x}!%~(-%F4E*E4~x}!%}W2&F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%8!F5E*E5~x}!%~g(#F5E*E5~x}!%~=-%F5E*E5~x}!%}m2&F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%M!F6E*E6~x}!%}O)#F6E*E6~x}!%~Q-%F6E*E6~x}!%~(2&F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%c!F7E*E7~x}!%}e)#F7E*E7~x}!%~g-%F7E*E7~x}!%~=2&F7~x0!!!!!!!!!!!!!!!!F8E*E8~x}!%w!F8E*E8~x}!%}y)#F8E*E8~x}!%}O.%F8E*E8~x}!%~Q2&F8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE+E4~x~Z#~x/(!E+E;E=~x~^#~x/(wE+E;E=~x~_#~x/(}q#E+E>E?~x~^#~x/(~k#E+E>E?~x~_#~x/(~8%E+E@EA~x~^#~x/(}a&E+E@EA~x~_#~x/(~Y&E+E8~x/(~((E*h(}8F*E+h4}8F+E:h#}9G:1!/H!F+E)F*h,FB&gE+~x!%!F4E+~x!%4F5E+~x!%EF6E+~x!%UF7E+~x!%gF8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE*E4~x~Z#~x/%!E*E;E=~x~^#~x/%~8&E*E;E=~x~_#~x/%}O+E*E>E?~x~^#~x/%~8.E*E>E?~x~_#~x/%}O2E*E@EA~x~^#~x/%~85E*E@EA~x~_#~x/%}O9E*E8~x/%~8=E+h~I!}8F+E*h}OA}8F*EBh#}9GB1!/H!F+E(F*h)F:&g~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%~Y6!F4E*E4~x}!%~0;#F4E*E4~x}!%}aA%F4E*E4~x}!%~cE&F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%~o6!F5E*E5~x}!%~E;#F5E*E5~x}!%}uA%F5E*E5~x}!%~wE&F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%}W7!F6E*E6~x}!%~Y;#F6E*E6~x}!%~0A%F6E*E6~x}!%}aF&F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%}m7!F7E*E7~x}!%~o;#F7E*E7~x}!%~EA%F7E*E7~x}!%}uF&F7~x0!!!!!!!!!!!!!!!!F8E*E8~x}!%~(7!F8E*E8~x}!%}W=#F8E*E8~x}!%~YA%F8E*E8~x}!%~0F&F8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE+E4~x~Z#~x/(!E+E;E=~x~^#~x/(wE+E;E=~x~_#~x/(}q#E+E>E?~x~^#~x/(~k#E+E>E?~x~_#~x/(~8%E+E@EA~x~^#~x/(}a&E+E@EA~x~_#~x/(~Y&E+E8~x/(~((E*h(}8F*E+h4}8F+E:h#}9G:1!/H!F+E)F*h,FB&gE+~x!%!F4E+~x!%4F5E+~x!%EF6E+~x!%UF7E+~x!%gF8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE*E4~x~Z#~x/%4E*E;E=~x~^#~x/%~I&E*E;E=~x~_#~x/%}a+E*E>E?~x~^#~x/%~I.E*E>E?~x~_#~x/%}a2E*E@EA~x~^#~x/%~I5E*E@EA~x~_#~x/%}a9E*E8~x/%~I=E+h~I!}8F+E*h}OA}8F*EBh#}9GB1!/E(h~^!}8F(E)hE}8F)E9h#}9G91!/E!h#}8F!E!E#o1!//D!h%H&4!h%H&h#}84!E!h%}CE#h%}C4*4#/}h(&&}N)}J&}NE!E#v(g3/&gE&E!h}O#}:}8F)h!F1E!F2E2h%}9hAp(gE%E1h~8=}:}8E2h%}9h~k!}:}8F(~x0!!!!!!!!!!!!!!!!F+E)E+~x}(%!!E)E+~x}(%(#E)h,}8F)E)h}G}8F)E)h,}8F)E(~x!%!F/E/F+E(~x!%4F/E/F,E(~x!%EF/E/F-E(~x!%UF/E/F.E)E+~x/%!E)E,~x/%4E)E-~x/%EE)E.~x/%UE(h~8!}8F(E)h~8!}8F)E(~x!%!F/E/F+E(~x!%4F/E/F,E(~x!%EF/E/F-E)E+~x/%!E)E,~x/%4E)E-~x/%EE(hU}8F(E)hU}8F)E(h}a}N}8F(E)h}a}N}8F)E)h~k!}8F)~x0!!!!!!!!!!!!!!!!F+E)E+~x}(%!!E)E+~x}(%(#E)h,}8F)E)h}G}8F))h%F*&g~x0!!!!!!!!!!!!!!!!F+~x0!!!!!!!!!!!!!!!!F,~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.E)E+~x/%!E)E,~x/%4E)E-~x/%EE)E.~x/%UE)h~8!}8F)E*h#}9G*1!/E)h}O}N}8F)/E!h#}8F!E!E#p1!//D!hEH&4!hEH&h#}84!E!h%}CE#h%}C4,4#/~9?(2}N,}J#}N)}JE!E#u(g3/&gE#E!}9F2E2h}O4q(gh}O4F2/E!F5E%E5h}O#}:}8F0E)E5h}q)}:}8F1E&F+E(F6E0F*E2F3E5F4E1F/&gh+F7&gE6~x!%!F8E6~x!%4F9E6~x!%!F:E6~x!%4F;E6~x!%!F=E6~x!%4F>E6~x!%!F?E6~x!%4F@E*F,E+F-h)FA&gE,h8}8F.&gE-~x!%!FBE-~x!%4FCE,~x-%!FDE8EDEB~x~a#~x~^#F8E9EDEC~x~a#~x~^#F9E,~x-%(FDE:EDEB~x~a#~x~^#F:E;EDEC~x~a#~x~^#F;E,~x-%,FDE=EDEB~x~a#~x~^#F=E>EDEC~x~a#~x~^#F>E,~x-%0FDE?EDEB~x~a#~x~^#F?E@EDEC~x~a#~x~^#F@E-hE}8F-E,h(}8F,E,E.n1!/E,h~g!}8F,EAh#}9GA1!/E,h}O}J}8F,E8~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F8E9~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F9E:~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F:E;~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F;E=~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F=E>~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F>E?~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F?E@~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F@E/E8~x/%!E/E9~x}(%4!E/E9~x}(%8#E/E:~x/%=E/E;~x}(%M!E/E;~x}(%Q#E/E=~x/%UE/E>~x}(%g!E/E>~x}(%k#E/E?~x/%oE/E@~x}(%}%!E/E@~x}(%}*#E*h4}8F*E/h~Y!}8F/E7h#}9G71!/E*h4}8F*E3h#}9G31!/E+h}q*}8F+E6hE}8F6E1h=}8F1E0h(}8F0E!E2}8F!E!E#o1!//~9?(2}N,}J#}N)}JE!E#u(g3/&gE#E!}9F2E2h}O4q(gh}O4F2/E!F5E%E5h}O#}:}8F0E)E5h}q)}:}8F1E&F+E(F6E0F*E2F3E5F4E1F/&gh+F7&gE6~x!%!F8E6~x!%4F9E6~x!%!F:E6~x!%4F;E6~x!%!F=E6~x!%4F>E6~x!%!F?E6~x!%4F@E*F,E+F-h)FA&gE,h8}8F.&gE-~x!%!FBE-~x!%4FCE,~x-%!FDE8EDEB~x~a#~x~^#F8E9EDEC~x~a#~x~^#F9E,~x-%(FDE:EDEB~x~a#~x~^#F:E;EDEC~x~a#~x~^#F;E,~x-%,FDE=EDEB~x~a#~x~^#F=E>EDEC~x~a#~x~^#F>E,~x-%0FDE?EDEB~x~a#~x~^#F?E@EDEC~x~a#~x~^#F@E-hE}8F-E,h(}8F,E,E.n1!/E,h~g!}8F,EAh#}9GA1!/E,h}O}J}8F,E8~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F8E9~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F9E:~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F:E;~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F;E=~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F=E>~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F>E?~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F?E@~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F@E/E8~x/%!E/E9~x}(%4!E/E9~x}(%8#E/E:~x/%=E/E;~x}(%M!E/E;~x}(%Q#E/E=~x/%UE/E>~x}(%g!E/E>~x}(%k#E/E?~x/%oE/E@~x}(%}%!E/E@~x}(%}*#E*h4}8F*E/h~Y!}8F/E7h#}9G71!/E*h4}8F*E3h#}9G31!/E+h}q*}8F+E6hE}8F6E1h=}8F1E0h(}8F0E!E2}8F!E!E#o1!//I!H%(gE!E#E%E&E(E)4/)E!E#E%E&E(E)4.//N!hAH&4!hAH&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C404#/~B*(.}N#}J#}N+}JE!E#v(g3/&gE!F.E%E!h~8.}:}8F(E&E!h~I%}:}8F)h%F/h%F0h+F1&gE(F+E)F,E+F*E/F3E*~x!%!F4E*~x!%=F5E*~x!%UF6E*~x!%oF7E*h}q)}8F*E3h#}9F3&gE*~x!%!F2E4E2~x~^#F4E*~x!%=F2E5E2~x~^#F5E*~x!%UF2E6E2~x~^#F6E*~x!%oF2E7E2~x~^#F7E*h}q)}8F*E3h#}9G31!/E4F8E8E5~x~^#F8E6F9E9E7~x~^#F9E0h%}:~*~x7F:E8E:~x~b#F8E9E:~x~b#F9E,E8~x/%!E,E9~x/%=E+h4}8F+E,h4}8F,E+F*E/F3~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%!!F4E*E4~x}!%(#F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%=!F5E*E5~x}!%A#F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%U!F6E*E6~x}!%Y#F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%o!F7E*E7~x}!%s#F7E*h}q)}8F*E3h#}9F3&g~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%!!F2E*E2~x}!%(#F2E4E2~x~^#F4~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%=!F2E*E2~x}!%A#F2E5E2~x~^#F5~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%U!F2E*E2~x}!%Y#F2E6E2~x~^#F6~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%o!F2E*E2~x}!%s#F2E7E2~x~^#F7E*h}q)}8F*E3h#}9G31!/E4F8E8E5~x~^#F8E6F9E9E7~x~^#F9E0h%}:~*~x7F:E8E:~x~b#F8E9E:~x~b#F9E,E8~x}(%!!E,E8~x}(%(#E,E9~x}(%=!E,E9~x}(%A#E(h~Y!}8F(E)hU}8F)E1h#}9G11!/E!h#}8F!E!E#p1!//D!h2H&4!h2H&h#}84!E!h%}CE#h%}C424#/~[/+,}N-}J#}N,}J%}N*}J#}NH!j!!}yg^%!H!~x-%!F/H!j!!}Wg^%!H!~x-%!F0H!j!!!f^%!H!~x-%!F1H!j!!}Oe^%!H!~x-%!F2H!j!!Eg^%!H!~x-%!F3H!j!!}qf^%!H!~x-%!F4H!j!!!g^%!H!~x-%!F5H!j!!}Og^%!H!~x-%!F6H!j!!}qg^%!H!~x-%!F7E#h&}=F&E#h&}?F(h!E(h(}:}9F)E)h2}8F*E!E&h~8.}:}8E)h}6}:}8F!E!F!E)h!E)h!q@F)E*h,E*h,o@F*E!E)h=}:}8F!H!F,E*E)}9h,m(g)h~8!F8&gE,~x0!!!!!!!!!!!!!!!!~x/(!E,h4}8F,E8h#}9G81!//h%FB&gH!E)h4}:}8F,E!F+E*E)}9FCE&h%o(gE+F-&gE-~x!%!F9E-~x!%~I%F:E-~x!%}q)F;E-~x!%~k+F=E-~x!%~8.F>E-~x!%}a1F?E-~x!%~Y3F@E-~x!%~(6FAE;E@~x~^#E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E@~x~^#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E@~x~^#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE,E@E9~x~_#E/E;E>~x~_#~x~a#~x~^#~x/(!E,EDEE~x~^#~x/(}O#E,EDEE~x~_#~x/(}O%E,EFEG~x~^#~x/(}O&E,EFEG~x~_#~x/(}O(E,EHEI~x~^#~x/(}O)E,EHEI~x~_#~x/(}O*E,EAE:~x~_#E/E=E?~x~_#~x~a#~x~^#~x/(}O+E-h=}8F-E,h4}8F,ECh#}9GC1!/)E+F-&gE-~x!%!F9E-~x!%~I%F:E-~x!%}q)F;E-~x!%~k+F=E-~x!%~8.F>E-~x!%}a1F?E;E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE,E/E;E>~x~_#~x~a#E9~x~_#~x/(!E,EDEE~x~^#~x/(}O#E,EDEE~x~_#~x/(}O%E,EFEG~x~^#~x/(}O&E,EFEG~x~_#~x/(}O(E,EHEI~x~^#~x/(}O)E,EHEI~x~_#~x/(}O*E,E/E=E?~x~_#~x~a#E:~x~_#~x/(}O+E-h=}8F-E,h4}8F,ECh#}9GC1!//H!F-E%F.h,FJ&gE-~x!%!F9E-~x!%4F:E-~x!%EF;E-~x!%UF=E-~x!%gF>E-~x!%wF?E-~x!%}.F@E-~x!%}?FAE;E@~x~^#E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E@~x~^#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E@~x~^#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE.E@E9~x~_#E/E;E>~x~_#~x~a#~x~^#~x/(!E.EDEE~x~^#~x/(~8%E.EDEE~x~_#~x/(}O)E.EFEG~x~^#~x/(~8+E.EFEG~x~_#~x/(}O.E.EHEI~x~^#~x/(~80E.EHEI~x~_#~x/(}O3E.EAE:~x~_#E/E=E?~x~_#~x~a#~x~^#~x/(~85E-h}O#}8F-E.h}O8}8F.EJh#}9GJ1!/E!h4}8F!E%h4}8F%EBh#}9GB1!//~[=(+}N2}J%}N0}JH!j!!!g^%!H!~x-%!F/H!j!!!f^%!H!~x-%!F0H!j!!}Og^%!H!~x-%!F1H!j!!}Oe^%!H!~x-%!F2H!j!!!h^%!H!~x-%!F3H!j!!!e^%!H!~x-%!F4E#h&}=F(E#h&}?F)E&E(h}O8}:}8F&E&E)h}O%}:}8F&h.E(h(}:}9F*E*h(E*h(o@F*h(F>&gE!F-H!F,h,F?&gE-~x!(!F5E-~x!(}OIF6E-~x!(}OoF7E-~x!(}O}:F8E-~x!(}O}a#F9E-~x!(}O~,#F:E-~x!(}O~Q#F;E-~x!(}O~w#F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE,E5E@~x~^#EB~x~^#ED~x~^#~x/(!E,EAE/EC~x~a#~x~^#E0EE~x~a#~x~^#~x/(}O#E,E@E1EB~x~a#~x~^#E2ED~x~a#~x~^#~x/(}O%E,EAE=~x~^#E3EC~x~a#~x~^#E4EE~x~a#~x~^#~x/(}O&E-h~8(}8F-E,h4}8F,E?h#}9G?1!/E)h%m(gE&F.H!F,E*F+&gE,~x!%!F5E,~x!%4F6E,~x!%EF7E,~x!%UF8E,~x!%gF9E,~x!%wF:E,~x!%}.F;E,~x!%}?F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE5E@~x~^#EB~x~^#ED~x~^#E%~x!%!~x~^#FFEAE/EC~x~a#~x~^#E0EE~x~a#~x~^#E%~x!%!~x~^#FGEF~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FFEG~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FGE.EF~x/%!E.EG~x/%gE.h}O)}8F.E,h}O#}8F,E+h#}9G+1!/)E&F.H!F,E*F+&gE,~x!%!F5E,~x!%4F6E,~x!%EF7E,~x!%UF8E,~x!%gF9E,~x!%wF:E,~x!%}.F;E,~x!%}?F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE5E@~x~^#EB~x~^#ED~x~^#E%~x!%!~x~^#FFEAE/EC~x~a#~x~^#E0EE~x~a#~x~^#E%~x!%!~x~^#FGE@E1EB~x~a#~x~^#E2ED~x~a#~x~^#E%~x!%!~x~^#FHEAE=~x~^#E3EC~x~a#~x~^#E4EE~x~a#~x~^#E%~x!%!~x~^#FIEF~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FFEG~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FGEH~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FHEI~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FIE.EF~x/%!E.EG~x/%gE.EH~x/%}O#E.EI~x/%~8#E.h}O)}8F.E,h}O#}8F,E+h#}9G+1!//E!h4}8F!E%h4}8F%E&h4}8F&E>h#}9G>1!//~3)&*}N/}J#}Nh%F-&gE!F(E%F)E&h(}=G9(g&g~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3~x0!!!!!!!!!!!!!!!!F4~x0!!!!!!!!!!!!!!!!F5E(F*E#F+E*h=}8F,&gE+~x!%!F6E+~x!%4F7E*~x-%!F8E.E8E6~x~a#~x~^#F.E/E8E7~x~a#~x~^#F/E*~x-%EF8E0E8E6~x~a#~x~^#F0E1E8E7~x~a#~x~^#F1E*~x-%gF8E2E8E6~x~a#~x~^#F2E3E8E7~x~a#~x~^#F3E*~x-%}.F8E4E8E6~x~a#~x~^#F4E5E8E7~x~a#~x~^#F5E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E.~x/%!E)E/~x/%4E)E0~x/%gE)E1~x/%wE)E2~x/%}O#E)E3~x/%}a#E)E4~x/%~8#E)E5~x/%~I#E(h}O#}8F(E)h}O%}8F)E9h#}9G91!//E&h(}?h#m(g~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/E(F*E#F+E*h=}8F,&gE+~x!%!F6E+~x!%4F7E*~x-%!F8E.E8E6~x~a#~x~^#F.E/E8E7~x~a#~x~^#F/E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E.~x/%!E)E/~x/%4E(hE}8F(E)h~8!}8F)/E#h~8#}8F#E%hE}8F%E-h#}9G-1!//~s,&)}N9}J#}NE!F(E%F)E&h(}=GC(g&g~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3~x0!!!!!!!!!!!!!!!!F4~x0!!!!!!!!!!!!!!!!F5~x0!!!!!!!!!!!!!!!!F6~x0!!!!!!!!!!!!!!!!F7~x0!!!!!!!!!!!!!!!!F8~x0!!!!!!!!!!!!!!!!F9~x0!!!!!!!!!!!!!!!!F:~x0!!!!!!!!!!!!!!!!F;~x0!!!!!!!!!!!!!!!!F=E(F*E#F+E*h=}8F,&gE+~x!%!F>E+~x!%4F?E+~x!%~8#F@E+~x!%~I#FAE*~x-%!FBE-EBE>~x~a#~x~^#F-E.EBE?~x~a#~x~^#F.E/EBE@~x~a#~x~^#F/E0EBEA~x~a#~x~^#F0E*~x-%EFBE1EBE>~x~a#~x~^#F1E2EBE?~x~a#~x~^#F2E3EBE@~x~a#~x~^#F3E4EBEA~x~a#~x~^#F4E*~x-%gFBE5EBE>~x~a#~x~^#F5E6EBE?~x~a#~x~^#F6E7EBE@~x~a#~x~^#F7E8EBEA~x~a#~x~^#F8E*~x-%}.FBE9EBE>~x~a#~x~^#F9E:EBE?~x~a#~x~^#F:E;EBE@~x~a#~x~^#F;E=EBEA~x~a#~x~^#F=E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E-~x/%!E)E.~x/%4E)E/~x/%EE)E0~x/%UE)E1~x/%gE)E2~x/%wE)E3~x/%}.E)E4~x/%}?E)E5~x/%}O#E)E6~x/%}a#E)E7~x/%}q#E)E8~x/%~(#E)E9~x/%~8#E)E:~x/%~I#E)E;~x/%~Y#E)E=~x/%~k#E(h}O#}8F(E)h}O%}8F)ECh#}9GC1!//E&h(}?h#m(g~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0E(F*E#F+E*h=}8F,&gE+~x!%!F>E+~x!%4F?E+~x!%~8#F@E+~x!%~I#FAE*~x-%!FBE-EBE>~x~a#~x~^#F-E.EBE?~x~a#~x~^#F.E/EBE@~x~a#~x~^#F/E0EBEA~x~a#~x~^#F0E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E-~x/%!E)E.~x/%4E)E/~x/%EE)E0~x/%UE(hE}8F(E)h~8!}8F)/E#h}O&}8F#E%h~8!}8F%/A!H%(gE!E#E%E&47)E!E#E%E&46//]##}NE!E#u(g3/E*E!hE}:}8F+&gE%E!E+44E+hE}8F+E!h#}8F!E!E#o1!//g!E!E#u(g3/&gE*E!h~8%}:}8E&E!h~8&}:}8E*h}O}q#}8E!h~8(}:}8h-48E!h#}8F!E!E#o1!//g##}NE!E#u(g3/E*h}O}q#}8E!h~8!}:}8F+&gE+E!E(E)45E+h~8!}8F+E!h#}8F!E!E#o1!//}N!h-H&4!h-H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#494#h~8!H&4!h~8!H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#4:4#h-H&4!h-H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#4;4#/}q((/}N#}J#}N+}JE!E#v(g3/&gE!F.E%E!h}O.}:}8F(E&E!h~8%}:}8F)h%F/h%F0h%F1&gE(F+E)F,h(F2&gE+F*E/F4E*~x!%!F5E*~x!%gF6E*~x!%}O#F7E*~x!%~8#F8E*h}O)}8F*E4h#}9F4&gE*~x!%!F3E5E3~x~^#F5E*~x!%gF3E6E3~x~^#F6E*~x!%}O#F3E7E3~x~^#F7E*~x!%~8#F3E8E3~x~^#F8E*h}O)}8F*E4h#}9G41!/E5F9E9E6~x~^#F9E7F:E:E8~x~^#F:E0h%}:~*~x7F;E9E;~x~b#F9E:E;~x~b#F:E,E9~x/%!E,E:~x/%gE+h4}8F+E,h4}8F,E2h#}9G21!/E(h}O%}8F(E)h}O#}8F)E1h#}9G11!/E(F+E)F,h(F2&gE+F*E/F4E*~x!%!F5E*~x!%gF6E*h}O)}8F*E4h#}9F4&gE*~x!%!F3E5E3~x~^#F5E*~x!%gF3E6E3~x~^#F6E*h}O)}8F*E4h#}9G41!/E5F9E9E6~x~^#F9E0h%}:~*~x7F;E9E;~x~b#F9E,E9~x/%!E+h4}8F+E,h4}8F,E2h#}9G21!/E(h}O#}8F(E)h~8!}8F)E!h#}8F!E!E#p1!//D!h)H&4!h)H&h#}84!E!h%}CE#h%}C4>4#/}Y5%&}N,}JE!E#v(g3/&gE%F(E&F)h*F*&gE(~x!%!F+E(~x!%gF,E(~x!%}O#F-E(~x!%~8#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%!E)E,~x/%}2E)E-~x/%~A#E)E.~x/%~!%E(~x!%4F+E(~x!%wF,E(~x!%}a#F-E(~x!%~I#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%}a&E)E,~x/%~o&E)E-~x/%~Q(E)E.~x/%~4)E(~x!%EF+E(~x!%}.F,E(~x!%}q#F-E(~x!%~Y#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%}q*E)E,~x/%}S+E)E-~x/%~c+E)E.~x/%~E,E(~x!%UF+E(~x!%}?F,E(~x!%~(#F-E(~x!%~k#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%~(-E)E,~x/%}e.E)E-~x/%~s.E)E.~x/%~U/E(h}O%}8F(E)h4}8F)E*h#}9G*1!/E(~x!%!F+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%!!E)E,~x}(%}2!E)E-~x}(%~A#!E)E.~x}(%~!%!E(~x!%4F+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%}a&!E)E,~x}(%~o&!E)E-~x}(%~Q(!E)E.~x}(%~4)!E(~x!%EF+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%}q*!E)E,~x}(%}S+!E)E-~x}(%~c+!E)E.~x}(%~E,!E(~x!%UF+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%~(-!E)E,~x}(%}e.!E)E-~x}(%~s.!E)E.~x}(%~U/!E(h}O}C}8F(E)h}q}N}8F)E(h~8!}8F(E)h~80}8F)E(hg}8F(E)h~8}B}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4@4#/~1+(*}N(}J#}N*}JE!E#v(g3/&gE%F*E&E!h}OW}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-h~^!F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~80F6E1E5E6~x~a#~x~^#F1E-~x!%}O>F6E2E5E6~x~a#~x~^#F2E-~x!%~8JF6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E7~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#F9E9E9~x~a#F:E9~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WE:~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#E:~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#E:~x~a#~x0E%-eE%-eE%-eE%-e~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZE:~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#E:~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#E:~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F7E.E7~x/%!E*h~80}8F*E.h~Y&}8F.E!h#}8F!E!E#p1!//N!hCH&4!hCH&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4B4#/~0+(*}N(}J#}N*}JE!E#v(g3/&gE%F*E&E!h}O3}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-hCF4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~Y&F6E1E5E6~x~a#~x~^#F1E-~x!%~8+F6E2E5E6~x~a#~x~^#F2E-~x!%}q/F6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E7~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#F9E9E9~x~a#F:E9~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WE:~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#E:~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#E:~x~a#~x0E%-eE%-eE%-eE%-e~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZE:~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#E:~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#E:~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F7E.E7~x/%!E*h~Y&}8F*E.h~I%}8F.E!h#}8F!E!E#p1!//N!h9H&4!h9H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4D4#/~4+(*}N(}J#}N(}JE!E#v(g3/&gE%F*E&E!h~8.}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/E!h%p(g~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-h9F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~I%F6E1E5E6~x~a#~x~^#F1E-~x!%}q)F6E2E5E6~x~a#~x~^#F2E-~x!%~k+F6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E.E7~x/%!E*h~I%}8F*E.hM}8F.)~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1E*F,E+F-h9F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~I%F6E1E5E6~x~a#~x~^#F1E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7~x0!!!!!!!!!!!!!!!!F8E/E8~x}!%!!F8E/E8~x}!%(#F8E7E8~x~^#F7E.E7~x}(%!!E.E7~x}(%(#E*h~I%}8F*E.hM}8F./E!h#}8F!E!E#p1!//N!h&H&4!h&H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4F4#/~>*%&}N,}JE!E#v(g3/&gE%F(E&F)h~=#F*&gE(~x!%!F+E(~x!%=F,E(~x!%UF-E(~x!%oF.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%!E)E,~x/%~8=E)E-~x/%}OVE)E.~x/%~8pE(h~Y!}8F(E)h4}8F)E*h#}9G*1!/E(h}O~h}M}8F(E)h~8}5}8F)E(h4}8F(E)h}O~[!}8F)h~=#F*&g~x0!!!!!!!!!!!!!!!!F+E(E+~x}!%!!F+E(E+~x}!%(#F+~x0!!!!!!!!!!!!!!!!F,E(E,~x}!%=!F,E(E,~x}!%A#F,~x0!!!!!!!!!!!!!!!!F-E(E-~x}!%U!F-E(E-~x}!%Y#F-~x0!!!!!!!!!!!!!!!!F.E(E.~x}!%o!F.E(E.~x}!%s#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%!E)E,~x/%~8=E(h~Y!}8F(E)h4}8F)E*h#}9G*1!/E(h}O~h}M}8F(E)h~8}5}8F)E(h,}8F(E)h}OV}8F)E(h}6}8F(E)h}O~h}M}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4H4#/~#-%&}N,}JE!E#v(g3/&gE%F(E&F)h>F*&gE(~x!%!F+E(~x!%gF,E(~x!%}O#F-E(~x!%~8#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%!E)E,~x/%}a&E)E-~x/%}q*E)E.~x/%~(-E(~x!%4F+E(~x!%wF,E(~x!%}a#F-E(~x!%~I#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%~80E)E,~x/%~I3E)E-~x/%~Y6E)E.~x/%~k9E(~x!%EF+E(~x!%}.F,E(~x!%}q#F-E(~x!%~Y#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%}O>E)E,~x/%}aAE)E-~x/%}qDE)E.~x/%~(GE(~x!%UF+E(~x!%}?F,E(~x!%~(#F-E(~x!%~k#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%~8JE)E,~x/%~IME)E-~x/%~YPE)E.~x/%~kSE(h}O%}8F(E)h4}8F)E*h#}9G*1!/E(h}Ou}8F(E)h~k}K}8F)E(h~8!}8F(E)h}OW}8F)E(hg}8F(E)h}Ou}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4J4#/";

const deviceLayout = {
  batch: 1,
  inputs: [
    {
      name: "image",
      buffer: 1,
      at: 4,
      elements: 784,
      pictures: gpuPictures(model.inputs.image, {
        columns: "picture_columns1",
        rows: "picture_rows1",
      }),
    },
  ],
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
  weights: [62564],
  arena: [6276, 4708, 1604, 404, 16],
  loading: [2404],
  load: [
    { read: "conv1.weight", to: [{ elements: 150, buffer: 6, at: 4 }] },
    { read: "conv1.bias", to: [{ elements: 6, buffer: 0, at: 4 }] },
    // Elementwise: 0.
    {
      layer: "conv1",
      kernel: "elementwise1",
      groups: [1, 1, 1],
      shape: [50, 1, 3],
      buffers: [0],
    },
    // Elementwise: input.
    {
      layer: "conv1",
      kernel: "copy1",
      groups: [3, 1, 1],
      shape: [150, 6, 1, 25, 8, 1, 4, 12],
      buffers: [6, 0],
    },
    { read: "conv2.weight", to: [{ elements: 2400, buffer: 6, at: 4 }] },
    { read: "conv2.bias", to: [{ elements: 16, buffer: 0, at: 212 }] },
    // Elementwise: 0.
    {
      layer: "conv2",
      kernel: "elementwise1",
      groups: [13, 1, 1],
      shape: [800, 1, 57],
      buffers: [0],
    },
    // Elementwise: input.
    {
      layer: "conv2",
      kernel: "copy2",
      groups: [10, 1, 1],
      shape: [600, 6, 4, 1, 25, 600, 32, 4, 1, 150, 4, 57],
      buffers: [6, 0],
    },
    { read: "dense1.weight", to: [{ elements: 48000, buffer: 0, at: 3428 }] },
    { read: "dense1.bias", to: [{ elements: 120, buffer: 0, at: 51428 }] },
    { read: "dense2.weight", to: [{ elements: 10080, buffer: 0, at: 51548 }] },
    { read: "dense2.bias", to: [{ elements: 84, buffer: 0, at: 61628 }] },
    { read: "dense3.weight", to: [{ elements: 840, buffer: 0, at: 61712 }] },
    { read: "dense3.bias", to: [{ elements: 10, buffer: 0, at: 62552 }] },
  ],
  run: [
    // Zeros around [1, 1, 28, 28]: 2, 2, 2, 2.
    {
      layer: "conv1",
      kernel: "pad1",
      groups: [16, 1, 1],
      shape: [
        1024, 1, 32, 32, 28, 28, 2, 2, 784, 28, 1, 784, 1024, 32, 1, 1, 4, 4,
      ],
      buffers: [1, 2],
    },
    // Convolution 5×5, padding 2, 2, 2, 2: [1, 1, 32, 32] to [1, 6, 28, 28]; then tanh(it).
    {
      layer: "conv1",
      kernel: "conv_runs1",
      groups: [4, 1, 1],
      shape: [
        1, 1, 4, 1, 2, 784, 28, 28, 6, 1568, 56, 2, 5, 1, 1, 1024, 32, 1, 32,
        160, 4, 3, 1, 1,
      ],
      buffers: [2, 0, 1],
      on: {
        integrated: {
          kernel: "conv_runs2",
          groups: [7, 1, 1],
          shape: [
            2, 1, 7, 1, 2, 784, 28, 28, 6, 1568, 56, 2, 5, 1, 1, 1024, 32, 1,
            32, 160, 4, 3, 1, 1,
          ],
        },
        software: {
          kernel: "conv_runs3",
          groups: [13, 1, 1],
          shape: [
            1, 1, 13, 1, 2, 784, 28, 28, 6, 1568, 56, 2, 5, 1, 1, 1024, 32, 1,
            32, 160, 4, 3, 1, 1,
          ],
        },
      },
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
      kernel: "conv1",
      groups: [7, 1, 1],
      shape: [
        2, 1, 7, 1, 4, 100, 10, 10, 400, 40, 4, 14, 14, 2, 5, 5, 1, 1, 1, 1, 0,
        0, 392, 28, 2, 800, 1, 57, 53, 1,
      ],
      buffers: [2, 0, 3],
      on: {
        integrated: {
          kernel: "conv2",
          groups: [2, 1, 1],
          shape: [
            4, 1, 2, 1, 4, 100, 10, 10, 400, 40, 4, 14, 14, 2, 5, 5, 1, 1, 1, 1,
            0, 0, 392, 28, 2, 800, 1, 57, 53, 1,
          ],
        },
        software: {
          kernel: "conv_steps1",
          groups: [4, 1, 1],
          shape: [
            2, 1, 4, 1, 4, 100, 10, 10, 400, 40, 4, 14, 14, 2, 1, 1, 1, 1, 5, 5,
            0, 0, 392, 28, 2, 800, 1, 57, 53, 1,
          ],
        },
      },
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
      shape: [1, 120, 100, 100, 100, 1, 120, 1, 1, 857, 51428, 4],
      buffers: [4, 0, 2],
      on: {
        software: {
          kernel: "dense2",
          groups: [2, 1, 1],
          shape: [120, 1, 120, 100, 100, 100, 1, 120, 1, 1, 857, 51428, 4],
        },
      },
    },
    // Matrix product [1, 120] by [120, 84], plus bias; then tanh(it).
    {
      layer: "dense2",
      kernel: "dense1",
      groups: [84, 1, 1],
      shape: [1, 84, 30, 30, 30, 1, 84, 1, 1, 12887, 61628, 4],
      buffers: [2, 0, 4],
      on: {
        software: {
          kernel: "dense2",
          groups: [2, 1, 1],
          shape: [84, 1, 84, 30, 30, 30, 1, 84, 1, 1, 12887, 61628, 4],
        },
      },
    },
    // Matrix product [1, 84] by [84, 10], plus bias.
    {
      layer: "dense3",
      kernel: "dense3",
      groups: [10, 1, 1],
      shape: [1, 10, 21, 21, 21, 1, 10, 1, 1, 15428, 62552, 4],
      buffers: [4, 0, 5],
      on: {
        software: {
          kernel: "dense4",
          groups: [1, 1, 1],
          shape: [10, 1, 10, 21, 21, 21, 1, 10, 1, 1, 15428, 62552, 4],
        },
      },
    },
    // Elementwise: input.
    {
      layer: "",
      kernel: "copy3",
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

/** The kernels, a line each; `lenet5.wgsl` has them to be read. */
const kernels = [
  {
    name: "elementwise1",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, output_n0: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read_write> kernel_output: array<vec4f>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let n0 = item; kernel_output[kernel_shape.output_at + n0 * kernel_shape.output_n0] = vec4f(0.0); }",
  },
  {
    name: "copy1",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, n1: u32, input1_n0: u32, input1_n1: u32, output_n0: u32, output_n1: u32, input1_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input1: array<f32>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<f32>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let n0 = item / kernel_shape.n1; let n1 = item % kernel_shape.n1; let input1 = kernel_input1[kernel_shape.input1_at + n0 * kernel_shape.input1_n0 + n1 * kernel_shape.input1_n1]; kernel_output[kernel_shape.output_at + n0 * kernel_shape.output_n0 + n1 * kernel_shape.output_n1] = input1; }",
  },
  {
    name: "copy2",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, n1: u32, n2: u32, input1_n0: u32, input1_n1: u32, input1_n2: u32, output_n0: u32, output_n1: u32, output_n2: u32, input1_lane: u32, input1_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input1: array<f32>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<vec4f>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let n0 = item / (kernel_shape.n1 * kernel_shape.n2); let n1 = item / kernel_shape.n2 % kernel_shape.n1; let n2 = item % kernel_shape.n2; let input1_first = kernel_shape.input1_at + n0 * kernel_shape.input1_n0 + n1 * kernel_shape.input1_n1 + n2 * kernel_shape.input1_n2; let input1 = vec4f(kernel_input1[input1_first], kernel_input1[input1_first + 1 * kernel_shape.input1_lane], kernel_input1[input1_first + 2 * kernel_shape.input1_lane], kernel_input1[input1_first + 3 * kernel_shape.input1_lane]); kernel_output[kernel_shape.output_at + n0 * kernel_shape.output_n0 + n1 * kernel_shape.output_n1 + n2 * kernel_shape.output_n2] = input1; }",
  },
  {
    name: "pad1",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, channels: u32, out_height: u32, out_width: u32, height: u32, width: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, input_channel: u32, output_sample: u32, output_row: u32, output_pixel: u32, output_channel: u32, input_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<f32>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<f32>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let channel = item % kernel_shape.channels; let x = item / kernel_shape.channels % kernel_shape.out_width; let y = item / (kernel_shape.channels * kernel_shape.out_width) % kernel_shape.out_height; let sample = item / (kernel_shape.channels * kernel_shape.out_width * kernel_shape.out_height); let row = y - kernel_shape.pad_top; let column = x - kernel_shape.pad_left; let start = kernel_shape.input_at + sample * kernel_shape.input_sample + row * kernel_shape.input_row + column * kernel_shape.input_pixel + channel * kernel_shape.input_channel; let value = kernel_input[select(0, start, (row < kernel_shape.height) & (column < kernel_shape.width))]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + channel * kernel_shape.output_channel] = value; }",
  },
  {
    name: "conv_runs1",
    code: "const KERNEL_PIXELS: u32 = 4; const KERNEL_VECTORS: u32 = 2; const KERNEL_WIDTH: u32 = 64; const KERNEL_TERMS: u32 = 5; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, out_channels: u32, output_sample: u32, output_row: u32, output_pixel: u32, run: u32, stride_y: u32, stride_x: u32, input_sample: u32, input_row: u32, input_pixel: u32, tap_row: u32, end: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<f32>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(kernel_shape.out_channels)); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let vector = (block % kernel_shape.blocks_along * kernel_shape.across + local.x % kernel_shape.across) * KERNEL_VECTORS; let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / kernel_shape.across) + local.x / kernel_shape.across) * KERNEL_PIXELS; let channel_group = down / kernel_shape.blocks_down; if ((first >= kernel_shape.count) | (vector >= kernel_shape.result_vectors) | (channel_group >= kernel_shape.channel_groups)) { return; } let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum0_1 = vec4f(); var sum1_0 = vec4f(); var sum1_1 = vec4f(); var sum2_0 = vec4f(); var sum2_1 = vec4f(); var sum3_0 = vec4f(); var sum3_1 = vec4f(); let at0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + y0 * kernel_shape.stride_y * kernel_shape.input_row + x0 * kernel_shape.stride_x * kernel_shape.input_pixel; let at1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + y1 * kernel_shape.stride_y * kernel_shape.input_row + x1 * kernel_shape.stride_x * kernel_shape.input_pixel; let at2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + y2 * kernel_shape.stride_y * kernel_shape.input_row + x2 * kernel_shape.stride_x * kernel_shape.input_pixel; let at3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + y3 * kernel_shape.stride_y * kernel_shape.input_row + x3 * kernel_shape.stride_x * kernel_shape.input_pixel; var weight = kernel_shape.weight_at + vector; var row = 0u; var column = 0u; while (row < kernel_shape.end) { let start = row + column; { let in0 = kernel_input[at0 + start]; let in1 = kernel_input[at1 + start]; let in2 = kernel_input[at2 + start]; let in3 = kernel_input[at3 + start]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 1]; let in1 = kernel_input[at1 + start + 1]; let in2 = kernel_input[at2 + start + 1]; let in3 = kernel_input[at3 + start + 1]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 2]; let in1 = kernel_input[at1 + start + 2]; let in2 = kernel_input[at2 + start + 2]; let in3 = kernel_input[at3 + start + 2]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 3]; let in1 = kernel_input[at1 + start + 3]; let in2 = kernel_input[at2 + start + 3]; let in3 = kernel_input[at3 + start + 3]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 4]; let in1 = kernel_input[at1 + start + 4]; let in2 = kernel_input[at2 + start + 4]; let in3 = kernel_input[at3 + start + 4]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; weight += kernel_shape.result_vectors; } } column += KERNEL_TERMS; row += select(0, kernel_shape.tap_row, column == kernel_shape.run); column = select(column, 0, column == kernel_shape.run); } var sums = array<vec4f, 8>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1); var x = x0; var y = y0; var sample = sample0; for (var p = 0u; p < KERNEL_PIXELS; p++) { if (first + p >= kernel_shape.count) { break; } for (var q = 0u; q < KERNEL_VECTORS; q++) { if (vector + q < kernel_shape.result_vectors) { let channel = channel_group * kernel_shape.result_vectors + vector + q; kernel_finish(sample, y, x, channel, sums[p * KERNEL_VECTORS + q]); } } x += 1; y += u32(x == kernel_shape.out_width); x = select(x, 0, x == kernel_shape.out_width); sample += u32(y == kernel_shape.out_height); y = select(y, 0, y == kernel_shape.out_height); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "conv_runs2",
    code: "const KERNEL_PIXELS: u32 = 4; const KERNEL_VECTORS: u32 = 1; const KERNEL_WIDTH: u32 = 64; const KERNEL_TERMS: u32 = 5; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, out_channels: u32, output_sample: u32, output_row: u32, output_pixel: u32, run: u32, stride_y: u32, stride_x: u32, input_sample: u32, input_row: u32, input_pixel: u32, tap_row: u32, end: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<f32>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(kernel_shape.out_channels)); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let vector = (block % kernel_shape.blocks_along * kernel_shape.across + local.x % kernel_shape.across) * KERNEL_VECTORS; let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / kernel_shape.across) + local.x / kernel_shape.across) * KERNEL_PIXELS; let channel_group = down / kernel_shape.blocks_down; if ((first >= kernel_shape.count) | (vector >= kernel_shape.result_vectors) | (channel_group >= kernel_shape.channel_groups)) { return; } let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum1_0 = vec4f(); var sum2_0 = vec4f(); var sum3_0 = vec4f(); let at0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + y0 * kernel_shape.stride_y * kernel_shape.input_row + x0 * kernel_shape.stride_x * kernel_shape.input_pixel; let at1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + y1 * kernel_shape.stride_y * kernel_shape.input_row + x1 * kernel_shape.stride_x * kernel_shape.input_pixel; let at2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + y2 * kernel_shape.stride_y * kernel_shape.input_row + x2 * kernel_shape.stride_x * kernel_shape.input_pixel; let at3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + y3 * kernel_shape.stride_y * kernel_shape.input_row + x3 * kernel_shape.stride_x * kernel_shape.input_pixel; var weight = kernel_shape.weight_at + vector; var row = 0u; var column = 0u; while (row < kernel_shape.end) { let start = row + column; { let in0 = kernel_input[at0 + start]; let in1 = kernel_input[at1 + start]; let in2 = kernel_input[at2 + start]; let in3 = kernel_input[at3 + start]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0 * w0; sum1_0 += in1 * w0; sum2_0 += in2 * w0; sum3_0 += in3 * w0; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 1]; let in1 = kernel_input[at1 + start + 1]; let in2 = kernel_input[at2 + start + 1]; let in3 = kernel_input[at3 + start + 1]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0 * w0; sum1_0 += in1 * w0; sum2_0 += in2 * w0; sum3_0 += in3 * w0; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 2]; let in1 = kernel_input[at1 + start + 2]; let in2 = kernel_input[at2 + start + 2]; let in3 = kernel_input[at3 + start + 2]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0 * w0; sum1_0 += in1 * w0; sum2_0 += in2 * w0; sum3_0 += in3 * w0; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 3]; let in1 = kernel_input[at1 + start + 3]; let in2 = kernel_input[at2 + start + 3]; let in3 = kernel_input[at3 + start + 3]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0 * w0; sum1_0 += in1 * w0; sum2_0 += in2 * w0; sum3_0 += in3 * w0; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 4]; let in1 = kernel_input[at1 + start + 4]; let in2 = kernel_input[at2 + start + 4]; let in3 = kernel_input[at3 + start + 4]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0 * w0; sum1_0 += in1 * w0; sum2_0 += in2 * w0; sum3_0 += in3 * w0; weight += kernel_shape.result_vectors; } } column += KERNEL_TERMS; row += select(0, kernel_shape.tap_row, column == kernel_shape.run); column = select(column, 0, column == kernel_shape.run); } var sums = array<vec4f, 4>(sum0_0, sum1_0, sum2_0, sum3_0); var x = x0; var y = y0; var sample = sample0; for (var p = 0u; p < KERNEL_PIXELS; p++) { if (first + p >= kernel_shape.count) { break; } for (var q = 0u; q < KERNEL_VECTORS; q++) { if (vector + q < kernel_shape.result_vectors) { let channel = channel_group * kernel_shape.result_vectors + vector + q; kernel_finish(sample, y, x, channel, sums[p * KERNEL_VECTORS + q]); } } x += 1; y += u32(x == kernel_shape.out_width); x = select(x, 0, x == kernel_shape.out_width); sample += u32(y == kernel_shape.out_height); y = select(y, 0, y == kernel_shape.out_height); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "conv_runs3",
    code: "const KERNEL_PIXELS: u32 = 8; const KERNEL_VECTORS: u32 = 2; const KERNEL_WIDTH: u32 = 8; const KERNEL_TERMS: u32 = 5; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, out_channels: u32, output_sample: u32, output_row: u32, output_pixel: u32, run: u32, stride_y: u32, stride_x: u32, input_sample: u32, input_row: u32, input_pixel: u32, tap_row: u32, end: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<f32>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(kernel_shape.out_channels)); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let vector = (block % kernel_shape.blocks_along * kernel_shape.across + local.x % kernel_shape.across) * KERNEL_VECTORS; let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / kernel_shape.across) + local.x / kernel_shape.across) * KERNEL_PIXELS; let channel_group = down / kernel_shape.blocks_down; if ((first >= kernel_shape.count) | (vector >= kernel_shape.result_vectors) | (channel_group >= kernel_shape.channel_groups)) { return; } let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); let along3 = x3 + u32(first + 4 < kernel_shape.count); let below3 = y3 + u32(along3 == kernel_shape.out_width); let x4 = select(along3, 0, along3 == kernel_shape.out_width); let y4 = select(below3, 0, below3 == kernel_shape.out_height); let sample4 = sample3 + u32(below3 == kernel_shape.out_height); let along4 = x4 + u32(first + 5 < kernel_shape.count); let below4 = y4 + u32(along4 == kernel_shape.out_width); let x5 = select(along4, 0, along4 == kernel_shape.out_width); let y5 = select(below4, 0, below4 == kernel_shape.out_height); let sample5 = sample4 + u32(below4 == kernel_shape.out_height); let along5 = x5 + u32(first + 6 < kernel_shape.count); let below5 = y5 + u32(along5 == kernel_shape.out_width); let x6 = select(along5, 0, along5 == kernel_shape.out_width); let y6 = select(below5, 0, below5 == kernel_shape.out_height); let sample6 = sample5 + u32(below5 == kernel_shape.out_height); let along6 = x6 + u32(first + 7 < kernel_shape.count); let below6 = y6 + u32(along6 == kernel_shape.out_width); let x7 = select(along6, 0, along6 == kernel_shape.out_width); let y7 = select(below6, 0, below6 == kernel_shape.out_height); let sample7 = sample6 + u32(below6 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum0_1 = vec4f(); var sum1_0 = vec4f(); var sum1_1 = vec4f(); var sum2_0 = vec4f(); var sum2_1 = vec4f(); var sum3_0 = vec4f(); var sum3_1 = vec4f(); var sum4_0 = vec4f(); var sum4_1 = vec4f(); var sum5_0 = vec4f(); var sum5_1 = vec4f(); var sum6_0 = vec4f(); var sum6_1 = vec4f(); var sum7_0 = vec4f(); var sum7_1 = vec4f(); let at0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + y0 * kernel_shape.stride_y * kernel_shape.input_row + x0 * kernel_shape.stride_x * kernel_shape.input_pixel; let at1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + y1 * kernel_shape.stride_y * kernel_shape.input_row + x1 * kernel_shape.stride_x * kernel_shape.input_pixel; let at2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + y2 * kernel_shape.stride_y * kernel_shape.input_row + x2 * kernel_shape.stride_x * kernel_shape.input_pixel; let at3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + y3 * kernel_shape.stride_y * kernel_shape.input_row + x3 * kernel_shape.stride_x * kernel_shape.input_pixel; let at4 = kernel_shape.input_at + sample4 * kernel_shape.input_sample + y4 * kernel_shape.stride_y * kernel_shape.input_row + x4 * kernel_shape.stride_x * kernel_shape.input_pixel; let at5 = kernel_shape.input_at + sample5 * kernel_shape.input_sample + y5 * kernel_shape.stride_y * kernel_shape.input_row + x5 * kernel_shape.stride_x * kernel_shape.input_pixel; let at6 = kernel_shape.input_at + sample6 * kernel_shape.input_sample + y6 * kernel_shape.stride_y * kernel_shape.input_row + x6 * kernel_shape.stride_x * kernel_shape.input_pixel; let at7 = kernel_shape.input_at + sample7 * kernel_shape.input_sample + y7 * kernel_shape.stride_y * kernel_shape.input_row + x7 * kernel_shape.stride_x * kernel_shape.input_pixel; var weight = kernel_shape.weight_at + vector; var row = 0u; var column = 0u; while (row < kernel_shape.end) { let start = row + column; { let in0 = kernel_input[at0 + start]; let in1 = kernel_input[at1 + start]; let in2 = kernel_input[at2 + start]; let in3 = kernel_input[at3 + start]; let in4 = kernel_input[at4 + start]; let in5 = kernel_input[at5 + start]; let in6 = kernel_input[at6 + start]; let in7 = kernel_input[at7 + start]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; sum4_0 += in4 * w0; sum4_1 += in4 * w1; sum5_0 += in5 * w0; sum5_1 += in5 * w1; sum6_0 += in6 * w0; sum6_1 += in6 * w1; sum7_0 += in7 * w0; sum7_1 += in7 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 1]; let in1 = kernel_input[at1 + start + 1]; let in2 = kernel_input[at2 + start + 1]; let in3 = kernel_input[at3 + start + 1]; let in4 = kernel_input[at4 + start + 1]; let in5 = kernel_input[at5 + start + 1]; let in6 = kernel_input[at6 + start + 1]; let in7 = kernel_input[at7 + start + 1]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; sum4_0 += in4 * w0; sum4_1 += in4 * w1; sum5_0 += in5 * w0; sum5_1 += in5 * w1; sum6_0 += in6 * w0; sum6_1 += in6 * w1; sum7_0 += in7 * w0; sum7_1 += in7 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 2]; let in1 = kernel_input[at1 + start + 2]; let in2 = kernel_input[at2 + start + 2]; let in3 = kernel_input[at3 + start + 2]; let in4 = kernel_input[at4 + start + 2]; let in5 = kernel_input[at5 + start + 2]; let in6 = kernel_input[at6 + start + 2]; let in7 = kernel_input[at7 + start + 2]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; sum4_0 += in4 * w0; sum4_1 += in4 * w1; sum5_0 += in5 * w0; sum5_1 += in5 * w1; sum6_0 += in6 * w0; sum6_1 += in6 * w1; sum7_0 += in7 * w0; sum7_1 += in7 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 3]; let in1 = kernel_input[at1 + start + 3]; let in2 = kernel_input[at2 + start + 3]; let in3 = kernel_input[at3 + start + 3]; let in4 = kernel_input[at4 + start + 3]; let in5 = kernel_input[at5 + start + 3]; let in6 = kernel_input[at6 + start + 3]; let in7 = kernel_input[at7 + start + 3]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; sum4_0 += in4 * w0; sum4_1 += in4 * w1; sum5_0 += in5 * w0; sum5_1 += in5 * w1; sum6_0 += in6 * w0; sum6_1 += in6 * w1; sum7_0 += in7 * w0; sum7_1 += in7 * w1; weight += kernel_shape.result_vectors; } } { let in0 = kernel_input[at0 + start + 4]; let in1 = kernel_input[at1 + start + 4]; let in2 = kernel_input[at2 + start + 4]; let in3 = kernel_input[at3 + start + 4]; let in4 = kernel_input[at4 + start + 4]; let in5 = kernel_input[at5 + start + 4]; let in6 = kernel_input[at6 + start + 4]; let in7 = kernel_input[at7 + start + 4]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0 * w0; sum0_1 += in0 * w1; sum1_0 += in1 * w0; sum1_1 += in1 * w1; sum2_0 += in2 * w0; sum2_1 += in2 * w1; sum3_0 += in3 * w0; sum3_1 += in3 * w1; sum4_0 += in4 * w0; sum4_1 += in4 * w1; sum5_0 += in5 * w0; sum5_1 += in5 * w1; sum6_0 += in6 * w0; sum6_1 += in6 * w1; sum7_0 += in7 * w0; sum7_1 += in7 * w1; weight += kernel_shape.result_vectors; } } column += KERNEL_TERMS; row += select(0, kernel_shape.tap_row, column == kernel_shape.run); column = select(column, 0, column == kernel_shape.run); } var sums = array<vec4f, 16>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1, sum4_0, sum4_1, sum5_0, sum5_1, sum6_0, sum6_1, sum7_0, sum7_1); var x = x0; var y = y0; var sample = sample0; for (var p = 0u; p < KERNEL_PIXELS; p++) { if (first + p >= kernel_shape.count) { break; } for (var q = 0u; q < KERNEL_VECTORS; q++) { if (vector + q < kernel_shape.result_vectors) { let channel = channel_group * kernel_shape.result_vectors + vector + q; kernel_finish(sample, y, x, channel, sums[p * KERNEL_VECTORS + q]); } } x += 1; y += u32(x == kernel_shape.out_width); x = select(x, 0, x == kernel_shape.out_width); sample += u32(y == kernel_shape.out_height); y = select(y, 0, y == kernel_shape.out_height); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "average_pool1",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, out_vectors: u32, out_height: u32, out_width: u32, height: u32, width: u32, kernel_height: u32, kernel_width: u32, stride_y: u32, stride_x: u32, dilation_y: u32, dilation_x: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, output_sample: u32, output_row: u32, output_pixel: u32, out_channels: u32, input_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<vec4f>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let vector = item % kernel_shape.out_vectors; let x = item / kernel_shape.out_vectors % kernel_shape.out_width; let y = item / (kernel_shape.out_vectors * kernel_shape.out_width) % kernel_shape.out_height; let sample = item / (kernel_shape.out_vectors * kernel_shape.out_width * kernel_shape.out_height); let base = kernel_shape.input_at + sample * kernel_shape.input_sample + vector; var result = vec4f(0.0); var divisor = 0.0; for (var ky = 0u; ky < kernel_shape.kernel_height; ky++) { let down = y * kernel_shape.stride_y + ky * kernel_shape.dilation_y; let row = down - kernel_shape.pad_top; for (var kx = 0u; kx < kernel_shape.kernel_width; kx++) { let along = x * kernel_shape.stride_x + kx * kernel_shape.dilation_x; let column = along - kernel_shape.pad_left; if ((row < kernel_shape.height) & (column < kernel_shape.width)) { result += kernel_input[base + row * kernel_shape.input_row + column * kernel_shape.input_pixel]; divisor += 1.0; } } } kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = select(vec4f(), result / max(divisor, 1.0), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(kernel_shape.out_channels)); }",
  },
  {
    name: "conv1",
    code: "const KERNEL_PIXELS: u32 = 4; const KERNEL_VECTORS: u32 = 2; const KERNEL_WIDTH: u32 = 64; const KERNEL_PARTS: u32 = 8; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, output_sample: u32, output_row: u32, output_pixel: u32, height: u32, width: u32, term_vectors: u32, kernel_height: u32, kernel_width: u32, stride_y: u32, stride_x: u32, dilation_y: u32, dilation_x: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, weight_group: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; var<workgroup> kernel_shared: array<f32, 2048>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = tanh_vec4f(value); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let part = local.x % KERNEL_PARTS; let tile = local.x / KERNEL_PARTS; let wanted = (block % kernel_shape.blocks_along * kernel_shape.across + tile % kernel_shape.across) * KERNEL_VECTORS; let vector = min(wanted, kernel_shape.result_vectors - 1); let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / KERNEL_PARTS / kernel_shape.across) + tile / kernel_shape.across) * KERNEL_PIXELS; let channel_group = min(down / kernel_shape.blocks_down, kernel_shape.channel_groups - 1); let isWanted = (wanted == vector) & (down / kernel_shape.blocks_down == channel_group); let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum0_1 = vec4f(); var sum1_0 = vec4f(); var sum1_1 = vec4f(); var sum2_0 = vec4f(); var sum2_1 = vec4f(); var sum3_0 = vec4f(); var sum3_1 = vec4f(); let base0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let weights = kernel_shape.weight_at + channel_group * kernel_shape.weight_group + vector; for (var ky = 0u; ky < kernel_shape.kernel_height; ky++) { for (var kx = 0u; kx < kernel_shape.kernel_width; kx++) { let row0 = y0 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column0 = x0 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside0 = (row0 < kernel_shape.height) & (column0 < kernel_shape.width); let at0 = select(0, base0 + row0 * kernel_shape.input_row + column0 * kernel_shape.input_pixel, isInside0); let reach0 = select(0u, 0xffffffffu, isInside0); let row1 = y1 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column1 = x1 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside1 = (row1 < kernel_shape.height) & (column1 < kernel_shape.width); let at1 = select(0, base1 + row1 * kernel_shape.input_row + column1 * kernel_shape.input_pixel, isInside1); let reach1 = select(0u, 0xffffffffu, isInside1); let row2 = y2 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column2 = x2 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside2 = (row2 < kernel_shape.height) & (column2 < kernel_shape.width); let at2 = select(0, base2 + row2 * kernel_shape.input_row + column2 * kernel_shape.input_pixel, isInside2); let reach2 = select(0u, 0xffffffffu, isInside2); let row3 = y3 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column3 = x3 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside3 = (row3 < kernel_shape.height) & (column3 < kernel_shape.width); let at3 = select(0, base3 + row3 * kernel_shape.input_row + column3 * kernel_shape.input_pixel, isInside3); let reach3 = select(0u, 0xffffffffu, isInside3); let tap = (ky * kernel_shape.kernel_width + kx) * kernel_shape.term_vectors; for (var term = part; term < kernel_shape.term_vectors; term += KERNEL_PARTS) { var weight = weights + 4 * (tap + term) * kernel_shape.result_vectors; let in0 = kernel_input[at0 + (term & reach0)]; let in1 = kernel_input[at1 + (term & reach1)]; let in2 = kernel_input[at2 + (term & reach2)]; let in3 = kernel_input[at3 + (term & reach3)]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.x * w0; sum0_1 += in0.x * w1; sum1_0 += in1.x * w0; sum1_1 += in1.x * w1; sum2_0 += in2.x * w0; sum2_1 += in2.x * w1; sum3_0 += in3.x * w0; sum3_1 += in3.x * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.y * w0; sum0_1 += in0.y * w1; sum1_0 += in1.y * w0; sum1_1 += in1.y * w1; sum2_0 += in2.y * w0; sum2_1 += in2.y * w1; sum3_0 += in3.y * w0; sum3_1 += in3.y * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.z * w0; sum0_1 += in0.z * w1; sum1_0 += in1.z * w0; sum1_1 += in1.z * w1; sum2_0 += in2.z * w0; sum2_1 += in2.z * w1; sum3_0 += in3.z * w0; sum3_1 += in3.z * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.w * w0; sum0_1 += in0.w * w1; sum1_0 += in1.w * w0; sum1_1 += in1.w * w1; sum2_0 += in2.w * w0; sum2_1 += in2.w * w1; sum3_0 += in3.w * w0; sum3_1 += in3.w * w1; weight += kernel_shape.result_vectors; } } } } let sums = KERNEL_PIXELS * KERNEL_VECTORS * 4; var parts = array<vec4f, 8>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1); for (var sum = 0u; sum < KERNEL_PIXELS * KERNEL_VECTORS; sum++) { let to = local.x * sums + 4 * sum; kernel_shared[to + 0] = parts[sum][0]; kernel_shared[to + 1] = parts[sum][1]; kernel_shared[to + 2] = parts[sum][2]; kernel_shared[to + 3] = parts[sum][3]; } workgroupBarrier(); for (var sum = part; sum < KERNEL_PIXELS * KERNEL_VECTORS; sum += KERNEL_PARTS) { let pixel = first + sum / KERNEL_VECTORS; let own = vector + sum % KERNEL_VECTORS; if (!isWanted | (pixel >= kernel_shape.count) | (own >= kernel_shape.result_vectors)) { continue; } var whole = vec4f(); for (var other = 0u; other < KERNEL_PARTS; other++) { let from_part = (tile * KERNEL_PARTS + other) * sums + 4 * sum; whole += vec4f(kernel_shared[from_part], kernel_shared[from_part + 1], kernel_shared[from_part + 2], kernel_shared[from_part + 3]); } let x = pixel % kernel_shape.out_width; let y = pixel / kernel_shape.out_width % kernel_shape.out_height; let sample = pixel / (kernel_shape.out_width * kernel_shape.out_height); kernel_finish(sample, y, x, channel_group * kernel_shape.result_vectors + own, whole); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "conv2",
    code: "const KERNEL_PIXELS: u32 = 4; const KERNEL_VECTORS: u32 = 1; const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, output_sample: u32, output_row: u32, output_pixel: u32, height: u32, width: u32, term_vectors: u32, kernel_height: u32, kernel_width: u32, stride_y: u32, stride_x: u32, dilation_y: u32, dilation_x: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, weight_group: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = tanh_vec4f(value); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let vector = (block % kernel_shape.blocks_along * kernel_shape.across + local.x % kernel_shape.across) * KERNEL_VECTORS; let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / kernel_shape.across) + local.x / kernel_shape.across) * KERNEL_PIXELS; let channel_group = down / kernel_shape.blocks_down; if ((first >= kernel_shape.count) | (vector >= kernel_shape.result_vectors) | (channel_group >= kernel_shape.channel_groups)) { return; } let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum1_0 = vec4f(); var sum2_0 = vec4f(); var sum3_0 = vec4f(); let base0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; let base3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + channel_group * kernel_shape.term_vectors; var weight = kernel_shape.weight_at + channel_group * kernel_shape.weight_group + vector; for (var ky = 0u; ky < kernel_shape.kernel_height; ky++) { for (var kx = 0u; kx < kernel_shape.kernel_width; kx++) { let row0 = y0 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column0 = x0 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside0 = (row0 < kernel_shape.height) & (column0 < kernel_shape.width); let at0 = select(0, base0 + row0 * kernel_shape.input_row + column0 * kernel_shape.input_pixel, isInside0); let reach0 = select(0u, 0xffffffffu, isInside0); let row1 = y1 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column1 = x1 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside1 = (row1 < kernel_shape.height) & (column1 < kernel_shape.width); let at1 = select(0, base1 + row1 * kernel_shape.input_row + column1 * kernel_shape.input_pixel, isInside1); let reach1 = select(0u, 0xffffffffu, isInside1); let row2 = y2 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column2 = x2 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside2 = (row2 < kernel_shape.height) & (column2 < kernel_shape.width); let at2 = select(0, base2 + row2 * kernel_shape.input_row + column2 * kernel_shape.input_pixel, isInside2); let reach2 = select(0u, 0xffffffffu, isInside2); let row3 = y3 * kernel_shape.stride_y + ky * kernel_shape.dilation_y - kernel_shape.pad_top; let column3 = x3 * kernel_shape.stride_x + kx * kernel_shape.dilation_x - kernel_shape.pad_left; let isInside3 = (row3 < kernel_shape.height) & (column3 < kernel_shape.width); let at3 = select(0, base3 + row3 * kernel_shape.input_row + column3 * kernel_shape.input_pixel, isInside3); let reach3 = select(0u, 0xffffffffu, isInside3); for (var term = 0u; term < kernel_shape.term_vectors; term++) { let in0 = kernel_input[at0 + (term & reach0)]; let in1 = kernel_input[at1 + (term & reach1)]; let in2 = kernel_input[at2 + (term & reach2)]; let in3 = kernel_input[at3 + (term & reach3)]; { let w0 = kernel_weight_bias[weight]; sum0_0 += in0.x * w0; sum1_0 += in1.x * w0; sum2_0 += in2.x * w0; sum3_0 += in3.x * w0; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; sum0_0 += in0.y * w0; sum1_0 += in1.y * w0; sum2_0 += in2.y * w0; sum3_0 += in3.y * w0; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; sum0_0 += in0.z * w0; sum1_0 += in1.z * w0; sum2_0 += in2.z * w0; sum3_0 += in3.z * w0; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; sum0_0 += in0.w * w0; sum1_0 += in1.w * w0; sum2_0 += in2.w * w0; sum3_0 += in3.w * w0; weight += kernel_shape.result_vectors; } } } } var sums = array<vec4f, 4>(sum0_0, sum1_0, sum2_0, sum3_0); var x = x0; var y = y0; var sample = sample0; for (var p = 0u; p < KERNEL_PIXELS; p++) { if (first + p >= kernel_shape.count) { break; } for (var q = 0u; q < KERNEL_VECTORS; q++) { if (vector + q < kernel_shape.result_vectors) { let channel = channel_group * kernel_shape.result_vectors + vector + q; kernel_finish(sample, y, x, channel, sums[p * KERNEL_VECTORS + q]); } } x += 1; y += u32(x == kernel_shape.out_width); x = select(x, 0, x == kernel_shape.out_width); sample += u32(y == kernel_shape.out_height); y = select(y, 0, y == kernel_shape.out_height); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "conv_steps1",
    code: "const KERNEL_PIXELS: u32 = 8; const KERNEL_VECTORS: u32 = 2; const KERNEL_WIDTH: u32 = 8; struct kernel_Shape { across: u32, blocks_along: u32, blocks_down: u32, channel_groups: u32, result_vectors: u32, count: u32, out_height: u32, out_width: u32, output_sample: u32, output_row: u32, output_pixel: u32, height: u32, width: u32, term_vectors: u32, stride_y: u32, stride_x: u32, dilation_y: u32, dilation_x: u32, end_y: u32, end_x: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, weight_group: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<vec4f>; fn kernel_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) { let value = sum + kernel_weight_bias[kernel_shape.bias_at + vector]; kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = tanh_vec4f(value); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let vector = (block % kernel_shape.blocks_along * kernel_shape.across + local.x % kernel_shape.across) * KERNEL_VECTORS; let down = block / kernel_shape.blocks_along; let first = (down % kernel_shape.blocks_down * (KERNEL_WIDTH / kernel_shape.across) + local.x / kernel_shape.across) * KERNEL_PIXELS; let channel_group = down / kernel_shape.blocks_down; if ((first >= kernel_shape.count) | (vector >= kernel_shape.result_vectors) | (channel_group >= kernel_shape.channel_groups)) { return; } let pixel = min(first, kernel_shape.count - 1); let line = pixel / kernel_shape.out_width; let x0 = pixel - line * kernel_shape.out_width; let sample0 = line / kernel_shape.out_height; let y0 = line - sample0 * kernel_shape.out_height; let along0 = x0 + u32(first + 1 < kernel_shape.count); let below0 = y0 + u32(along0 == kernel_shape.out_width); let x1 = select(along0, 0, along0 == kernel_shape.out_width); let y1 = select(below0, 0, below0 == kernel_shape.out_height); let sample1 = sample0 + u32(below0 == kernel_shape.out_height); let along1 = x1 + u32(first + 2 < kernel_shape.count); let below1 = y1 + u32(along1 == kernel_shape.out_width); let x2 = select(along1, 0, along1 == kernel_shape.out_width); let y2 = select(below1, 0, below1 == kernel_shape.out_height); let sample2 = sample1 + u32(below1 == kernel_shape.out_height); let along2 = x2 + u32(first + 3 < kernel_shape.count); let below2 = y2 + u32(along2 == kernel_shape.out_width); let x3 = select(along2, 0, along2 == kernel_shape.out_width); let y3 = select(below2, 0, below2 == kernel_shape.out_height); let sample3 = sample2 + u32(below2 == kernel_shape.out_height); let along3 = x3 + u32(first + 4 < kernel_shape.count); let below3 = y3 + u32(along3 == kernel_shape.out_width); let x4 = select(along3, 0, along3 == kernel_shape.out_width); let y4 = select(below3, 0, below3 == kernel_shape.out_height); let sample4 = sample3 + u32(below3 == kernel_shape.out_height); let along4 = x4 + u32(first + 5 < kernel_shape.count); let below4 = y4 + u32(along4 == kernel_shape.out_width); let x5 = select(along4, 0, along4 == kernel_shape.out_width); let y5 = select(below4, 0, below4 == kernel_shape.out_height); let sample5 = sample4 + u32(below4 == kernel_shape.out_height); let along5 = x5 + u32(first + 6 < kernel_shape.count); let below5 = y5 + u32(along5 == kernel_shape.out_width); let x6 = select(along5, 0, along5 == kernel_shape.out_width); let y6 = select(below5, 0, below5 == kernel_shape.out_height); let sample6 = sample5 + u32(below5 == kernel_shape.out_height); let along6 = x6 + u32(first + 7 < kernel_shape.count); let below6 = y6 + u32(along6 == kernel_shape.out_width); let x7 = select(along6, 0, along6 == kernel_shape.out_width); let y7 = select(below6, 0, below6 == kernel_shape.out_height); let sample7 = sample6 + u32(below6 == kernel_shape.out_height); var sum0_0 = vec4f(); var sum0_1 = vec4f(); var sum1_0 = vec4f(); var sum1_1 = vec4f(); var sum2_0 = vec4f(); var sum2_1 = vec4f(); var sum3_0 = vec4f(); var sum3_1 = vec4f(); var sum4_0 = vec4f(); var sum4_1 = vec4f(); var sum5_0 = vec4f(); var sum5_1 = vec4f(); var sum6_0 = vec4f(); var sum6_1 = vec4f(); var sum7_0 = vec4f(); var sum7_1 = vec4f(); let top0 = y0 * kernel_shape.stride_y - kernel_shape.pad_top; let left0 = x0 * kernel_shape.stride_x - kernel_shape.pad_left; let base0 = kernel_shape.input_at + sample0 * kernel_shape.input_sample + top0 * kernel_shape.input_row + left0 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top1 = y1 * kernel_shape.stride_y - kernel_shape.pad_top; let left1 = x1 * kernel_shape.stride_x - kernel_shape.pad_left; let base1 = kernel_shape.input_at + sample1 * kernel_shape.input_sample + top1 * kernel_shape.input_row + left1 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top2 = y2 * kernel_shape.stride_y - kernel_shape.pad_top; let left2 = x2 * kernel_shape.stride_x - kernel_shape.pad_left; let base2 = kernel_shape.input_at + sample2 * kernel_shape.input_sample + top2 * kernel_shape.input_row + left2 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top3 = y3 * kernel_shape.stride_y - kernel_shape.pad_top; let left3 = x3 * kernel_shape.stride_x - kernel_shape.pad_left; let base3 = kernel_shape.input_at + sample3 * kernel_shape.input_sample + top3 * kernel_shape.input_row + left3 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top4 = y4 * kernel_shape.stride_y - kernel_shape.pad_top; let left4 = x4 * kernel_shape.stride_x - kernel_shape.pad_left; let base4 = kernel_shape.input_at + sample4 * kernel_shape.input_sample + top4 * kernel_shape.input_row + left4 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top5 = y5 * kernel_shape.stride_y - kernel_shape.pad_top; let left5 = x5 * kernel_shape.stride_x - kernel_shape.pad_left; let base5 = kernel_shape.input_at + sample5 * kernel_shape.input_sample + top5 * kernel_shape.input_row + left5 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top6 = y6 * kernel_shape.stride_y - kernel_shape.pad_top; let left6 = x6 * kernel_shape.stride_x - kernel_shape.pad_left; let base6 = kernel_shape.input_at + sample6 * kernel_shape.input_sample + top6 * kernel_shape.input_row + left6 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; let top7 = y7 * kernel_shape.stride_y - kernel_shape.pad_top; let left7 = x7 * kernel_shape.stride_x - kernel_shape.pad_left; let base7 = kernel_shape.input_at + sample7 * kernel_shape.input_sample + top7 * kernel_shape.input_row + left7 * kernel_shape.input_pixel + channel_group * kernel_shape.term_vectors; var weight = kernel_shape.weight_at + channel_group * kernel_shape.weight_group + vector; var dy = 0u; var dx = 0u; var term = 0u; while (dy < kernel_shape.end_y) { let offset = dy * kernel_shape.input_row + dx * kernel_shape.input_pixel + term; let in0 = kernel_input[select(0, base0 + offset, (top0 + dy < kernel_shape.height) & (left0 + dx < kernel_shape.width))]; let in1 = kernel_input[select(0, base1 + offset, (top1 + dy < kernel_shape.height) & (left1 + dx < kernel_shape.width))]; let in2 = kernel_input[select(0, base2 + offset, (top2 + dy < kernel_shape.height) & (left2 + dx < kernel_shape.width))]; let in3 = kernel_input[select(0, base3 + offset, (top3 + dy < kernel_shape.height) & (left3 + dx < kernel_shape.width))]; let in4 = kernel_input[select(0, base4 + offset, (top4 + dy < kernel_shape.height) & (left4 + dx < kernel_shape.width))]; let in5 = kernel_input[select(0, base5 + offset, (top5 + dy < kernel_shape.height) & (left5 + dx < kernel_shape.width))]; let in6 = kernel_input[select(0, base6 + offset, (top6 + dy < kernel_shape.height) & (left6 + dx < kernel_shape.width))]; let in7 = kernel_input[select(0, base7 + offset, (top7 + dy < kernel_shape.height) & (left7 + dx < kernel_shape.width))]; { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.x * w0; sum0_1 += in0.x * w1; sum1_0 += in1.x * w0; sum1_1 += in1.x * w1; sum2_0 += in2.x * w0; sum2_1 += in2.x * w1; sum3_0 += in3.x * w0; sum3_1 += in3.x * w1; sum4_0 += in4.x * w0; sum4_1 += in4.x * w1; sum5_0 += in5.x * w0; sum5_1 += in5.x * w1; sum6_0 += in6.x * w0; sum6_1 += in6.x * w1; sum7_0 += in7.x * w0; sum7_1 += in7.x * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.y * w0; sum0_1 += in0.y * w1; sum1_0 += in1.y * w0; sum1_1 += in1.y * w1; sum2_0 += in2.y * w0; sum2_1 += in2.y * w1; sum3_0 += in3.y * w0; sum3_1 += in3.y * w1; sum4_0 += in4.y * w0; sum4_1 += in4.y * w1; sum5_0 += in5.y * w0; sum5_1 += in5.y * w1; sum6_0 += in6.y * w0; sum6_1 += in6.y * w1; sum7_0 += in7.y * w0; sum7_1 += in7.y * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.z * w0; sum0_1 += in0.z * w1; sum1_0 += in1.z * w0; sum1_1 += in1.z * w1; sum2_0 += in2.z * w0; sum2_1 += in2.z * w1; sum3_0 += in3.z * w0; sum3_1 += in3.z * w1; sum4_0 += in4.z * w0; sum4_1 += in4.z * w1; sum5_0 += in5.z * w0; sum5_1 += in5.z * w1; sum6_0 += in6.z * w0; sum6_1 += in6.z * w1; sum7_0 += in7.z * w0; sum7_1 += in7.z * w1; weight += kernel_shape.result_vectors; } { let w0 = kernel_weight_bias[weight]; let w1 = kernel_weight_bias[weight + 1]; sum0_0 += in0.w * w0; sum0_1 += in0.w * w1; sum1_0 += in1.w * w0; sum1_1 += in1.w * w1; sum2_0 += in2.w * w0; sum2_1 += in2.w * w1; sum3_0 += in3.w * w0; sum3_1 += in3.w * w1; sum4_0 += in4.w * w0; sum4_1 += in4.w * w1; sum5_0 += in5.w * w0; sum5_1 += in5.w * w1; sum6_0 += in6.w * w0; sum6_1 += in6.w * w1; sum7_0 += in7.w * w0; sum7_1 += in7.w * w1; weight += kernel_shape.result_vectors; } let is_tap = term + 1 == kernel_shape.term_vectors; term = select(term + 1, 0, is_tap); dx += select(0, kernel_shape.dilation_x, is_tap); let is_row = dx == kernel_shape.end_x; dx = select(dx, 0, is_row); dy += select(0, kernel_shape.dilation_y, is_row); } var sums = array<vec4f, 16>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1, sum4_0, sum4_1, sum5_0, sum5_1, sum6_0, sum6_1, sum7_0, sum7_1); var x = x0; var y = y0; var sample = sample0; for (var p = 0u; p < KERNEL_PIXELS; p++) { if (first + p >= kernel_shape.count) { break; } for (var q = 0u; q < KERNEL_VECTORS; q++) { if (vector + q < kernel_shape.result_vectors) { let channel = channel_group * kernel_shape.result_vectors + vector + q; kernel_finish(sample, y, x, channel, sums[p * KERNEL_VECTORS + q]); } } x += 1; y += u32(x == kernel_shape.out_width); x = select(x, 0, x == kernel_shape.out_width); sample += u32(y == kernel_shape.out_height); y = select(y, 0, y == kernel_shape.out_height); } } fn tanh_vec4f(x: vec4f) -> vec4f { let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672)); let t1 = (t0 * t0); return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0)); }",
  },
  {
    name: "average_pool2",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, out_vectors: u32, out_height: u32, out_width: u32, height: u32, width: u32, kernel_height: u32, kernel_width: u32, stride_y: u32, stride_x: u32, dilation_y: u32, dilation_x: u32, pad_top: u32, pad_left: u32, input_sample: u32, input_row: u32, input_pixel: u32, output_sample: u32, output_row: u32, output_pixel: u32, input_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<vec4f>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let vector = item % kernel_shape.out_vectors; let x = item / kernel_shape.out_vectors % kernel_shape.out_width; let y = item / (kernel_shape.out_vectors * kernel_shape.out_width) % kernel_shape.out_height; let sample = item / (kernel_shape.out_vectors * kernel_shape.out_width * kernel_shape.out_height); let base = kernel_shape.input_at + sample * kernel_shape.input_sample + vector; var result = vec4f(0.0); var divisor = 0.0; for (var ky = 0u; ky < kernel_shape.kernel_height; ky++) { let down = y * kernel_shape.stride_y + ky * kernel_shape.dilation_y; let row = down - kernel_shape.pad_top; for (var kx = 0u; kx < kernel_shape.kernel_width; kx++) { let along = x * kernel_shape.stride_x + kx * kernel_shape.dilation_x; let column = along - kernel_shape.pad_left; if ((row < kernel_shape.height) & (column < kernel_shape.width)) { result += kernel_input[base + row * kernel_shape.input_row + column * kernel_shape.input_pixel]; divisor += 1.0; } } } kernel_output[kernel_shape.output_at + sample * kernel_shape.output_sample + y * kernel_shape.output_row + x * kernel_shape.output_pixel + vector] = result / max(divisor, 1.0); }",
  },
  {
    name: "dense1",
    code: "const KERNEL_PARTS: u32 = 64; const KERNEL_ROWS: u32 = 1; struct kernel_Shape { rows: u32, columns: u32, terms: u32, input_row: u32, weight_column: u32, bias_column: u32, output_row: u32, output_column: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<f32>; var<workgroup> kernel_shared: array<f32, 64>; fn kernel_finish(row: u32, column: u32, sum: f32) { let value = sum + kernel_weight_bias[(kernel_shape.bias_at + column * kernel_shape.bias_column) / 4][(kernel_shape.bias_at + column * kernel_shape.bias_column) % 4]; kernel_output[kernel_shape.output_at + row * kernel_shape.output_row + column * kernel_shape.output_column] = tanh_f32(value); } @compute @workgroup_size(KERNEL_PARTS, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let column = block % kernel_shape.columns; let first = block / kernel_shape.columns * KERNEL_ROWS; let from0 = kernel_shape.input_at + min(first + 0, kernel_shape.rows - 1) * kernel_shape.input_row; var part0 = 0.0; let weights = kernel_shape.weight_at + column * kernel_shape.weight_column; for (var term = local.x; term < kernel_shape.terms; term += KERNEL_PARTS) { let weight = kernel_weight_bias[weights + term]; part0 += dot(kernel_input[from0 + term], weight); } kernel_shared[0 * KERNEL_PARTS + local.x] = part0; workgroupBarrier(); for (var half = KERNEL_PARTS / 2; half > 0; half /= 2) { if (local.x < half) { kernel_shared[0 * KERNEL_PARTS + local.x] += kernel_shared[0 * KERNEL_PARTS + local.x + half]; } workgroupBarrier(); } if ((local.x < KERNEL_ROWS) & (first + local.x < kernel_shape.rows)) { kernel_finish(first + local.x, column, kernel_shared[local.x * KERNEL_PARTS]); } } fn tanh_f32(x: f32) -> f32 { let t0 = min(max(x, (-9.020000457763672)), 9.020000457763672); let t1 = (t0 * t0); return min(max(((t0 * ((((((((1.3319055192084761e-8 * t1) + 0.00002058346763078589) * t1) + 0.0034940338227897882) * t1) + 0.13379716873168945) * t1) + 1.0)) / ((((((((7.762012046441669e-7 * t1) + 0.0003283091355115175) * t1) + 0.025871070101857185) * t1) + 0.4671303331851959) * t1) + 1.0)), (-1.0)), 1.0); }",
  },
  {
    name: "dense2",
    code: "const KERNEL_WIDTH: u32 = 64; const KERNEL_ROWS: u32 = 1; struct kernel_Shape { count: u32, rows: u32, columns: u32, terms: u32, input_row: u32, weight_column: u32, bias_column: u32, output_row: u32, output_column: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<f32>; fn kernel_finish(row: u32, column: u32, sum: f32) { let value = sum + kernel_weight_bias[(kernel_shape.bias_at + column * kernel_shape.bias_column) / 4][(kernel_shape.bias_at + column * kernel_shape.bias_column) % 4]; kernel_output[kernel_shape.output_at + row * kernel_shape.output_row + column * kernel_shape.output_column] = tanh_f32(value); } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let column = item % kernel_shape.columns; let first = item / kernel_shape.columns * KERNEL_ROWS; let from0 = kernel_shape.input_at + min(first + 0, kernel_shape.rows - 1) * kernel_shape.input_row; var part0 = 0.0; let weights = kernel_shape.weight_at + column * kernel_shape.weight_column; for (var term = 0u; term < kernel_shape.terms; term++) { let weight = kernel_weight_bias[weights + term]; part0 += dot(kernel_input[from0 + term], weight); } kernel_finish(first, column, part0); } fn tanh_f32(x: f32) -> f32 { let t0 = min(max(x, (-9.020000457763672)), 9.020000457763672); let t1 = (t0 * t0); return min(max(((t0 * ((((((((1.3319055192084761e-8 * t1) + 0.00002058346763078589) * t1) + 0.0034940338227897882) * t1) + 0.13379716873168945) * t1) + 1.0)) / ((((((((7.762012046441669e-7 * t1) + 0.0003283091355115175) * t1) + 0.025871070101857185) * t1) + 0.4671303331851959) * t1) + 1.0)), (-1.0)), 1.0); }",
  },
  {
    name: "dense3",
    code: "const KERNEL_PARTS: u32 = 64; const KERNEL_ROWS: u32 = 1; struct kernel_Shape { rows: u32, columns: u32, terms: u32, input_row: u32, weight_column: u32, bias_column: u32, output_row: u32, output_column: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<f32>; var<workgroup> kernel_shared: array<f32, 64>; fn kernel_finish(row: u32, column: u32, sum: f32) { let value = sum + kernel_weight_bias[(kernel_shape.bias_at + column * kernel_shape.bias_column) / 4][(kernel_shape.bias_at + column * kernel_shape.bias_column) % 4]; kernel_output[kernel_shape.output_at + row * kernel_shape.output_row + column * kernel_shape.output_column] = value; } @compute @workgroup_size(KERNEL_PARTS, 1) fn kernel(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) { let block = group.x + group.y * groups.x; let column = block % kernel_shape.columns; let first = block / kernel_shape.columns * KERNEL_ROWS; let from0 = kernel_shape.input_at + min(first + 0, kernel_shape.rows - 1) * kernel_shape.input_row; var part0 = 0.0; let weights = kernel_shape.weight_at + column * kernel_shape.weight_column; for (var term = local.x; term < kernel_shape.terms; term += KERNEL_PARTS) { let weight = kernel_weight_bias[weights + term]; part0 += dot(kernel_input[from0 + term], weight); } kernel_shared[0 * KERNEL_PARTS + local.x] = part0; workgroupBarrier(); for (var half = KERNEL_PARTS / 2; half > 0; half /= 2) { if (local.x < half) { kernel_shared[0 * KERNEL_PARTS + local.x] += kernel_shared[0 * KERNEL_PARTS + local.x + half]; } workgroupBarrier(); } if ((local.x < KERNEL_ROWS) & (first + local.x < kernel_shape.rows)) { kernel_finish(first + local.x, column, kernel_shared[local.x * KERNEL_PARTS]); } }",
  },
  {
    name: "dense4",
    code: "const KERNEL_WIDTH: u32 = 64; const KERNEL_ROWS: u32 = 1; struct kernel_Shape { count: u32, rows: u32, columns: u32, terms: u32, input_row: u32, weight_column: u32, bias_column: u32, output_row: u32, output_column: u32, input_at: u32, weight_at: u32, bias_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input: array<vec4f>; @group(0) @binding(2) var<storage, read> kernel_weight_bias: array<vec4f>; @group(0) @binding(3) var<storage, read_write> kernel_output: array<f32>; fn kernel_finish(row: u32, column: u32, sum: f32) { let value = sum + kernel_weight_bias[(kernel_shape.bias_at + column * kernel_shape.bias_column) / 4][(kernel_shape.bias_at + column * kernel_shape.bias_column) % 4]; kernel_output[kernel_shape.output_at + row * kernel_shape.output_row + column * kernel_shape.output_column] = value; } @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let column = item % kernel_shape.columns; let first = item / kernel_shape.columns * KERNEL_ROWS; let from0 = kernel_shape.input_at + min(first + 0, kernel_shape.rows - 1) * kernel_shape.input_row; var part0 = 0.0; let weights = kernel_shape.weight_at + column * kernel_shape.weight_column; for (var term = 0u; term < kernel_shape.terms; term++) { let weight = kernel_weight_bias[weights + term]; part0 += dot(kernel_input[from0 + term], weight); } kernel_finish(first, column, part0); }",
  },
  {
    name: "copy3",
    code: "const KERNEL_WIDTH: u32 = 64; struct kernel_Shape { count: u32, n1: u32, input1_n0: u32, input1_n1: u32, output_n0: u32, output_n1: u32, input1_lane: u32, input1_at: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_input1: array<f32>; @group(0) @binding(2) var<storage, read_write> kernel_output: array<vec4f>; @compute @workgroup_size(KERNEL_WIDTH, 1) fn kernel(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) { let item = id.x + id.y * groups.x * KERNEL_WIDTH; if (item >= kernel_shape.count) { return; } let n0 = item / kernel_shape.n1; let n1 = item % kernel_shape.n1; let input1_first = kernel_shape.input1_at + n0 * kernel_shape.input1_n0 + n1 * kernel_shape.input1_n1; let input1 = vec4f(kernel_input1[input1_first], kernel_input1[input1_first + 1 * kernel_shape.input1_lane], kernel_input1[input1_first + 2 * kernel_shape.input1_lane], kernel_input1[input1_first + 3 * kernel_shape.input1_lane]); kernel_output[kernel_shape.output_at + n0 * kernel_shape.output_n0 + n1 * kernel_shape.output_n1] = input1; }",
  },
  {
    name: "picture_columns1",
    code: "struct kernel_Shape { columns: u32, rows: u32, top: u32, is_gray: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var kernel_picture: texture_2d<f32>; @group(0) @binding(2) var<storage, read> kernel_taps: array<u32>; @group(0) @binding(3) var<storage, read_write> kernel_narrowed: array<u32>; fn kernel_taps_of(element: u32) -> vec4u { let at = 4 * element; return vec4u(kernel_taps[at], kernel_taps[at + 1], kernel_taps[at + 2], kernel_taps[at + 3]); } fn kernel_pixel(x: u32, y: u32) -> vec3u { let bytes = vec4u(round(255 * textureLoad(kernel_picture, vec2u(x, y), 0))); let over = (2 * bytes.rgb * bytes.a + 255) / 510; let gray = (19595 * over.r + 38470 * over.g + 7471 * over.b + 32768) >> 16; return select(over, vec3u(gray), kernel_shape.is_gray == 1); } @compute @workgroup_size(8, 8) fn kernel(@builtin(global_invocation_id) id: vec3u) { if (id.x >= kernel_shape.columns || id.y >= kernel_shape.rows) { return; } let taps = kernel_taps_of(id.x); var sum = vec3u(taps.w); for (var tap = 0u; tap < taps.y; tap++) { sum += kernel_taps[taps.z + tap] * kernel_pixel(taps.x + tap, kernel_shape.top + id.y); } let bytes = sum / (2 * taps.w); kernel_narrowed[id.y * kernel_shape.columns + id.x] = bytes.r | (bytes.g << 8) | (bytes.b << 16); }",
  },
  {
    name: "picture_rows1",
    code: "struct kernel_Shape { width: u32, height: u32, channels: u32, left: u32, above: u32, columns: u32, rows: u32, top: u32, is_bgr: u32, output_at: u32, } @group(0) @binding(0) var<uniform> kernel_shape: kernel_Shape; @group(0) @binding(1) var<storage, read> kernel_narrowed: array<u32>; @group(0) @binding(2) var<storage, read> kernel_taps: array<u32>; @group(0) @binding(3) var<storage, read> kernel_numbers: array<f32>; @group(0) @binding(4) var<storage, read_write> kernel_output: array<f32>; fn kernel_taps_of(element: u32) -> vec4u { let at = 4 * element; return vec4u(kernel_taps[at], kernel_taps[at + 1], kernel_taps[at + 2], kernel_taps[at + 3]); } fn kernel_bytes(x: u32, y: u32) -> vec3u { if (x >= kernel_shape.columns || y >= kernel_shape.rows) { return vec3u(); } let taps = kernel_taps_of(kernel_shape.columns + y); var sum = vec3u(taps.w); for (var tap = 0u; tap < taps.y; tap++) { let packed = kernel_narrowed[(taps.x + tap - kernel_shape.top) * kernel_shape.columns + x]; sum += kernel_taps[taps.z + tap] * ((vec3u(packed) >> vec3u(0, 8, 16)) & vec3u(255)); } return sum / (2 * taps.w); } @compute @workgroup_size(8, 8) fn kernel(@builtin(global_invocation_id) id: vec3u) { if (id.x >= kernel_shape.width || id.y >= kernel_shape.height) { return; } let bytes = kernel_bytes(id.x - kernel_shape.left, id.y - kernel_shape.above); for (var channel = 0u; channel < kernel_shape.channels; channel++) { let byte = bytes[select(channel, 2 - channel, kernel_shape.is_bgr == 1)]; let at = (channel * kernel_shape.height + id.y) * kernel_shape.width + id.x; kernel_output[kernel_shape.output_at + at] = kernel_numbers[256 * channel + byte]; } }",
  },
];

// The runtime of cnnc, MIT licence.

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

interface InputPort extends Port {
  /** Makes numbers of what is none, such as pictures. Throws {@link InputError}. */
  readonly numbers?: (name: string, given: unknown) => Float32Array;
}

interface NetworkLayout {
  /** Samples that one pass computes. */
  readonly batch: number;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  /** Values on the way; absent where the module shows none. */
  readonly taps?: readonly Port[];
}

/** Numbers by the names of ports. */
type PortBuffers = Readonly<Record<string, Float32Array | undefined>>;

/** What an input is given, as numbers. Throws {@link InputError} where it is none. */
function numbersOf({ name, numbers }: InputPort, given: unknown): Float32Array {
  if (given instanceof Float32Array) return given;
  if (numbers !== undefined) return numbers(name, given);
  throw new InputError(`input ${name} must be a Float32Array`);
}

/** How many samples the inputs hold, of so many elements each. Throws {@link InputError}, also where outputs ask for a whole batch. */
function countSamples(
  layout: NetworkLayout,
  lengths: readonly number[],
): number {
  let samples = -1;
  for (const [index, { name, elements, whole }] of layout.inputs.entries()) {
    const length = lengths[index] ?? 0;
    if (length % elements !== 0) {
      throw new InputError(
        `input ${name} has ${length} elements, which is no multiple of ${elements}`,
      );
    }
    const count = length / elements;
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

/** Elements of an output of so many samples. */
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

/** PortBuffers for a number of samples, the same ones as long as that number stays and none is transferred away. */
function keptBuffers(ports: readonly Port[]): (samples: number) => PortBuffers {
  let buffers: PortBuffers = {};
  return (samples) => {
    const isKept = ports.every(
      (port) => buffers[port.name]?.length === outputElements(port, samples),
    );
    if (isKept) return buffers;
    buffers = Object.fromEntries(
      ports.map((port) => [
        port.name,
        new Float32Array(outputElements(port, samples)),
      ]),
    );
    return buffers;
  };
}

/** A network with its weights, wherever it computes. */
interface Network<Inputs, Outputs, Results = Outputs> {
  /** What computes. */
  readonly target: "cpu" | "webgpu";
  /**
   * Computes any number of samples. Each input holds them one after another, row-major, or as pictures where it takes
   * them, and has been read when the call returns. Results are written to `outputs` where given; without it they go to
   * buffers of the network, which the next call writes again, unless they were transferred away. So do taps. Calls are
   * carried out one after another.
   */
  run(inputs: Inputs, outputs?: Outputs): Promise<Results>;
  /** Gives back all that the network holds; it cannot run after that. */
  destroy(): void;
}

/** A network in the memory of this process, with threads of its own. */
interface CpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "cpu";
  /** `run`, without a promise. */
  runSync(inputs: Inputs, outputs?: Outputs): Results;
}

interface Running {
  readonly arena: Float32Array;
  readonly forward: () => void;
  readonly close: (() => void) | undefined;
}

/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
function createCpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: NetworkLayout,
  arena: Float32Array,
  forward: () => void,
  close?: () => void,
): CpuNetwork<Inputs, Outputs, Results> {
  // All that holds memory, for `destroy` to let go of while the network is reachable.
  let open: Running | undefined = { arena, forward, close };
  const { batch, taps } = layout;
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);

  const compute = (
    inputs: Readonly<Record<string, unknown>>,
    given: PortBuffers | undefined,
  ): object => {
    if (open === undefined) throw new InputError("the network is destroyed");
    const { arena, forward } = open;
    const numbers = layout.inputs.map((port) =>
      numbersOf(port, inputs[port.name]),
    );
    const samples = countSamples(
      layout,
      numbers.map(({ length }) => length),
    );
    if (given !== undefined) checkOutputs(layout, given, samples);
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const count = Math.min(batch, samples - first);
      for (const [index, port] of layout.inputs.entries())
        fillPort(arena, port, numbers[index], first, count, batch);
      forward();
      for (const port of layout.outputs)
        emptyPort(arena, port, outputs[port.name], first, count);
      for (const port of taps ?? [])
        emptyPort(arena, port, tapped[port.name], first, count);
    }
    return taps === undefined ? outputs : { ...outputs, taps: tapped };
  };

  const runSync = (inputs: Inputs, outputs?: Outputs): Results =>
    compute(
      inputs as Readonly<Record<string, unknown>>,
      outputs as PortBuffers | undefined,
    ) as Results;
  return {
    target: "cpu",
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
    destroy: () => {
      const last = open;
      open = undefined;
      last?.close?.();
    },
  };
}

function fillPort(
  arena: Float32Array,
  { at, elements, whole }: Port,
  data: Float32Array | undefined,
  first: number,
  count: number,
  batch: number,
): void {
  if (data === undefined) return;
  if (whole) {
    arena.set(data, at);
    return;
  }
  const from = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    arena[at + i] = data[from + i] ?? 0;
  if (count < batch)
    arena.fill(0, at + count * elements, at + batch * elements);
}

function emptyPort(
  arena: Float32Array,
  { at, elements }: Port,
  data: Float32Array | undefined,
  first: number,
  count: number,
): void {
  if (data === undefined) return;
  const to = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    data[to + i] = arena[at + i] ?? 0;
}

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

function malformed(message: string): WeightError {
  return new WeightError("CNN0501", `not a safetensors file: ${message}`);
}

/** Bytes of the header of a file, whose first 8 bytes say so. */
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

/** What is used of the platform, whose types not every project has. */
interface TextPlatform {
  readonly TextDecoder: new (
    encoding: "utf-8",
    options: { readonly fatal: true },
  ) => { decode(bytes: Uint8Array): string };
}

function parseHeaderJson(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw malformed("its header does not begin with {");
  const { TextDecoder } = globalThis as unknown as TextPlatform;
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

/** How far a network is loaded, in shares from 0 to 1. */
interface LoadProgress {
  /** Of the weights' numbers, those that have been read. */
  readonly weights: number;
  /** Of the kernels that every call takes, those that can run. */
  readonly kernels: number;
}

interface LoadOptions {
  /** Is called whenever a tensor has been read or a kernel can run. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
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
  const read = countReads(layout, options);
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
    read(elements);
  }
}

/** A function that is told how many numbers have been read, and reports their share. */
function countReads(
  { expected }: WeightsLayout,
  options: LoadOptions = {},
): (elements: number) => void {
  const sizes = expected.map(({ shape }) =>
    shape.reduce((product, extent) => product * extent, 1),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (elements) => {
    done += elements;
    options.onProgress?.({ weights: done / all, kernels: 1 });
  };
}

/** Where a weight of the model lies in the file. */
function entryOf(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  path: string,
): SafetensorsEntry {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}

/** A module of kernels before it is started. */
interface KernelCode {
  /** Whether it is compiled already, for memory of one thread. */
  readonly isFixed?: boolean;
  /** Compiles it; for memory that threads share where it is said at which byte. */
  readonly compile: (sharing: number | undefined) => Promise<object>;
}

/** One that is here. */
interface ReadyCode extends KernelCode {
  readonly compileSync: (sharing: number | undefined) => object;
}

/**
 * A module of Node where it is Node that runs this; not an import, which
 * browsers and bundlers would follow.
 */
function nodeModule(name: string): unknown {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  return process?.getBuiltinModule?.(name);
}

/**
 * Lets V8 pair the vectors of kernels that are compiled from now on, in all
 * threads, and tells whether it does: V8 is Node's, from version 24 on.
 */
function revectorize(): boolean {
  const node = nodeModule("node:process") as
    { readonly versions: { readonly node: string } } | undefined;
  if (Number.parseInt(node?.versions.node ?? "0") < 24) return false;
  const v8 = nodeModule("node:v8") as {
    setFlagsFromString(flag: string): void;
  };
  v8.setFlagsFromString("--experimental-wasm-revectorize");
  return true;
}

/** A kernel by its name, and what it is given. */
type KernelCall = readonly [name: string, ...places: number[]];

/** What a thread needs to do its part. */
interface ThreadTask {
  readonly module: object;
  /** What the module imports; `thread` is the thread's number, from 1. */
  readonly env: { readonly memory: object; readonly thread: number };
  /** The calls of a run. */
  readonly calls: readonly KernelCall[];
}

/** Threads beside the calling one. */
interface Threads {
  /** Begins a run of all threads that have started; the caller has to make the calls, too. */
  readonly begin: () => void;
  readonly close: () => void;
}

/** Bits of a run's number that count its threads beside the first. */
const threadMask = 31;
const mostThreads = threadMask + 1;

/** As many threads as were asked for, or are worth while on this machine; one where they cannot share memory. */
function threadsFor(worthwhile: number, wanted?: number): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new InputError(
      `threads must be a whole number from 1 on, not ${wanted}`,
    );
  }
  const { crossOriginIsolated } = globalThis as {
    readonly crossOriginIsolated?: boolean;
  };
  const isAlone =
    typeof SharedArrayBuffer === "undefined" || crossOriginIsolated === false;
  if (isAlone) return 1;
  return Math.min(wanted ?? Math.min(worthwhile, processors()), mostThreads);
}

function processors(): number {
  const os = nodeModule("node:os") as
    { availableParallelism(): number } | undefined;
  if (os !== undefined) return os.availableParallelism();
  const { navigator } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency?: number };
  };
  return navigator?.hardwareConcurrency ?? 1;
}

/** Whether the calling thread may sleep: that of a page may not. */
function maySleep(memory: ArrayBuffer): boolean {
  try {
    Atomics.wait(new Int32Array(memory), 0, -1);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts threads, each with its task. None is waited for: a run has those that
 * are there. Where workers are refused, there is none.
 */
function startThreads(
  memory: ArrayBuffer,
  tasks: readonly ThreadTask[],
): Threads {
  const words = new Int32Array(memory, 0, 2);
  const workers: WorkerHandle[] = [];
  try {
    for (const task of tasks) workers.push(startWorker(task));
  } catch {
    // Refused by the page's policy, by Node's permissions, or for want of room.
  }
  const announce = (others: number): void => {
    const number = (Atomics.load(words, 0) | threadMask) + 1;
    Atomics.store(words, 0, number | others);
    Atomics.notify(words, 0);
  };
  return {
    begin: () => {
      const ready = Atomics.load(words, 1);
      let others = 0;
      while (others < workers.length && (ready >> (others + 1)) & 1)
        others += 1;
      announce(others);
    },
    close: () => {
      // One that sleeps would end late if it were not woken.
      Atomics.or(words, 1, 1);
      announce(0);
      for (const worker of workers) worker.terminate();
    },
  };
}

/**
 * The function that a worker calls with its task: waits for a run that has a
 * part for it, at first with open eyes, and computes the part. Words 0 and 1
 * of memory are the number of the run, and a bit for each thread that is ready;
 * that of the first one means that all is over.
 */
const worker = `({ module, env, calls }) => {
  const words = new Int32Array(env.memory.buffer, 0, 2);
  const { exports } = new WebAssembly.Instance(module, { env });
  const part = calls.map(([name, ...places]) => exports[name].bind(undefined, ...places));
  let run = Atomics.load(words, 0);
  Atomics.or(words, 1, 1 << env.thread);
  while (!(Atomics.load(words, 1) & 1)) {
    const tired = performance.now() + 0.1;
    while (Atomics.load(words, 0) === run && performance.now() < tired);
    Atomics.wait(words, 0, run);
    const next = Atomics.load(words, 0);
    if (next !== run && (next & ${threadMask}) >= env.thread) for (const call of part) call();
    run = next;
  }
}`;

interface WorkerHandle {
  terminate(): unknown;
}

/** What is used of the workers of Node and of browsers. */
interface NodeWorker extends WorkerHandle {
  on(event: "error", listener: () => void): void;
  unref(): void;
}

interface PageWorker extends WorkerHandle {
  onerror: (event: { preventDefault(): void }) => void;
  postMessage(message: unknown): void;
}

interface Page {
  readonly Blob: new (parts: readonly string[]) => object;
  readonly URL: {
    createObjectURL(blob: object): string;
    revokeObjectURL(url: string): void;
  };
  readonly Worker: new (url: string) => PageWorker;
}

function startWorker(task: ThreadTask): WorkerHandle {
  const node = nodeModule("node:worker_threads") as
    | { readonly Worker: new (text: string, options: object) => NodeWorker }
    | undefined;
  if (node === undefined) return startPageWorker(task);
  const text = `(${worker})(process.getBuiltinModule("node:worker_threads").workerData)`;
  const options = { eval: true, execArgv: [], env: {}, workerData: task };
  const started = new node.Worker(text, options);
  // One that ends was never ready; others do its part.
  started.on("error", () => undefined);
  started.unref();
  return started;
}

function startPageWorker(task: ThreadTask): WorkerHandle {
  const { Blob, URL, Worker } = globalThis as unknown as Page;
  const url = URL.createObjectURL(
    new Blob([`onmessage = ({ data }) => (${worker})(data);`]),
  );
  const started = new Worker(url);
  started.onerror = (event) => {
    event.preventDefault();
  };
  started.postMessage(task);
  return {
    terminate: () => {
      started.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** What kernels are started with, whose types not every project has. */
interface WebAssemblyApi {
  readonly Memory: new (limits: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => WasmMemory;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  instantiate(module: object, imports: object): Promise<WasmInstance>;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmInstance {
  readonly exports: object;
}

/** Kernels, the memory in which they work, and the threads that run them. */
interface Instance<Kernels> {
  /** Those of the calling thread, which works alone outside `run`. */
  readonly kernels: Kernels;
  readonly memory: Float32Array;
  /** Computes a batch, on all threads that have started. */
  readonly run: () => void;
  /** Ends all threads but the calling one; there is no run after it. */
  readonly close: () => void;
}

/** How kernels lie in memory, and what they are worth. */
interface KernelLayout {
  /** Bytes of memory before what threads share while they work, and before what each has for itself. */
  readonly shared: number;
  readonly scratch: number;
  /** Bytes that each thread has for itself. */
  readonly own: number;
  /** Where the code holds 1 for memory of one thread, or 3 for memory of several. */
  readonly sharing: number;
  /** As many threads as are worth while. */
  readonly threads: number;
  /** Whether the code has instructions of relaxed SIMD. */
  readonly relaxed?: boolean;
}

const noKernels =
  "the kernels do not start here: they need WebAssembly with SIMD; `cnnc compile --portable` makes some that do not";
const noRelaxed =
  "the kernels do not start here: they need WebAssembly with relaxed SIMD, which Node has from version 22 on; `cnnc compile` without `--relaxed-simd` makes some that do not";

/** The error where they do not. */
function unstarted({ relaxed }: KernelLayout, cause: unknown): Error {
  return new Error(relaxed ? noRelaxed : noKernels, { cause });
}

function webAssembly(): WebAssemblyApi {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly?: WebAssemblyApi;
  };
  if (WebAssembly === undefined) throw new Error(noKernels);
  return WebAssembly;
}

/** What is there before there are kernels. */
interface KernelStart {
  /** Where the code has to say that threads share its memory. */
  readonly sharing: number | undefined;
  readonly memory: WasmMemory;
  /** What each thread imports. */
  readonly imports: readonly { readonly env: ThreadTask["env"] }[];
}

/** Makes the memory of kernels. */
function beginKernels(
  { isFixed }: KernelCode,
  layout: KernelLayout,
  { threads, revectorize: isAsked }: LoadOptions = {},
): KernelStart {
  const wide = Number(isAsked === true && revectorize());
  const allowed = threadsFor(layout.threads, threads);
  const count = isFixed ? 1 : allowed;
  const sharing = count > 1 ? layout.sharing : undefined;
  const memory = allocate(layout, count);
  const sleeps = count > 1 && maySleep(memory.buffer);
  const imports = Array.from({ length: count }, (_, thread) => ({
    env: {
      memory,
      shared: layout.shared,
      scratch: layout.scratch + thread * layout.own,
      thread,
      sleeps: Number(thread > 0 || sleeps),
      wide,
    },
  }));
  return { sharing, memory, imports };
}

/** Kernels that have started, and the threads that help them. */
function joinKernels<Kernels extends object>(
  { imports, memory: { buffer } }: KernelStart,
  module: object,
  kernels: Kernels,
  forward: (kernels: Kernels) => void,
): Instance<Kernels> {
  const memory = new Float32Array(buffer);
  if (imports.length === 1) {
    const run = (): void => {
      forward(kernels);
    };
    return { kernels, memory, run, close: () => undefined };
  }
  const calls = recordCalls(kernels, forward);
  const tasks = imports.slice(1).map(({ env }) => ({ module, env, calls }));
  const threads = startThreads(buffer, tasks);
  const run = (): void => {
    threads.begin();
    forward(kernels);
  };
  return { kernels, memory, run, close: threads.close };
}

/** The calls of a run, which are the same in each. */
function recordCalls<Kernels extends object>(
  kernels: Kernels,
  forward: (kernels: Kernels) => void,
): readonly KernelCall[] {
  const calls: KernelCall[] = [];
  const record =
    (name: string) =>
    (...places: number[]) => {
      calls.push([name, ...places]);
    };
  const recorders = Object.keys(kernels).map((name) => [name, record(name)]);
  forward(Object.fromEntries(recorders) as Kernels);
  return calls;
}

const pageBytes = 65_536;

function allocate({ scratch, own }: KernelLayout, threads: number): WasmMemory {
  const { Memory } = webAssembly();
  // A vector behind the last element may be read.
  const pages = Math.ceil((scratch + threads * own + 16) / pageBytes);
  try {
    return new Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  } catch (cause) {
    const size = Math.ceil(pages / 16);
    throw new Error(`there is no memory of ${size} MiB to be had`, { cause });
  }
}

/** Starts a module of kernels; `forward` is what a batch asks of them. */
async function instantiate<Kernels extends object>(
  code: KernelCode,
  layout: KernelLayout,
  forward: (kernels: Kernels) => void,
  options?: LoadOptions,
): Promise<Instance<Kernels>> {
  const start = beginKernels(code, layout, options);
  try {
    const module = await code.compile(start.sharing);
    const { exports } = await webAssembly().instantiate(
      module,
      start.imports[0] ?? {},
    );
    return joinKernels(start, module, exports as Kernels, forward);
  } catch (cause) {
    throw unstarted(layout, cause);
  }
}

/** What compiles, whose types not every project has. */
interface WebAssemblyCompiler {
  readonly Module: new (code: Uint8Array) => object;
  compile(code: Uint8Array): Promise<object>;
}

/** The bytes of a module; a caller without types may have left them out. */
function bytesCode(given: Uint8Array | ArrayBuffer | undefined): ReadyCode {
  if (given === undefined)
    throw new InputError("options.kernels must hold the kernels' bytes");
  const bytes = given instanceof Uint8Array ? given : new Uint8Array(given);
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: WebAssemblyCompiler;
  };
  return {
    compile: (sharing) => WebAssembly.compile(withSharing(bytes, sharing)),
    compileSync: (sharing) =>
      new WebAssembly.Module(withSharing(bytes, sharing)),
  };
}

function withSharing(
  bytes: Uint8Array,
  sharing: number | undefined,
): Uint8Array {
  if (sharing === undefined) return bytes;
  // Not `slice`, which on a Buffer of Node is a view.
  const shared = new Uint8Array(bytes);
  shared[sharing] = 3;
  return shared;
}

/**
 * A module of kernels as text: of the characters of ASCII that are printed,
 * without `"$'<\` and the backquote, the first 86 stand for the bytes below 86;
 * the last two add 86 or 172 to the next one's.
 */
function textCode(text: string): ReadyCode {
  return bytesCode(decodeText(text));
}

function decodeText(text: string): Uint8Array {
  const values = new Uint8Array(127);
  let count = 0;
  for (let code = 33; code < 127; code += 1) {
    if ("\"$'<\\`".includes(String.fromCharCode(code))) continue;
    values[code] = count;
    count += 1;
  }
  const digits = count - 2;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let above = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = values[text.charCodeAt(i)] ?? 0;
    if (value >= digits) {
      above = digits * (value - digits + 1);
      continue;
    }
    bytes[length] = above + value;
    length += 1;
    above = 0;
  }
  return bytes.subarray(0, length);
}

/** How a call is carried out. */
interface GpuWay {
  /** Name of its kernel. */
  readonly kernel: string;
  readonly groups: readonly [x: number, y: number, z: number];
  /** The numbers of the kernel's uniform, in its order. */
  readonly shape: readonly number[];
}

/** What an adapter is, as far as kernels are chosen by it. */
type AdapterClass = "software" | "integrated" | "discrete";

/** A call as the device carries it out. */
interface GpuDispatch extends GpuWay {
  /** Path of the layer that it is of. */
  readonly layer: string;
  /** Buffers of the device, in the order of the kernel's bindings. */
  readonly buffers: readonly number[];
  /** What is done in another way on some adapters. */
  readonly on?: Readonly<Partial<Record<AdapterClass, GpuWay>>>;
  /** The adapters on which it is done, where others compute the layer by another algorithm; on all where nothing is said. */
  readonly only?: readonly AdapterClass[];
}

/** A kernel: WGSL with an entry point `kernel`. Equal kernels of several models have equal text. */
interface GpuKernel {
  readonly name: string;
  readonly code: string;
}

/** A tensor of the weight file, and where its parts go, one after another: one part, if a binding holds all of it. */
interface GpuRead {
  readonly read: string;
  readonly to: readonly GpuPart[];
}

interface GpuPart {
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

/** What a model does on a device. Offsets and sizes are in elements; a buffer of size 0 is not made. */
interface GpuPlan {
  /** Sizes of buffers: those of the weights, of what a call works in, and what is needed while weights are loaded only. */
  readonly weights: readonly number[];
  readonly arena: readonly number[];
  readonly loading: readonly number[];
  /** Buffers of elements in half precision; those of the others are float32. */
  readonly halves?: readonly number[];
  readonly load: readonly (GpuRead | GpuConstant | GpuDispatch)[];
  readonly run: readonly GpuDispatch[];
}

/** Bytes of an element of a buffer. */
function elementBytes({ halves }: GpuPlan, buffer: number): 2 | 4 {
  return halves?.includes(buffer) === true ? 2 : 4;
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

type PictureShape = readonly [channels: number, height: number, width: number];

/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
function pictureToTensor(
  pixels: Pixels,
  rule: PictureRule,
  shape: PictureShape,
  tensor: Float32Array = new Float32Array(shape[0] * shape[1] * shape[2]),
): Float32Array {
  const [channels, height, width] = shape;
  checkPixels(pixels);
  if (tensor.length !== channels * height * width) {
    throw new InputError(
      `the picture's tensor has ${channels * height * width} elements, not ${tensor.length}`,
    );
  }
  const [columns, rows] = cropAxes(pixels, rule, shape);
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

/** Throws {@link InputError} where there are not four bytes for each pixel. */
function checkPixels({ width, height, data }: Pixels): void {
  const sizes = [width, height];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new InputError(`a picture of ${width} by ${height} has no pixels`);
  }
  if (data.length !== 4 * width * height) {
    throw new InputError(
      `a picture of ${width} by ${height} has ${4 * width * height} bytes, not ${data.length}`,
    );
  }
}

/** What a tensor shows of a picture's columns and of its rows, both resized. */
function cropAxes(
  size: Pick<Pixels, "width" | "height">,
  { resize }: PictureRule,
  [, height, width]: PictureShape,
): readonly [columns: CropAxis, rows: CropAxis] {
  const [across, down] = resizedSize(size, resize, width, height);
  return [
    cropAxis(size.width, across, width),
    cropAxis(size.height, down, height),
  ];
}

/** Width and height before the crop; sums are exact up to the limits. */
function resizedSize(
  { width, height }: Pick<Pixels, "width" | "height">,
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

/** Classes of the platform, by name; none where a project's libraries do not know it. */
type OfPlatform<Name extends string> = Name extends string
  ? typeof globalThis extends Record<Name, { prototype: infer Instance }>
    ? Instance
    : never
  : never;

type WithPlatform<Name extends string, Own> = Own | OfPlatform<Name>;

/** A picture: its bytes, or what a browser has as one. */
type Picture = WithPlatform<
  | "HTMLCanvasElement"
  | "HTMLImageElement"
  | "HTMLVideoElement"
  | "ImageBitmap"
  | "OffscreenCanvas"
  | "VideoFrame",
  Pixels
>;

/** An input that takes pictures. */
interface PictureInput {
  readonly picture: PictureRule;
  readonly shape: PictureShape;
}

/** What says how large a picture is, and whether it is there yet. */
interface PictureLike extends Partial<Record<PictureExtent, number>> {
  /** Of a video: 2 and more where there is a frame. */
  readonly readyState?: number;
}

type PictureExtent =
  | `${"naturalW" | "videoW" | "displayW" | "w"}idth`
  | `${"naturalH" | "videoH" | "displayH" | "h"}eight`;

/** The pictures that an input is given, one or several. Throws {@link InputError} where it is something else. */
function picturesOf(name: string, given: unknown): readonly Picture[] {
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (all.every(isPicture)) return all;
  throw new InputError(
    `input ${name} must be a Float32Array, a picture, or an array of pictures`,
  );
}

function isPicture(given: unknown): given is Picture {
  if (typeof given !== "object" || given === null) return false;
  const { width, displayWidth } = given as PictureLike;
  return typeof (displayWidth ?? width) === "number";
}

/** Width and height of a picture. Throws {@link InputError} where there is nothing to see. */
function pictureSize(
  name: string,
  picture: Picture,
): Pick<Pixels, "width" | "height"> {
  const it: PictureLike = picture;
  const width =
    it.naturalWidth ?? it.videoWidth ?? it.displayWidth ?? it.width ?? 0;
  const height =
    it.naturalHeight ?? it.videoHeight ?? it.displayHeight ?? it.height ?? 0;
  if (width > 0 && height > 0 && (it.readyState ?? 2) >= 2)
    return { width, height };
  throw new InputError(
    `input ${name}: a picture of ${width} by ${height} has no pixels; it may not be loaded yet, or closed`,
  );
}

/** What the platform threw where it was to read a picture. */
function unreadablePicture(name: string, cause: unknown): InputError {
  const { name: kind, message } = cause as Partial<Error>;
  const reason =
    kind === "SecurityError"
      ? "is of another origin, which does not let this page read it"
      : `cannot be read: ${message ?? String(cause)}`;
  return new InputError(`input ${name}: the picture ${reason}`, { cause });
}

/** What is used of a canvas, whose types not every project has. */
interface CanvasPlatform {
  readonly OffscreenCanvas?: new (
    width: number,
    height: number,
  ) => {
    getContext(
      kind: "2d",
      options: { readonly willReadFrequently: true },
    ): CanvasContext | null;
  };
}

interface CanvasContext {
  drawImage(
    picture: object,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void;
  getImageData(x: number, y: number, width: number, height: number): Pixels;
}

/** The bytes of a picture. Throws {@link InputError} where they are not to be had. */
function pixelsOf(name: string, picture: Picture): Pixels {
  const { width, height } = pictureSize(name, picture);
  if ("data" in picture) return picture;
  const { OffscreenCanvas } = globalThis as unknown as CanvasPlatform;
  const canvas = OffscreenCanvas && new OffscreenCanvas(width, height);
  const context = canvas?.getContext("2d", { willReadFrequently: true });
  if (!context)
    throw new InputError(`input ${name}: there is no canvas to read it from`);
  try {
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw unreadablePicture(name, cause);
  }
}

/** What makes numbers of the pictures that an input is given, a sample each. */
function pictureNumbers({
  picture: rule,
  shape,
}: PictureInput): (name: string, given: unknown) => Float32Array {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  return (name, given) => {
    const pictures = picturesOf(name, given);
    const tensor = new Float32Array(elements * pictures.length);
    pictures.forEach((picture, index) => {
      const sample = tensor.subarray(index * elements, (index + 1) * elements);
      pictureToTensor(pixelsOf(name, picture), rule, shape, sample);
    });
    return tensor;
  };
}

// What a compiled model uses of WebGPU, whose types not every project has.

type Known<Name extends string, Otherwise> = [OfPlatform<Name>] extends [never]
  ? Otherwise
  : OfPlatform<Name>;

/** A `GPUBuffer`, as the project's libraries have it. */
type DeviceBuffer = Known<"GPUBuffer", GpuBuffer>;

/** A `GPUTexture`, as the project's libraries have it. */
type DeviceTexture = Known<"GPUTexture", GpuTexture>;

/** `navigator.gpu`. */
interface Gpu {
  requestAdapter(options?: {
    powerPreference?: "high-performance";
  }): Promise<GpuAdapter | null>;
}

/** A `GPUAdapterInfo`. */
interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  /** Where browsers had it before `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: GpuFeatures;
  /** The features are an array that may change, as TypeScript's own library has it. */
  requestDevice(descriptor?: {
    requiredFeatures: GpuFeature[];
  }): Promise<GpuDevice>;
}

/** An optional part of WebGPU that models may need. */
type GpuFeature = "shader-f16";

/** Names of the optional parts that there are. */
interface GpuFeatures {
  has(name: string): boolean;
}

/** A `GPUDevice`. */
interface GpuDevice {
  readonly features: GpuFeatures;
  readonly adapterInfo?: GpuAdapterInfo;
  readonly queue: GpuQueue;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxTextureDimension2D: number;
  };
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(descriptor: {
    label?: string;
    size: number;
    usage: number;
  }): GpuBuffer;
  createTexture(descriptor: {
    label?: string;
    size: [width: number, height: number];
    format: "rgba8unorm";
    usage: number;
  }): GpuTexture;
  createShaderModule(descriptor: { label?: string; code: string }): object;
  createComputePipelineAsync(descriptor: {
    label?: string | undefined;
    layout: object | "auto";
    compute: { module: object; entryPoint?: string | undefined };
  }): Promise<GpuPipeline>;
  createComputePipeline(
    descriptor: Parameters<GpuDevice["createComputePipelineAsync"]>[0],
  ): GpuPipeline;
  createBindGroup(descriptor: {
    label?: string | undefined;
    layout: object;
    entries: Iterable<GpuBinding>;
  }): object;
  createCommandEncoder(descriptor?: { label?: string }): GpuEncoder;
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
  writeTexture(
    target: object,
    data: ArrayBufferView,
    layout: { bytesPerRow: number },
    size: [width: number, height: number],
  ): void;
  copyExternalImageToTexture(
    source: { source: object },
    target: object,
    size: [width: number, height: number],
  ): void;
  submit(commands: Iterable<object>): void;
  onSubmittedWorkDone(): Promise<unknown>;
}

interface GpuBuffer {
  /** In bytes. */
  readonly size: number;
  /** `GPUBufferUsage`. */
  readonly usage: number;
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

interface GpuTexture {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** `GPUTextureUsage`. */
  readonly usage: number;
  createView(): object;
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
  clearBuffer(buffer: GpuBuffer, offset: number, size: number): void;
  finish(): object;
}

interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: object | null | undefined): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}

/** Software adapters by their names, where they do not say so otherwise. */
const software = /swiftshader|llvmpipe|lavapipe|basic render/i;
/** Vendors whose GPUs share memory and power with the processor, most of them. */
const integrated = /^(apple|arm|img-tec|intel|qualcomm|samsung)$/;
/** Intel's GPUs with memory of their own. */
const withMemory = /hpg|hpc|gen-12hp/;

/** What an adapter is, by what it says of itself: vendors do not say which of their GPUs it is. */
function classOf(
  info: GpuAdapterInfo = {},
  isFallback = info.isFallbackAdapter,
): AdapterClass {
  const { vendor = "", architecture = "", description = "" } = info;
  const names = [architecture, description].join(" ");
  if (isFallback === true || software.test(names)) {
    return "software";
  }
  if (integrated.test(vendor) && !withMemory.test(architecture)) {
    return "integrated";
  }
  return "discrete";
}

/** A plan with the kernels that its steps have. */
interface PlanWithKernels {
  readonly plan: GpuPlan;
  readonly kernels: readonly GpuKernel[];
}

/** A plan as such an adapter carries it out, and the kernels that it takes for that. */
function planFor(
  whole: PlanWithKernels,
  adapter: AdapterClass,
): PlanWithKernels {
  return planOf(whole, (step) =>
    isDoneOn(step, adapter) ? { ...step, ...step.on?.[adapter] } : undefined,
  );
}

/** Whether adapters of a class carry out a step. */
function isDoneOn({ only }: GpuDispatch, adapter: AdapterClass): boolean {
  return only?.includes(adapter) ?? true;
}

/** The plan of the steps that are taken, each in the one way that is: kernels and buffers of the others are left out. */
function planOf(
  { plan, kernels }: PlanWithKernels,
  take: (step: GpuDispatch) => GpuDispatch | undefined,
): PlanWithKernels {
  const taken = new Set<string>();
  const [idle, used] = [new Set<number>(), new Set<number>()];
  const taking = (step: GpuDispatch): readonly GpuDispatch[] => {
    for (const buffer of step.buffers) idle.add(buffer);
    const way = take(step);
    if (way === undefined) return [];
    taken.add(way.kernel);
    for (const buffer of step.buffers) used.add(buffer);
    return [{ ...way, on: {} }];
  };
  const load: GpuPlan["load"] = plan.load.flatMap((step): GpuPlan["load"] =>
    "kernel" in step ? taking(step) : [step],
  );
  const run = plan.run.flatMap(taking);
  const { weights, arena, loading } = plan;
  const sized = (sizes: readonly number[], first: number): readonly number[] =>
    sizes.map((size, index) =>
      idle.has(first + index) && !used.has(first + index) ? 0 : size,
    );
  const made = {
    weights: sized(weights, 0),
    arena: sized(arena, weights.length),
    loading: sized(loading, weights.length + arena.length),
  };
  const needed = kernels.filter(({ name }) => taken.has(name));
  return { plan: { ...plan, ...made, load, run }, kernels: needed };
}

/** The ways in which a step may be done. */
function waysOf(step: GpuDispatch): readonly GpuWay[] {
  return [step, ...Object.values(step.on ?? {})];
}

/** Why a device does not compute. After `"device-lost"` the model can be loaded again. */
type GpuFailure =
  | "no-adapter"
  | "no-device"
  | "no-feature"
  | "device-lost"
  | "validation"
  | "out-of-memory"
  | "internal"
  | "destroyed";

/** WebGPU does not do what the model asks of it. */
class GpuError extends Error {
  override readonly name = "GpuError";
  readonly code: GpuFailure;
  /** What was being done: the path of a layer or of a weight, a kernel's name, or an input or output. */
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

/** What is made on a device, before it is known whether it could be. */
interface Guarded<T> {
  readonly result: T;
  /** Rejects with a {@link GpuError} where it could not. */
  readonly done: Promise<void>;
}

/**
 * Does work whose errors the device reports later. Throws a {@link GpuError}
 * where the work throws, but an {@link InputError} as it is.
 */
function guardGpu<T>(device: GpuDevice, at: string, work: () => T): Guarded<T> {
  device.pushErrorScope("internal");
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const attempt = attemptOf(work);
  const done = scopeErrors(device, at);
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  done.catch(() => undefined);
  if ("thrown" in attempt) {
    const { thrown } = attempt;
    throw thrown instanceof InputError
      ? thrown
      : gpuErrorOf(thrown, "validation", at);
  }
  return { result: attempt.result, done };
}

/** Waits for all; rejects with the first failure in their order, which later ones may follow from. */
function allDone(parts: readonly Promise<void>[]): Promise<void> {
  const all = Promise.allSettled(parts).then(async () => {
    for (const part of parts) await part;
  });
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  all.catch(() => undefined);
  return all;
}

function attemptOf<T>(
  work: () => T,
): { readonly result: T } | { readonly thrown: unknown } {
  try {
    return { result: work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** Ends the three scopes, and rejects with what was in them; a device that is lost has nothing to say. */
async function scopeErrors(device: GpuDevice, at: string): Promise<void> {
  const codes = ["validation", "out-of-memory", "internal"] as const;
  const scopes = codes.map(() => device.popErrorScope());
  const found = await Promise.all(scopes).catch((cause: unknown) => {
    throw gpuErrorOf(cause, "device-lost", at);
  });
  found.forEach((error, index) => {
    const code = codes[index];
    if (error && code) throw new GpuError(code, at, error.message, error);
  });
}

interface GpuLoadOptions extends Pick<LoadOptions, "names" | "onProgress"> {
  /** A device to work on, which stays the caller's; without it the network has one of its own. */
  readonly device?: GpuDevice;
  /** Where an adapter is asked for: `navigator.gpu` where nothing is given. */
  readonly gpu?: Gpu;
  /** What kernels are chosen for; where nothing is given, what the adapter says of itself. */
  readonly adapter?: AdapterClass;
  /**
   * Whether kernels are chosen by trying them on the device, once for all
   * models that it loads, instead of by what the adapter is, or by what
   * `adapter` says: loading takes longer, for all kernels are made.
   */
  readonly calibrate?: boolean;
}

/** A device, and whether it ends with the network. */
interface OpenDevice {
  readonly device: GpuDevice;
  readonly isOwn: boolean;
  readonly adapter: AdapterClass;
  readonly isCalibrated?: boolean | undefined;
}

/**
 * The device that is given, or one of the adapter's, which is `"hardware"`
 * where that is asked for; it has the features. Rejects with a
 * {@link GpuError}, or an {@link InputError} for an adapter that is none.
 */
async function openDevice(
  { device, gpu, adapter: given, calibrate }: GpuLoadOptions = {},
  features: readonly GpuFeature[] = [],
  kind: "any" | "hardware" = "any",
): Promise<OpenDevice> {
  checkClass(given);
  if (device !== undefined) {
    checkFeatures(device, "device that is given", features);
    const own = given ?? classOf(device.adapterInfo);
    return { device, isOwn: false, adapter: own, isCalibrated: calibrate };
  }
  const { navigator } = globalThis as unknown as {
    readonly navigator?: { readonly gpu?: Gpu };
  };
  const asked = gpu ?? navigator?.gpu;
  if (asked === undefined) {
    throw new GpuError("no-adapter", "", "there is no WebGPU here");
  }
  const adapter = await adapterOf(asked);
  if (adapter === null) {
    throw new GpuError("no-adapter", "", "WebGPU has no adapter here");
  }
  const { info, isFallbackAdapter } = adapter;
  const said = classOf(info, info?.isFallbackAdapter ?? isFallbackAdapter);
  if (kind === "hardware" && said === "software") {
    throw new GpuError("no-adapter", "", "WebGPU is software here");
  }
  checkFeatures(adapter, "adapter of WebGPU here", features);
  try {
    const opened = await adapter.requestDevice({
      requiredFeatures: [...features],
    });
    const own = given ?? said;
    return {
      device: opened,
      isOwn: true,
      adapter: own,
      isCalibrated: calibrate,
    };
  } catch (cause) {
    throw gpuErrorOf(cause, "no-device", "");
  }
}

function checkClass(given: AdapterClass | undefined): void {
  const known = [undefined, "discrete", "integrated", "software"];
  if (known.includes(given)) return;
  throw new InputError(
    `adapter must be "discrete", "integrated" or "software", not ${given}`,
  );
}

function checkFeatures(
  { features }: Pick<GpuAdapter, "features">,
  owner: string,
  needed: readonly GpuFeature[],
): void {
  const missing = needed.find((feature) => !features.has(feature));
  if (missing === undefined) return;
  const message = `the ${owner} lacks the feature ${missing}`;
  throw new GpuError("no-feature", "", message);
}

async function adapterOf(gpu: Gpu): Promise<GpuAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch (cause) {
    throw gpuErrorOf(cause, "no-adapter", "");
  }
}

/** What models on a device share. */
interface GpuShared {
  /**
   * Pipelines that there are or that are being made, by the text of the kernel. They reject with an error of the module
   * that was first.
   */
  readonly pipelines: Map<string, Promise<GpuPipeline>>;
  /** Of them those that can be recorded, and those that were made without waiting. */
  readonly ready: Map<string, GpuPipeline>;
  /** A number of each pipeline that was calibrated. */
  readonly numbers: Map<GpuPipeline, number>;
  /** The fastest of the sequences of steps that were compared, which are called by their pipelines and numbers. */
  readonly fastest: Map<string, string>;
  /** The calibrations that have begun: their times are those of a device that does nothing else. */
  calibrated: Promise<unknown>;
}

/** Each module may have its own copy of the runtime: copies share what has this name, whose number is that of its form. */
const sharedByModels = Symbol.for("cnnc.sharedByModels.5");

/** What a device holds for all models there, whichever modules they are of. */
function sharedOn(
  device: GpuDevice & { readonly [sharedByModels]?: GpuShared },
): GpuShared {
  const known = device[sharedByModels];
  if (known !== undefined) return known;
  const value: GpuShared = {
    pipelines: new Map(),
    ready: new Map(),
    numbers: new Map(),
    fastest: new Map(),
    calibrated: Promise.resolve(),
  };
  Reflect.defineProperty(device, sharedByModels, { value });
  return value;
}

/** The entry point of every kernel's own text. */
const entryPoint = "kernel";

/** The pipeline of a kernel on a device, made once for every model there. Rejects with a {@link GpuError}. */
async function pipelineFor(
  device: GpuDevice,
  kernel: GpuKernel,
): Promise<GpuPipeline> {
  const { pipelines, ready } = sharedOn(device);
  const { name, code } = kernel;
  let pipeline = pipelines.get(code);
  if (pipeline === undefined) {
    pipeline = createPipeline(device, kernel);
    pipelines.set(code, pipeline);
    pipeline.then(
      (made) => ready.has(code) || ready.set(code, made),
      // What could not be made is tried again by the next model.
      () => pipelines.delete(code),
    );
  }
  try {
    return await pipeline;
  } catch (failed) {
    // Of the class of whichever module was first.
    const { code, message, cause } = failed as GpuError;
    throw new GpuError(code, name, message, cause);
  }
}

/**
 * The pipeline of a kernel on a device, for what is submitted at once: where it is not there, the device makes it before
 * that, and what is submitted later waits too.
 */
function pipelineNow(
  device: GpuDevice,
  { name, code }: GpuKernel,
): Guarded<GpuPipeline> {
  const { ready } = sharedOn(device);
  const known = ready.get(code);
  if (known !== undefined) return { result: known, done: Promise.resolve() };
  const made = guardGpu(device, name, () => {
    const module = device.createShaderModule({ label: name, code });
    const compute = { module, entryPoint };
    return device.createComputePipeline({
      label: name,
      layout: "auto",
      compute,
    });
  });
  ready.set(code, made.result);
  // What could not be made is tried again.
  made.done.catch(() => ready.delete(code));
  return made;
}

/** Rejects with a {@link GpuError} that says nothing of where. */
async function createPipeline(
  device: GpuDevice,
  { name, code }: GpuKernel,
): Promise<GpuPipeline> {
  const { result: module, done } = guardGpu(device, "", () =>
    device.createShaderModule({ label: name, code }),
  );
  try {
    const [pipeline] = await Promise.all([
      device.createComputePipelineAsync({
        label: name,
        layout: "auto",
        compute: { module, entryPoint },
      }),
      done,
    ]);
    return pipeline;
  } catch (cause) {
    await done;
    const { reason } = cause as { readonly reason?: unknown };
    const code = reason === "internal" ? "internal" : "validation";
    throw gpuErrorOf(cause, code, "");
  }
}

/** `GPUBufferUsage`. */
const bufferUsage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** `GPUTextureUsage`. */
const textureUsage = {
  copyTarget: 0x2,
  binding: 0x4,
  attachment: 0x10,
} as const;

/** Buffers and textures on a device that are given back together. */
class GpuRoom {
  private readonly device: GpuDevice;
  private readonly held: (GpuBuffer | GpuTexture)[] = [];

  constructor(device: GpuDevice) {
    this.device = device;
  }

  /** Does what makes some of it; where that throws, nothing of the room stays. */
  fill<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  /** A buffer of so many bytes, which the device's messages call by the label. */
  create(label: string, size: number, usage: number): GpuBuffer {
    const buffer = this.device.createBuffer({ label, size, usage });
    this.held.push(buffer);
    return buffer;
  }

  /** A texture of bytes, for pictures to be copied to. */
  createPicture(label: string, width: number, height: number): GpuTexture {
    const { copyTarget, binding, attachment } = textureUsage;
    const texture = this.device.createTexture({
      label,
      size: [width, height],
      format: "rgba8unorm",
      usage: copyTarget | binding | attachment,
    });
    this.held.push(texture);
    return texture;
  }

  destroy(): void {
    for (const each of this.held.splice(0)) each.destroy();
  }
}

/** WebGPU's alignment of uniforms in a buffer, in bytes. */
const uniformAlignment = 256;

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
    buffers: readonly (GpuBuffer | undefined)[],
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
    const { uniform, copyTarget } = bufferUsage;
    const shapes = guardGpu(device, "shapes", () => {
      const buffer = room.create(
        "shapes",
        numbers.byteLength,
        uniform | copyTarget,
      );
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

function bufferOf(
  buffers: readonly (GpuBuffer | undefined)[],
  index: number,
): GpuBuffer {
  const buffer = buffers[index];
  if (buffer === undefined) throw new Error(`there is no buffer ${index}`);
  return buffer;
}

/**
 * How often each sequence of steps is timed, besides once before, and how often it is done in a submission: that takes
 * longer than a dispatch, and as long for many as for one.
 */
const rounds = 3;
const repeats = 16;

/**
 * The plan in what is the fastest on this device: steps that have other ways on other adapters are tried in each, over
 * buffers that hold zeros; and a layer that adapters compute by several algorithms is tried in each, all its steps in one
 * submission. What is known of some ways holds for every model there, and they are tried when earlier ones are.
 */
function calibratedPlan(
  device: GpuDevice,
  whole: PlanWithKernels,
): Promise<PlanWithKernels> {
  const shared = sharedOn(device);
  const taken = shared.calibrated.then(() => tryPlan(device, whole));
  shared.calibrated = taken.catch(() => undefined);
  return taken;
}

async function tryPlan(
  device: GpuDevice,
  whole: PlanWithKernels,
): Promise<PlanWithKernels> {
  const { run } = whole.plan;
  const tried = run.filter(
    (step) => step.only !== undefined || waysOf(step).length > 1,
  );
  const pipelines = await pipelinesOf(device, whole, tried);
  const fastest = new Map<GpuDispatch, GpuDispatch>();
  for (const step of tried) {
    const ways = waysOf(step).map((way) => ({ ...step, ...way }));
    const one = ways.map((way) => [way]);
    const best = await fastestOf(device, whole, pipelines, one);
    fastest.set(step, ways[best] ?? step);
  }
  const taken = new Map<string, AdapterClass>();
  for (const layer of new Set(tried.map((step) => step.layer))) {
    const steps = tried.filter((step) => step.only && step.layer === layer);
    const adapters = [...new Set(steps.flatMap(({ only = [] }) => only))];
    const algorithms = adapters.map((adapter) =>
      steps
        .filter((step) => isDoneOn(step, adapter))
        .map((step) => fastest.get(step) ?? step),
    );
    const best = await fastestOf(device, whole, pipelines, algorithms);
    const adapter = adapters[best];
    if (adapter !== undefined) taken.set(layer, adapter);
  }
  return planOf(whole, (step) => {
    const adapter = taken.get(step.layer);
    return adapter === undefined || isDoneOn(step, adapter)
      ? { ...step, ...fastest.get(step) }
      : undefined;
  });
}

/** The pipelines of all ways of the steps, by the names of their kernels. */
async function pipelinesOf(
  device: GpuDevice,
  { kernels }: PlanWithKernels,
  steps: readonly GpuDispatch[],
): Promise<ReadonlyMap<string, GpuPipeline>> {
  const names = new Set(steps.flatMap(waysOf).map(({ kernel }) => kernel));
  const made = kernels
    .filter(({ name }) => names.has(name))
    .map(async (kernel) => {
      return [kernel.name, await pipelineFor(device, kernel)] as const;
    });
  return new Map(await Promise.all(made));
}

/** Buffers for the steps, at their places among all. */
async function buffersFor(
  device: GpuDevice,
  room: GpuRoom,
  { plan }: PlanWithKernels,
  steps: readonly GpuDispatch[],
): Promise<readonly (GpuBuffer | undefined)[]> {
  const used = new Set(steps.flatMap(({ buffers }) => buffers));
  const made = [...plan.weights, ...plan.arena].map((elements, index) => {
    if (!used.has(index)) return undefined;
    const size = elementBytes(plan, index) * elements;
    return guardGpu(device, "calibrate", () =>
      room.create("calibrate", size, bufferUsage.storage),
    );
  });
  await Promise.all(made.flatMap((each) => each?.done ?? []));
  return made.map((each) => each?.result);
}

/** The place of the fastest of some sequences of steps. What is made to try them is given back. */
async function fastestOf(
  device: GpuDevice,
  whole: PlanWithKernels,
  pipelines: ReadonlyMap<string, GpuPipeline>,
  sequences: readonly (readonly GpuDispatch[])[],
): Promise<number> {
  const { fastest, numbers } = sharedOn(device);
  const nameOf = ({ kernel, groups, shape }: GpuDispatch): string => {
    const pipeline = pipelineOf(pipelines, kernel);
    const number = numbers.get(pipeline) ?? numbers.size;
    numbers.set(pipeline, number);
    return `${number}(${[...groups, ...shape].join()})`;
  };
  const names = sequences.map((steps) => steps.map(nameOf).join());
  const [first = "", ...others] = new Set(names);
  if (others.length === 0) return 0;
  const key = [first, ...others].join(" ");
  const known = fastest.get(key);
  if (known !== undefined) return names.indexOf(known);
  const room = new GpuRoom(device);
  try {
    const tried = [first, ...others].map(
      (name) => sequences[names.indexOf(name)] ?? [],
    );
    const all = tried.flat();
    const buffers = await buffersFor(device, room, whole, all);
    const steps = new GpuSteps(device, room, all, pipelines, buffers);
    await steps.done;
    const times = await timesOf(device, steps, tried);
    const best = times.indexOf(Math.min(...times));
    const name = [first, ...others][best] ?? first;
    fastest.set(key, name);
    return names.indexOf(name);
  } finally {
    room.destroy();
  }
}

/**
 * Milliseconds of each of the sequences, which lie in `steps` one after another: the shortest of the rounds. Rejects with
 * a `GpuError`.
 */
async function timesOf(
  device: GpuDevice,
  steps: GpuSteps,
  sequences: readonly (readonly GpuDispatch[])[],
): Promise<readonly number[]> {
  const { performance } = globalThis as unknown as {
    readonly performance: { now(): number };
  };
  const times = sequences.map(() => Infinity);
  for (let round = 0; round <= rounds; round += 1) {
    let first = 0;
    for (const [index, sequence] of sequences.entries()) {
      const end = first + sequence.length;
      const label = sequence[0]?.layer ?? "";
      const { result: begun, done } = guardGpu(device, label, () => {
        const encoder = device.createCommandEncoder({ label });
        for (let each = 0; each < repeats; each += 1)
          steps.record(encoder, first, end);
        const commands = encoder.finish();
        const before = performance.now();
        device.queue.submit([commands]);
        return before;
      });
      await device.queue.onSubmittedWorkDone().catch((cause: unknown) => {
        throw gpuErrorOf(cause, "device-lost", label);
      });
      const time = performance.now() - begun;
      await done;
      if (round > 0) times[index] = Math.min(times[index] ?? time, time);
      first = end;
    }
  }
  return times;
}

/** The largest number in half precision (IEEE 754 binary16). */
const largestHalf = 65504;

/**
 * The numbers in half precision: the nearest ones, those with an even last bit
 * between two, and the largest for what is beyond it. There is an even number
 * of them, a zero behind the last one if need be.
 */
function halvesOf(numbers: Float32Array): Uint16Array {
  const halves = new Uint16Array(2 * Math.ceil(numbers.length / 2));
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0;
    const size = Math.abs(number);
    let half: number;
    if (size >= 2 ** -14) {
      word[0] = Math.min(size, largestHalf);
      const given = bits[0] ?? 0;
      // The exponent's bias is 15 instead of 127; a carry goes into it.
      half = (given + 0xfff + ((given >>> 13) & 1) - (112 << 23)) >>> 13;
    } else if (size < 2 ** -14) {
      // Added to it, what is below the last bit is rounded off.
      word[0] = size + 0.5;
      half = (bits[0] ?? 0) & 0x7ff;
    } else half = 0x7e00;
    halves[index] = half | (number < 0 || Object.is(number, -0) ? 0x8000 : 0);
  }
  return halves;
}

/** A device with a model's kernels and buffers. */
interface GpuMachine {
  readonly device: GpuDevice;
  readonly buffers: readonly (GpuBuffer | undefined)[];
  /** Room for the largest tensor of the weight file. */
  readonly staging: Float32Array;
  /** Carries out the load part, pausing for each tensor that is to be brought into `staging`. */
  prepare(): Iterable<TensorRead>;
  /** Waits for the load part and the kernels, gives back what only that part needs, and gives what records the run part. */
  prepared(): Promise<(encoder: GpuEncoder) => void>;
  /** The pipeline of a kernel, for what is submitted at once. */
  pipeline(kernel: string): Guarded<GpuPipeline>;
  /** Makes a buffer from which results are read, of so many elements. */
  readback(elements: number): Promise<GpuBuffer>;
  /** Why the device does not compute any more, once that is so. */
  failure(): GpuError | undefined;
  /** Gives back all that was made on the device, and the device where it is the network's own. */
  destroy(): void;
}

/**
 * Makes the buffers that the plan needs on such a device, and what loads weights into them; kernels of the run part are made
 * meanwhile. `onKernels` hears which share of the kernels is there. Where it rejects, nothing of that stays.
 */
async function createGpuMachine(
  { device, isOwn, adapter, isCalibrated }: OpenDevice,
  whole: PlanWithKernels,
  onKernels: (share: number) => void = () => undefined,
): Promise<GpuMachine> {
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
    const { plan, kernels } =
      isCalibrated === true
        ? await calibratedPlan(device, whole)
        : planFor(whole, adapter);
    const loadSteps = plan.load.filter((step) => "kernel" in step);
    const pipelines = startPipelines(
      device,
      kernels,
      new Set(loadSteps.map(({ kernel }) => kernel)),
      onKernels,
    );
    // Software takes long for a kernel, and from the same processor: there it is made when it is needed.
    if (adapter !== "software") startSpare(device, whole);
    const { storage, copySource, copyTarget } = bufferUsage;
    const usage = storage | copySource | copyTarget;
    const room = [
      ...plan.weights.map((elements) => [lasting, elements] as const),
      ...plan.arena.map((elements) => [lasting, elements] as const),
      ...plan.loading.map((elements) => [loading, elements] as const),
    ];
    const made = room.map(([place, elements], index) => {
      if (elements === 0) return undefined;
      const label = firstUse(plan, index);
      const size = elementBytes(plan, index) * elements;
      return guardGpu(device, label, () => place.create(label, size, usage));
    });
    await Promise.all(made.flatMap((each) => each?.done ?? []));
    const buffers = made.map((each) => each?.result);
    const forLoading = await pipelines.first;
    const loadPart = new GpuSteps(
      device,
      loading,
      loadSteps,
      forLoading,
      buffers,
    );
    await loadPart.done;

    const submitted: Promise<void>[] = [];
    const reads = plan.load.map((step) => ("read" in step ? sizeOf(step) : 0));
    const staging = new Float32Array(reads.reduce((a, b) => Math.max(a, b), 0));
    return {
      device,
      buffers,
      staging,
      *prepare() {
        yield* carryOut(device, plan, buffers, loadPart, staging, submitted);
      },
      async prepared() {
        const ready = await pipelines.all;
        const runPart = new GpuSteps(device, lasting, plan.run, ready, buffers);
        await Promise.all([...submitted, runPart.done]);
        if (failure !== undefined) throw failure;
        loading.destroy();
        return (encoder) => {
          runPart.record(encoder, 0, plan.run.length);
        };
      },
      pipeline(wanted) {
        const kernel = whole.kernels.find(({ name }) => name === wanted);
        if (kernel === undefined)
          throw new Error(`there is no kernel ${wanted}`);
        return pipelineNow(device, kernel);
      },
      async readback(elements) {
        const { mapRead, copyTarget } = bufferUsage;
        const { result, done } = guardGpu(device, "results", () =>
          lasting.create("results", 4 * elements, mapRead | copyTarget),
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
    throw failure ?? error;
  }
}

/** The layer or weight that a buffer is for first. */
function firstUse({ load, run }: GpuPlan, buffer: number): string {
  for (const step of [...load, ...run]) {
    if ("kernel" in step) {
      if (step.buffers.includes(buffer)) return step.layer;
    } else if ("read" in step && step.to.some((part) => part.buffer === buffer))
      return step.read;
  }
  return "buffers";
}

type Pipelines = ReadonlyMap<string, GpuPipeline>;

/** Begins to make all kernels, those named `first` before the others. */
function startPipelines(
  device: GpuDevice,
  kernels: readonly GpuKernel[],
  first: ReadonlySet<string>,
  onKernels: (share: number) => void,
): { readonly first: Promise<Pipelines>; readonly all: Promise<Pipelines> } {
  let ready = 0;
  if (kernels.length === 0) onKernels(1);
  const start = async (
    wanted: readonly GpuKernel[],
  ): Promise<(readonly [string, GpuPipeline])[]> => {
    const made = wanted.map(async (kernel) => {
      const pipeline = await pipelineFor(device, kernel);
      ready += 1;
      onKernels(ready / kernels.length);
      return [kernel.name, pipeline] as const;
    });
    return Promise.all(made);
  };
  const early = start(kernels.filter(({ name }) => first.has(name)));
  const late = start(kernels.filter(({ name }) => !first.has(name)));
  const all = Promise.all([early, late]).then(
    ([before, after]) => new Map([...before, ...after]),
  );
  const loading = early.then((made) => new Map(made));
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  for (const part of [loading, all]) part.catch(() => undefined);
  return { first: loading, all };
}

/** Begins to make the kernels that no step has: whoever needs one hears of what goes wrong. */
function startSpare(
  device: GpuDevice,
  { plan, kernels }: PlanWithKernels,
): void {
  const steps = [...plan.load, ...plan.run].flatMap((step) =>
    "kernel" in step ? waysOf(step) : [],
  );
  const needed = new Set(steps.map(({ kernel }) => kernel));
  for (const kernel of kernels) {
    if (!needed.has(kernel.name))
      pipelineFor(device, kernel).catch(() => undefined);
  }
}

function sizeOf({ to }: GpuRead): number {
  return to.reduce((all, { elements }) => all + elements, 0);
}

/** The load part in its order: what computes is submitted before the next tensor is brought. */
function* carryOut(
  device: GpuDevice,
  plan: GpuPlan,
  buffers: readonly (GpuBuffer | undefined)[],
  part: GpuSteps,
  staging: Float32Array,
  submitted: Promise<void>[],
): Generator<TensorRead> {
  let recorded = 0;
  let reached = 0;
  let layer = "";
  const guarded = (at: string, work: () => void): void => {
    submitted.push(guardGpu(device, at, work).done);
  };
  const submit = (): void => {
    if (recorded === reached) return;
    guarded(layer, () => {
      const encoder = device.createCommandEncoder({ label: layer });
      part.record(encoder, recorded, reached);
      device.queue.submit([encoder.finish()]);
    });
    recorded = reached;
  };
  const write = (
    at: string,
    to: GpuPart | GpuConstant,
    data: Float32Array,
  ): void => {
    const target = bufferOf(buffers, to.buffer);
    const bytes = elementBytes(plan, to.buffer);
    const kept = bytes === 2 ? halvesOf(data) : data;
    guarded(at, () => {
      device.queue.writeBuffer(target, bytes * to.at, kept);
    });
  };
  for (const step of plan.load) {
    if ("kernel" in step) {
      reached += 1;
      layer = step.layer;
      continue;
    }
    submit();
    if ("read" in step) {
      yield [step.read, 0, sizeOf(step)];
      let from = 0;
      for (const part of step.to) {
        write(step.read, part, staging.subarray(from, from + part.elements));
        from += part.elements;
      }
    } else write("constants", step, Float32Array.from(step.numbers));
  }
  submit();
}

/** Samples on a device, one after another. */
interface GpuSamples {
  readonly buffers: readonly GpuBuffer[];
  /** How many a buffer holds: batches, so that none lies in two. */
  readonly each: number;
}

/** Where a sample is: in which buffer, and behind how many others. */
function sampleAt(
  { buffers, each }: GpuSamples,
  sample: number,
): readonly [buffer: GpuBuffer, behind: number] {
  return [bufferOf(buffers, Math.floor(sample / each)), sample % each];
}

/** What a call has until it is over. */
interface HeldSamples extends GpuSamples {
  /** The call is over; what was made for it serves others only where it is `sound`. */
  release(sound: boolean): void;
}

/** Places for a batch that are kept for the next calls. */
const mostSpare = 4;

/** Places in which samples of so many elements wait for their turn. */
class WaitingSamples {
  private readonly device: GpuDevice;
  private readonly elements: number;
  private readonly batch: number;
  private readonly spare: { room: GpuRoom; buffers: readonly GpuBuffer[] }[];
  private isOpen = true;

  constructor(device: GpuDevice, elements: number, batch: number) {
    this.device = device;
    this.elements = elements;
    this.batch = batch;
    this.spare = [];
  }

  /** A place for so many; the device's messages call it by the label. */
  hold(label: string, count: number): HeldSamples {
    const { batch, device, elements, spare } = this;
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const bytes = 4 * elements * batch;
    const batches = Math.ceil(count / batch);
    const together = Math.max(1, Math.floor(most / bytes));
    const { storage, copySource, copyTarget } = bufferUsage;
    const make = () => {
      const room = new GpuRoom(device);
      const buffers = room.fill(() =>
        Array.from({ length: Math.ceil(batches / together) }, (_, index) => {
          const here = Math.min(together, batches - index * together);
          const usage = storage | copySource | copyTarget;
          return room.create(label, bytes * here, usage);
        }),
      );
      return { room, buffers };
    };
    const held = (batches === 1 ? spare.pop() : undefined) ?? make();
    return {
      buffers: held.buffers,
      each: together * batch,
      release: (sound) => {
        const isKept = sound && this.isOpen && spare.length < mostSpare;
        if (isKept && batches === 1) spare.push(held);
        else held.room.destroy();
      },
    };
  }

  destroy(): void {
    this.isOpen = false;
    for (const { room } of this.spare.splice(0)) room.destroy();
  }
}

/** Where an input or output is: in which buffer, and from which element on. */
interface GpuPlace {
  readonly buffer: number;
  readonly at: number;
}

interface GpuInputPort extends InputPort, GpuPlace {
  /** Opens what makes samples of pictures, where the input takes them. */
  readonly pictures?: (machine: GpuMachine, batch: number) => GpuPictureTaker;
}

/** What makes samples of pictures. */
interface GpuPictureTaker {
  /** Those of the pictures as they are now. Throws an `InputError` for what is none. */
  take(
    name: string,
    given: unknown,
  ): HeldSamples & Pick<TakenInput, "ready"> & { readonly samples: number };
  destroy(): void;
}

/** What an input was given, until the call is over. */
interface TakenInput {
  /** Elements of all samples. */
  readonly length: number;
  /** What its samples are made with, where they are; rejects with a `GpuError`. */
  readonly ready?: Promise<void> | undefined;
  /** Has `count` samples from the `first` on brought to the input's buffer, before what the encoder records then. */
  fill(encoder: GpuEncoder, first: number, count: number): void;
  /** The call is over; what was made for it serves others only where it is `sound`. */
  release(sound: boolean): void;
}

/** An input of a network, which takes numbers, buffers, and pictures where they are declared. */
interface GpuInput {
  readonly name: string;
  /** Throws an `InputError`. */
  take(given: unknown): TakenInput;
  destroy(): void;
}

/** An input for batches of so many samples. */
function openGpuInput(
  port: GpuInputPort,
  machine: GpuMachine,
  batch: number,
): GpuInput {
  const { name, at, elements, whole } = port;
  const { device } = machine;
  const target = bufferOf(machine.buffers, port.buffer);
  const pictures = port.pictures?.(machine, batch);

  /** The rest of a batch is zeros. */
  const clear = (encoder: GpuEncoder, count: number): void => {
    if (whole || count === batch) return;
    const rest = 4 * (batch - count) * elements;
    encoder.clearBuffer(target, 4 * (at + count * elements), rest);
  };
  const ofBuffers = (
    samples: GpuSamples,
    length: number,
    release: TakenInput["release"] = () => undefined,
  ): TakenInput => ({
    length,
    fill(encoder, first, count) {
      const [buffer, behind] = sampleAt(samples, whole ? 0 : first);
      const size = 4 * (whole ? 1 : count) * elements;
      const from = 4 * behind * elements;
      encoder.copyBufferToBuffer(buffer, from, target, 4 * at, size);
      clear(encoder, count);
    },
    release,
  });
  const ofNumbers = (numbers: Float32Array): TakenInput => ({
    length: numbers.length,
    fill(encoder, first, count) {
      const part = numbers.subarray(
        first * elements,
        (first + count) * elements,
      );
      device.queue.writeBuffer(target, 4 * at, whole ? numbers : part);
      clear(encoder, count);
    },
    release: () => undefined,
  });
  return {
    name,
    take(given) {
      if (given instanceof Float32Array) return ofNumbers(given.slice());
      if (isBuffer(given)) {
        const buffers = [readable(name, given)];
        return ofBuffers({ buffers, each: Infinity }, given.size / 4);
      }
      if (pictures !== undefined) {
        const held = pictures.take(name, given);
        const length = held.samples * elements;
        const taken = ofBuffers(held, length, (sound) => {
          held.release(sound);
        });
        return { ...taken, ready: held.ready };
      }
      return ofNumbers(numbersOf(port, given));
    },
    destroy() {
      pictures?.destroy();
    },
  };
}

function isBuffer(given: unknown): given is GpuBuffer {
  return typeof given === "object" && given !== null && "mapAsync" in given;
}

function readable(name: string, buffer: GpuBuffer): GpuBuffer {
  if ((buffer.usage & bufferUsage.copySource) !== 0) return buffer;
  throw new InputError(`input ${name}: the buffer needs the usage COPY_SRC`);
}

interface GpuPort extends Port, GpuPlace {}

/** Where results go. */
interface GpuResults {
  /** Has the first `count` samples of a batch taken to the place of the `first` one and those behind it. */
  record(encoder: GpuEncoder, first: number, count: number): void;
  /** Waits until what was recorded is there. */
  arrive(first: number, count: number): Promise<void>;
}

/** Reads results back, port by port in that order. */
interface GpuReadback {
  into(results: readonly (Float32Array | undefined)[]): GpuResults;
}

/** Makes the buffers through which batches are read back: as few as the device's largest buffer allows. */
async function openReadback(
  machine: GpuMachine,
  ports: readonly GpuPort[],
  batch: number,
): Promise<GpuReadback> {
  const mostElements = machine.device.limits.maxBufferSize / 4;
  const sizes: number[] = [];
  const places = ports.map((port) => {
    const elements = outputElements(port, batch);
    const isFull = (sizes.at(-1) ?? mostElements) + elements > mostElements;
    const at = isFull ? 0 : (sizes.at(-1) ?? 0);
    if (isFull) sizes.push(elements);
    else sizes[sizes.length - 1] = at + elements;
    const source = bufferOf(machine.buffers, port.buffer);
    return { port, source, buffer: sizes.length - 1, at };
  });
  const buffers = await Promise.all(
    sizes.map((size) => machine.readback(size)),
  );
  return {
    into: (results) => ({
      record(encoder, _, count) {
        for (const { port, source, buffer, at } of places) {
          const size = 4 * outputElements(port, count);
          const target = bufferOf(buffers, buffer);
          encoder.copyBufferToBuffer(source, 4 * port.at, target, 4 * at, size);
        }
      },
      async arrive(first, count) {
        try {
          await Promise.all(buffers.map((buffer) => buffer.mapAsync(1)));
        } catch (cause) {
          throw gpuErrorOf(machine.failure() ?? cause, "device-lost", "");
        }
        const mapped = buffers.map(
          (buffer) => new Float32Array(buffer.getMappedRange()),
        );
        try {
          places.forEach(({ port, buffer, at }, index) => {
            const length = outputElements(port, count);
            const to = port.whole ? 0 : first * port.elements;
            const numbers = mapped[buffer]?.subarray(at, at + length) ?? [];
            const result = results[index];
            // What was large enough when the call began is empty now.
            if (result && result.length < to + length)
              throw new InputError(`output ${port.name} was transferred away`);
            result?.set(numbers, to);
          });
        } finally {
          for (const buffer of buffers) buffer.unmap();
        }
      },
    }),
  };
}

/** Results by the names of ports, on the device. */
type PortDeviceBuffers = Readonly<Record<string, GpuBuffer | undefined>>;

/** Buffers of the network for results: the same ones as long as the number of samples stays. */
class ResultBuffers {
  private readonly device: GpuDevice;
  private readonly ports: readonly GpuPort[];
  private readonly old: GpuRoom[] = [];
  private room: GpuRoom;
  private buffers: Guarded<PortDeviceBuffers>;
  private held = -1;

  constructor({ device }: GpuMachine, ports: readonly GpuPort[]) {
    this.device = device;
    this.ports = ports;
    this.room = new GpuRoom(device);
    this.buffers = { result: {}, done: Promise.resolve() };
  }

  /** Those of another number of samples stay until the call ends: they may be its inputs. */
  of(samples: number): Guarded<PortDeviceBuffers> {
    if (samples === this.held) return this.buffers;
    this.old.push(this.room);
    this.room = new GpuRoom(this.device);
    const { storage, copySource, copyTarget } = bufferUsage;
    const usage = storage | copySource | copyTarget;
    const made = this.ports.map((port) => {
      const label = `output ${port.name}`;
      const size = 4 * outputElements(port, samples);
      const { result, done } = guardGpu(this.device, label, () =>
        this.room.create(label, size, usage),
      );
      return { entry: [port.name, result] as const, done };
    });
    this.held = samples;
    this.buffers = {
      result: Object.fromEntries(made.map(({ entry }) => entry)),
      done: allDone(made.map(({ done }) => done)),
    };
    return this.buffers;
  }

  /** All of a call is submitted, or something failed: then those that it made may be none. */
  end(sound: boolean): void {
    for (const room of this.old.splice(0)) room.destroy();
    if (!sound) this.destroy();
  }

  destroy(): void {
    this.held = -1;
    for (const room of [...this.old.splice(0), this.room]) room.destroy();
  }
}

/** Throws an `InputError` where a buffer that results are written to is none, or too small. */
function checkOutputBuffers(
  ports: readonly GpuPort[],
  given: PortDeviceBuffers,
  samples: number,
): void {
  for (const port of ports) {
    const buffer = given[port.name];
    const size = 4 * outputElements(port, samples);
    const { copyTarget } = bufferUsage;
    if (!isBuffer(buffer) || buffer.size < size || !(buffer.usage & copyTarget))
      throw new InputError(
        `output ${port.name} must be a GPUBuffer of ${size} bytes with the usage COPY_DST`,
      );
  }
}

/** Leaves results in buffers of the device. */
function intoBuffers(
  machine: GpuMachine,
  ports: readonly GpuPort[],
  results: readonly (GpuBuffer | undefined)[],
): GpuResults {
  return {
    record(encoder, first, count) {
      ports.forEach((port, index) => {
        const target = results[index];
        if (target === undefined) return;
        encoder.copyBufferToBuffer(
          bufferOf(machine.buffers, port.buffer),
          4 * port.at,
          target,
          port.whole ? 0 : 4 * first * port.elements,
          4 * outputElements(port, count),
        );
      });
    },
    arrive: () => Promise.resolve(),
  };
}

/**
 * What a device takes besides: for any input a `GPUBuffer` of the device that holds what the `Float32Array` would, with
 * the usage COPY_SRC; for a picture a `GPUTexture` of the format rgba8unorm or bgra8unorm, with TEXTURE_BINDING. Textures
 * are read by what the call submits before it returns, buffers when it is the call's turn: they have to stay as they are
 * until its promise is settled.
 */
type DeviceInputs<Inputs> = {
  readonly [Name in keyof Inputs]:
    | Inputs[Name]
    | DeviceBuffer
    | ([Exclude<Inputs[Name], Float32Array>] extends [never]
        ? never
        : DeviceTexture | readonly DeviceTexture[]);
};

/** Results that stay on the device: a buffer in the place of each `Float32Array`. */
type DeviceResults<Results> = {
  readonly [Name in keyof Results]: Results[Name] extends Float32Array
    ? DeviceBuffer
    : DeviceResults<Results[Name]>;
};

/** A network on a device. Its promises reject with a `GpuError` where the device fails. */
interface GpuNetwork<Inputs, Outputs, Results = Outputs> extends Network<
  Inputs,
  Outputs,
  Results
> {
  readonly target: "webgpu";
  run(inputs: DeviceInputs<Inputs>, outputs?: Outputs): Promise<Results>;
  /**
   * `run`, whose results stay on the device: float32, row-major, sample after sample. They are copied to `outputs` where
   * given, which needs the usage COPY_DST; without it they are in buffers of the network (STORAGE, COPY_SRC, COPY_DST),
   * which the next call of `runToBuffers` writes again, or gives back if it has another number of samples or fails; it
   * may take them as inputs. The promise is settled when all is submitted: work that is submitted after that finds the results.
   */
  runToBuffers(
    inputs: DeviceInputs<Inputs>,
    outputs?: DeviceResults<Outputs>,
  ): Promise<DeviceResults<Results>>;
}

interface GpuLayout extends NetworkLayout {
  readonly inputs: readonly GpuInputPort[];
  readonly outputs: readonly GpuPort[];
  readonly taps?: readonly GpuPort[];
}

/** What a call does with its samples, and what it gives. */
interface Destination {
  readonly results: GpuResults;
  readonly given: object;
  /** Rejects where there is no memory for it. */
  readonly made?: Promise<void>;
  /** All is submitted, or something failed. */
  readonly end?: (sound: boolean) => void;
}

/** The inputs of a call. */
interface Taken {
  readonly inputs: readonly TakenInput[];
  /** Rejects where one could not be taken. */
  readonly done: Promise<void>;
}

/**
 * A network over loaded weights: one submission a batch, which `forward` records, and of which only results are read
 * back.
 */
async function createGpuNetwork<Inputs, Outputs, Results = Outputs>(
  layout: GpuLayout,
  machine: GpuMachine,
  forward: (encoder: GpuEncoder) => void,
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  const { batch, taps = [] } = layout;
  const { device } = machine;
  const inputs = layout.inputs.map((port) =>
    openGpuInput(port, machine, batch),
  );
  const ports = [...layout.outputs, ...taps];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps);
  const readback = await openReadback(machine, ports, batch);
  const outputBuffers = new ResultBuffers(machine, layout.outputs);
  const tapBuffers = new ResultBuffers(machine, taps);
  let earlier: Promise<unknown> = Promise.resolve();

  const check = (): void => {
    const failed = machine.failure();
    if (failed !== undefined) throw failed;
  };

  const compute = async (
    taken: Taken,
    samples: number,
    destination: () => Destination,
  ): Promise<object> => {
    check();
    await allDone(taken.inputs.flatMap((input) => input.ready ?? []));
    check();
    const { results, given, made = Promise.resolve(), end } = destination();
    let sound = false;
    try {
      for (let first = 0; first < samples; first += batch) {
        check();
        const count = Math.min(batch, samples - first);
        const { done } = guardGpu(device, "run", () => {
          const encoder = device.createCommandEncoder({ label: "run" });
          for (const input of taken.inputs) input.fill(encoder, first, count);
          forward(encoder);
          results.record(encoder, first, count);
          device.queue.submit([encoder.finish()]);
        });
        await allDone([taken.done, made, done]);
        await results.arrive(first, count);
      }
      await allDone([taken.done, made]);
      check();
      sound = true;
      return given;
    } finally {
      end?.(sound);
    }
  };

  /** Takes the inputs as they are now, and computes when it is their turn. */
  const start = (
    given: Readonly<Record<string, unknown>>,
    destine: (samples: number) => () => Destination,
  ): Promise<object> => {
    check();
    const taken: TakenInput[] = [];
    const release = (sound: boolean): void => {
      for (const input of taken) input.release(sound);
    };
    try {
      const done = allDone(
        inputs.map((input) => {
          const take = () => taken.push(input.take(given[input.name]));
          return guardGpu(device, `input ${input.name}`, take).done;
        }),
      );
      const lengths = taken.map(({ length }) => length);
      const samples = countSamples(layout, lengths);
      const destination = destine(samples);
      const result = earlier
        .then(() => compute({ inputs: taken, done }, samples, destination))
        .then(
          (results) => {
            release(true);
            return results;
          },
          (error: unknown) => {
            release(false);
            throw error;
          },
        );
      earlier = result.catch(() => undefined);
      return result;
    } catch (error) {
      release(false);
      throw error;
    }
  };

  const inOrder = <T,>(
    outputs: Readonly<Record<string, T>>,
    tapped: Readonly<Record<string, T>>,
  ): (T | undefined)[] => [
    ...layout.outputs.map(({ name }) => outputs[name]),
    ...taps.map(({ name }) => tapped[name]),
  ];
  const withTaps = (outputs: object, tapped: object): object =>
    layout.taps === undefined ? outputs : { ...outputs, taps: tapped };

  return {
    target: "webgpu",
    async run(inputs, outputs) {
      const results = await start(inputs, (samples) => {
        const given = outputs as PortBuffers | undefined;
        if (given !== undefined) checkOutputs(layout, given, samples);
        return () => {
          const written = given ?? ownOutputs(samples);
          const tapped = ownTaps(samples);
          return {
            results: readback.into(inOrder(written, tapped)),
            given: withTaps(written, tapped),
          };
        };
      });
      return results as Results;
    },
    async runToBuffers(inputs, outputs) {
      const results = await start(inputs, (samples) => {
        const given = outputs as PortDeviceBuffers | undefined;
        if (given !== undefined)
          checkOutputBuffers(layout.outputs, given, samples);
        return () => {
          const own = given ? undefined : outputBuffers.of(samples);
          const written = given ?? own?.result ?? {};
          const tapped = tapBuffers.of(samples);
          const ordered = inOrder(written, tapped.result);
          return {
            results: intoBuffers(machine, ports, ordered),
            given: withTaps(written, tapped.result),
            made: allDone([...(own ? [own.done] : []), tapped.done]),
            end(sound) {
              if (own !== undefined) outputBuffers.end(sound);
              tapBuffers.end(sound);
            },
          };
        };
      });
      return results as DeviceResults<Results>;
    },
    destroy() {
      for (const input of inputs) input.destroy();
      outputBuffers.destroy();
      tapBuffers.destroy();
      machine.destroy();
    },
  };
}

/** A model for a device, before there is one. */
interface GpuModel {
  readonly plan: GpuPlan;
  readonly kernels: readonly GpuKernel[];
  readonly layout: GpuLayout;
  readonly weights: WeightsLayout;
}

/** A network on a device, with the weights of a file; where it rejects, nothing of it stays there. */
async function loadGpuNetwork<Inputs, Outputs, Results = Outputs>(
  opened: OpenDevice,
  { plan, kernels, layout, weights }: GpuModel,
  from: WeightSource | Uint8Array | ArrayBuffer,
  options: Pick<LoadOptions, "names" | "onProgress"> = {},
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  let progress: LoadProgress = { weights: 0, kernels: 0 };
  const report = (change: Partial<LoadProgress>): void => {
    progress = { ...progress, ...change };
    options.onProgress?.(progress);
  };
  const machine = await createGpuMachine(opened, { plan, kernels }, (share) => {
    report({ kernels: share });
  });
  try {
    await loadWeights(weights, from, machine.staging, machine.prepare(), {
      ...options,
      onProgress: ({ weights: share }) => {
        report({ weights: share });
      },
    });
    const forward = await machine.prepared();
    return await createGpuNetwork<Inputs, Outputs, Results>(
      layout,
      machine,
      forward,
    );
  } catch (error) {
    const reason = machine.failure() ?? error;
    machine.destroy();
    throw reason;
  }
}

/** The kernels that resize a picture's columns, and then its rows. */
interface PictureKernels<Kernel = GpuPipeline> {
  readonly columns: Kernel;
  readonly rows: Kernel;
}

/** Bytes between the uniforms of both kernels. */
const uniformStride = 256;

/** Side of their workgroups. */
const groupSide = 8;

/** Room on a device for pictures of some size, and how each becomes the sample of an input. */
class GpuPicture {
  readonly width: number;
  readonly height: number;
  private readonly label: string;
  private readonly device: GpuDevice;
  private readonly room: GpuRoom;
  private readonly taps: GpuBuffer;
  private readonly narrowed: GpuBuffer;
  private readonly uniform: GpuBuffer;
  private readonly numbers: GpuBuffer;
  private readonly groups: PictureKernels<[number, number, number]>;
  /** Where the uniform of the rows says which element is the first. */
  private readonly outputAt: number;
  private shown: GpuTexture | undefined;
  private columnGroup: object | undefined;
  private own: GpuTexture | undefined;
  private rowGroup: object | undefined;
  private written: GpuBuffer | undefined;

  /** What it makes is of the `room`, which is its own; the device's messages call that by the label. */
  constructor(
    device: GpuDevice,
    room: GpuRoom,
    label: string,
    input: PictureInput,
    { width, height }: Pick<Pixels, "width" | "height">,
  ) {
    const { picture, shape } = input;
    const [columns, rows] = cropAxes({ width, height }, picture, shape);
    const last = rows.taps[rows.taps.length - 1];
    const top = rows.taps[0]?.first ?? 0;
    const needed = last ? last.first + last.doubled.length - top : 0;
    const shown = columns.taps.length;
    const isGray = Number(picture.channels === "gray");
    const isBgr = Number(picture.channels === "bgr");
    const ofRows = [shown, rows.taps.length, top, isBgr];
    const numbers = new Float32Array(256 * shape[0]);
    for (let channel = 0; channel < shape[0]; channel += 1)
      numbers.set(numbersOfBytes(picture, channel), 256 * channel);

    this.width = width;
    this.height = height;
    this.device = device;
    this.label = label;
    this.room = room;
    const { storage, uniform, copyTarget } = bufferUsage;
    const held = (data: Uint32Array | Float32Array): GpuBuffer => {
      const buffer = this.create(data.byteLength, storage | copyTarget);
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    this.taps = held(tapNumbers([...columns.taps, ...rows.taps]));
    this.narrowed = this.create(4 * shown * needed, storage);
    this.uniform = this.create(2 * uniformStride, uniform | copyTarget);
    const forColumns = Uint32Array.of(shown, needed, top, isGray);
    device.queue.writeBuffer(this.uniform, 0, forColumns);
    const [channels, tall, wide] = shape;
    const forRows = [wide, tall, channels, columns.at, rows.at, ...ofRows];
    device.queue.writeBuffer(
      this.uniform,
      uniformStride,
      Uint32Array.from(forRows),
    );
    this.outputAt = uniformStride + 4 * forRows.length;
    this.numbers = held(numbers);
    const groups = (across: number, down: number): [number, number, number] => [
      Math.ceil(across / groupSide),
      Math.ceil(down / groupSide),
      1,
    ];
    this.groups = { columns: groups(shown, needed), rows: groups(wide, tall) };
  }

  /** Takes the picture as it is now. Throws an `InputError` where the platform does not let it be read. */
  copy(name: string, picture: Picture): void {
    const { label, width, height, device } = this;
    const size: [number, number] = [width, height];
    const texture = (this.own ??= this.room.createPicture(
      label,
      width,
      height,
    ));
    this.show(texture);
    if ("data" in picture) {
      checkPixels(picture);
      const layout = { bytesPerRow: 4 * width };
      const { data } = picture;
      const bytes =
        data instanceof Uint8Array || data instanceof Uint8ClampedArray
          ? data
          : Uint8Array.from(data);
      device.queue.writeTexture({ texture }, bytes, layout, size);
      return;
    }
    try {
      device.queue.copyExternalImageToTexture(
        { source: picture },
        { texture, premultipliedAlpha: false },
        size,
      );
    } catch (cause) {
      throw unreadablePicture(name, cause);
    }
  }

  /** Takes the picture from a texture. */
  show(texture: GpuTexture): void {
    if (texture === this.shown) return;
    this.shown = texture;
    this.columnGroup = undefined;
  }

  /** Has its sample written to a buffer, from an element on: then it may become another picture. */
  write(kernels: PictureKernels, samples: GpuBuffer, at: number): void {
    const { device, label } = this;
    this.columnGroup ??= this.bind(kernels.columns, 0, [
      ...(this.shown ? [this.shown.createView()] : []),
      { buffer: this.taps },
      { buffer: this.narrowed },
    ]);
    if (samples !== this.written) {
      this.written = samples;
      this.rowGroup = this.bind(kernels.rows, uniformStride, [
        { buffer: this.narrowed },
        { buffer: this.taps },
        { buffer: this.numbers },
        { buffer: samples },
      ]);
    }
    device.queue.writeBuffer(this.uniform, this.outputAt, Uint32Array.of(at));
    const encoder = device.createCommandEncoder({ label });
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernels.columns);
    pass.setBindGroup(0, this.columnGroup);
    pass.dispatchWorkgroups(...this.groups.columns);
    pass.setPipeline(kernels.rows);
    pass.setBindGroup(0, this.rowGroup);
    pass.dispatchWorkgroups(...this.groups.rows);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.room.destroy();
  }

  private create(size: number, usage: number): GpuBuffer {
    return this.room.create(this.label, size, usage);
  }

  private bind(
    kernel: GpuPipeline,
    offset: number,
    resources: readonly object[],
  ): object {
    const uniform = { buffer: this.uniform, offset, size: uniformStride };
    return this.device.createBindGroup({
      label: this.label,
      layout: kernel.getBindGroupLayout(0),
      entries: [uniform, ...resources].map((resource, binding) => ({
        binding,
        resource,
      })),
    });
  }
}

/** Sums of bytes by such weights stay below 2^32. */
const mostWeight = Math.floor((2 ** 32 - 1) / 511);

/**
 * Four numbers for each element of resized lines: first of the elements that
 * count, how many, where their doubled weights are, and the weights' sum; then
 * the weights. Where sums would not fit, weights are smaller by a factor, and
 * rounded.
 */
function tapNumbers(lines: readonly TriangleTaps[]): Uint32Array {
  const heads: number[] = [];
  const weights: number[] = [];
  for (const { first, doubled, sum } of lines) {
    const begin = 4 * lines.length + weights.length;
    const factor = (mostWeight - doubled.length) / sum;
    const fitted =
      factor >= 1
        ? doubled
        : doubled.map((twice) => 2 * Math.round((twice / 2) * factor));
    const whole = factor >= 1 ? sum : fitted.reduce((a, b) => a + b, 0) / 2;
    heads.push(first, doubled.length, begin, whole);
    weights.push(...fitted);
  }
  return Uint32Array.from([...heads, ...weights]);
}

type PictureSize = ReturnType<typeof pictureSize>;

/** Sizes of pictures whose rooms are kept for the next ones. */
const mostSizes = 4;

/**
 * What makes samples of an input's pictures, by kernels of these names. All are made when a call begins, for the pictures
 * have to be read by then, one after another in the same texture where they are of one size. Kernels that are not there
 * by then are made first, on the device's own time line.
 */
function gpuPictures(
  input: PictureInput,
  kernels: PictureKernels<string>,
): NonNullable<GpuInputPort["pictures"]> {
  return (machine, batch) => {
    const { device } = machine;
    const elements = input.shape.reduce((all, extent) => all * extent, 1);
    const waiting = new WaitingSamples(device, elements, batch);
    const numbers = pictureNumbers(input);
    // The last one was used last.
    let rooms: GpuPicture[] = [];

    const open = (label: string, size: PictureSize): GpuPicture => {
      const own = new GpuRoom(device);
      return own.fill(() => new GpuPicture(device, own, label, input, size));
    };
    const roomFor = (label: string, size: PictureSize): GpuPicture => {
      const { width, height } = size;
      const room =
        rooms.find((one) => one.width === width && one.height === height) ??
        open(label, size);
      rooms = [...rooms.filter((other) => other !== room), room];
      if (rooms.length > mostSizes) rooms.shift()?.destroy();
      return room;
    };
    const forget = (room: GpuPicture): void => {
      rooms = rooms.filter((other) => other !== room);
      room.destroy();
    };
    /** Writes the sample of a picture; the room in which it is made is one of those `used`. */
    const write = (
      name: string,
      picture: Picture,
      samples: GpuBuffer,
      at: number,
      made: PictureKernels,
      used: Set<GpuPicture>,
    ): void => {
      const size = pictureSize(name, picture);
      const texture = textureOf(name, picture);
      const most = device.limits.maxTextureDimension2D;
      if (!texture && Math.max(size.width, size.height) > most) {
        device.queue.writeBuffer(samples, 4 * at, numbers(name, picture));
        return;
      }
      const room = roomFor(`input ${name}`, size);
      used.add(room);
      if (texture) room.show(texture);
      else room.copy(name, picture);
      room.write(made, samples, at);
    };
    return {
      take(name, given) {
        const pictures = picturesOf(name, given);
        const columns = machine.pipeline(kernels.columns);
        const rows = machine.pipeline(kernels.rows);
        const made = { columns: columns.result, rows: rows.result };
        const held = waiting.hold(`input ${name}`, pictures.length);
        const used = new Set<GpuPicture>();
        const release = (sound: boolean): void => {
          if (!sound) used.forEach(forget);
          held.release(sound);
        };
        try {
          pictures.forEach((picture, index) => {
            const [buffer, behind] = sampleAt(held, index);
            write(name, picture, buffer, behind * elements, made, used);
          });
        } catch (error) {
          release(false);
          throw error;
        }
        const ready = allDone([columns.done, rows.done]);
        return { ...held, samples: pictures.length, release, ready };
      },
      destroy() {
        for (const room of rooms.splice(0)) room.destroy();
        waiting.destroy();
      },
    };
  };
}

/** A texture, where that is what was given. */
function textureOf(name: string, given: object): GpuTexture | undefined {
  if (!("createView" in given)) return undefined;
  const texture = given as GpuTexture;
  if (!/^(rgba|bgra)8unorm$/.test(texture.format))
    throw new InputError(
      `input ${name}: the texture must be rgba8unorm or bgra8unorm, not ${texture.format}`,
    );
  if ((texture.usage & textureUsage.binding) !== 0) return texture;
  throw new InputError(
    `input ${name}: the texture needs the usage TEXTURE_BINDING`,
  );
}

interface AutoLoadOptions extends LoadOptions, GpuLoadOptions {
  /**
   * What has to compute; where it is not said, WebGPU if there is an adapter
   * that is not software and does all that the model asks for, or else the CPU.
   */
  readonly target?: "cpu" | "webgpu" | undefined;
}

/** The device to compute on, which has the features; none where that is the CPU. */
async function chooseDevice(
  options: AutoLoadOptions = {},
  features: readonly GpuFeature[] = [],
): Promise<OpenDevice | undefined> {
  const { target } = options;
  if (target === "cpu") return undefined;
  if (target !== undefined && (target as unknown) !== "webgpu")
    throw new InputError(`target must be "cpu" or "webgpu", not ${target}`);
  try {
    const kind = target === undefined ? "hardware" : "any";
    return await openDevice(options, features, kind);
  } catch (error) {
    // A device that is given is meant to be used.
    const isOpen = target === undefined && options.device === undefined;
    const missing = ["no-adapter", "no-device", "no-feature"];
    const isMissing = error instanceof GpuError && missing.includes(error.code);
    if (isOpen && isMissing) return undefined;
    throw error;
  }
}

export { GpuError, InputError, WeightError };
export type { AutoLoadOptions, Picture, Pixels, WeightSource };
