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
  weightBytes: 266304,
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
  const {
    kernels: k,
    memory: m,
    run,
    close,
  } = await instantiate(wasm, kernelLayout, forward, options);
  try {
    await loadWeights(weightsLayout, weights, m, prepare(k), options);
    return createNetwork(layout, m, run, close);
  } catch (error) {
    close();
    throw error;
  }
}

/** The same for a file in memory, without a promise. */
export function loadSync(weights, options) {
  const {
    kernels: k,
    memory: m,
    run,
    close,
  } = instantiateSync(wasm, kernelLayout, forward, options);
  try {
    loadWeightsSync(weightsLayout, weights, m, prepare(k), options);
    return createNetwork(layout, m, run, close);
  } catch (error) {
    close();
    throw error;
  }
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
};

const layout = {
  batch: 1,
  inputs: [{ name: "image", at: 16, elements: 784 }],
  outputs: [{ name: "logits", at: 112, elements: 10 }],
};

// What each batch computes, and where in memory.

const runPlan = {
  image: 16, // [1, 1, 28, 28]
  conv1: 4720, // [1, 1, 32, 32]
  "conv1.weight": 5920, // [200]
  "conv1.bias": 5904, // [6]
  "conv1 2": 16, // [1, 6, 28, 28]
  avgpool1: 4720, // [1, 6, 14, 14]
  "conv2.weight": 6144, // [7168]
  "conv2.bias": 6128, // [16]
  conv2: 16, // [1, 16, 10, 10]
  avgpool2: 1616, // [1, 16, 5, 5]
  flatten1: 16, // [1, 16, 5, 5]
  "dense1.weight": 13312, // [400, 120]
  "dense1.bias": 61312, // [120]
  dense1: 416, // [1, 120]
  "dense2.weight": 61440, // [120, 84]
  "dense2.bias": 71520, // [84]
  dense2: 16, // [1, 84]
  "dense3.weight": 71616, // [84, 10]
  "dense3.bias": 72464, // [10]
  dense3: 112, // [1, 10]
};

function forward(k) {
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
}

// How weights become what a batch reads.

const loadPlan = {
  "conv1.weight": 72320, // [6, 1, 5, 5]
  "conv1.bias": 5904, // [6]
  conv1: 5920, // [1, 1, 5, 5, 1, 6]
  "conv1 2": 5926, // [1, 1, 5, 5, 1, 2]
  "conv2.weight": 70080, // [16, 6, 5, 5]
  "conv2.bias": 6128, // [16]
  conv2: 6144, // [7168]
  "dense1.weight": 13312, // [120, 400]
  "dense1.bias": 61312, // [120]
  "dense2.weight": 61440, // [84, 120]
  "dense2.bias": 71520, // [84]
  "dense3.weight": 71616, // [10, 84]
  "dense3.bias": 72464, // [10]
};

function* prepare(k) {
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

const kernelLayout = {
  shared: 289920,
  scratch: 347264,
  own: 1024,
  sharing: 81,
  threads: 1,
};

// The kernels, in WebAssembly.
const wasm =
  "AGFzbQEAAAABOAlgAn9/AX9gAABgAXsBe2AEf39/fwBgAn9/AGADf39/AGABfwBgBn9/f39/fwBgB39/f39/f38AAksFA2VudgZtZW1vcnkCAQGAgAQDZW52B3NjcmF0Y2gDfwADZW52BnNoYXJlZAN/AANlbnYGdGhyZWFkA38AA2VudgZzbGVlcHMDfwADISAAAQIDBAUGAwQDBAcDAwQFAwUICAgDAwQDBAcDBwMHAwb9AQx7AP0M7FEQwexREMHsURDB7FEQwQt7AP0M7FEQQexREEHsURBB7FEQQQt7AP0M09FkMtPRZDLT0WQy09FkMgt7AP0MqaqsN6mqrDepqqw3qaqsNwt7AP0MKfxkOyn8ZDsp/GQ7KfxkOwt7AP0MIAIJPiACCT4gAgk+IAIJPgt7AP0MAACAPwAAgD8AAIA/AACAPwt7AP0MJFxQNSRcUDUkXFA1JFxQNQt7AP0M6CCsOeggrDnoIKw56CCsOQt7AP0Mke/TPJHv0zyR79M8ke/TPAt7AP0MtSvvPrUr7z61K+8+tSvvPgt7AP0MAACAvwAAgL8AAIC/AACAvwsHuAEMCmNvcHlfY29udjEABAltYXBfY29udjEABhV0cmFuc2Zvcm1XZWlnaHRfY29udjIACAlwYWRfY29udjEACgpjb252X2NvbnYxAAwNcG9vbF9hdmdwb29sMQAOCmNvbnZfY29udjIAFQ1wb29sX2F2Z3Bvb2wyABcNY29weV9mbGF0dGVuMQAZDW1hdG11bF9kZW5zZTEAGw1tYXRtdWxfZGVuc2UyAB0NbWF0bXVsX2RlbnNlMwAfCqOKASAcAQF/QQAoAgBBH3EhAiAAIAFsIAJqIAJBAWpuC3YBA39BACgCAEEfcSIARQ0AQQz+EAIAIQFBCEEB/h4CACAARgRAQQhBAP4XAgBBDEEB/h4CABpBDEF//gACABoPC0GgnAEhAgNAQQz+EAIAIAFHDQEgAkEATCMDcQRAQQwgAUJ//gECABoFIAJBAWshAgsMAAsLgQEBAnsgACME/esBIwX96gEhASABIAH95gEhAiABIwYgAv3mASMH/eQBIAL95gEjCP3kASAC/eYBIwn95AEgAv3mASMK/eQB/eYBIwsgAv3mASMM/eQBIAL95gEjDf3kASAC/eYBIw795AEgAv3mASMK/eQB/ecBIw/96wEjCv3qAQvVIAICfwh7IAAgAU8EQA8LA0AgAiEEIAMhBSAE/QACACEGIAT9AAJkIQcgBP0AAsgBIQggBP0AAqwCIQkgBiAH/Q0AAQIDEBESEwQFBgcUFRYXIQogCCAJ/Q0AAQIDEBESEwQFBgcUFRYXIQsgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQwgCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQ0gBiAH/Q0ICQoLGBkaGwwNDg8cHR4fIQogCCAJ/Q0ICQoLGBkaGwwNDg8cHR4fIQsgDCEGIA0hByAKIAv9DQABAgMEBQYHEBESExQVFhchCCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hCSAFIAb9CwIAIAUgB/0LAiAgBSAI/QsCQCAFIAn9CwJgIAT9AAIQIQYgBP0AAnQhByAE/QAC2AEhCCAE/QACvAIhCSAGIAf9DQABAgMQERITBAUGBxQVFhchCiAIIAn9DQABAgMQERITBAUGBxQVFhchCyAKIAv9DQABAgMEBQYHEBESExQVFhchDCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hDSAGIAf9DQgJCgsYGRobDA0ODxwdHh8hCiAIIAn9DQgJCgsYGRobDA0ODxwdHh8hCyAMIQYgDSEHIAogC/0NAAECAwQFBgcQERITFBUWFyEIIAogC/0NCAkKCwwNDg8YGRobHB0eHyEJIAUgBv0LAoABIAUgB/0LAqABIAUgCP0LAsABIAUgCf0LAuABIAT9AAIgIQYgBP0AAoQBIQcgBP0AAugBIQggBP0AAswCIQkgBiAH/Q0AAQIDEBESEwQFBgcUFRYXIQogCCAJ/Q0AAQIDEBESEwQFBgcUFRYXIQsgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQwgCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQ0gBiAH/Q0ICQoLGBkaGwwNDg8cHR4fIQogCCAJ/Q0ICQoLGBkaGwwNDg8cHR4fIQsgDCEGIA0hByAKIAv9DQABAgMEBQYHEBESExQVFhchCCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hCSAFIAb9CwKAAiAFIAf9CwKgAiAFIAj9CwLAAiAFIAn9CwLgAiAE/QACMCEGIAT9AAKUASEHIAT9AAL4ASEIIAT9AALcAiEJIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/QsCgAMgBSAH/QsCoAMgBSAI/QsCwAMgBSAJ/QsC4AMgBEGQA2ohBCAFQRBqIQUgBP0AAgAhBiAE/QACZCEHIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/VoCAAAgBSAG/VoCBAEgBSAH/VoCIAAgBSAH/VoCJAEgBSAI/VoCQAAgBSAI/VoCRAEgBSAJ/VoCYAAgBSAJ/VoCZAEgBP0AAhAhBiAE/QACdCEHIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/VoCgAEAIAUgBv1aAoQBASAFIAf9WgKgAQAgBSAH/VoCpAEBIAUgCP1aAsABACAFIAj9WgLEAQEgBSAJ/VoC4AEAIAUgCf1aAuQBASAE/QACICEGIAT9AAKEASEHIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/VoCgAIAIAUgBv1aAoQCASAFIAf9WgKgAgAgBSAH/VoCpAIBIAUgCP1aAsACACAFIAj9WgLEAgEgBSAJ/VoC4AIAIAUgCf1aAuQCASAE/QACMCEGIAT9AAKUASEHIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/VoCgAMAIAUgBv1aAoQDASAFIAf9WgKgAwAgBSAH/VoCpAMBIAUgCP1aAsADACAFIAj9WgLEAwEgBSAJ/VoC4AMAIAUgCf1aAuQDASAEQfB8aiEEIAVBcGohBSAEQcAAaiEEIAVBgARqIQUgBP0AAgAhBiAE/QACZCEHIAT9AALIASEIIAT9AAKsAiEJIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/QsCACAFIAf9CwIgIAUgCP0LAkAgBSAJ/QsCYCAE/QACECEGIAT9AAJ0IQcgBP0AAtgBIQggBP0AArwCIQkgBiAH/Q0AAQIDEBESEwQFBgcUFRYXIQogCCAJ/Q0AAQIDEBESEwQFBgcUFRYXIQsgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQwgCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQ0gBiAH/Q0ICQoLGBkaGwwNDg8cHR4fIQogCCAJ/Q0ICQoLGBkaGwwNDg8cHR4fIQsgDCEGIA0hByAKIAv9DQABAgMEBQYHEBESExQVFhchCCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hCSAFIAb9CwKAASAFIAf9CwKgASAFIAj9CwLAASAFIAn9CwLgASAEQZADaiEEIAVBEGohBSAE/QACACEGIAT9AAJkIQcgBiAH/Q0AAQIDEBESEwQFBgcUFRYXIQogCCAJ/Q0AAQIDEBESEwQFBgcUFRYXIQsgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQwgCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQ0gBiAH/Q0ICQoLGBkaGwwNDg8cHR4fIQogCCAJ/Q0ICQoLGBkaGwwNDg8cHR4fIQsgDCEGIA0hByAKIAv9DQABAgMEBQYHEBESExQVFhchCCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hCSAFIAb9WgIAACAFIAb9WgIEASAFIAf9WgIgACAFIAf9WgIkASAFIAj9WgJAACAFIAj9WgJEASAFIAn9WgJgACAFIAn9WgJkASAE/QACECEGIAT9AAJ0IQcgBiAH/Q0AAQIDEBESEwQFBgcUFRYXIQogCCAJ/Q0AAQIDEBESEwQFBgcUFRYXIQsgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQwgCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQ0gBiAH/Q0ICQoLGBkaGwwNDg8cHR4fIQogCCAJ/Q0ICQoLGBkaGwwNDg8cHR4fIQsgDCEGIA0hByAKIAv9DQABAgMEBQYHEBESExQVFhchCCAKIAv9DQgJCgsMDQ4PGBkaGxwdHh8hCSAFIAb9WgKAAQAgBSAG/VoChAEBIAUgB/1aAqABACAFIAf9WgKkAQEgBSAI/VoCwAEAIAUgCP1aAsQBASAFIAn9WgLgAQAgBSAJ/VoC5AEBIARB8HxqIQQgBUFwaiEFIARBIGohBCAFQYACaiEF/QwAAAAAAAAAAAAAAAAAAAAAIQYgBCAG/VYCAAAhBv0MAAAAAAAAAAAAAAAAAAAAACEHIAQgB/1WAmQAIQf9DAAAAAAAAAAAAAAAAAAAAAAhCCAEIAj9VgLIAQAhCP0MAAAAAAAAAAAAAAAAAAAAACEJIAQgCf1WAqwCACEJIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/QsCACAEQZADaiEEIAVBEGohBf0MAAAAAAAAAAAAAAAAAAAAACEGIAQgBv1WAgAAIQb9DAAAAAAAAAAAAAAAAAAAAAAhByAEIAf9VgJkACEHIAYgB/0NAAECAxAREhMEBQYHFBUWFyEKIAggCf0NAAECAxAREhMEBQYHFBUWFyELIAogC/0NAAECAwQFBgcQERITFBUWFyEMIAogC/0NCAkKCwwNDg8YGRobHB0eHyENIAYgB/0NCAkKCxgZGhsMDQ4PHB0eHyEKIAggCf0NCAkKCxgZGhsMDQ4PHB0eHyELIAwhBiANIQcgCiAL/Q0AAQIDBAUGBxAREhMUFRYXIQggCiAL/Q0ICQoLDA0ODxgZGhscHR4fIQkgBSAG/VoCAAAgBSAG/VoCBAEgBEHwfGohBCAFQXBqIQUgBEEEaiEEIAVBIGohBSAEQZx/aiEEIAVB4HlqIQUgAEEBaiEAIAAgAUkNAAsLHwBBASMCEABBASMCQQFqEAAgAEECdCABQQJ0EAMQAQveAwICfwR7IAAgAU8EQA8LA0AgAiEDQQIhBANA/QwAAAAAAAAAAAAAAAAAAAAAIQX9DAAAAAAAAAAAAAAAAAAAAAAhBv0MAAAAAAAAAAAAAAAAAAAAACEH/QwAAAAAAAAAAAAAAAAAAAAAIQggAyAF/VoCAAAgAyAF/VoCIAEgAyAF/VoCQAIgAyAF/VoCYAMgAyAG/VoCgAEAIAMgBv1aAqABASADIAb9WgLAAQIgAyAG/VoC4AEDIAMgB/1aAoACACADIAf9WgKgAgEgAyAH/VoCwAICIAMgB/1aAuACAyADIAj9WgKAAwAgAyAI/VoCoAMBIAMgCP1aAsADAiADIAj9WgLgAwMgA0GABGohA/0MAAAAAAAAAAAAAAAAAAAAACEF/QwAAAAAAAAAAAAAAAAAAAAAIQYgAyAF/VoCAAAgAyAF/VoCIAEgAyAF/VoCQAIgAyAF/VoCYAMgAyAG/VoCgAEAIAMgBv1aAqABASADIAb9WgLAAQIgAyAG/VoC4AEDIANBgAJqIQP9DAAAAAAAAAAAAAAAAAAAAAAhBSADIAX9WgIAACADQSBqIQMgA0HgeWohAyADQQRqIQMgBEEBayIEDQALIANBeGohAyAAQQFqIQAgACABSQ0ACwsaAEEBIwIQAEEBIwJBAWoQACAAQQJ0EAUQAQu0EAUEfw17An8GewF/IwBDOY5jPjgCACMA/QkCACEIIwBDYQs2PDgCACMA/QkCACEJIwBDYQu2PDgCACMA/QkCACEKIwBDYQs2PTgCACMA/QkCACELIwBDYQu2PTgCACMA/QkCACEMIwBDYQs2PjgCACMA/QkCACENIwBDYQs2PzgCACMA/QkCACEOIwBDYQu2PjgCACMA/QkCACEPIAAgAU4EQA8LA0AgAiAAQcAlbGohBCADIABBwAFsaiEFQQYhFQNAIwAhByAEIQZBBSEWA0D9DAAAAAAAAAAAAAAAAAAAAAAhECAGIBD9VgIAACEQIAYgEP1WAtgEASEQIAYgEP1WArAJAiEQIAYgEP1WAogOAyEQ/QwAAAAAAAAAAAAAAAAAAAAAIREgBiAR/VYCFAAhESAGIBH9VgLsBAEhESAGIBH9VgLECQIhESAGIBH9VgKcDgMhEf0MAAAAAAAAAAAAAAAAAAAAACESIAYgEv1WAigAIRIgBiAS/VYCgAUBIRIgBiAS/VYC2AkCIRIgBiAS/VYCsA4DIRL9DAAAAAAAAAAAAAAAAAAAAAAhEyAGIBP9VgI8ACETIAYgE/1WApQFASETIAYgE/1WAuwJAiETIAYgE/1WAsQOAyET/QwAAAAAAAAAAAAAAAAAAAAAIRQgBiAU/VYCUAAhFCAGIBT9VgKoBQEhFCAGIBT9VgKACgIhFCAGIBT9VgLYDgMhFCAIIBAgEv3kASAU/eQB/eYB/eEBIRcgCCARIBP95AH95gH94QEhGCAJIBD95gEgCyAS/eYB/eQBIA0gFP3mAf3kASEZIAogEf3mASAMIBP95gH95AEhGiAOIBD95gEgDSAS/eYB/eQBIAsgFP3mAf3kASEbIA8gEf3mASAMIBP95gH95AEhHCAHIBD94QH9CwQAIAcgFyAY/eQB/QsEUCAHIBcgGP3lAf0LBKABIAcgGSAa/eQB/QsE8AEgByAZIBr95QH9CwTAAiAHIBsgHP3kAf0LBJADIAcgGyAc/eUB/QsE4AMgByAU/QsEsAQgBkEEaiEGIAdBEGohByAWQQFrIhYNAAsjACEHIAUhBkEIIR0DQCAH/QACACEQIAf9AAIQIREgB/0AAiAhEiAH/QACMCETIAf9AAJAIRQgCCAQIBL95AEgFP3kAf3mAf3hASEXIAggESAT/eQB/eYB/eEBIRggCSAQ/eYBIAsgEv3mAf3kASANIBT95gH95AEhGSAKIBH95gEgDCAT/eYB/eQBIRogDiAQ/eYBIA0gEv3mAf3kASALIBT95gH95AEhGyAPIBH95gEgDCAT/eYB/eQBIRwgBiAQ/eEB/QsCACAGIBcgGP3kAf0LAsADIAYgFyAY/eUB/QsCgAcgBiAZIBr95AH9CwLACiAGIBkgGv3lAf0LAoAOIAYgGyAc/eQB/QsCwBEgBiAbIBz95QH9CwKAFSAGIBT9CwLAGCAHQdAAaiEHIAZBgBxqIQYgHUEBayIdDQALIwAhByAEIQZBBSEWA0D9DAAAAAAAAAAAAAAAAAAAAAAhECAGIBD9VgLgEgAhECAGIBD9VgK4FwEhECAGIBD9VgKQHAIhECAGIBD9VgLoIAMhEP0MAAAAAAAAAAAAAAAAAAAAACERIAYgEf1WAvQSACERIAYgEf1WAswXASERIAYgEf1WAqQcAiERIAYgEf1WAvwgAyER/QwAAAAAAAAAAAAAAAAAAAAAIRIgBiAS/VYCiBMAIRIgBiAS/VYC4BcBIRIgBiAS/VYCuBwCIRIgBiAS/VYCkCEDIRL9DAAAAAAAAAAAAAAAAAAAAAAhEyAGIBP9VgKcEwAhEyAGIBP9VgL0FwEhEyAGIBP9VgLMHAIhEyAGIBP9VgKkIQMhE/0MAAAAAAAAAAAAAAAAAAAAACEUIAYgFP1WArATACEUIAYgFP1WAogYASEUIAYgFP1WAuAcAiEUIAYgFP1WArghAyEUIAggECAS/eQBIBT95AH95gH94QEhFyAIIBEgE/3kAf3mAf3hASEYIAkgEP3mASALIBL95gH95AEgDSAU/eYB/eQBIRkgCiAR/eYBIAwgE/3mAf3kASEaIA4gEP3mASANIBL95gH95AEgCyAU/eYB/eQBIRsgDyAR/eYBIAwgE/3mAf3kASEcIAcgEP3hAf0LBAAgByAXIBj95AH9CwRQIAcgFyAY/eUB/QsEoAEgByAZIBr95AH9CwTwASAHIBkgGv3lAf0LBMACIAcgGyAc/eQB/QsEkAMgByAbIBz95QH9CwTgAyAHIBT9CwSwBCAGQQRqIQYgB0EQaiEHIBZBAWsiFg0ACyMAIQcgBSEGQQghHQNAIAf9AAIAIRAgB/0AAhAhESAH/QACICESIAf9AAIwIRMgB/0AAkAhFCAIIBAgEv3kASAU/eQB/eYB/eEBIRcgCCARIBP95AH95gH94QEhGCAJIBD95gEgCyAS/eYB/eQBIA0gFP3mAf3kASEZIAogEf3mASAMIBP95gH95AEhGiAOIBD95gEgDSAS/eYB/eQBIAsgFP3mAf3kASEbIA8gEf3mASAMIBP95gH95AEhHCAGIBD94QH9CwIQIAYgFyAY/eQB/QsC0AMgBiAXIBj95QH9CwKQByAGIBkgGv3kAf0LAtAKIAYgGSAa/eUB/QsCkA4gBiAbIBz95AH9CwLQESAGIBsgHP3lAf0LApAVIAYgFP0LAtAYIAdB0ABqIQcgBkGAHGohBiAdQQFrIh0NAAsgBEHkAGohBCAFQSBqIQUgFUEBayIVDQALIABBAWohACAAIAFIDQALCx8AQQIjAhAAQQIjAkEBahAAIABBAnQgAUECdBAHEAELlwQDA38FewN/IAAgAU8EQA8LA0AgAyAAQYABbGohBUEAIQ0gACEOIA5BAmtBHEkEQCACIA1BwBhsaiAOQQJrQfAAbGohBP0MAAAAAAAAAAAAAAAAAAAAACEHIAUgB/1aAgAAIAUgB/1aAgQBIAVBCGohBSAFQXhqIQUgBUEIaiEFIAT9AAIAIQsgCyEHIAT9AAIQIQsgCyEIIAT9AAIgIQsgCyEJIAT9AAIwIQsgCyEKIAUgB/0LAgAgBSAI/QsCECAFIAn9CwIgIAUgCv0LAjAgBEHAAGohBCAFQcAAaiEFIAT9AAIAIQsgCyEHIAT9AAIQIQsgCyEIIAT9AAIgIQsgCyEJIAUgB/0LAgAgBSAI/QsCECAFIAn9CwIgIARBMGohBCAFQTBqIQUgBEGQf2ohBCAFQZB/aiEFIAVB8ABqIQX9DAAAAAAAAAAAAAAAAAAAAAAhByAFIAf9WgIAACAFIAf9WgIEASAFQQhqIQUgBUF4aiEFBUECIQYDQP0MAAAAAAAAAAAAAAAAAAAAACEH/QwAAAAAAAAAAAAAAAAAAAAAIQj9DAAAAAAAAAAAAAAAAAAAAAAhCf0MAAAAAAAAAAAAAAAAAAAAACEKIAUgB/0LAgAgBSAI/QsCECAFIAn9CwIgIAUgCv0LAjAgBUHAAGohBSAGQQFrIgYNAAsgBUGAf2ohBQsgAEEBaiEAIAAgAUkNAAsLHwBBICMCEABBICMCQQFqEAAgAEECdCABQQJ0EAkQAQv5BAQOfwh7AX8DeyAAIAFOBEAPCwNAIAEgAGshDiAOQYAQSgRAQYAQIQ4LIAAhESACIBFBgAFsaiEMIAUgEUGgBWxqIQ0gAyEHIAQhEiAMIQYgDiEPIBEhECANIQsDQEEHIRMDQCAS/QACACEUIBL9AAIQIRUgEv0AAgAhFiAS/QACECEXIBL9AAIAIRggEv0AAhAhGSAS/QACACEaIBL9AAIQIRsgBiEIIAchCUEFIRwDQCAIQRRqIQoDQCAJ/QACACEdIAn9AAIQIR4gCP0JAgAhHyAUIB8gHf3mAf3kASEUIBUgHyAe/eYB/eQBIRUgCP0JAgQhHyAWIB8gHf3mAf3kASEWIBcgHyAe/eYB/eQBIRcgCP0JAgghHyAYIB8gHf3mAf3kASEYIBkgHyAe/eYB/eQBIRkgCP0JAgwhHyAaIB8gHf3mAf3kASEaIBsgHyAe/eYB/eQBIRsgCUEgaiEJIAhBBGohCCAIIApHDQALIAhB7ABqIQggHEEBayIcDQALIAhBgHtqIQggFBACIRQgFRACIRUgFhACIRYgFxACIRcgGBACIRggGRACIRkgGhACIRogGxACIRsgCyAU/QsCACALIBX9WgIQACALIBX9WgIUASALIBb9CwIYIAsgF/1aAigAIAsgF/1aAiwBIAsgGP0LAjAgCyAZ/VoCQAAgCyAZ/VoCRAEgCyAa/QsCSCALIBv9WgJYACALIBv9WgJcASAGQRBqIQYgC0HgAGohCyATQQFrIhMNAAsgBkEQaiEGIA9BAWsiDw0ACyAHQaAGaiEHIBJBIGohEiANQRhqIQ0gDEEEaiEMIAAgDmohACAAIAFIDQALCykAQRwjAhAAQRwjAkEBahAAIABBAnQgAUECdCACQQJ0IANBAnQQCxABC8kGBAp/AXsBfwd7IAAgAU8EQA8LA0AgACEKIAIgAEHACmxqIQQgAyAAQdACbGohBUECIQtBAiEMQQchDQNAIAQhByAFIQggByEGIAshDyAG/QACACEQIAb9AAIYIREgBv0AAjAhEiAG/QACSCETIAZBoAVqIQYgD0EBayEPA0AgBv0AAgAhDiAQIA795AEhECAG/QACGCEOIBEgDv3kASERIAb9AAIwIQ4gEiAO/eQBIRIgBv0AAkghDiATIA795AEhEyAGQaAFaiEGIA9BAWsiDw0ACyAQIRQgFCAR/eQBIRQgEiEVIBUgE/3kASEVIAxBAmyy/RMhFiAUIBb95wEhFCAVIBb95wEhFSAIIBT9CwIAIAggFf0LAhggB0EQaiEHIAhBEGohCCAHIQYgCyEP/QwAAAAAAAAAAAAAAAAAAAAAIRAgBiAQ/VYCAAAhECAGIBD9VgIEASEQ/QwAAAAAAAAAAAAAAAAAAAAAIREgBiAR/VYCGAAhESAGIBH9VgIcASER/QwAAAAAAAAAAAAAAAAAAAAAIRIgBiAS/VYCMAAhEiAGIBL9VgI0ASES/QwAAAAAAAAAAAAAAAAAAAAAIRMgBiAT/VYCSAAhEyAGIBP9VgJMASETIAZBoAVqIQYgD0EBayEPA0D9DAAAAAAAAAAAAAAAAAAAAAAhDiAGIA79VgIAACEOIAYgDv1WAgQBIQ4gECAO/eQBIRD9DAAAAAAAAAAAAAAAAAAAAAAhDiAGIA79VgIYACEOIAYgDv1WAhwBIQ4gESAO/eQBIRH9DAAAAAAAAAAAAAAAAAAAAAAhDiAGIA79VgIwACEOIAYgDv1WAjQBIQ4gEiAO/eQBIRL9DAAAAAAAAAAAAAAAAAAAAAAhDiAGIA79VgJIACEOIAYgDv1WAkwBIQ4gEyAO/eQBIRMgBkGgBWohBiAPQQFrIg8NAAsgECEUIBQgEf3kASEUIBIhFSAVIBP95AEhFSAMQQJssv0TIRYgFCAW/ecBIRQgFSAW/ecBIRUgCCAU/VoCAAAgCCAU/VoCBAEgCCAV/VoCGAAgCCAV/VoCHAEgBEHgAGohBCAFQTBqIQUgDUEBayINDQALIABBAWohACAAIAFJDQALCx8AQQ4jAhAAQQ4jAkEBahAAIABBAnQgAUECdBANEAEL4gsHCH8JewF/CHsCfwZ7AX8jAEMAAKhAOAIAIwD9CQIAIQsjAEMAAIhAOAIAIwD9CQIAIQwjAEMAAAA/OAIAIwD9CQIAIQ0jAEMAAIA+OAIAIwD9CQIAIQ4jAEMAACBAOAIAIwD9CQIAIQ8jAEMAAKA/OAIAIwD9CQIAIRAjAEMAAABAOAIAIwD9CQIAIREjAEMAAIBAOAIAIwD9CQIAIRIjAEMAAKBAOAIAIwD9CQIAIRMgAUEDbiEDIAFBA3AhBEEAIARBBGxrIQUgBUEOaiEGIAAgA0HACmxqIAVBaGxqIQAgACEAIAVBACAFQQBKGyEFIAZBCCAGQQhIGyEGIAAgBUEYbGohACMAIQggBiAFa0EIRgRABUHAACEUA0AgCP0MAAAAAAAAAAAAAAAAAAAAAP0LBAAgCEEQaiEIIBRBAWsiFA0ACwtBAiEdA0AjACAFQRBsaiEIIAAhByAGIAVrIR4gA0ECSARAIAchCQNAIAn9AAIAIRUgCf0AAtACIRYgCf0AAqAFIRcgCf0AAvAHIRggCf0AAsAKIRkgCf0AApANIRogCf0AAuAPIRsgCf0AArASIRwgFyAb/eQBIAwgGf3mAf3lASEfIBYgGv3kASAMIBj95gH95QEhICAOIBf95gEgG/3kASAQIBn95gH95QEhISANIBb95gEgESAa/eYB/eQBIA8gGP3mAf3lASEiIBIgF/3mASAb/eQBIBMgGf3mAf3lASEjIBEgFv3mASANIBr95gH95AEgDyAY/eYB/eUBISQgCCAbIBX95QEgCyAXIBn95QH95gH95AH9CwQAIAggHyAg/eQB/QsEgAEgCCAfICD95QH9CwSAAiAIICEgIv3kAf0LBIADIAggISAi/eUB/QsEgAQgCCAjICT95AH9CwSABSAIICMgJP3lAf0LBIAGIAggHCAW/eUBIAsgGCAa/eUB/eYB/eQB/QsEgAcgCUEYaiEJIAhBEGohCCAeQQFrIh4NAAsFIAchCQNAIAn9AAIAIRUgCf0AAtACIRYgCf0AAqAFIRcgCf0AAvAHIRggCf0AAsAKIRkgCf0AApANIRogFyAMIBn95gH95QEhHyAWIBr95AEgDCAY/eYB/eUBISAgDiAX/eYBIBAgGf3mAf3lASEhIA0gFv3mASARIBr95gH95AEgDyAY/eYB/eUBISIgEiAX/eYBIBMgGf3mAf3lASEjIBEgFv3mASANIBr95gH95AEgDyAY/eYB/eUBISQgCCALIBcgGf3lAf3mASAV/eUB/QsEACAIIB8gIP3kAf0LBIABIAggHyAg/eUB/QsEgAIgCCAhICL95AH9CwSAAyAIICEgIv3lAf0LBIAEIAggIyAk/eQB/QsEgAUgCCAjICT95QH9CwSABiAIIAsgGCAa/eUB/eYBIBb95QH9CwSAByAJQRhqIQkgCEEQaiEIIB5BAWsiHg0ACwsjACEJIAIhCkEIISUDQCAJ/QACACEVIAn9AAIQIRYgCf0AAiAhFyAJ/QACMCEYIAn9AAJAIRkgCf0AAlAhGiAJ/QACYCEbIAn9AAJwIRwgFyAb/eQBIAwgGf3mAf3lASEfIBYgGv3kASAMIBj95gH95QEhICAOIBf95gEgG/3kASAQIBn95gH95QEhISANIBb95gEgESAa/eYB/eQBIA8gGP3mAf3lASEiIBIgF/3mASAb/eQBIBMgGf3mAf3lASEjIBEgFv3mASANIBr95gH95AEgDyAY/eYB/eUBISQgCiAbIBX95QEgCyAXIBn95QH95gH95AH9CwQAIAogHyAg/eQB/QsEwAIgCiAfICD95QH9CwSABSAKICEgIv3kAf0LBMAHIAogISAi/eUB/QsEgAogCiAjICT95AH9CwTADCAKICMgJP3lAf0LBIAPIAogHCAW/eUBIAsgGCAa/eUB/eYB/eQB/QsEwBEgCUGAAWohCSAKQYAUaiEKICVBAWsiJQ0ACyAAQRBqIQAgAkEQaiECIB1BAWsiHQ0ACwvMCAQHfw57An8KeyMAQwAAAEA4AgAjAP0JAgAhCyMAQwAAAD84AgAjAP0JAgAhDCMAQwAAgEA4AgAjAP0JAgAhDSMAQwAAgD44AgAjAP0JAgAhDiMAQwAAAEE4AgAjAP0JAgAhDyMAQwAAAD44AgAjAP0JAgAhECABQQNuIQQgAUEDcCEFIAMgBEGAFGxqIQMgAyAFQYACbGohA0EKIARBBGxrIQYgBkEEIAZBBEgbIQZBBCEZA0AgACEJIwAhCEEIIRoDQCAJ/QAEACERIAn9AASAJCESIAn9AASASCETIAn9AASAbCEUIAn9AASAkAEhFSAJ/QAEgLQBIRYgCf0ABIDYASEXIAn9AASA/AEhGCASIBP95AEhGyASIBP95QEhHCAUIBX95AEhHSAUIBX95QEhHiAWIBf95AEhHyAWIBf95QEhICAIIBEgG/3kASAd/eQBIB/95AH9CwQAIAggHCALIB795gH95AEgDCAg/eYB/eQB/QsEgAEgCCAbIA0gHf3mAf3kASAOIB/95gH95AH9CwSAAiAIIBwgGP3kASAPIB795gH95AEgECAg/eYB/eQB/QsEgAMgCUHABGohCSAIQRBqIQggGkEBayIaDQALIAVBAkYEQCADIQojACEIIAYhBwNAIAj9AAIAIREgCP0AAhAhEiAI/QACICETIAj9AAIwIRQgCP0AAkAhFSAI/QACUCEWIAj9AAJgIRcgCP0AAnAhGCASIBP95AEhGyASIBP95QEhHCAUIBX95AEhHSAUIBX95QEhHiAWIBf95AEhHyAWIBf95QEhICARIBv95AEgHf3kASAf/eQBIAL9AAIA/eQBISEgHCALIB795gH95AEgDCAg/eYB/eQBIAL9AAIA/eQBISIgIRACISEgIhACISIgCiAh/QsCACAKICL9CwJAIApBgAVqIQogCEGAAWohCCAHQQFrIgcNAAsFIAMhCiMAIQggBiEHA0AgCP0AAgAhESAI/QACECESIAj9AAIgIRMgCP0AAjAhFCAI/QACQCEVIAj9AAJQIRYgCP0AAmAhFyAI/QACcCEYIBIgE/3kASEbIBIgE/3lASEcIBQgFf3kASEdIBQgFf3lASEeIBYgF/3kASEfIBYgF/3lASEgIBEgG/3kASAd/eQBIB/95AEgAv0AAgD95AEhISAcIAsgHv3mAf3kASAMICD95gH95AEgAv0AAgD95AEhIiAbIA0gHf3mAf3kASAOIB/95gH95AEgAv0AAgD95AEhIyAcIBj95AEgDyAe/eYB/eQBIBAgIP3mAf3kASAC/QACAP3kASEkICEQAiEhICIQAiEiICMQAiEjICQQAiEkIAogIf0LAgAgCiAi/QsCQCAKICP9CwKAASAKICT9CwLAASAKQYAFaiEKIAhBgAFqIQggB0EBayIHDQALCyAAQRBqIQAgAkEQaiECIANBEGohAyAZQQFrIhkNAAsLoQMCB38Je0ECIQgDQCAAIQMgAiEEQQMhCQNA/QwAAAAAAAAAAAAAAAAAAAAAIQr9DAAAAAAAAAAAAAAAAAAAAAAhC/0MAAAAAAAAAAAAAAAAAAAAACEM/QwAAAAAAAAAAAAAAAAAAAAAIQ39DAAAAAAAAAAAAAAAAAAAAAAhDv0MAAAAAAAAAAAAAAAAAAAAACEPIAMhBSABIQYgBUEYaiEHA0AgBv0AAgAhECAG/QACECERIAX9CQIAIRIgCiASIBD95gH95AEhCiALIBIgEf3mAf3kASELIAX9CQIgIRIgDCASIBD95gH95AEhDCANIBIgEf3mAf3kASENIAX9CQJAIRIgDiASIBD95gH95AEhDiAPIBIgEf3mAf3kASEPIAZBIGohBiAFQQRqIQUgBSAHRw0ACyAFQWhqIQUgBCAK/QsCACAEIAv9CwIQIAQgDP0LAkAgBCAN/QsCUCAEIA79CwKAASAEIA/9CwKQASADQeAAaiEDIARBwAFqIQQgCUEBayIJDQALIAFBwAFqIQEgAkEgaiECIAhBAWsiCA0ACws3AQF/IAAgAU4EQA8LIAYgAEEgbGohBwNAIAIgACAHEA8gB0EgaiEHIABBAWohACAAIAFIDQALCz4AIAAgAU4EQA8LA0AgBiAAQcACbGogAyAAQcADbGogBkGAoAFqIABBwARsahARIABBAWohACAAIAFIDQALC0ABAX8gACABTgRADwsgBkGAoAFqIABBwABsaiEHA0AgByAAIAQgBRAQIAdBwABqIQcgAEEBaiEAIAAgAUgNAAsLfwBBCSMCEABBCSMCQQFqEAAgAEECdCABQQJ0IAJBAnQgA0ECdCMBEBIQAUHAACMCEABBwAAjAkEBahAAIABBAnQgAUECdCACQQJ0IANBAnQjARATEAFBCSMCEABBCSMCQQFqEAAgAEECdCABQQJ0IAJBAnQgA0ECdCMBEBQQAQugBAQLfwF7AX8HeyAAIAFPBEAPCwNAIAAhCiACIABBgApsaiEEIAMgAEHAAmxqIQVBAiELQQIhDEECIQ0DQCAEIQcgBSEIQQQhDgNAIAchBiALIRAgBv0AAgAhESAG/QACQCESIAb9AAKAASETIAb9AALAASEUIAZBgAVqIQYgEEEBayEQA0AgBv0AAgAhDyARIA/95AEhESAG/QACQCEPIBIgD/3kASESIAb9AAKAASEPIBMgD/3kASETIAb9AALAASEPIBQgD/3kASEUIAZBgAVqIQYgEEEBayIQDQALIBEhFSAVIBL95AEhFSATIRYgFiAU/eQBIRYgDEECbLL9EyEXIBUgF/3nASEVIBYgF/3nASEWIAggFf0LAgAgCCAW/QsCQCAHQRBqIQcgCEEQaiEIIA5BAWsiDg0ACyAEQYACaiEEIAVBgAFqIQUgDUEBayINDQALIAQhByAFIQhBBCEOA0AgByEGIAshECAG/QACACERIAb9AAJAIRIgBkGABWohBiAQQQFrIRADQCAG/QACACEPIBEgD/3kASERIAb9AAJAIQ8gEiAP/eQBIRIgBkGABWohBiAQQQFrIhANAAsgESEVIBUgEv3kASEVIAxBAmyy/RMhFyAVIBf95wEhFSAIIBX9CwIAIAdBEGohByAIQRBqIQggDkEBayIODQALIARBgAFqIQQgBUHAAGohBSAAQQFqIQAgACABSQ0ACwsfAEEFIwIQAEEFIwJBAWoQACAAQQJ0IAFBAnQQFhABC4oRAgN/CHsgACABTwRADwsDQCACIQQgAyEFQQYhBgNAIAT9AAIAIQcgBP0AAkAhCCAE/QACgAEhCSAE/QACwAEhCiAHIAj9DQABAgMQERITBAUGBxQVFhchCyAJIAr9DQABAgMQERITBAUGBxQVFhchDCALIAz9DQABAgMEBQYHEBESExQVFhchDSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hDiAHIAj9DQgJCgsYGRobDA0ODxwdHh8hCyAJIAr9DQgJCgsYGRobDA0ODxwdHh8hDCANIQcgDiEIIAsgDP0NAAECAwQFBgcQERITFBUWFyEJIAsgDP0NCAkKCwwNDg8YGRobHB0eHyEKIAUgB/0LAgAgBSAI/QsCZCAFIAn9CwLIASAFIAr9CwKsAiAE/QACECEHIAT9AAJQIQggBP0AApABIQkgBP0AAtABIQogByAI/Q0AAQIDEBESEwQFBgcUFRYXIQsgCSAK/Q0AAQIDEBESEwQFBgcUFRYXIQwgCyAM/Q0AAQIDBAUGBxAREhMUFRYXIQ0gCyAM/Q0ICQoLDA0ODxgZGhscHR4fIQ4gByAI/Q0ICQoLGBkaGwwNDg8cHR4fIQsgCSAK/Q0ICQoLGBkaGwwNDg8cHR4fIQwgDSEHIA4hCCALIAz9DQABAgMEBQYHEBESExQVFhchCSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hCiAFIAf9CwKQAyAFIAj9CwL0AyAFIAn9CwLYBCAFIAr9CwK8BSAE/QACICEHIAT9AAJgIQggBP0AAqABIQkgBP0AAuABIQogByAI/Q0AAQIDEBESEwQFBgcUFRYXIQsgCSAK/Q0AAQIDEBESEwQFBgcUFRYXIQwgCyAM/Q0AAQIDBAUGBxAREhMUFRYXIQ0gCyAM/Q0ICQoLDA0ODxgZGhscHR4fIQ4gByAI/Q0ICQoLGBkaGwwNDg8cHR4fIQsgCSAK/Q0ICQoLGBkaGwwNDg8cHR4fIQwgDSEHIA4hCCALIAz9DQABAgMEBQYHEBESExQVFhchCSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hCiAFIAf9CwKgBiAFIAj9CwKEByAFIAn9CwLoByAFIAr9CwLMCCAE/QACMCEHIAT9AAJwIQggBP0AArABIQkgBP0AAvABIQogByAI/Q0AAQIDEBESEwQFBgcUFRYXIQsgCSAK/Q0AAQIDEBESEwQFBgcUFRYXIQwgCyAM/Q0AAQIDBAUGBxAREhMUFRYXIQ0gCyAM/Q0ICQoLDA0ODxgZGhscHR4fIQ4gByAI/Q0ICQoLGBkaGwwNDg8cHR4fIQsgCSAK/Q0ICQoLGBkaGwwNDg8cHR4fIQwgDSEHIA4hCCALIAz9DQABAgMEBQYHEBESExQVFhchCSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hCiAFIAf9CwKwCSAFIAj9CwKUCiAFIAn9CwL4CiAFIAr9CwLcCyAEQYACaiEEIAVBEGohBSAGQQFrIgYNAAsgBP0AAgAhByAHIAj9DQABAgMQERITBAUGBxQVFhchCyAJIAr9DQABAgMQERITBAUGBxQVFhchDCALIAz9DQABAgMEBQYHEBESExQVFhchDSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hDiAHIAj9DQgJCgsYGRobDA0ODxwdHh8hCyAJIAr9DQgJCgsYGRobDA0ODxwdHh8hDCANIQcgDiEIIAsgDP0NAAECAwQFBgcQERITFBUWFyEJIAsgDP0NCAkKCwwNDg8YGRobHB0eHyEKIAUgB/1aAgAAIAUgCP1aAmQAIAUgCf1aAsgBACAFIAr9WgKsAgAgBP0AAhAhByAHIAj9DQABAgMQERITBAUGBxQVFhchCyAJIAr9DQABAgMQERITBAUGBxQVFhchDCALIAz9DQABAgMEBQYHEBESExQVFhchDSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hDiAHIAj9DQgJCgsYGRobDA0ODxwdHh8hCyAJIAr9DQgJCgsYGRobDA0ODxwdHh8hDCANIQcgDiEIIAsgDP0NAAECAwQFBgcQERITFBUWFyEJIAsgDP0NCAkKCwwNDg8YGRobHB0eHyEKIAUgB/1aApADACAFIAj9WgL0AwAgBSAJ/VoC2AQAIAUgCv1aArwFACAE/QACICEHIAcgCP0NAAECAxAREhMEBQYHFBUWFyELIAkgCv0NAAECAxAREhMEBQYHFBUWFyEMIAsgDP0NAAECAwQFBgcQERITFBUWFyENIAsgDP0NCAkKCwwNDg8YGRobHB0eHyEOIAcgCP0NCAkKCxgZGhsMDQ4PHB0eHyELIAkgCv0NCAkKCxgZGhsMDQ4PHB0eHyEMIA0hByAOIQggCyAM/Q0AAQIDBAUGBxAREhMUFRYXIQkgCyAM/Q0ICQoLDA0ODxgZGhscHR4fIQogBSAH/VoCoAYAIAUgCP1aAoQHACAFIAn9WgLoBwAgBSAK/VoCzAgAIAT9AAIwIQcgByAI/Q0AAQIDEBESEwQFBgcUFRYXIQsgCSAK/Q0AAQIDEBESEwQFBgcUFRYXIQwgCyAM/Q0AAQIDBAUGBxAREhMUFRYXIQ0gCyAM/Q0ICQoLDA0ODxgZGhscHR4fIQ4gByAI/Q0ICQoLGBkaGwwNDg8cHR4fIQsgCSAK/Q0ICQoLGBkaGwwNDg8cHR4fIQwgDSEHIA4hCCALIAz9DQABAgMEBQYHEBESExQVFhchCSALIAz9DQgJCgsMDQ4PGBkaGxwdHh8hCiAFIAf9WgKwCQAgBSAI/VoClAoAIAUgCf1aAvgKACAFIAr9WgLcCwAgBEGAdGohBCAFQaB/aiEFIARBwABqIQQgBUHADGohBSAEQUBqIQQgBUHAc2ohBSAAQQFqIQAgACABSQ0ACwsfAEEBIwIQAEEBIwJBAWoQACAAQQJ0IAFBAnQQGBABC+AEBAZ/BHsBfwR7IAAgAU8EQA8LA0AgAiEGIAMgAEGAMmxqIQcgBSAAQRBsaiEKIAQgAEEQbGohC/0MAAAAAAAAAAAAAAAAAAAAACEM/QwAAAAAAAAAAAAAAAAAAAAAIQ39DAAAAAAAAAAAAAAAAAAAAAAhDv0MAAAAAAAAAAAAAAAAAAAAACEPIAYhCCAHIQlB5AAhEANAIAj9AAIAIREgCf0AAgAhEiAMIBEgEv3mAf3kASEMIAn9AALADCESIA0gESAS/eYB/eQBIQ0gCf0AAoAZIRIgDiARIBL95gH95AEhDiAJ/QACwCUhEiAPIBEgEv3mAf3kASEPIAhBEGohCCAJQRBqIQkgEEEBayIQDQALIAwgDCAM/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQwgDCAMIAz9DQgJCgsMDQ4PAAECAwQFBgf95AEhDCAMIRMgDSANIA39DQQFBgcAAQIDDA0ODwgJCgv95AEhDSANIA0gDf0NCAkKCwwNDg8AAQIDBAUGB/3kASENIBMgDf0fAP0gASETIA4gDiAO/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQ4gDiAOIA79DQgJCgsMDQ4PAAECAwQFBgf95AEhDiATIA79HwD9IAIhEyAPIA8gD/0NBAUGBwABAgMMDQ4PCAkKC/3kASEPIA8gDyAP/Q0ICQoLDA0ODwABAgMEBQYH/eQBIQ8gEyAP/R8A/SADIRMgC/0AAgAhFCATIBT95AEhEyATEAIhEyAKIBP9CwIAIAZBwAxqIQYgCkHgA2ohCiAAQQFqIQAgACABSQ0ACwspAEEeIwIQAEEeIwJBAWoQACAAQQJ0IAFBAnQgAkECdCADQQJ0EBoQAQvfBAQGfwR7AX8EeyAAIAFPBEAPCwNAIAIhBiADIABBgA9saiEHIAUgAEEQbGohCiAEIABBEGxqIQv9DAAAAAAAAAAAAAAAAAAAAAAhDP0MAAAAAAAAAAAAAAAAAAAAACEN/QwAAAAAAAAAAAAAAAAAAAAAIQ79DAAAAAAAAAAAAAAAAAAAAAAhDyAGIQggByEJQR4hEANAIAj9AAIAIREgCf0AAgAhEiAMIBEgEv3mAf3kASEMIAn9AALgAyESIA0gESAS/eYB/eQBIQ0gCf0AAsAHIRIgDiARIBL95gH95AEhDiAJ/QACoAshEiAPIBEgEv3mAf3kASEPIAhBEGohCCAJQRBqIQkgEEEBayIQDQALIAwgDCAM/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQwgDCAMIAz9DQgJCgsMDQ4PAAECAwQFBgf95AEhDCAMIRMgDSANIA39DQQFBgcAAQIDDA0ODwgJCgv95AEhDSANIA0gDf0NCAkKCwwNDg8AAQIDBAUGB/3kASENIBMgDf0fAP0gASETIA4gDiAO/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQ4gDiAOIA79DQgJCgsMDQ4PAAECAwQFBgf95AEhDiATIA79HwD9IAIhEyAPIA8gD/0NBAUGBwABAgMMDQ4PCAkKC/3kASEPIA8gDyAP/Q0ICQoLDA0ODwABAgMEBQYH/eQBIQ8gEyAP/R8A/SADIRMgC/0AAgAhFCATIBT95AEhEyATEAIhEyAKIBP9CwIAIAZB4ANqIQYgCkHQAmohCiAAQQFqIQAgACABSQ0ACwspAEEVIwIQAEEVIwJBAWoQACAAQQJ0IAFBAnQgAkECdCADQQJ0EBwQAQu8BwQGfwR7AX8EeyAAIAFPBEAPCwNAIAIhBiADIABBwApsaiEHIAUgAEEQbGohCiAEIABBEGxqIQsgAEECSQRA/QwAAAAAAAAAAAAAAAAAAAAAIQz9DAAAAAAAAAAAAAAAAAAAAAAhDf0MAAAAAAAAAAAAAAAAAAAAACEO/QwAAAAAAAAAAAAAAAAAAAAAIQ8gBiEIIAchCUEVIRADQCAI/QACACERIAn9AAIAIRIgDCARIBL95gH95AEhDCAJ/QAC0AIhEiANIBEgEv3mAf3kASENIAn9AAKgBSESIA4gESAS/eYB/eQBIQ4gCf0AAvAHIRIgDyARIBL95gH95AEhDyAIQRBqIQggCUEQaiEJIBBBAWsiEA0ACyAMIAwgDP0NBAUGBwABAgMMDQ4PCAkKC/3kASEMIAwgDCAM/Q0ICQoLDA0ODwABAgMEBQYH/eQBIQwgDCETIA0gDSAN/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQ0gDSANIA39DQgJCgsMDQ4PAAECAwQFBgf95AEhDSATIA39HwD9IAEhEyAOIA4gDv0NBAUGBwABAgMMDQ4PCAkKC/3kASEOIA4gDiAO/Q0ICQoLDA0ODwABAgMEBQYH/eQBIQ4gEyAO/R8A/SACIRMgDyAPIA/9DQQFBgcAAQIDDA0ODwgJCgv95AEhDyAPIA8gD/0NCAkKCwwNDg8AAQIDBAUGB/3kASEPIBMgD/0fAP0gAyETIAv9AAIAIRQgEyAU/eQBIRMgCiAT/QsCACAGQdACaiEGIApBKGohCgX9DAAAAAAAAAAAAAAAAAAAAAAhDP0MAAAAAAAAAAAAAAAAAAAAACENIAYhCCAHIQlBFSEQA0AgCP0AAgAhESAJ/QACACESIAwgESAS/eYB/eQBIQwgCf0AAtACIRIgDSARIBL95gH95AEhDSAIQRBqIQggCUEQaiEJIBBBAWsiEA0ACyAMIAwgDP0NBAUGBwABAgMMDQ4PCAkKC/3kASEMIAwgDCAM/Q0ICQoLDA0ODwABAgMEBQYH/eQBIQwgDCETIA0gDSAN/Q0EBQYHAAECAwwNDg8ICQoL/eQBIQ0gDSANIA39DQgJCgsMDQ4PAAECAwQFBgf95AEhDSATIA39HwD9IAEhE/0MAAAAAAAAAAAAAAAAAAAAACEUIAsgFP1WAgAAIRQgCyAU/VYCBAEhFCATIBT95AEhEyAKIBP9WgIAACAKIBP9WgIEASAGQdACaiEGIApBKGohCgsgAEEBaiEAIAAgAUkNAAsLKQBBAyMCEABBAyMCQQFqEAAgAEECdCABQQJ0IAJBAnQgA0ECdBAeEAEL";

// The runtime of cnnc, MIT licence.

/** Something wrong with what a compiled model is given to compute. */
class InputError extends Error {
  name = "InputError";
}
/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
function createNetwork(layout, arena, forward, close) {
  let open = {
    arena,
    forward,
  };
  const { batch, taps } = layout;
  const ports = [...layout.outputs, ...(taps ?? [])];
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);
  const compute = (inputs, given) => {
    if (open === undefined) throw new InputError("the network is closed");
    const { arena, forward } = open;
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
      forward();
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
    close: () => {
      open = undefined;
      close?.();
    },
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
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
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
 * Reads a safetensors file tensor by tensor into `memory`, as the load part
 * asks, which computes in between: a network is never held twice. Throws
 * {@link WeightError}.
 */
async function loadWeights(layout, from, memory, part, options) {
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
function loadWeightsSync(layout, from, memory, part, options) {
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

/**
 * A module of Node where it is Node that runs this; not an import, which
 * browsers and bundlers would follow.
 */
function nodeModule(name) {
  const { process } = globalThis;
  return process?.getBuiltinModule?.(name);
}

/**
 * Lets V8 pair the vectors of kernels that are compiled from now on, in all
 * threads. Nothing happens where V8 is not Node's, from version 24 on.
 */
function revectorize() {
  const node = nodeModule("node:process");
  if (Number.parseInt(node?.versions.node ?? "0") < 24) return;
  const v8 = nodeModule("node:v8");
  v8.setFlagsFromString("--experimental-wasm-revectorize");
}

/** Bits of a run's number that count its threads beside the first. */
const threadMask = 31;
const mostThreads = threadMask + 1;
/** As many threads as were asked for, or are worth while on this machine; one where they cannot share memory. */
function threadsFor(worthwhile, wanted) {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new InputError(
      `threads must be a whole number from 1 on, not ${wanted}`,
    );
  }
  const { crossOriginIsolated } = globalThis;
  const isAlone =
    typeof SharedArrayBuffer === "undefined" || crossOriginIsolated === false;
  if (isAlone) return 1;
  return Math.min(wanted ?? Math.min(worthwhile, processors()), mostThreads);
}
function processors() {
  const os = nodeModule("node:os");
  if (os !== undefined) return os.availableParallelism();
  const { navigator } = globalThis;
  return navigator?.hardwareConcurrency ?? 1;
}
/** Whether the calling thread may sleep: that of a page may not. */
function maySleep(memory) {
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
function startThreads(memory, tasks) {
  const words = new Int32Array(memory, 0, 2);
  const workers = [];
  try {
    for (const task of tasks) workers.push(startWorker(task));
  } catch {
    // Refused by the page's policy, by Node's permissions, or for want of room.
  }
  const announce = (others) => {
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
function startWorker(task) {
  const node = nodeModule("node:worker_threads");
  if (node === undefined) return startPageWorker(task);
  const text = `(${worker})(process.getBuiltinModule("node:worker_threads").workerData)`;
  const options = { eval: true, execArgv: [], env: {}, workerData: task };
  const started = new node.Worker(text, options);
  // One that ends was never ready; others do its part.
  started.on("error", () => undefined);
  started.unref();
  return started;
}
function startPageWorker(task) {
  const { Blob, URL, Worker } = globalThis;
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

/** Starts a module of kernels, given as base64; `forward` is what a batch asks of them. */
async function instantiate(code, layout, forward, options) {
  const start = begin(code, layout, options);
  try {
    const module = await webAssembly().compile(start.code);
    const { exports } = await webAssembly().instantiate(
      module,
      start.imports[0] ?? {},
    );
    return join(start, module, exports, forward);
  } catch (cause) {
    throw new Error(layout.relaxed ? noRelaxed : noKernels, { cause });
  }
}
const noKernels =
  "the kernels do not start here: they need WebAssembly with SIMD; `cnnc compile --portable` makes some that do not";
const noRelaxed =
  "the kernels do not start here: they need WebAssembly with relaxed SIMD, which Node has from version 22 on; `cnnc compile` without `--relaxed-simd` makes some that do not";
/** {@link instantiate} without a promise; browsers refuse it for large modules outside workers. */
function instantiateSync(code, layout, forward, options) {
  const start = begin(code, layout, options);
  const { Module, Instance } = webAssembly();
  try {
    const module = new Module(start.code);
    const { exports } = new Instance(module, start.imports[0] ?? {});
    return join(start, module, exports, forward);
  } catch (cause) {
    throw new Error(layout.relaxed ? noRelaxed : noKernels, { cause });
  }
}
function webAssembly() {
  const { WebAssembly } = globalThis;
  if (WebAssembly === undefined) throw new Error(noKernels);
  return WebAssembly;
}
function begin(text, layout, { threads, revectorize: wide } = {}) {
  if (wide) revectorize();
  const count = threadsFor(layout.threads, threads);
  const code = decodeBase64(text);
  if (count > 1) code[layout.sharing] = 3;
  const memory = allocate(layout, count);
  const sleeps = count > 1 && maySleep(memory.buffer);
  const imports = Array.from({ length: count }, (_, thread) => ({
    env: {
      memory,
      shared: layout.shared,
      scratch: layout.scratch + thread * layout.own,
      thread,
      sleeps: Number(thread > 0 || sleeps),
    },
  }));
  return { code, memory, imports };
}
function join({ imports, memory: { buffer } }, module, kernels, forward) {
  const memory = new Float32Array(buffer);
  if (imports.length === 1) {
    const run = () => {
      forward(kernels);
    };
    return { kernels, memory, run, close: () => undefined };
  }
  const calls = recordCalls(kernels, forward);
  const tasks = imports.slice(1).map(({ env }) => ({ module, env, calls }));
  const threads = startThreads(buffer, tasks);
  const run = () => {
    threads.begin();
    forward(kernels);
  };
  return { kernels, memory, run, close: threads.close };
}
/** The calls of a run, which are the same in each. */
function recordCalls(kernels, forward) {
  const calls = [];
  const record =
    (name) =>
    (...places) => {
      calls.push([name, ...places]);
    };
  const recorders = Object.keys(kernels).map((name) => [name, record(name)]);
  forward(Object.fromEntries(recorders));
  return calls;
}
const pageBytes = 65_536;
function allocate({ scratch, own }, threads) {
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
const base64Digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function decodeBase64(text) {
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1) values[base64Digits.charCodeAt(i)] = i;
  const bytes = new Uint8Array(
    Math.floor((text.replace(/=+$/, "").length * 3) / 4),
  );
  let bits = 0;
  for (let i = 0, to = 0; to < bytes.length; i += 1) {
    bits = (bits << 6) | (values[text.charCodeAt(i)] ?? 0);
    if (i % 4 === 0) continue;
    bytes[to] = bits >> (6 - 2 * (i % 4));
    to += 1;
  }
  return bytes;
}

export { InputError, WeightError };
