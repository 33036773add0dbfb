import type { Code } from "../diagnostic.js";
import { calls } from "./calls.js";
import { checkedIn } from "./checked-in.js";
import type { Explanation } from "./explanation.js";
import { files } from "./files.js";
import { machine } from "./machine.js";
import { models } from "./models.js";
import { names } from "./names.js";
import { onnx } from "./onnx.js";
import { shapes } from "./shapes.js";
import { text } from "./text.js";

/** The story of every code; to be imported when one is asked for. */
export const explanations: Readonly<Record<Code, Explanation>> = {
  ...text,
  ...names,
  ...calls,
  ...shapes,
  ...models,
  ...files,
  ...onnx,
  ...checkedIn,
  ...machine,
};
