export { opsets } from "../formats/onnx/opsets.js";
