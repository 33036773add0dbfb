import { add, constant, div, erf, exp, input, mul, sub, tanh, type Scalar } from "../ir/scalar.js";
import { wordIn } from "./read.js";
import { activationWithSlope } from "./slope.js";
import { text, onlyValue, onnxScalar } from "./onnx.js";

const approximations = ["none", "tanh"] as const;
type GeluAttributes = Readonly<{ approximate: (typeof approximations)[number] }>;

const x = input(0);
const square = mul(x, x);
const [half, one] = [constant(0.5), constant(1)];

/** The normal distribution function Φ, and its slope. */
const exact = {
  share: mul(half, add(one, erf(mul(x, constant(Math.SQRT1_2))))),
  slope: div(exp(mul(constant(-0.5), square)), constant(Math.sqrt(2 * Math.PI))),
};

/** (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, and its slope. */
const approximate = ((): { share: Scalar; slope: Scalar } => {
  const [scale, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const t = tanh(mul(x, mul(constant(scale), add(one, mul(constant(cubic), square)))));
  const inner = mul(constant(scale), add(one, mul(constant(3 * cubic), square)));
  return { share: mul(half, add(one, t)), slope: mul(mul(half, inner), sub(one, mul(t, t))) };
})();

const forms = { none: exact, tanh: approximate };

export const [gelu, geluGradient] = activationWithSlope<GeluAttributes>({
  name: "gelu",
  doc: {
    summary: "Gaussian error linear unit: x times the probability that a standard normal number is below x.",
    source: "Hendrycks & Gimpel 2016; ONNX Gelu",
  },
  parameters: [
    {
      name: "approximate",
      type: { kind: "word", words: approximations },
      default: "none",
      doc: "`none` takes erf, `tanh` (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.",
    },
  ],
  resolve: (parameters) => ({ approximate: wordIn(parameters, "approximate", approximations) }),
  expression: ({ approximate: form }) => mul(x, forms[form].share),
  slope: ({ approximate: form }) => add(forms[form].share, mul(x, forms[form].slope)),
  onnx: {
    opType: "Gelu",
    // Gelu joined ONNX in operator set 20.
    export(onnx, { approximate }, inputs) {
      const x = onlyValue(inputs);
      if (onnx.opset >= 20) return onnx.node("Gelu", [x], { approximate: text(approximate) });
      const binary = (op: string, a: string, b: string): string => onnx.node(op, [a, b]);
      const times = (factor: number, value: string): string => binary("Mul", value, onnxScalar(onnx, factor));
      const inner =
        approximate === "none"
          ? onnx.node("Erf", [times(Math.SQRT1_2, x)])
          : onnx.node("Tanh", [
              times(
                Math.sqrt(2 / Math.PI),
                binary("Add", x, times(0.044715, binary("Mul", x, binary("Mul", x, x)))),
              ),
            ]);
      return times(0.5, binary("Mul", x, binary("Add", inner, onnxScalar(onnx, 1))));
    },
    import: (attributes) => ({
      approximate: wordIn({ approximate: "none", ...attributes }, "approximate", approximations),
    }),
  },
  sampleAttributes: (random) => ({ approximate: random(0, 1) === 0 ? "none" : "tanh" }),
});
