import { expect, test } from "vitest";
import { compile } from "./compile.js";

/** Every type of parameter, alone and in lists and tuples; layers, joins and residuals wherever they may stand. */
const parameters = `
const table: list(tuple(kernel, int, layer, bool, max | mean, float, padding)) = [
  (3x3, 8, relu, true, max, 0.5, same),
  (1x1, 4, conv_unit(act: tanh), false, mean, 1, (1, 0))
]
block conv_unit(width: int = 4, act: layer = relu) { conv(width, 1x1) -> act }
block many(rows: list(tuple(kernel, int, layer, bool, max | mean, float, padding)), pair: tuple(int, float) = (1, 0.5)) {
  for (size, width, act, biased, pool, rate, pad) in rows as i {
    conv(width + i, size, pad: pad, bias: biased) -> act -> dropout(rate)
    if pool == max { maxpool(2x2) } else { avgpool(2x2) }
  }
  dropout(pair[1])
}
block twice(inner: layer, depth: int) { repeat depth { inner } }
block either(project: bool, width: int) {
  residual when in.channels == width or project {
    conv(width, 3x3, pad: same)
  } shortcut { if project { conv(width, 1x1) } }
}
block two() { return conv(2, 1x1), conv(3, 1x1) }
model m(depth: int = 2, f: float = 0.5, flag: bool = true, k: kernel = 3x3, p: padding = same, w: a | b = a, act: layer = relu, widths: list(int) = [4, 8], t: tuple(int, kernel) = (2, 3x3)) {
  input x: [8, 32, 32]
  many(table)
  twice(inner: conv_unit(width: 6), depth: depth) -> twice(act, 1)
  either(true, 5) -> either(false, 5) -> either(false, 7)
  left, right = two
  left -> conv(3, 1x1) -> mul {
    branch in
    branch right -> sigmoid
  } -> sub {
    branch in
    branch half = right
  }
  for width in widths { conv(width, k, pad: p) -> act }
  conv(t[0], t[1], pad: same)
  if w == a { relu } else { tanh }
  if flag { dropout(f) }
  output y = flatten
}`;

/** Every operator with spatial axes on a signal, and what is left of them on features. */
const ranks = `
model signals {
  input x: [8, 64]
  conv(8, 3, pad: same, stride: 1, dilation: 2) -> conv(8, 5, pad: (2, 1)) -> conv(8, 3, pad: 1, groups: 4)
  maxpool(2) -> avgpool(3, stride: 1, pad: same) -> upsample(2) -> upsample(2, mode: bilinear)
  conv_transpose(8, 2, stride: 2) -> adaptive_avgpool(50) -> adaptive_maxpool(20)
  frelu(3) -> batchnorm -> instancenorm -> groupnorm(2) -> layernorm -> lrn -> prelu -> layer_scale
  channel_shuffle(2) -> constant_pad((1, 2)) -> dropout -> stochastic_depth
  reduce_mean(axes: channels, keep: true) -> reduce_max(keep: true) -> reduce_sum(axes: all, keep: true) 
  softmax -> log_softmax
  x -> global_avgpool
  output a = dense(3)
  x -> global_maxpool
  output b = relu -> batchnorm -> layernorm -> softmax -> prelu -> layer_scale -> dropout -> flatten
  left, right = x -> split(2)
  concat {
    branch left
    branch right
  }
  residual { conv(in.channels, kernel(3), pad: same) }
  output c = mul {
    branch in
    branch reduce_mean(keep: true)
  }
  assert x.length == 64: "{x.length}"
  input f: [6]
  p, q = split([2, 4])
  concat { 
    branch p
    branch q
  }
  residual { dense(in.features) -> silu }
  add {
    branch in
    branch dense(6)
  }
  slice(0, 2, 6) -> reshape([2, _]) -> transpose([1, 0])
  output d = slice(axis: 1, start: 1, end: 2) -> reshape([2]) -> transpose([0])
}`;

test.each([
  ["parameters", parameters],
  ["signals and features", ranks],
])("%s in every position", (_, text) => {
  const { network, rendered } = compile(text);
  expect(rendered).toBe("");
  expect(network).toBeDefined();
});
