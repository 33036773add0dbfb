import { operators } from "../../src/ops/index.js";
import { integers } from "../ops/random.js";

/** Words of TypeScript, of WGSL, of objects, of the platform, and of emitted modules. */
const words = (
  "abstract any arguments asserts async await bigint boolean break case catch constructor continue " +
  "debugger declare default delete do enum eval extends finally from function get global if_ implements infer " +
  "instanceof interface intrinsic is keyof let module namespace never new null number object of out override package " +
  "private protected public readonly require satisfies set static string super switch symbol this throw try type " +
  "typeof undefined unique unknown using var void while with yield NaN Infinity globalThis " +
  "alias bitcast const_assert continuing diagnostic discard enable fn loop requires struct f16 f32 i32 u32 vec2 vec4f " +
  "mat4x4f atomic array ptr sampler texture_2d workgroup uniform storage read_write vertex fragment compute main self " +
  "__proto__ prototype hasOwnProperty isPrototypeOf toString valueOf toLocaleString __defineGetter__ length_ name then_ " +
  "Object Function Array Map Set Number String JSON Math Promise Error Symbol Proxy Reflect Float32Array Int32Array " +
  "Uint8Array DataView TextDecoder WebAssembly SharedArrayBuffer Atomics Intl process Buffer window document self_ " +
  "console exports module_ __dirname __filename importScripts fetch crypto performance navigator " +
  "load loadSync preprocess labels_ model_ Model Inputs Outputs Results Taps prepare forward loadPlan runPlan layout " +
  "weightsLayout create createCpuNetwork InputError loadWeights loadWeightsSync WeightError LoadOptions Network TensorRead " +
  "WeightSource a w at path weights arena batch inputs outputs elementwise conv2d matmul matmul1 copy copy1 pow2 tanh1 " +
  "exponent mantissa readTensor pictureToTensor Pixels result options run runSync layers svg node edge graph digraph " +
  "subgraph strict cluster title style script class"
).split(" ");

/** Names that a `.cnn` file may use and that mean something where it ends up; no two are equal. */
export const hostileIdentifiers: readonly string[] = [
  ...new Set(
    ["", "load_", "_", "__"].flatMap((before) =>
      ["", "1", "_"].flatMap((after) => words.map((word) => `${before}${word}${after}`)),
    ),
  ),
].filter((name) => !operators.has(name));

/** Pieces of text that mean something in a comment, a string, a picture, a page, or to a reader. */
const pieces = [
  ...["*/", "/*", "//", "`", "${process.exit()}", "$&", "'", "\\", "\\u0041", "\\n", "\\N", "%s", "throw 1;"],
  ...[
    "<script>",
    "</script>",
    "</title>",
    "</svg>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&#x0;",
    "{|}",
  ],
  ...["\u2028", "\u2029", "\u202E", "\u202A", "\u2066", "\u2069", "\u200B", "\u200F", "\uFEFF", "\u061C"],
  ...["\u0000", "\u0007", "\u0008", "\u001B[31m", "\u007F", "\u009B2J", "\u00AD", "\u180E", "\uFFFE"],
  ...["\u{E0041}", "\u3164", "名前", "👩‍🚀", "é", "{", "}", "@ts-ignore", "prettier-ignore", "constructor"],
];

/** Texts without line breaks, quotes or spaces at an end; no two are equal. */
export function hostileTexts(seed: number): (index: number) => string {
  const random = integers(seed);
  const piece = () => pieces[random(0, pieces.length - 1)] ?? "";
  return (index) => `<${Array.from({ length: random(1, 4) }, piece).join("")}${index}>`;
}

/** What must not reach a source, a page or a terminal as it is: what turns text, hides in it, or is no text. */
export const hidden =
  /(?![\n\uFE0E\uFE0F])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
