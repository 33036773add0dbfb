// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format js --runtime inline --batch 1
// sha256 ac5c5096ff537c4f191b006219cdc6ad3fc26203eb7e9f1b74e6a5a94c366b06

/** The network's interface and totals; `weights` are the tensors that its file must hold. */
export const model = {
  name: "lenet5",
  batch: 1,
  parameters: 61706,
  buffers: 0,
  macs: 416520,
  weightBytes: 247040,
  arenaBytes: 23552,
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
};

/**
 * Reads the weights, a safetensors file, and prepares the network. Names in
 * the file that differ from the model's paths go into `options.names`.
 */
export async function load(weights, options) {
  return create(await loadWeights(weightsLayout, weights, prepare, options));
}

/** The same for a file in memory, without a promise. */
export function loadSync(weights, options) {
  return create(loadWeightsSync(weightsLayout, weights, prepare, options));
}

function create(weights) {
  return createNetwork(layout, weights, forward);
}

/**
 * Pictures, such as the `ImageData` of a canvas, as the network takes them: a
 * sample each, written to `tensor` where given. Bit for bit what `cnnc run` does.
 */
export const preprocess = {
  image: (pixels, tensor) =>
    pictureToTensor(
      pixels,
      model.inputs.image.picture,
      model.inputs.image.shape,
      tensor,
    ),
};

const weightsLayout = {
  expected: model.weights,
  elements: 61760,
};

const layout = {
  batch: 1,
  arena: 5888,
  inputs: [{ name: "image", at: 4704, elements: 784 }],
  outputs: [{ name: "logits", at: 0, elements: 10 }],
};

// What each batch computes, and where in memory.

const runPlan = {
  image: 4704, // [1, 1, 28, 28]
  "conv1.weight": 0, // [6, 1, 5, 5]
  "conv1.bias": 160, // [6]
  conv1: 0, // [1, 6, 28, 28]
  avgpool1: 4704, // [1, 6, 14, 14]
  "conv2.weight": 176, // [16, 6, 5, 5]
  "conv2.bias": 2576, // [16]
  conv2: 0, // [1, 16, 10, 10]
  avgpool2: 1600, // [1, 16, 5, 5]
  "dense1.weight": 2592, // [400, 120]
  "dense1.bias": 50592, // [120]
  dense1: 0, // [1, 120]
  "dense2.weight": 50720, // [120, 84]
  "dense2.bias": 60800, // [84]
  dense2: 128, // [1, 84]
  "dense3.weight": 60896, // [84, 10]
  "dense3.bias": 61744, // [10]
  dense3: 0, // [1, 10]
};

function forward(a, w) {
  const at = runPlan;
  conv1(a, w, at.image, at["conv1.weight"], at["conv1.bias"], at.conv1);
  pool1(a, at.conv1, at.avgpool1);
  conv2(a, w, at.avgpool1, at["conv2.weight"], at["conv2.bias"], at.conv2);
  pool2(a, at.conv2, at.avgpool2);
  product1(
    a,
    w,
    at.avgpool2,
    at["dense1.weight"],
    at["dense1.bias"],
    at.dense1,
  );
  product2(a, w, at.dense1, at["dense2.weight"], at["dense2.bias"], at.dense2);
  product3(a, w, at.dense2, at["dense3.weight"], at["dense3.bias"], at.dense3);
}

// How weights become what a batch reads.

const loadPlan = {
  "conv1.weight": 0, // [6, 1, 5, 5]
  "conv1.bias": 160, // [6]
  "conv2.weight": 176, // [16, 6, 5, 5]
  "conv2.bias": 2576, // [16]
  "dense1.weight": 2592, // [120, 400]
  "dense1.bias": 50592, // [120]
  "dense2.weight": 50720, // [84, 120]
  "dense2.bias": 60800, // [84]
  "dense3.weight": 60896, // [10, 84]
  "dense3.bias": 61744, // [10]
};

function* prepare(w) {
  const at = loadPlan;
  const path = "";
  yield [path + "conv1.weight", at["conv1.weight"], 150];
  yield [path + "conv1.bias", at["conv1.bias"], 6];
  yield [path + "conv2.weight", at["conv2.weight"], 2400];
  yield [path + "conv2.bias", at["conv2.bias"], 16];
  yield [path + "dense1.weight", at["dense1.weight"], 48000];
  yield [path + "dense1.bias", at["dense1.bias"], 120];
  yield [path + "dense2.weight", at["dense2.weight"], 10080];
  yield [path + "dense2.bias", at["dense2.bias"], 84];
  yield [path + "dense3.weight", at["dense3.weight"], 840];
  yield [path + "dense3.bias", at["dense3.bias"], 10];
}

// Kernels.

const conv1Shape = {
  batch: 1,
  groups: 1,
  inputChannels: 1,
  height: 28,
  width: 28,
  outputChannels: 6,
  outputHeight: 28,
  outputWidth: 28,
  kernelHeight: 5,
  kernelWidth: 5,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 2,
  padLeft: 2,
  inputSampleStride: 784,
  outputSampleStride: 4704,
  outputPlaneStride: 784,
};

/** Convolution 5×5, padding 2, 2, 2, 2: [1, 1, 28, 28] to [1, 6, 28, 28]; then tanh(it). */
function conv1(a, w, input, weight, bias, output) {
  conv2d(a, input, w, weight, w, bias, a, output, conv1Shape);
  for (let i = 0; i < 4704; i += 1) {
    const x0 = a[output + i];
    a[output + i] = tanh(x0);
  }
}

const pool1Shape = {
  batch: 1,
  channels: 6,
  height: 28,
  width: 28,
  outputHeight: 14,
  outputWidth: 14,
  kernelHeight: 2,
  kernelWidth: 2,
  strideHeight: 2,
  strideWidth: 2,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  padBottom: 0,
  padRight: 0,
  inputSampleStride: 4704,
  outputSampleStride: 1176,
};

/** Pooling (average) 2×2, stride 2×2: [1, 6, 28, 28] to [1, 6, 14, 14]. */
function pool1(a, input, output) {
  averagePool2d(a, input, a, output, false, pool1Shape);
}

const conv2Shape = {
  batch: 1,
  groups: 1,
  inputChannels: 6,
  height: 14,
  width: 14,
  outputChannels: 16,
  outputHeight: 10,
  outputWidth: 10,
  kernelHeight: 5,
  kernelWidth: 5,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  inputSampleStride: 1176,
  outputSampleStride: 1600,
  outputPlaneStride: 100,
};

/** Convolution 5×5: [1, 6, 14, 14] to [1, 16, 10, 10]; then tanh(it). */
function conv2(a, w, input, weight, bias, output) {
  conv2d(a, input, w, weight, w, bias, a, output, conv2Shape);
  for (let i = 0; i < 1600; i += 1) {
    const x0 = a[output + i];
    a[output + i] = tanh(x0);
  }
}

const pool2Shape = {
  batch: 1,
  channels: 16,
  height: 10,
  width: 10,
  outputHeight: 5,
  outputWidth: 5,
  kernelHeight: 2,
  kernelWidth: 2,
  strideHeight: 2,
  strideWidth: 2,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  padBottom: 0,
  padRight: 0,
  inputSampleStride: 1600,
  outputSampleStride: 400,
};

/** Pooling (average) 2×2, stride 2×2: [1, 16, 10, 10] to [1, 16, 5, 5]. */
function pool2(a, input, output) {
  averagePool2d(a, input, a, output, false, pool2Shape);
}

const product1Shape = {
  rows: 1,
  columns: 120,
  inner: 400,
  aRow: 400,
  aInner: 1,
  bInner: 1,
  bColumn: 400,
  biasColumn: 1,
  outputRow: 120,
  outputColumn: 1,
};

/** Matrix product [1, 400] by [400, 120], plus bias; then tanh(it). */
function product1(a, w, input, weight, bias, output) {
  matmul(a, input, w, weight, w, bias, a, output, product1Shape);
  for (let i = 0; i < 120; i += 1) {
    const x0 = a[output + i];
    a[output + i] = tanh(x0);
  }
}

const product2Shape = {
  rows: 1,
  columns: 84,
  inner: 120,
  aRow: 120,
  aInner: 1,
  bInner: 1,
  bColumn: 120,
  biasColumn: 1,
  outputRow: 84,
  outputColumn: 1,
};

/** Matrix product [1, 120] by [120, 84], plus bias; then tanh(it). */
function product2(a, w, input, weight, bias, output) {
  matmul(a, input, w, weight, w, bias, a, output, product2Shape);
  for (let i = 0; i < 84; i += 1) {
    const x0 = a[output + i];
    a[output + i] = tanh(x0);
  }
}

const product3Shape = {
  rows: 1,
  columns: 10,
  inner: 84,
  aRow: 84,
  aInner: 1,
  bInner: 1,
  bColumn: 84,
  biasColumn: 1,
  outputRow: 10,
  outputColumn: 1,
};

/** Matrix product [1, 84] by [84, 10], plus bias. */
function product3(a, w, input, weight, bias, output) {
  matmul(a, input, w, weight, w, bias, a, output, product3Shape);
}

function tanh(x) {
  const t0 = 1 - 2 / (exp(Math.abs(x) * 2) + 1);
  const t1 = x * x;
  return Math.abs(x) > 0.6
    ? x > 0
      ? t0
      : -t0
    : (x * ((21 * t1 + 1260) * t1 + 10395)) /
        (((1 * t1 + 210) * t1 + 4725) * t1 + 10395);
}

function exp(x) {
  const t0 = Math.min(Math.max(x, -104), 89);
  const t1 = Math.round(t0 * 1.4426950408889634);
  const t2 = t0 - t1 * 0.693359375 - t1 * -0.00021219444005469057;
  return (
    (((((((0.0001984126984126984 * t2 + 0.001388888888888889) * t2 +
      0.008333333333333333) *
      t2 +
      0.041666666666666664) *
      t2 +
      0.16666666666666666) *
      t2 +
      0.5) *
      t2 +
      1) *
      t2 +
      1) *
    2 *
    pow2(t1 - 1)
  );
}

// The runtime of cnnc, MIT licence.

/** Something wrong with what a compiled model is given to compute. */
class InputError extends Error {
  name = "InputError";
}
/** A network over loaded weights. `forward` computes one batch from the input ports to the output ports. */
function createNetwork(layout, weights, forward) {
  const { batch, taps } = layout;
  const arena = new Float32Array(layout.arena);
  const ports = [...layout.outputs, ...(taps ?? [])];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);
  const compute = (inputs, given) => {
    const samples = countSamples(layout, inputs);
    if (samples !== batch && ports.some(({ whole }) => whole)) {
      throw new InputError(
        `an output is about a whole batch: give ${batch} samples, not ${samples}`,
      );
    }
    if (given !== undefined) checkOutputs(layout, given, samples);
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const count = Math.min(batch, samples - first);
      for (const port of layout.inputs)
        fillPort(arena, port, inputs[port.name], first, count, batch);
      forward(arena, weights);
      for (const port of layout.outputs)
        emptyPort(arena, port, outputs[port.name], first, count);
      for (const port of taps ?? [])
        emptyPort(arena, port, tapped[port.name], first, count);
    }
    return taps === undefined ? outputs : { ...outputs, taps: tapped };
  };
  const runSync = (inputs, outputs) => compute(inputs, outputs);
  return {
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
  };
}
function countSamples(layout, inputs) {
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
  return samples === -1 ? layout.batch : samples;
}
function outputElements({ elements, whole }, samples) {
  return whole ? elements : samples * elements;
}
function checkOutputs(layout, outputs, samples) {
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
/** Buffers for a number of samples, the same ones as long as that number stays. */
function keptBuffers(ports) {
  let buffers = {};
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
function fillPort(arena, { at, elements, whole }, data, first, count, batch) {
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
function emptyPort(arena, { at, elements }, data, first, count) {
  if (data === undefined) return;
  const to = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    data[to + i] = arena[at + i] ?? 0;
}

/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
class WeightError extends Error {
  code;
  /** What is wrong, in a line. */
  summary;
  /** One line a tensor. */
  problems;
  /** Tensors are missing and others are left over: they may be the same. */
  namesDiffer;
  constructor(code, summary, problems = [], namesDiffer = false) {
    const lines = problems.map((problem) => `\n  ${problem}`);
    super(`${summary}${lines.length > 0 ? ":" : ""}${lines.join("")}`);
    this.name = "WeightError";
    this.code = code;
    this.summary = summary;
    this.problems = problems;
    this.namesDiffer = namesDiffer;
  }
}

/** Bytes of an element, for each dtype that converts to float32. */
const floatBytes = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F32", 4],
  ["F64", 8],
]);
/** What is held at one time besides the target: a multiple of 8. */
const chunkBytes = 1 << 24;
/** Reads a tensor of {@link floatBytes} dtype into `target`, chunk by chunk. */
async function readTensor(source, entry, target) {
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
function readTensorSync(bytes, entry, target) {
  decodeFloats(entry.dtype, bytes.subarray(entry.begin, entry.end), target);
}
/** Little-endian numbers of `dtype`, rounded to float32 where it has more. */
function decodeFloats(dtype, bytes, target) {
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
  if (dtype === "F32") {
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
function fromFloat16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const power = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (power === 0) return sign * fraction * 2 ** -24;
  if (power === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (power - 25);
}

/**
 * The first name that an object of `json` holds twice. `JSON.parse` would keep
 * the last of them and say nothing. `json` must be valid.
 */
function duplicateKey(json) {
  const open = [];
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
        const key = JSON.parse(json.slice(begin, end));
        const keys = open.at(-1);
        if (keys?.has(key) === true) return key;
        keys?.add(key);
      }
    }
    at += 1;
  }
  return undefined;
}
function isJsonSpace(character) {
  return (
    character === " " ||
    character === "\n" ||
    character === "\r" ||
    character === "\t"
  );
}

/** The reference implementation's limit. */
const maxHeaderBytes = 100_000_000;
const dtypeBytes = new Map([
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
async function openSafetensors(source) {
  const { size } = source;
  const length = headerLength(await source.read(0, Math.min(8, size)), size);
  return parseHeader(await source.read(8, 8 + length), length, size);
}
/** {@link openSafetensors} for a file in memory. */
function openSafetensorsSync(bytes) {
  const size = bytes.length;
  const length = headerLength(bytes.subarray(0, 8), size);
  return parseHeader(bytes.subarray(8, 8 + length), length, size);
}
function malformed(message) {
  return new WeightError("CNN0501", `not a safetensors file: ${message}`);
}
function headerLength(bytes, fileSize) {
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
function parseHeader(bytes, length, fileSize) {
  if (bytes.length !== length) throw malformed("it ends within its header");
  const header = parseHeaderJson(bytes);
  const dataBegin = 8 + length;
  const metadata = new Map();
  const entries = [];
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
function parseHeaderJson(bytes) {
  if (bytes[0] !== 0x7b) throw malformed("its header does not begin with {");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("its header is not UTF-8");
  }
  let header;
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
function parseEntry(name, value, dataBegin) {
  const fail = (what) => malformed(`tensor ${JSON.stringify(name)} ${what}`);
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
function checkCoverage(entries, dataBegin, fileSize) {
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
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isSizes(value) {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

/** Bytes already in memory; reads are views, not copies. */
function bytesSource(bytes) {
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return {
    size: whole.length,
    read: (begin, end) => Promise.resolve(whole.subarray(begin, end)),
  };
}

/** The candidate that is most likely meant by `name`; none if all are far. */
function nearestName(name, candidates) {
  let nearest;
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
function editDistance(a, b) {
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
function matchWeights(file, expected, names = new Map(), training = []) {
  const left = new Set();
  for (const name of file.tensors.keys()) {
    if (!/(^|\.)num_batches_tracked$/.test(name)) left.add(name);
  }
  for (const { path } of expected) left.delete(names.get(path) ?? path);
  for (const path of training) left.delete(names.get(path) ?? path);
  const matched = new Map();
  const takers = new Map();
  const missing = [];
  const wrong = [];
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
function unfit(missing, wrong, surplus) {
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
function escaped(name) {
  return JSON.stringify(name).slice(1, -1);
}
function isSameShape(a, b) {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * Reads a safetensors file tensor by tensor, as the load part asks, so that a
 * network is never held twice. Throws {@link WeightError}.
 */
async function loadWeights(layout, from, prepare, options) {
  const inMemory = from instanceof Uint8Array || from instanceof ArrayBuffer;
  const source = inMemory ? bytesSource(from) : from;
  const file = await openSafetensors(source);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const weights = new Float32Array(layout.elements);
  for (const [path, at, elements] of prepare(weights)) {
    const target = weights.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
  }
  return weights;
}
/** {@link loadWeights} for a file in memory. */
function loadWeightsSync(layout, from, prepare, options) {
  const bytes = from instanceof Uint8Array ? from : new Uint8Array(from);
  const file = openSafetensorsSync(bytes);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const weights = new Float32Array(layout.elements);
  for (const [path, at, elements] of prepare(weights)) {
    const target = weights.subarray(at, at + elements);
    readTensorSync(bytes, entryOf(entries, path), target);
  }
  return weights;
}
function entryOf(entries, path) {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}

/**
 * Taps of `count` elements, from `begin`, of a line of `from` elements resized
 * to `to`. Element i has the weight
 * max(0, 2 max(from, to) - |(2 i + 1) to - (2 o + 1) from|) in element o: a
 * triangle around o's place that is as wide as the scale when shrinking. All
 * numbers are integers below 2^53.
 */
function triangleTaps(from, to, begin, count) {
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
function meanOfTaps(line, { first, doubled, sum }, at, stride) {
  let total = sum;
  const begin = at + first * stride;
  for (let tap = 0; tap < doubled.length; tap += 1) {
    total += (doubled[tap] ?? 0) * (line[begin + tap * stride] ?? 0);
  }
  return Math.floor(total / (2 * sum));
}

/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
function pictureToTensor(
  pixels,
  rule,
  shape,
  tensor = new Float32Array(shape[0] * shape[1] * shape[2]),
) {
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
function checkPixels({ width, height, data }, tensor, elements) {
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
function resizedSize({ width, height }, resize, toWidth, toHeight) {
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
/** An axis of `from` pixels, resized to `size` and cropped to `crop`. */
function cropAxis(from, size, crop) {
  const at = Math.max(0, Math.floor((crop - size) / 2));
  const floor = Math.max(0, Math.floor((size - crop) / 2));
  // Half a pixel is rounded to even.
  const up = (size - crop) % 2 === 1 && floor % 2 === 1;
  const begin = up ? floor + 1 : floor;
  return { taps: triangleTaps(from, size, begin, Math.min(size, crop)), at };
}
/** What each byte becomes in a channel of the tensor. */
function numbersOfBytes(rule, channel) {
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
function resample({ width, data }, component, columns, rows, write) {
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
function byteAt(data, at, component) {
  const alpha = data[at + 3] ?? 0;
  if (component >= 0) return overBlack(data[at + component] ?? 0, alpha);
  const red = overBlack(data[at] ?? 0, alpha);
  const green = overBlack(data[at + 1] ?? 0, alpha);
  const blue = overBlack(data[at + 2] ?? 0, alpha);
  // ITU-R BT.601 in 16 bits.
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}
/** value * alpha / 255, rounded to the nearest. */
function overBlack(value, alpha) {
  return alpha === 255 ? value : Math.floor((2 * value * alpha + 255) / 510);
}

// Tiles of a convolution: what `conv2d` computes at neighbouring outputs, held
// in local variables. `inputAt` is where the first window would begin in the
// first channel of the group (before the input, in the padding), `weightAt`
// the filter of the first output channel, `outputAt` the first output. Taps
// outside [kyBegin, kyEnd) and [kxBegin, kxEnd) lie in the padding; tiles
// without a kx range lie where no column does.
//
// Four output channels at a time, the innermost loop runs over input channels,
// since kernels are small. One at a time it runs along the kernel's row, since
// most often the group has a single input channel (depthwise convolution).
/** Output channels 0…3 at columns 0 and 1. */
function convTile4x2(
  input,
  inputAt,
  weight,
  weightAt,
  bias,
  biasAt,
  output,
  outputAt,
  kyBegin,
  kyEnd,
  shape,
) {
  const { kernelWidth, dilationWidth, strideWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const outputPlane = shape.outputPlaneStride;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = ((shape.inputChannels / shape.groups) | 0) * taps;
  let a0 = bias?.[biasAt] ?? 0;
  let a1 = bias?.[biasAt + 1] ?? 0;
  let a2 = bias?.[biasAt + 2] ?? 0;
  let a3 = bias?.[biasAt + 3] ?? 0;
  let b0 = a0;
  let b1 = a1;
  let b2 = a2;
  let b3 = a3;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = 0; kx < kernelWidth; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        const a = input[i] ?? 0;
        const b = input[i + strideWidth] ?? 0;
        const w0 = weight[w] ?? 0;
        const w1 = weight[w + filter] ?? 0;
        const w2 = weight[w + 2 * filter] ?? 0;
        const w3 = weight[w + 3 * filter] ?? 0;
        a0 += w0 * a;
        a1 += w1 * a;
        a2 += w2 * a;
        a3 += w3 * a;
        b0 += w0 * b;
        b1 += w1 * b;
        b2 += w2 * b;
        b3 += w3 * b;
        i += inputPlane;
      }
    }
  }
  output[outputAt] = a0;
  output[outputAt + 1] = b0;
  output[outputAt + outputPlane] = a1;
  output[outputAt + outputPlane + 1] = b1;
  output[outputAt + 2 * outputPlane] = a2;
  output[outputAt + 2 * outputPlane + 1] = b2;
  output[outputAt + 3 * outputPlane] = a3;
  output[outputAt + 3 * outputPlane + 1] = b3;
}
/** Output channels 0…3 at one column. */
function convTile4x1(
  input,
  inputAt,
  weight,
  weightAt,
  bias,
  biasAt,
  output,
  outputAt,
  kyBegin,
  kyEnd,
  kxBegin,
  kxEnd,
  shape,
) {
  const { kernelWidth, dilationWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const outputPlane = shape.outputPlaneStride;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = ((shape.inputChannels / shape.groups) | 0) * taps;
  let a0 = bias?.[biasAt] ?? 0;
  let a1 = bias?.[biasAt + 1] ?? 0;
  let a2 = bias?.[biasAt + 2] ?? 0;
  let a3 = bias?.[biasAt + 3] ?? 0;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = kxBegin; kx < kxEnd; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        const a = input[i] ?? 0;
        a0 += (weight[w] ?? 0) * a;
        a1 += (weight[w + filter] ?? 0) * a;
        a2 += (weight[w + 2 * filter] ?? 0) * a;
        a3 += (weight[w + 3 * filter] ?? 0) * a;
        i += inputPlane;
      }
    }
  }
  output[outputAt] = a0;
  output[outputAt + outputPlane] = a1;
  output[outputAt + 2 * outputPlane] = a2;
  output[outputAt + 3 * outputPlane] = a3;
}
/** One output channel at columns 0…3. */
function convTile1x4(
  input,
  inputAt,
  weight,
  weightAt,
  bias,
  biasAt,
  output,
  outputAt,
  kyBegin,
  kyEnd,
  shape,
) {
  const { kernelWidth, dilationWidth, strideWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const taps = shape.kernelHeight * kernelWidth;
  const channels = (shape.inputChannels / shape.groups) | 0;
  let p = bias?.[biasAt] ?? 0;
  let q = p;
  let r = p;
  let s = p;
  for (let c = 0; c < channels; c += 1) {
    for (let ky = kyBegin; ky < kyEnd; ky += 1) {
      let i =
        inputAt + c * inputPlane + ky * shape.dilationHeight * shape.width;
      const begin = weightAt + c * taps + ky * kernelWidth;
      for (let w = begin; w < begin + kernelWidth; w += 1) {
        const tap = weight[w] ?? 0;
        p += tap * (input[i] ?? 0);
        q += tap * (input[i + strideWidth] ?? 0);
        r += tap * (input[i + 2 * strideWidth] ?? 0);
        s += tap * (input[i + 3 * strideWidth] ?? 0);
        i += dilationWidth;
      }
    }
  }
  output[outputAt] = p;
  output[outputAt + 1] = q;
  output[outputAt + 2] = r;
  output[outputAt + 3] = s;
}
/** One output. */
function convPoint(
  input,
  inputAt,
  weight,
  weightAt,
  bias,
  biasAt,
  output,
  outputAt,
  kyBegin,
  kyEnd,
  kxBegin,
  kxEnd,
  shape,
) {
  const { kernelWidth, dilationWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const taps = shape.kernelHeight * kernelWidth;
  const channels = (shape.inputChannels / shape.groups) | 0;
  let sum = bias?.[biasAt] ?? 0;
  for (let c = 0; c < channels; c += 1) {
    for (let ky = kyBegin; ky < kyEnd; ky += 1) {
      const i =
        inputAt + c * inputPlane + ky * shape.dilationHeight * shape.width;
      const w = weightAt + c * taps + ky * kernelWidth;
      for (let kx = kxBegin; kx < kxEnd; kx += 1) {
        sum += (weight[w + kx] ?? 0) * (input[i + kx * dilationWidth] ?? 0);
      }
    }
  }
  output[outputAt] = sum;
}

// `| 0` tells engines that the result is an integer, which keeps all that is
// computed from it out of floating point.
/**
 * First tap of a window that begins at coordinate `start` (negative in the
 * padding) and falls inside the input.
 */
function firstTap(start, dilation) {
  return start < 0 ? Math.ceil(-start / dilation) | 0 : 0;
}
/** One past the last of the `taps` that falls below `extent`. */
function endTap(start, dilation, taps, extent) {
  const fitting = Math.ceil((extent - start) / dilation) | 0;
  return Math.max(0, Math.min(taps, fitting));
}

/**
 * `output[n, o, y, x] = bias[o] + sum over c, ky, kx of weight[o, c, ky, kx] *
 * input[n, c, y * strideHeight + ky * dilationHeight - padTop, …]`, where the
 * input is 0 outside its extent. Sums are float64 and are rounded once.
 *
 * Rows are cut into a left border, an interior where every tap of the window
 * lies in the input, and a right border. The interior runs in register tiles:
 * 4 output channels by 2 columns where a group has 4 channels left, otherwise
 * 1 channel by 4 columns.
 */
function conv2d(
  input,
  inputAt,
  weight,
  weightAt,
  bias,
  biasAt,
  output,
  outputAt,
  shape,
) {
  const { batch, groups, height, width, outputHeight, outputWidth } = shape;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = shape;
  const groupInputs = (shape.inputChannels / groups) | 0;
  const groupOutputs = (shape.outputChannels / groups) | 0;
  const filter = groupInputs * shape.kernelHeight * shape.kernelWidth;
  // Columns in [interiorBegin, interiorEnd) see no padding on either side.
  const reach = (shape.kernelWidth - 1) * dilationWidth;
  const interiorBegin = firstTap(-shape.padLeft, strideWidth);
  const interiorEnd = endTap(
    reach - shape.padLeft,
    strideWidth,
    outputWidth,
    width,
  );
  for (let n = 0; n < batch; n += 1) {
    for (let group = 0; group < groups; group += 1) {
      const groupAt =
        inputAt +
        n * shape.inputSampleStride +
        group * groupInputs * height * width;
      const channelsEnd = (group + 1) * groupOutputs;
      let channel = group * groupOutputs;
      while (channel < channelsEnd) {
        const tile = channel + 4 <= channelsEnd ? 4 : 1;
        const tileWidth = tile === 4 ? 2 : 4;
        const filterAt = weightAt + channel * filter;
        const channelAt = biasAt + channel;
        const planeAt =
          outputAt +
          n * shape.outputSampleStride +
          channel * shape.outputPlaneStride;
        for (let y = 0; y < outputHeight; y += 1) {
          const top = y * strideHeight - shape.padTop;
          const kyBegin = firstTap(top, dilationHeight);
          const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
          const rowAt = planeAt + y * outputWidth;
          let x = 0;
          while (x < outputWidth) {
            const left = x * strideWidth - shape.padLeft;
            const windowAt = groupAt + top * width + left;
            if (x >= interiorBegin && x + tileWidth <= interiorEnd) {
              const interior = tile === 4 ? convTile4x2 : convTile1x4;
              interior(
                input,
                windowAt,
                weight,
                filterAt,
                bias,
                channelAt,
                output,
                rowAt + x,
                kyBegin,
                kyEnd,
                shape,
              );
              x += tileWidth;
              continue;
            }
            const single = tile === 4 ? convTile4x1 : convPoint;
            single(
              input,
              windowAt,
              weight,
              filterAt,
              bias,
              channelAt,
              output,
              rowAt + x,
              kyBegin,
              kyEnd,
              firstTap(left, dilationWidth),
              endTap(left, dilationWidth, shape.kernelWidth, width),
              shape,
            );
            x += 1;
          }
        }
        channel += tile;
      }
    }
  }
}

/** The sum of each window, in float64; padding is 0. */
function sumPool2d(input, inputAt, output, outputAt, shape) {
  const { channels, height, width, outputHeight, outputWidth } = shape;
  const { dilationHeight, dilationWidth } = shape;
  for (let n = 0; n < shape.batch; n += 1) {
    let from = inputAt + n * shape.inputSampleStride;
    let to = outputAt + n * shape.outputSampleStride;
    for (let channel = 0; channel < channels; channel += 1) {
      for (let y = 0; y < outputHeight; y += 1) {
        const top = y * shape.strideHeight - shape.padTop;
        const kyBegin = firstTap(top, dilationHeight);
        const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
        for (let x = 0; x < outputWidth; x += 1) {
          const left = x * shape.strideWidth - shape.padLeft;
          const kxBegin = firstTap(left, dilationWidth);
          const kxEnd = endTap(left, dilationWidth, shape.kernelWidth, width);
          let sum = 0;
          for (let ky = kyBegin; ky < kyEnd; ky += 1) {
            const rowAt = from + (top + ky * dilationHeight) * width + left;
            for (let kx = kxBegin; kx < kxEnd; kx += 1) {
              sum += input[rowAt + kx * dilationWidth] ?? 0;
            }
          }
          output[to] = sum;
          to += 1;
        }
      }
      from += height * width;
    }
  }
}

/**
 * How many elements the average of window `[y, x]` is over. What ceil mode
 * adds beyond the padding never counts.
 */
function averageDivisor(y, x, countPadding, shape) {
  const { dilationHeight, dilationWidth, kernelHeight, kernelWidth } = shape;
  const top = y * shape.strideHeight - shape.padTop;
  const left = x * shape.strideWidth - shape.padLeft;
  if (countPadding) {
    const bottom = shape.height + shape.padBottom;
    const right = shape.width + shape.padRight;
    return (
      endTap(top, dilationHeight, kernelHeight, bottom) *
      endTap(left, dilationWidth, kernelWidth, right)
    );
  }
  const rows =
    endTap(top, dilationHeight, kernelHeight, shape.height) -
    firstTap(top, dilationHeight);
  const columns =
    endTap(left, dilationWidth, kernelWidth, shape.width) -
    firstTap(left, dilationWidth);
  return Math.max(0, rows) * Math.max(0, columns);
}

/**
 * The mean of each window over its elements inside the input or, with
 * `countPadding`, inside input and padding. The sum and the quotient are each
 * rounded.
 */
function averagePool2d(input, inputAt, output, outputAt, countPadding, shape) {
  sumPool2d(input, inputAt, output, outputAt, shape);
  const { outputHeight, outputWidth } = shape;
  const plane = outputHeight * outputWidth;
  for (let y = 0; y < outputHeight; y += 1) {
    for (let x = 0; x < outputWidth; x += 1) {
      const divisor = averageDivisor(y, x, countPadding, shape);
      for (let n = 0; n < shape.batch; n += 1) {
        let at = outputAt + n * shape.outputSampleStride + y * outputWidth + x;
        for (let channel = 0; channel < shape.channels; channel += 1) {
          output[at] = (output[at] ?? 0) / divisor;
          at += plane;
        }
      }
    }
  }
}

/**
 * `output[m, n] = bias[n] + sum over k of a[m, k] * b[k, n]`, in tiles of 4
 * columns. A tile's columns of `b` are used for every row before the next, so
 * that a dense layer streams its weight once a batch. Sums are float64 and are
 * rounded once.
 */
function matmul(a, aAt, b, bAt, bias, biasAt, output, outputAt, shape) {
  const { rows, columns, inner, aInner, bInner, bColumn } = shape;
  const { biasColumn, outputColumn } = shape;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const bias0 = biasAt + column * biasColumn;
    for (let row = 0; row < rows; row += 1) {
      let s0 = bias?.[bias0] ?? 0;
      let s1 = bias?.[bias0 + biasColumn] ?? 0;
      let s2 = bias?.[bias0 + 2 * biasColumn] ?? 0;
      let s3 = bias?.[bias0 + 3 * biasColumn] ?? 0;
      let i = aAt + row * shape.aRow;
      let j = bAt + column * bColumn;
      for (let k = 0; k < inner; k += 1) {
        const x = a[i] ?? 0;
        s0 += x * (b[j] ?? 0);
        s1 += x * (b[j + bColumn] ?? 0);
        s2 += x * (b[j + 2 * bColumn] ?? 0);
        s3 += x * (b[j + 3 * bColumn] ?? 0);
        i += aInner;
        j += bInner;
      }
      const at = outputAt + row * shape.outputRow + column * outputColumn;
      output[at] = s0;
      output[at + outputColumn] = s1;
      output[at + 2 * outputColumn] = s2;
      output[at + 3 * outputColumn] = s3;
    }
  }
  for (; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      let sum = bias?.[biasAt + column * biasColumn] ?? 0;
      let i = aAt + row * shape.aRow;
      let j = bAt + column * bColumn;
      for (let k = 0; k < inner; k += 1) {
        sum += (a[i] ?? 0) * (b[j] ?? 0);
        i += aInner;
        j += bInner;
      }
      output[outputAt + row * shape.outputRow + column * outputColumn] = sum;
    }
  }
}

const power = new Float32Array(1);
const powerBits = new Int32Array(power.buffer);
/** 2^n for an integer n from -126 to 127; 0 below, Infinity above. */
function pow2(n) {
  if (n < -126) return 0;
  if (n > 127) return Infinity;
  // The exponent bits of a float32, with bias 127.
  powerBits[0] = (n + 127) << 23;
  return power[0] ?? 0;
}

export { InputError, WeightError };
