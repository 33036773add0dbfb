// Everything a compiled model may use, for models compiled with
// `--runtime import`.
export * from "./cpu/averagePool2d.js";
export * from "./cpu/averagePool2dGradient.js";
export * from "./cpu/conv2d.js";
export * from "./cpu/conv2dInputGradient.js";
export type * from "./cpu/conv2dShape.js";
export * from "./cpu/conv2dWeightGradient.js";
export * from "./cpu/float32Parts.js";
export * from "./cpu/instantiate.js";
export * from "./cpu/pow2.js";
export * from "./cpu/matmul.js";
export * from "./cpu/maxPool2d.js";
export * from "./cpu/maxPool2dGradient.js";
export type * from "./cpu/pool2dShape.js";
export * from "./cpu/sumPool2d.js";
export * from "./shared/pictureToTensor.js";
export * from "./shared/readTensor.js";
export * from "./shared/safetensors.js";
export * from "./shared/weightError.js";
export * from "./shared/weights.js";
export * from "./shared/weightSource.js";
export * from "./shared/loadWeights.js";
export * from "./shared/network.js";
