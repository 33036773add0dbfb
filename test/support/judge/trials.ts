import fc from "fast-check";
import { opsets } from "../../../src/formats/onnx/opsets.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import type { Trial } from "./judge.js";
import { networkTexts } from "./networks.js";

/** A random network, and how the engines are to run it. */
export const trials: fc.Arbitrary<Trial> = fc.record({
  text: networkTexts,
  batch: fc.integer({ min: 1, max: 4 }),
  without: fc.subarray(pipeline.map(({ name }) => name)),
  opset: fc.constantFrom(opsets.standard, opsets.newest, opsets.oldest, 19),
  functions: fc.boolean(),
});
