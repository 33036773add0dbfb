import { unsupported, malformed } from "./refusal.js";
import type { ModelProto } from "../onnx_pb.js";

/** The newest version of the default operator set whose operators are known here. */
const newest = 28;

/** The version of the default operator set that a model is written in. */
export function operatorSets({ opsetImport }: ModelProto): number {
  const versions = opsetImport.filter(({ domain }) => domain === "" || domain === "ai.onnx");
  const version = Number(versions[0]?.version ?? 0n);
  if (version < 1) malformed("it does not say which version of the operator set it uses");
  if (version > newest) unsupported(`operator set ${version} is newer than ${newest}, the newest known here`);
  return version;
}
