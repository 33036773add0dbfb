// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format ts --runtime inline --batch 1 --target auto --tap tanh1 --tap tanh2
// sha256 f9527a5732614e49470af123e65eef21009121d28a5c5133c27f605a444c1f0b

// Vector by vector: 0.
// conv1, conv2
const ELEMENTWISE1_WIDTH: u32 = 64;
struct elementwise1_Shape {
  count: u32,
  output_n0: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> elementwise1_shape: elementwise1_Shape;
@group(0) @binding(1) var<storage, read_write> elementwise1_output: array<vec4f>;
@compute @workgroup_size(ELEMENTWISE1_WIDTH, 1)
fn elementwise1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * ELEMENTWISE1_WIDTH;
  if (item >= elementwise1_shape.count) {
    return;
  }
  let n0 = item;
  elementwise1_output[elementwise1_shape.output_at + n0 * elementwise1_shape.output_n0] = vec4f(0.0);
}

// Number by number: input1.
// conv1, flatten1
const COPY1_WIDTH: u32 = 64;
struct copy1_Shape {
  count: u32,
  n1: u32,
  input1_n0: u32,
  input1_n1: u32,
  output_n0: u32,
  output_n1: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy1_shape: copy1_Shape;
@group(0) @binding(1) var<storage, read> copy1_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy1_output: array<f32>;
@compute @workgroup_size(COPY1_WIDTH, 1)
fn copy1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY1_WIDTH;
  if (item >= copy1_shape.count) {
    return;
  }
  let n0 = item / copy1_shape.n1;
  let n1 = item % copy1_shape.n1;
  let input1 = copy1_input1[copy1_shape.input1_at + n0 * copy1_shape.input1_n0 + n1 * copy1_shape.input1_n1];
  copy1_output[copy1_shape.output_at + n0 * copy1_shape.output_n0 + n1 * copy1_shape.output_n1] = input1;
}

// Vector by vector: input1.
// conv2
const COPY2_WIDTH: u32 = 64;
struct copy2_Shape {
  count: u32,
  n1: u32,
  n2: u32,
  input1_n0: u32,
  input1_n1: u32,
  input1_n2: u32,
  output_n0: u32,
  output_n1: u32,
  output_n2: u32,
  input1_lane: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy2_shape: copy2_Shape;
@group(0) @binding(1) var<storage, read> copy2_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy2_output: array<vec4f>;
@compute @workgroup_size(COPY2_WIDTH, 1)
fn copy2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY2_WIDTH;
  if (item >= copy2_shape.count) {
    return;
  }
  let n0 = item / (copy2_shape.n1 * copy2_shape.n2);
  let n1 = item / copy2_shape.n2 % copy2_shape.n1;
  let n2 = item % copy2_shape.n2;
  let input1_first = copy2_shape.input1_at + n0 * copy2_shape.input1_n0 + n1 * copy2_shape.input1_n1 + n2 * copy2_shape.input1_n2;
  let input1 = vec4f(copy2_input1[input1_first], copy2_input1[input1_first + 1 * copy2_shape.input1_lane], copy2_input1[input1_first + 2 * copy2_shape.input1_lane], copy2_input1[input1_first + 3 * copy2_shape.input1_lane]);
  copy2_output[copy2_shape.output_at + n0 * copy2_shape.output_n0 + n1 * copy2_shape.output_n1 + n2 * copy2_shape.output_n2] = input1;
}

// Zeros around a picture, a number an invocation.
// conv1
const PAD1_WIDTH: u32 = 64;
struct pad1_Shape {
  count: u32,
  channels: u32,
  out_height: u32,
  out_width: u32,
  height: u32,
  width: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  input_channel: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  output_channel: u32,
  input_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> pad1_shape: pad1_Shape;
@group(0) @binding(1) var<storage, read> pad1_input: array<f32>;
@group(0) @binding(2) var<storage, read_write> pad1_output: array<f32>;
@compute @workgroup_size(PAD1_WIDTH, 1)
fn pad1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * PAD1_WIDTH;
  if (item >= pad1_shape.count) {
    return;
  }
  let channel = item % pad1_shape.channels;
  let x = item / pad1_shape.channels % pad1_shape.out_width;
  let y = item / (pad1_shape.channels * pad1_shape.out_width) % pad1_shape.out_height;
  let sample = item / (pad1_shape.channels * pad1_shape.out_width * pad1_shape.out_height);
  // Coordinates below 0 wrap to large ones; what is outside of the picture are the zeros before it.
  let row = y - pad1_shape.pad_top;
  let column = x - pad1_shape.pad_left;
  let start = pad1_shape.input_at + sample * pad1_shape.input_sample + row * pad1_shape.input_row + column * pad1_shape.input_pixel + channel * pad1_shape.input_channel;
  let value = pad1_input[select(0, start, (row < pad1_shape.height) & (column < pad1_shape.width))];
  pad1_output[pad1_shape.output_at + sample * pad1_shape.output_sample + y * pad1_shape.output_row + x * pad1_shape.output_pixel + channel * pad1_shape.output_channel] = value;
}

// Convolution of few channels, 4 pixels by 8 channels an invocation, 5 terms at a time; then tanh(it).
// conv1
const CONV_RUNS1_PIXELS: u32 = 4;
const CONV_RUNS1_VECTORS: u32 = 2;
const CONV_RUNS1_WIDTH: u32 = 64;
const CONV_RUNS1_TERMS: u32 = 5;
struct conv_runs1_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  run: u32,
  stride_y: u32,
  stride_x: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  tap_row: u32,
  end: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv_runs1_shape: conv_runs1_Shape;
@group(0) @binding(1) var<storage, read> conv_runs1_input: array<f32>;
@group(0) @binding(2) var<storage, read> conv_runs1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv_runs1_output: array<vec4f>;
fn conv_runs1_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv_runs1_weight_bias[conv_runs1_shape.bias_at + vector];
  conv_runs1_output[conv_runs1_shape.output_at + sample * conv_runs1_shape.output_sample + y * conv_runs1_shape.output_row + x * conv_runs1_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(conv_runs1_shape.out_channels));
}
@compute @workgroup_size(CONV_RUNS1_WIDTH, 1)
fn conv_runs1(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let vector = (block % conv_runs1_shape.blocks_along * conv_runs1_shape.across + local.x % conv_runs1_shape.across) * CONV_RUNS1_VECTORS;
  let down = block / conv_runs1_shape.blocks_along;
  let first = (down % conv_runs1_shape.blocks_down * (CONV_RUNS1_WIDTH / conv_runs1_shape.across) + local.x / conv_runs1_shape.across) * CONV_RUNS1_PIXELS;
  let channel_group = down / conv_runs1_shape.blocks_down;
  if ((first >= conv_runs1_shape.count) | (vector >= conv_runs1_shape.result_vectors) | (channel_group >= conv_runs1_shape.channel_groups)) {
    return;
  }
  let pixel = min(first, conv_runs1_shape.count - 1);
  let line = pixel / conv_runs1_shape.out_width;
  let x0 = pixel - line * conv_runs1_shape.out_width;
  let sample0 = line / conv_runs1_shape.out_height;
  let y0 = line - sample0 * conv_runs1_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv_runs1_shape.count);
  let below0 = y0 + u32(along0 == conv_runs1_shape.out_width);
  let x1 = select(along0, 0, along0 == conv_runs1_shape.out_width);
  let y1 = select(below0, 0, below0 == conv_runs1_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv_runs1_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv_runs1_shape.count);
  let below1 = y1 + u32(along1 == conv_runs1_shape.out_width);
  let x2 = select(along1, 0, along1 == conv_runs1_shape.out_width);
  let y2 = select(below1, 0, below1 == conv_runs1_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv_runs1_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv_runs1_shape.count);
  let below2 = y2 + u32(along2 == conv_runs1_shape.out_width);
  let x3 = select(along2, 0, along2 == conv_runs1_shape.out_width);
  let y3 = select(below2, 0, below2 == conv_runs1_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv_runs1_shape.out_height);
  var sum0_0 = vec4f();
  var sum0_1 = vec4f();
  var sum1_0 = vec4f();
  var sum1_1 = vec4f();
  var sum2_0 = vec4f();
  var sum2_1 = vec4f();
  var sum3_0 = vec4f();
  var sum3_1 = vec4f();
  let at0 = conv_runs1_shape.input_at + sample0 * conv_runs1_shape.input_sample + y0 * conv_runs1_shape.stride_y * conv_runs1_shape.input_row + x0 * conv_runs1_shape.stride_x * conv_runs1_shape.input_pixel;
  let at1 = conv_runs1_shape.input_at + sample1 * conv_runs1_shape.input_sample + y1 * conv_runs1_shape.stride_y * conv_runs1_shape.input_row + x1 * conv_runs1_shape.stride_x * conv_runs1_shape.input_pixel;
  let at2 = conv_runs1_shape.input_at + sample2 * conv_runs1_shape.input_sample + y2 * conv_runs1_shape.stride_y * conv_runs1_shape.input_row + x2 * conv_runs1_shape.stride_x * conv_runs1_shape.input_pixel;
  let at3 = conv_runs1_shape.input_at + sample3 * conv_runs1_shape.input_sample + y3 * conv_runs1_shape.stride_y * conv_runs1_shape.input_row + x3 * conv_runs1_shape.stride_x * conv_runs1_shape.input_pixel;
  var weight = conv_runs1_shape.weight_at + vector;
  var row = 0u;
  var column = 0u;
  // One loop: drivers in software are slow at carrying sums into another.
  while (row < conv_runs1_shape.end) {
    let start = row + column;
    {
      let in0 = conv_runs1_input[at0 + start];
      let in1 = conv_runs1_input[at1 + start];
      let in2 = conv_runs1_input[at2 + start];
      let in3 = conv_runs1_input[at3 + start];
      {
        let w0 = conv_runs1_weight_bias[weight];
        let w1 = conv_runs1_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        weight += conv_runs1_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs1_input[at0 + start + 1];
      let in1 = conv_runs1_input[at1 + start + 1];
      let in2 = conv_runs1_input[at2 + start + 1];
      let in3 = conv_runs1_input[at3 + start + 1];
      {
        let w0 = conv_runs1_weight_bias[weight];
        let w1 = conv_runs1_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        weight += conv_runs1_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs1_input[at0 + start + 2];
      let in1 = conv_runs1_input[at1 + start + 2];
      let in2 = conv_runs1_input[at2 + start + 2];
      let in3 = conv_runs1_input[at3 + start + 2];
      {
        let w0 = conv_runs1_weight_bias[weight];
        let w1 = conv_runs1_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        weight += conv_runs1_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs1_input[at0 + start + 3];
      let in1 = conv_runs1_input[at1 + start + 3];
      let in2 = conv_runs1_input[at2 + start + 3];
      let in3 = conv_runs1_input[at3 + start + 3];
      {
        let w0 = conv_runs1_weight_bias[weight];
        let w1 = conv_runs1_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        weight += conv_runs1_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs1_input[at0 + start + 4];
      let in1 = conv_runs1_input[at1 + start + 4];
      let in2 = conv_runs1_input[at2 + start + 4];
      let in3 = conv_runs1_input[at3 + start + 4];
      {
        let w0 = conv_runs1_weight_bias[weight];
        let w1 = conv_runs1_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        weight += conv_runs1_shape.result_vectors;
      }
    }
    column += CONV_RUNS1_TERMS;
    row += select(0, conv_runs1_shape.tap_row, column == conv_runs1_shape.run);
    column = select(column, 0, column == conv_runs1_shape.run);
  }
  var sums = array<vec4f, 8>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1);
  var x = x0;
  var y = y0;
  var sample = sample0;
  for (var p = 0u; p < CONV_RUNS1_PIXELS; p++) {
    if (first + p >= conv_runs1_shape.count) {
      break;
    }
    for (var q = 0u; q < CONV_RUNS1_VECTORS; q++) {
      if (vector + q < conv_runs1_shape.result_vectors) {
        let channel = channel_group * conv_runs1_shape.result_vectors + vector + q;
        conv_runs1_finish(sample, y, x, channel, sums[p * CONV_RUNS1_VECTORS + q]);
      }
    }
    x += 1;
    y += u32(x == conv_runs1_shape.out_width);
    x = select(x, 0, x == conv_runs1_shape.out_width);
    sample += u32(y == conv_runs1_shape.out_height);
    y = select(y, 0, y == conv_runs1_shape.out_height);
  }
}

// Convolution of few channels, 4 pixels by 4 channels an invocation, 5 terms at a time; then tanh(it).
// conv1
const CONV_RUNS2_PIXELS: u32 = 4;
const CONV_RUNS2_VECTORS: u32 = 1;
const CONV_RUNS2_WIDTH: u32 = 64;
const CONV_RUNS2_TERMS: u32 = 5;
struct conv_runs2_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  run: u32,
  stride_y: u32,
  stride_x: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  tap_row: u32,
  end: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv_runs2_shape: conv_runs2_Shape;
@group(0) @binding(1) var<storage, read> conv_runs2_input: array<f32>;
@group(0) @binding(2) var<storage, read> conv_runs2_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv_runs2_output: array<vec4f>;
fn conv_runs2_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv_runs2_weight_bias[conv_runs2_shape.bias_at + vector];
  conv_runs2_output[conv_runs2_shape.output_at + sample * conv_runs2_shape.output_sample + y * conv_runs2_shape.output_row + x * conv_runs2_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(conv_runs2_shape.out_channels));
}
@compute @workgroup_size(CONV_RUNS2_WIDTH, 1)
fn conv_runs2(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let vector = (block % conv_runs2_shape.blocks_along * conv_runs2_shape.across + local.x % conv_runs2_shape.across) * CONV_RUNS2_VECTORS;
  let down = block / conv_runs2_shape.blocks_along;
  let first = (down % conv_runs2_shape.blocks_down * (CONV_RUNS2_WIDTH / conv_runs2_shape.across) + local.x / conv_runs2_shape.across) * CONV_RUNS2_PIXELS;
  let channel_group = down / conv_runs2_shape.blocks_down;
  if ((first >= conv_runs2_shape.count) | (vector >= conv_runs2_shape.result_vectors) | (channel_group >= conv_runs2_shape.channel_groups)) {
    return;
  }
  let pixel = min(first, conv_runs2_shape.count - 1);
  let line = pixel / conv_runs2_shape.out_width;
  let x0 = pixel - line * conv_runs2_shape.out_width;
  let sample0 = line / conv_runs2_shape.out_height;
  let y0 = line - sample0 * conv_runs2_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv_runs2_shape.count);
  let below0 = y0 + u32(along0 == conv_runs2_shape.out_width);
  let x1 = select(along0, 0, along0 == conv_runs2_shape.out_width);
  let y1 = select(below0, 0, below0 == conv_runs2_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv_runs2_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv_runs2_shape.count);
  let below1 = y1 + u32(along1 == conv_runs2_shape.out_width);
  let x2 = select(along1, 0, along1 == conv_runs2_shape.out_width);
  let y2 = select(below1, 0, below1 == conv_runs2_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv_runs2_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv_runs2_shape.count);
  let below2 = y2 + u32(along2 == conv_runs2_shape.out_width);
  let x3 = select(along2, 0, along2 == conv_runs2_shape.out_width);
  let y3 = select(below2, 0, below2 == conv_runs2_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv_runs2_shape.out_height);
  var sum0_0 = vec4f();
  var sum1_0 = vec4f();
  var sum2_0 = vec4f();
  var sum3_0 = vec4f();
  let at0 = conv_runs2_shape.input_at + sample0 * conv_runs2_shape.input_sample + y0 * conv_runs2_shape.stride_y * conv_runs2_shape.input_row + x0 * conv_runs2_shape.stride_x * conv_runs2_shape.input_pixel;
  let at1 = conv_runs2_shape.input_at + sample1 * conv_runs2_shape.input_sample + y1 * conv_runs2_shape.stride_y * conv_runs2_shape.input_row + x1 * conv_runs2_shape.stride_x * conv_runs2_shape.input_pixel;
  let at2 = conv_runs2_shape.input_at + sample2 * conv_runs2_shape.input_sample + y2 * conv_runs2_shape.stride_y * conv_runs2_shape.input_row + x2 * conv_runs2_shape.stride_x * conv_runs2_shape.input_pixel;
  let at3 = conv_runs2_shape.input_at + sample3 * conv_runs2_shape.input_sample + y3 * conv_runs2_shape.stride_y * conv_runs2_shape.input_row + x3 * conv_runs2_shape.stride_x * conv_runs2_shape.input_pixel;
  var weight = conv_runs2_shape.weight_at + vector;
  var row = 0u;
  var column = 0u;
  // One loop: drivers in software are slow at carrying sums into another.
  while (row < conv_runs2_shape.end) {
    let start = row + column;
    {
      let in0 = conv_runs2_input[at0 + start];
      let in1 = conv_runs2_input[at1 + start];
      let in2 = conv_runs2_input[at2 + start];
      let in3 = conv_runs2_input[at3 + start];
      {
        let w0 = conv_runs2_weight_bias[weight];
        sum0_0 += in0 * w0;
        sum1_0 += in1 * w0;
        sum2_0 += in2 * w0;
        sum3_0 += in3 * w0;
        weight += conv_runs2_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs2_input[at0 + start + 1];
      let in1 = conv_runs2_input[at1 + start + 1];
      let in2 = conv_runs2_input[at2 + start + 1];
      let in3 = conv_runs2_input[at3 + start + 1];
      {
        let w0 = conv_runs2_weight_bias[weight];
        sum0_0 += in0 * w0;
        sum1_0 += in1 * w0;
        sum2_0 += in2 * w0;
        sum3_0 += in3 * w0;
        weight += conv_runs2_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs2_input[at0 + start + 2];
      let in1 = conv_runs2_input[at1 + start + 2];
      let in2 = conv_runs2_input[at2 + start + 2];
      let in3 = conv_runs2_input[at3 + start + 2];
      {
        let w0 = conv_runs2_weight_bias[weight];
        sum0_0 += in0 * w0;
        sum1_0 += in1 * w0;
        sum2_0 += in2 * w0;
        sum3_0 += in3 * w0;
        weight += conv_runs2_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs2_input[at0 + start + 3];
      let in1 = conv_runs2_input[at1 + start + 3];
      let in2 = conv_runs2_input[at2 + start + 3];
      let in3 = conv_runs2_input[at3 + start + 3];
      {
        let w0 = conv_runs2_weight_bias[weight];
        sum0_0 += in0 * w0;
        sum1_0 += in1 * w0;
        sum2_0 += in2 * w0;
        sum3_0 += in3 * w0;
        weight += conv_runs2_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs2_input[at0 + start + 4];
      let in1 = conv_runs2_input[at1 + start + 4];
      let in2 = conv_runs2_input[at2 + start + 4];
      let in3 = conv_runs2_input[at3 + start + 4];
      {
        let w0 = conv_runs2_weight_bias[weight];
        sum0_0 += in0 * w0;
        sum1_0 += in1 * w0;
        sum2_0 += in2 * w0;
        sum3_0 += in3 * w0;
        weight += conv_runs2_shape.result_vectors;
      }
    }
    column += CONV_RUNS2_TERMS;
    row += select(0, conv_runs2_shape.tap_row, column == conv_runs2_shape.run);
    column = select(column, 0, column == conv_runs2_shape.run);
  }
  var sums = array<vec4f, 4>(sum0_0, sum1_0, sum2_0, sum3_0);
  var x = x0;
  var y = y0;
  var sample = sample0;
  for (var p = 0u; p < CONV_RUNS2_PIXELS; p++) {
    if (first + p >= conv_runs2_shape.count) {
      break;
    }
    for (var q = 0u; q < CONV_RUNS2_VECTORS; q++) {
      if (vector + q < conv_runs2_shape.result_vectors) {
        let channel = channel_group * conv_runs2_shape.result_vectors + vector + q;
        conv_runs2_finish(sample, y, x, channel, sums[p * CONV_RUNS2_VECTORS + q]);
      }
    }
    x += 1;
    y += u32(x == conv_runs2_shape.out_width);
    x = select(x, 0, x == conv_runs2_shape.out_width);
    sample += u32(y == conv_runs2_shape.out_height);
    y = select(y, 0, y == conv_runs2_shape.out_height);
  }
}

// Convolution of few channels, 8 pixels by 8 channels an invocation, 5 terms at a time; then tanh(it).
// conv1
const CONV_RUNS3_PIXELS: u32 = 8;
const CONV_RUNS3_VECTORS: u32 = 2;
const CONV_RUNS3_WIDTH: u32 = 8;
const CONV_RUNS3_TERMS: u32 = 5;
struct conv_runs3_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  run: u32,
  stride_y: u32,
  stride_x: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  tap_row: u32,
  end: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv_runs3_shape: conv_runs3_Shape;
@group(0) @binding(1) var<storage, read> conv_runs3_input: array<f32>;
@group(0) @binding(2) var<storage, read> conv_runs3_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv_runs3_output: array<vec4f>;
fn conv_runs3_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv_runs3_weight_bias[conv_runs3_shape.bias_at + vector];
  conv_runs3_output[conv_runs3_shape.output_at + sample * conv_runs3_shape.output_sample + y * conv_runs3_shape.output_row + x * conv_runs3_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(conv_runs3_shape.out_channels));
}
@compute @workgroup_size(CONV_RUNS3_WIDTH, 1)
fn conv_runs3(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let vector = (block % conv_runs3_shape.blocks_along * conv_runs3_shape.across + local.x % conv_runs3_shape.across) * CONV_RUNS3_VECTORS;
  let down = block / conv_runs3_shape.blocks_along;
  let first = (down % conv_runs3_shape.blocks_down * (CONV_RUNS3_WIDTH / conv_runs3_shape.across) + local.x / conv_runs3_shape.across) * CONV_RUNS3_PIXELS;
  let channel_group = down / conv_runs3_shape.blocks_down;
  if ((first >= conv_runs3_shape.count) | (vector >= conv_runs3_shape.result_vectors) | (channel_group >= conv_runs3_shape.channel_groups)) {
    return;
  }
  let pixel = min(first, conv_runs3_shape.count - 1);
  let line = pixel / conv_runs3_shape.out_width;
  let x0 = pixel - line * conv_runs3_shape.out_width;
  let sample0 = line / conv_runs3_shape.out_height;
  let y0 = line - sample0 * conv_runs3_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv_runs3_shape.count);
  let below0 = y0 + u32(along0 == conv_runs3_shape.out_width);
  let x1 = select(along0, 0, along0 == conv_runs3_shape.out_width);
  let y1 = select(below0, 0, below0 == conv_runs3_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv_runs3_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv_runs3_shape.count);
  let below1 = y1 + u32(along1 == conv_runs3_shape.out_width);
  let x2 = select(along1, 0, along1 == conv_runs3_shape.out_width);
  let y2 = select(below1, 0, below1 == conv_runs3_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv_runs3_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv_runs3_shape.count);
  let below2 = y2 + u32(along2 == conv_runs3_shape.out_width);
  let x3 = select(along2, 0, along2 == conv_runs3_shape.out_width);
  let y3 = select(below2, 0, below2 == conv_runs3_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv_runs3_shape.out_height);
  let along3 = x3 + u32(first + 4 < conv_runs3_shape.count);
  let below3 = y3 + u32(along3 == conv_runs3_shape.out_width);
  let x4 = select(along3, 0, along3 == conv_runs3_shape.out_width);
  let y4 = select(below3, 0, below3 == conv_runs3_shape.out_height);
  let sample4 = sample3 + u32(below3 == conv_runs3_shape.out_height);
  let along4 = x4 + u32(first + 5 < conv_runs3_shape.count);
  let below4 = y4 + u32(along4 == conv_runs3_shape.out_width);
  let x5 = select(along4, 0, along4 == conv_runs3_shape.out_width);
  let y5 = select(below4, 0, below4 == conv_runs3_shape.out_height);
  let sample5 = sample4 + u32(below4 == conv_runs3_shape.out_height);
  let along5 = x5 + u32(first + 6 < conv_runs3_shape.count);
  let below5 = y5 + u32(along5 == conv_runs3_shape.out_width);
  let x6 = select(along5, 0, along5 == conv_runs3_shape.out_width);
  let y6 = select(below5, 0, below5 == conv_runs3_shape.out_height);
  let sample6 = sample5 + u32(below5 == conv_runs3_shape.out_height);
  let along6 = x6 + u32(first + 7 < conv_runs3_shape.count);
  let below6 = y6 + u32(along6 == conv_runs3_shape.out_width);
  let x7 = select(along6, 0, along6 == conv_runs3_shape.out_width);
  let y7 = select(below6, 0, below6 == conv_runs3_shape.out_height);
  let sample7 = sample6 + u32(below6 == conv_runs3_shape.out_height);
  var sum0_0 = vec4f();
  var sum0_1 = vec4f();
  var sum1_0 = vec4f();
  var sum1_1 = vec4f();
  var sum2_0 = vec4f();
  var sum2_1 = vec4f();
  var sum3_0 = vec4f();
  var sum3_1 = vec4f();
  var sum4_0 = vec4f();
  var sum4_1 = vec4f();
  var sum5_0 = vec4f();
  var sum5_1 = vec4f();
  var sum6_0 = vec4f();
  var sum6_1 = vec4f();
  var sum7_0 = vec4f();
  var sum7_1 = vec4f();
  let at0 = conv_runs3_shape.input_at + sample0 * conv_runs3_shape.input_sample + y0 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x0 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at1 = conv_runs3_shape.input_at + sample1 * conv_runs3_shape.input_sample + y1 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x1 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at2 = conv_runs3_shape.input_at + sample2 * conv_runs3_shape.input_sample + y2 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x2 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at3 = conv_runs3_shape.input_at + sample3 * conv_runs3_shape.input_sample + y3 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x3 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at4 = conv_runs3_shape.input_at + sample4 * conv_runs3_shape.input_sample + y4 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x4 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at5 = conv_runs3_shape.input_at + sample5 * conv_runs3_shape.input_sample + y5 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x5 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at6 = conv_runs3_shape.input_at + sample6 * conv_runs3_shape.input_sample + y6 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x6 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  let at7 = conv_runs3_shape.input_at + sample7 * conv_runs3_shape.input_sample + y7 * conv_runs3_shape.stride_y * conv_runs3_shape.input_row + x7 * conv_runs3_shape.stride_x * conv_runs3_shape.input_pixel;
  var weight = conv_runs3_shape.weight_at + vector;
  var row = 0u;
  var column = 0u;
  // One loop: drivers in software are slow at carrying sums into another.
  while (row < conv_runs3_shape.end) {
    let start = row + column;
    {
      let in0 = conv_runs3_input[at0 + start];
      let in1 = conv_runs3_input[at1 + start];
      let in2 = conv_runs3_input[at2 + start];
      let in3 = conv_runs3_input[at3 + start];
      let in4 = conv_runs3_input[at4 + start];
      let in5 = conv_runs3_input[at5 + start];
      let in6 = conv_runs3_input[at6 + start];
      let in7 = conv_runs3_input[at7 + start];
      {
        let w0 = conv_runs3_weight_bias[weight];
        let w1 = conv_runs3_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        sum4_0 += in4 * w0; sum4_1 += in4 * w1;
        sum5_0 += in5 * w0; sum5_1 += in5 * w1;
        sum6_0 += in6 * w0; sum6_1 += in6 * w1;
        sum7_0 += in7 * w0; sum7_1 += in7 * w1;
        weight += conv_runs3_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs3_input[at0 + start + 1];
      let in1 = conv_runs3_input[at1 + start + 1];
      let in2 = conv_runs3_input[at2 + start + 1];
      let in3 = conv_runs3_input[at3 + start + 1];
      let in4 = conv_runs3_input[at4 + start + 1];
      let in5 = conv_runs3_input[at5 + start + 1];
      let in6 = conv_runs3_input[at6 + start + 1];
      let in7 = conv_runs3_input[at7 + start + 1];
      {
        let w0 = conv_runs3_weight_bias[weight];
        let w1 = conv_runs3_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        sum4_0 += in4 * w0; sum4_1 += in4 * w1;
        sum5_0 += in5 * w0; sum5_1 += in5 * w1;
        sum6_0 += in6 * w0; sum6_1 += in6 * w1;
        sum7_0 += in7 * w0; sum7_1 += in7 * w1;
        weight += conv_runs3_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs3_input[at0 + start + 2];
      let in1 = conv_runs3_input[at1 + start + 2];
      let in2 = conv_runs3_input[at2 + start + 2];
      let in3 = conv_runs3_input[at3 + start + 2];
      let in4 = conv_runs3_input[at4 + start + 2];
      let in5 = conv_runs3_input[at5 + start + 2];
      let in6 = conv_runs3_input[at6 + start + 2];
      let in7 = conv_runs3_input[at7 + start + 2];
      {
        let w0 = conv_runs3_weight_bias[weight];
        let w1 = conv_runs3_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        sum4_0 += in4 * w0; sum4_1 += in4 * w1;
        sum5_0 += in5 * w0; sum5_1 += in5 * w1;
        sum6_0 += in6 * w0; sum6_1 += in6 * w1;
        sum7_0 += in7 * w0; sum7_1 += in7 * w1;
        weight += conv_runs3_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs3_input[at0 + start + 3];
      let in1 = conv_runs3_input[at1 + start + 3];
      let in2 = conv_runs3_input[at2 + start + 3];
      let in3 = conv_runs3_input[at3 + start + 3];
      let in4 = conv_runs3_input[at4 + start + 3];
      let in5 = conv_runs3_input[at5 + start + 3];
      let in6 = conv_runs3_input[at6 + start + 3];
      let in7 = conv_runs3_input[at7 + start + 3];
      {
        let w0 = conv_runs3_weight_bias[weight];
        let w1 = conv_runs3_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        sum4_0 += in4 * w0; sum4_1 += in4 * w1;
        sum5_0 += in5 * w0; sum5_1 += in5 * w1;
        sum6_0 += in6 * w0; sum6_1 += in6 * w1;
        sum7_0 += in7 * w0; sum7_1 += in7 * w1;
        weight += conv_runs3_shape.result_vectors;
      }
    }
    {
      let in0 = conv_runs3_input[at0 + start + 4];
      let in1 = conv_runs3_input[at1 + start + 4];
      let in2 = conv_runs3_input[at2 + start + 4];
      let in3 = conv_runs3_input[at3 + start + 4];
      let in4 = conv_runs3_input[at4 + start + 4];
      let in5 = conv_runs3_input[at5 + start + 4];
      let in6 = conv_runs3_input[at6 + start + 4];
      let in7 = conv_runs3_input[at7 + start + 4];
      {
        let w0 = conv_runs3_weight_bias[weight];
        let w1 = conv_runs3_weight_bias[weight + 1];
        sum0_0 += in0 * w0; sum0_1 += in0 * w1;
        sum1_0 += in1 * w0; sum1_1 += in1 * w1;
        sum2_0 += in2 * w0; sum2_1 += in2 * w1;
        sum3_0 += in3 * w0; sum3_1 += in3 * w1;
        sum4_0 += in4 * w0; sum4_1 += in4 * w1;
        sum5_0 += in5 * w0; sum5_1 += in5 * w1;
        sum6_0 += in6 * w0; sum6_1 += in6 * w1;
        sum7_0 += in7 * w0; sum7_1 += in7 * w1;
        weight += conv_runs3_shape.result_vectors;
      }
    }
    column += CONV_RUNS3_TERMS;
    row += select(0, conv_runs3_shape.tap_row, column == conv_runs3_shape.run);
    column = select(column, 0, column == conv_runs3_shape.run);
  }
  var sums = array<vec4f, 16>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1, sum4_0, sum4_1, sum5_0, sum5_1, sum6_0, sum6_1, sum7_0, sum7_1);
  var x = x0;
  var y = y0;
  var sample = sample0;
  for (var p = 0u; p < CONV_RUNS3_PIXELS; p++) {
    if (first + p >= conv_runs3_shape.count) {
      break;
    }
    for (var q = 0u; q < CONV_RUNS3_VECTORS; q++) {
      if (vector + q < conv_runs3_shape.result_vectors) {
        let channel = channel_group * conv_runs3_shape.result_vectors + vector + q;
        conv_runs3_finish(sample, y, x, channel, sums[p * CONV_RUNS3_VECTORS + q]);
      }
    }
    x += 1;
    y += u32(x == conv_runs3_shape.out_width);
    x = select(x, 0, x == conv_runs3_shape.out_width);
    sample += u32(y == conv_runs3_shape.out_height);
    y = select(y, 0, y == conv_runs3_shape.out_height);
  }
}

// Pooling (average), 4 channels an invocation.
// avgpool1
const AVERAGE_POOL1_WIDTH: u32 = 64;
struct average_pool1_Shape {
  count: u32,
  out_vectors: u32,
  out_height: u32,
  out_width: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  out_channels: u32,
  input_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> average_pool1_shape: average_pool1_Shape;
@group(0) @binding(1) var<storage, read> average_pool1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> average_pool1_output: array<vec4f>;
@compute @workgroup_size(AVERAGE_POOL1_WIDTH, 1)
fn average_pool1(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * AVERAGE_POOL1_WIDTH;
  if (item >= average_pool1_shape.count) {
    return;
  }
  let vector = item % average_pool1_shape.out_vectors;
  let x = item / average_pool1_shape.out_vectors % average_pool1_shape.out_width;
  let y = item / (average_pool1_shape.out_vectors * average_pool1_shape.out_width) % average_pool1_shape.out_height;
  let sample = item / (average_pool1_shape.out_vectors * average_pool1_shape.out_width * average_pool1_shape.out_height);
  let base = average_pool1_shape.input_at + sample * average_pool1_shape.input_sample + vector;
  var result = vec4f(0.0);
  var divisor = 0.0;
  for (var ky = 0u; ky < average_pool1_shape.kernel_height; ky++) {
    let down = y * average_pool1_shape.stride_y + ky * average_pool1_shape.dilation_y;
    let row = down - average_pool1_shape.pad_top;
    for (var kx = 0u; kx < average_pool1_shape.kernel_width; kx++) {
      let along = x * average_pool1_shape.stride_x + kx * average_pool1_shape.dilation_x;
      let column = along - average_pool1_shape.pad_left;
      if ((row < average_pool1_shape.height) & (column < average_pool1_shape.width)) {
        result += average_pool1_input[base + row * average_pool1_shape.input_row + column * average_pool1_shape.input_pixel];
        divisor += 1.0;
      }
    }
  }
  average_pool1_output[average_pool1_shape.output_at + sample * average_pool1_shape.output_sample + y * average_pool1_shape.output_row + x * average_pool1_shape.output_pixel + vector] = select(vec4f(), result / max(divisor, 1.0), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(average_pool1_shape.out_channels));
}

// Convolution, 4 pixels by 8 channels an invocation, whose terms 8 share; then tanh(it).
// conv2
const CONV1_PIXELS: u32 = 4;
const CONV1_VECTORS: u32 = 2;
const CONV1_WIDTH: u32 = 64;
const CONV1_PARTS: u32 = 8;
struct conv1_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  weight_group: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv1_shape: conv1_Shape;
@group(0) @binding(1) var<storage, read> conv1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> conv1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv1_output: array<vec4f>;
var<workgroup> conv1_shared: array<f32, 2048>;
fn conv1_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv1_weight_bias[conv1_shape.bias_at + vector];
  conv1_output[conv1_shape.output_at + sample * conv1_shape.output_sample + y * conv1_shape.output_row + x * conv1_shape.output_pixel + vector] = tanh_vec4f(value);
}
@compute @workgroup_size(CONV1_WIDTH, 1)
fn conv1(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let part = local.x % CONV1_PARTS;
  let tile = local.x / CONV1_PARTS;
  let wanted = (block % conv1_shape.blocks_along * conv1_shape.across + tile % conv1_shape.across) * CONV1_VECTORS;
  let vector = min(wanted, conv1_shape.result_vectors - 1);
  let down = block / conv1_shape.blocks_along;
  let first = (down % conv1_shape.blocks_down * (CONV1_WIDTH / CONV1_PARTS / conv1_shape.across) + tile / conv1_shape.across) * CONV1_PIXELS;
  let channel_group = min(down / conv1_shape.blocks_down, conv1_shape.channel_groups - 1);
  let isWanted = (wanted == vector) & (down / conv1_shape.blocks_down == channel_group);
  // Coordinates below 0 wrap to large ones.
  let pixel = min(first, conv1_shape.count - 1);
  let line = pixel / conv1_shape.out_width;
  let x0 = pixel - line * conv1_shape.out_width;
  let sample0 = line / conv1_shape.out_height;
  let y0 = line - sample0 * conv1_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv1_shape.count);
  let below0 = y0 + u32(along0 == conv1_shape.out_width);
  let x1 = select(along0, 0, along0 == conv1_shape.out_width);
  let y1 = select(below0, 0, below0 == conv1_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv1_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv1_shape.count);
  let below1 = y1 + u32(along1 == conv1_shape.out_width);
  let x2 = select(along1, 0, along1 == conv1_shape.out_width);
  let y2 = select(below1, 0, below1 == conv1_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv1_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv1_shape.count);
  let below2 = y2 + u32(along2 == conv1_shape.out_width);
  let x3 = select(along2, 0, along2 == conv1_shape.out_width);
  let y3 = select(below2, 0, below2 == conv1_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv1_shape.out_height);
  var sum0_0 = vec4f();
  var sum0_1 = vec4f();
  var sum1_0 = vec4f();
  var sum1_1 = vec4f();
  var sum2_0 = vec4f();
  var sum2_1 = vec4f();
  var sum3_0 = vec4f();
  var sum3_1 = vec4f();
  let base0 = conv1_shape.input_at + sample0 * conv1_shape.input_sample + channel_group * conv1_shape.term_vectors;
  let base1 = conv1_shape.input_at + sample1 * conv1_shape.input_sample + channel_group * conv1_shape.term_vectors;
  let base2 = conv1_shape.input_at + sample2 * conv1_shape.input_sample + channel_group * conv1_shape.term_vectors;
  let base3 = conv1_shape.input_at + sample3 * conv1_shape.input_sample + channel_group * conv1_shape.term_vectors;
  let weights = conv1_shape.weight_at + channel_group * conv1_shape.weight_group + vector;
  for (var ky = 0u; ky < conv1_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv1_shape.kernel_width; kx++) {
      let row0 = y0 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column0 = x0 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside0 = (row0 < conv1_shape.height) & (column0 < conv1_shape.width);
      let at0 = select(0, base0 + row0 * conv1_shape.input_row + column0 * conv1_shape.input_pixel, isInside0);
      let reach0 = select(0u, 0xffffffffu, isInside0);
      let row1 = y1 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column1 = x1 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside1 = (row1 < conv1_shape.height) & (column1 < conv1_shape.width);
      let at1 = select(0, base1 + row1 * conv1_shape.input_row + column1 * conv1_shape.input_pixel, isInside1);
      let reach1 = select(0u, 0xffffffffu, isInside1);
      let row2 = y2 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column2 = x2 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside2 = (row2 < conv1_shape.height) & (column2 < conv1_shape.width);
      let at2 = select(0, base2 + row2 * conv1_shape.input_row + column2 * conv1_shape.input_pixel, isInside2);
      let reach2 = select(0u, 0xffffffffu, isInside2);
      let row3 = y3 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column3 = x3 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside3 = (row3 < conv1_shape.height) & (column3 < conv1_shape.width);
      let at3 = select(0, base3 + row3 * conv1_shape.input_row + column3 * conv1_shape.input_pixel, isInside3);
      let reach3 = select(0u, 0xffffffffu, isInside3);
      let tap = (ky * conv1_shape.kernel_width + kx) * conv1_shape.term_vectors;
      for (var term = part; term < conv1_shape.term_vectors; term += CONV1_PARTS) {
        var weight = weights + 4 * (tap + term) * conv1_shape.result_vectors;
        let in0 = conv1_input[at0 + (term & reach0)];
        let in1 = conv1_input[at1 + (term & reach1)];
        let in2 = conv1_input[at2 + (term & reach2)];
        let in3 = conv1_input[at3 + (term & reach3)];
        {
          let w0 = conv1_weight_bias[weight];
          let w1 = conv1_weight_bias[weight + 1];
          sum0_0 += in0.x * w0; sum0_1 += in0.x * w1;
          sum1_0 += in1.x * w0; sum1_1 += in1.x * w1;
          sum2_0 += in2.x * w0; sum2_1 += in2.x * w1;
          sum3_0 += in3.x * w0; sum3_1 += in3.x * w1;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          let w1 = conv1_weight_bias[weight + 1];
          sum0_0 += in0.y * w0; sum0_1 += in0.y * w1;
          sum1_0 += in1.y * w0; sum1_1 += in1.y * w1;
          sum2_0 += in2.y * w0; sum2_1 += in2.y * w1;
          sum3_0 += in3.y * w0; sum3_1 += in3.y * w1;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          let w1 = conv1_weight_bias[weight + 1];
          sum0_0 += in0.z * w0; sum0_1 += in0.z * w1;
          sum1_0 += in1.z * w0; sum1_1 += in1.z * w1;
          sum2_0 += in2.z * w0; sum2_1 += in2.z * w1;
          sum3_0 += in3.z * w0; sum3_1 += in3.z * w1;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          let w1 = conv1_weight_bias[weight + 1];
          sum0_0 += in0.w * w0; sum0_1 += in0.w * w1;
          sum1_0 += in1.w * w0; sum1_1 += in1.w * w1;
          sum2_0 += in2.w * w0; sum2_1 += in2.w * w1;
          sum3_0 += in3.w * w0; sum3_1 += in3.w * w1;
          weight += conv1_shape.result_vectors;
        }
      }
    }
  }
  let sums = CONV1_PIXELS * CONV1_VECTORS * 4;
  var parts = array<vec4f, 8>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1);
  for (var sum = 0u; sum < CONV1_PIXELS * CONV1_VECTORS; sum++) {
    let to = local.x * sums + 4 * sum;
    conv1_shared[to + 0] = parts[sum][0];
    conv1_shared[to + 1] = parts[sum][1];
    conv1_shared[to + 2] = parts[sum][2];
    conv1_shared[to + 3] = parts[sum][3];
  }
  workgroupBarrier();
  for (var sum = part; sum < CONV1_PIXELS * CONV1_VECTORS; sum += CONV1_PARTS) {
    let pixel = first + sum / CONV1_VECTORS;
    let own = vector + sum % CONV1_VECTORS;
    if (!isWanted | (pixel >= conv1_shape.count) | (own >= conv1_shape.result_vectors)) {
      continue;
    }
    var whole = vec4f();
    for (var other = 0u; other < CONV1_PARTS; other++) {
      let from_part = (tile * CONV1_PARTS + other) * sums + 4 * sum;
      whole += vec4f(conv1_shared[from_part], conv1_shared[from_part + 1], conv1_shared[from_part + 2], conv1_shared[from_part + 3]);
    }
    let x = pixel % conv1_shape.out_width;
    let y = pixel / conv1_shape.out_width % conv1_shape.out_height;
    let sample = pixel / (conv1_shape.out_width * conv1_shape.out_height);
    conv1_finish(sample, y, x, channel_group * conv1_shape.result_vectors + own, whole);
  }
}

// Convolution, 4 pixels by 4 channels an invocation; then tanh(it).
// conv2
const CONV2_PIXELS: u32 = 4;
const CONV2_VECTORS: u32 = 1;
const CONV2_WIDTH: u32 = 64;
struct conv2_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  weight_group: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv2_shape: conv2_Shape;
@group(0) @binding(1) var<storage, read> conv2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> conv2_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv2_output: array<vec4f>;
fn conv2_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv2_weight_bias[conv2_shape.bias_at + vector];
  conv2_output[conv2_shape.output_at + sample * conv2_shape.output_sample + y * conv2_shape.output_row + x * conv2_shape.output_pixel + vector] = tanh_vec4f(value);
}
@compute @workgroup_size(CONV2_WIDTH, 1)
fn conv2(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let vector = (block % conv2_shape.blocks_along * conv2_shape.across + local.x % conv2_shape.across) * CONV2_VECTORS;
  let down = block / conv2_shape.blocks_along;
  let first = (down % conv2_shape.blocks_down * (CONV2_WIDTH / conv2_shape.across) + local.x / conv2_shape.across) * CONV2_PIXELS;
  let channel_group = down / conv2_shape.blocks_down;
  if ((first >= conv2_shape.count) | (vector >= conv2_shape.result_vectors) | (channel_group >= conv2_shape.channel_groups)) {
    return;
  }
  // Coordinates below 0 wrap to large ones.
  let pixel = min(first, conv2_shape.count - 1);
  let line = pixel / conv2_shape.out_width;
  let x0 = pixel - line * conv2_shape.out_width;
  let sample0 = line / conv2_shape.out_height;
  let y0 = line - sample0 * conv2_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv2_shape.count);
  let below0 = y0 + u32(along0 == conv2_shape.out_width);
  let x1 = select(along0, 0, along0 == conv2_shape.out_width);
  let y1 = select(below0, 0, below0 == conv2_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv2_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv2_shape.count);
  let below1 = y1 + u32(along1 == conv2_shape.out_width);
  let x2 = select(along1, 0, along1 == conv2_shape.out_width);
  let y2 = select(below1, 0, below1 == conv2_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv2_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv2_shape.count);
  let below2 = y2 + u32(along2 == conv2_shape.out_width);
  let x3 = select(along2, 0, along2 == conv2_shape.out_width);
  let y3 = select(below2, 0, below2 == conv2_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv2_shape.out_height);
  var sum0_0 = vec4f();
  var sum1_0 = vec4f();
  var sum2_0 = vec4f();
  var sum3_0 = vec4f();
  let base0 = conv2_shape.input_at + sample0 * conv2_shape.input_sample + channel_group * conv2_shape.term_vectors;
  let base1 = conv2_shape.input_at + sample1 * conv2_shape.input_sample + channel_group * conv2_shape.term_vectors;
  let base2 = conv2_shape.input_at + sample2 * conv2_shape.input_sample + channel_group * conv2_shape.term_vectors;
  let base3 = conv2_shape.input_at + sample3 * conv2_shape.input_sample + channel_group * conv2_shape.term_vectors;
  var weight = conv2_shape.weight_at + channel_group * conv2_shape.weight_group + vector;
  for (var ky = 0u; ky < conv2_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv2_shape.kernel_width; kx++) {
      let row0 = y0 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column0 = x0 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside0 = (row0 < conv2_shape.height) & (column0 < conv2_shape.width);
      let at0 = select(0, base0 + row0 * conv2_shape.input_row + column0 * conv2_shape.input_pixel, isInside0);
      let reach0 = select(0u, 0xffffffffu, isInside0);
      let row1 = y1 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column1 = x1 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside1 = (row1 < conv2_shape.height) & (column1 < conv2_shape.width);
      let at1 = select(0, base1 + row1 * conv2_shape.input_row + column1 * conv2_shape.input_pixel, isInside1);
      let reach1 = select(0u, 0xffffffffu, isInside1);
      let row2 = y2 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column2 = x2 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside2 = (row2 < conv2_shape.height) & (column2 < conv2_shape.width);
      let at2 = select(0, base2 + row2 * conv2_shape.input_row + column2 * conv2_shape.input_pixel, isInside2);
      let reach2 = select(0u, 0xffffffffu, isInside2);
      let row3 = y3 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column3 = x3 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside3 = (row3 < conv2_shape.height) & (column3 < conv2_shape.width);
      let at3 = select(0, base3 + row3 * conv2_shape.input_row + column3 * conv2_shape.input_pixel, isInside3);
      let reach3 = select(0u, 0xffffffffu, isInside3);
      for (var term = 0u; term < conv2_shape.term_vectors; term++) {
        let in0 = conv2_input[at0 + (term & reach0)];
        let in1 = conv2_input[at1 + (term & reach1)];
        let in2 = conv2_input[at2 + (term & reach2)];
        let in3 = conv2_input[at3 + (term & reach3)];
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.x * w0;
          sum1_0 += in1.x * w0;
          sum2_0 += in2.x * w0;
          sum3_0 += in3.x * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.y * w0;
          sum1_0 += in1.y * w0;
          sum2_0 += in2.y * w0;
          sum3_0 += in3.y * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.z * w0;
          sum1_0 += in1.z * w0;
          sum2_0 += in2.z * w0;
          sum3_0 += in3.z * w0;
          weight += conv2_shape.result_vectors;
        }
        {
          let w0 = conv2_weight_bias[weight];
          sum0_0 += in0.w * w0;
          sum1_0 += in1.w * w0;
          sum2_0 += in2.w * w0;
          sum3_0 += in3.w * w0;
          weight += conv2_shape.result_vectors;
        }
      }
    }
  }
  var sums = array<vec4f, 4>(sum0_0, sum1_0, sum2_0, sum3_0);
  var x = x0;
  var y = y0;
  var sample = sample0;
  for (var p = 0u; p < CONV2_PIXELS; p++) {
    if (first + p >= conv2_shape.count) {
      break;
    }
    for (var q = 0u; q < CONV2_VECTORS; q++) {
      if (vector + q < conv2_shape.result_vectors) {
        let channel = channel_group * conv2_shape.result_vectors + vector + q;
        conv2_finish(sample, y, x, channel, sums[p * CONV2_VECTORS + q]);
      }
    }
    x += 1;
    y += u32(x == conv2_shape.out_width);
    x = select(x, 0, x == conv2_shape.out_width);
    sample += u32(y == conv2_shape.out_height);
    y = select(y, 0, y == conv2_shape.out_height);
  }
}

// Convolution in one loop, 8 pixels by 8 channels an invocation; then tanh(it).
// conv2
const CONV_STEPS1_PIXELS: u32 = 8;
const CONV_STEPS1_VECTORS: u32 = 2;
const CONV_STEPS1_WIDTH: u32 = 8;
struct conv_steps1_Shape {
  across: u32,
  blocks_along: u32,
  blocks_down: u32,
  channel_groups: u32,
  result_vectors: u32,
  count: u32,
  out_height: u32,
  out_width: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  end_y: u32,
  end_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  weight_group: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> conv_steps1_shape: conv_steps1_Shape;
@group(0) @binding(1) var<storage, read> conv_steps1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> conv_steps1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> conv_steps1_output: array<vec4f>;
fn conv_steps1_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv_steps1_weight_bias[conv_steps1_shape.bias_at + vector];
  conv_steps1_output[conv_steps1_shape.output_at + sample * conv_steps1_shape.output_sample + y * conv_steps1_shape.output_row + x * conv_steps1_shape.output_pixel + vector] = tanh_vec4f(value);
}
@compute @workgroup_size(CONV_STEPS1_WIDTH, 1)
fn conv_steps1(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let vector = (block % conv_steps1_shape.blocks_along * conv_steps1_shape.across + local.x % conv_steps1_shape.across) * CONV_STEPS1_VECTORS;
  let down = block / conv_steps1_shape.blocks_along;
  let first = (down % conv_steps1_shape.blocks_down * (CONV_STEPS1_WIDTH / conv_steps1_shape.across) + local.x / conv_steps1_shape.across) * CONV_STEPS1_PIXELS;
  let channel_group = down / conv_steps1_shape.blocks_down;
  if ((first >= conv_steps1_shape.count) | (vector >= conv_steps1_shape.result_vectors) | (channel_group >= conv_steps1_shape.channel_groups)) {
    return;
  }
  // Coordinates below 0 wrap to large ones.
  let pixel = min(first, conv_steps1_shape.count - 1);
  let line = pixel / conv_steps1_shape.out_width;
  let x0 = pixel - line * conv_steps1_shape.out_width;
  let sample0 = line / conv_steps1_shape.out_height;
  let y0 = line - sample0 * conv_steps1_shape.out_height;
  // Behind the last pixel, that one is computed again, and not written.
  // The next pixel: along the row, then in the row below, then in the next sample.
  let along0 = x0 + u32(first + 1 < conv_steps1_shape.count);
  let below0 = y0 + u32(along0 == conv_steps1_shape.out_width);
  let x1 = select(along0, 0, along0 == conv_steps1_shape.out_width);
  let y1 = select(below0, 0, below0 == conv_steps1_shape.out_height);
  let sample1 = sample0 + u32(below0 == conv_steps1_shape.out_height);
  let along1 = x1 + u32(first + 2 < conv_steps1_shape.count);
  let below1 = y1 + u32(along1 == conv_steps1_shape.out_width);
  let x2 = select(along1, 0, along1 == conv_steps1_shape.out_width);
  let y2 = select(below1, 0, below1 == conv_steps1_shape.out_height);
  let sample2 = sample1 + u32(below1 == conv_steps1_shape.out_height);
  let along2 = x2 + u32(first + 3 < conv_steps1_shape.count);
  let below2 = y2 + u32(along2 == conv_steps1_shape.out_width);
  let x3 = select(along2, 0, along2 == conv_steps1_shape.out_width);
  let y3 = select(below2, 0, below2 == conv_steps1_shape.out_height);
  let sample3 = sample2 + u32(below2 == conv_steps1_shape.out_height);
  let along3 = x3 + u32(first + 4 < conv_steps1_shape.count);
  let below3 = y3 + u32(along3 == conv_steps1_shape.out_width);
  let x4 = select(along3, 0, along3 == conv_steps1_shape.out_width);
  let y4 = select(below3, 0, below3 == conv_steps1_shape.out_height);
  let sample4 = sample3 + u32(below3 == conv_steps1_shape.out_height);
  let along4 = x4 + u32(first + 5 < conv_steps1_shape.count);
  let below4 = y4 + u32(along4 == conv_steps1_shape.out_width);
  let x5 = select(along4, 0, along4 == conv_steps1_shape.out_width);
  let y5 = select(below4, 0, below4 == conv_steps1_shape.out_height);
  let sample5 = sample4 + u32(below4 == conv_steps1_shape.out_height);
  let along5 = x5 + u32(first + 6 < conv_steps1_shape.count);
  let below5 = y5 + u32(along5 == conv_steps1_shape.out_width);
  let x6 = select(along5, 0, along5 == conv_steps1_shape.out_width);
  let y6 = select(below5, 0, below5 == conv_steps1_shape.out_height);
  let sample6 = sample5 + u32(below5 == conv_steps1_shape.out_height);
  let along6 = x6 + u32(first + 7 < conv_steps1_shape.count);
  let below6 = y6 + u32(along6 == conv_steps1_shape.out_width);
  let x7 = select(along6, 0, along6 == conv_steps1_shape.out_width);
  let y7 = select(below6, 0, below6 == conv_steps1_shape.out_height);
  let sample7 = sample6 + u32(below6 == conv_steps1_shape.out_height);
  var sum0_0 = vec4f();
  var sum0_1 = vec4f();
  var sum1_0 = vec4f();
  var sum1_1 = vec4f();
  var sum2_0 = vec4f();
  var sum2_1 = vec4f();
  var sum3_0 = vec4f();
  var sum3_1 = vec4f();
  var sum4_0 = vec4f();
  var sum4_1 = vec4f();
  var sum5_0 = vec4f();
  var sum5_1 = vec4f();
  var sum6_0 = vec4f();
  var sum6_1 = vec4f();
  var sum7_0 = vec4f();
  var sum7_1 = vec4f();
  let top0 = y0 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left0 = x0 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base0 = conv_steps1_shape.input_at + sample0 * conv_steps1_shape.input_sample + top0 * conv_steps1_shape.input_row + left0 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top1 = y1 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left1 = x1 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base1 = conv_steps1_shape.input_at + sample1 * conv_steps1_shape.input_sample + top1 * conv_steps1_shape.input_row + left1 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top2 = y2 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left2 = x2 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base2 = conv_steps1_shape.input_at + sample2 * conv_steps1_shape.input_sample + top2 * conv_steps1_shape.input_row + left2 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top3 = y3 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left3 = x3 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base3 = conv_steps1_shape.input_at + sample3 * conv_steps1_shape.input_sample + top3 * conv_steps1_shape.input_row + left3 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top4 = y4 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left4 = x4 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base4 = conv_steps1_shape.input_at + sample4 * conv_steps1_shape.input_sample + top4 * conv_steps1_shape.input_row + left4 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top5 = y5 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left5 = x5 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base5 = conv_steps1_shape.input_at + sample5 * conv_steps1_shape.input_sample + top5 * conv_steps1_shape.input_row + left5 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top6 = y6 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left6 = x6 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base6 = conv_steps1_shape.input_at + sample6 * conv_steps1_shape.input_sample + top6 * conv_steps1_shape.input_row + left6 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  let top7 = y7 * conv_steps1_shape.stride_y - conv_steps1_shape.pad_top;
  let left7 = x7 * conv_steps1_shape.stride_x - conv_steps1_shape.pad_left;
  let base7 = conv_steps1_shape.input_at + sample7 * conv_steps1_shape.input_sample + top7 * conv_steps1_shape.input_row + left7 * conv_steps1_shape.input_pixel + channel_group * conv_steps1_shape.term_vectors;
  var weight = conv_steps1_shape.weight_at + channel_group * conv_steps1_shape.weight_group + vector;
  var dy = 0u;
  var dx = 0u;
  var term = 0u;
  while (dy < conv_steps1_shape.end_y) {
    let offset = dy * conv_steps1_shape.input_row + dx * conv_steps1_shape.input_pixel + term;
    // What is outside of the picture are the zeros before it.
    let in0 = conv_steps1_input[select(0, base0 + offset, (top0 + dy < conv_steps1_shape.height) & (left0 + dx < conv_steps1_shape.width))];
    let in1 = conv_steps1_input[select(0, base1 + offset, (top1 + dy < conv_steps1_shape.height) & (left1 + dx < conv_steps1_shape.width))];
    let in2 = conv_steps1_input[select(0, base2 + offset, (top2 + dy < conv_steps1_shape.height) & (left2 + dx < conv_steps1_shape.width))];
    let in3 = conv_steps1_input[select(0, base3 + offset, (top3 + dy < conv_steps1_shape.height) & (left3 + dx < conv_steps1_shape.width))];
    let in4 = conv_steps1_input[select(0, base4 + offset, (top4 + dy < conv_steps1_shape.height) & (left4 + dx < conv_steps1_shape.width))];
    let in5 = conv_steps1_input[select(0, base5 + offset, (top5 + dy < conv_steps1_shape.height) & (left5 + dx < conv_steps1_shape.width))];
    let in6 = conv_steps1_input[select(0, base6 + offset, (top6 + dy < conv_steps1_shape.height) & (left6 + dx < conv_steps1_shape.width))];
    let in7 = conv_steps1_input[select(0, base7 + offset, (top7 + dy < conv_steps1_shape.height) & (left7 + dx < conv_steps1_shape.width))];
    {
      let w0 = conv_steps1_weight_bias[weight];
      let w1 = conv_steps1_weight_bias[weight + 1];
      sum0_0 += in0.x * w0; sum0_1 += in0.x * w1;
      sum1_0 += in1.x * w0; sum1_1 += in1.x * w1;
      sum2_0 += in2.x * w0; sum2_1 += in2.x * w1;
      sum3_0 += in3.x * w0; sum3_1 += in3.x * w1;
      sum4_0 += in4.x * w0; sum4_1 += in4.x * w1;
      sum5_0 += in5.x * w0; sum5_1 += in5.x * w1;
      sum6_0 += in6.x * w0; sum6_1 += in6.x * w1;
      sum7_0 += in7.x * w0; sum7_1 += in7.x * w1;
      weight += conv_steps1_shape.result_vectors;
    }
    {
      let w0 = conv_steps1_weight_bias[weight];
      let w1 = conv_steps1_weight_bias[weight + 1];
      sum0_0 += in0.y * w0; sum0_1 += in0.y * w1;
      sum1_0 += in1.y * w0; sum1_1 += in1.y * w1;
      sum2_0 += in2.y * w0; sum2_1 += in2.y * w1;
      sum3_0 += in3.y * w0; sum3_1 += in3.y * w1;
      sum4_0 += in4.y * w0; sum4_1 += in4.y * w1;
      sum5_0 += in5.y * w0; sum5_1 += in5.y * w1;
      sum6_0 += in6.y * w0; sum6_1 += in6.y * w1;
      sum7_0 += in7.y * w0; sum7_1 += in7.y * w1;
      weight += conv_steps1_shape.result_vectors;
    }
    {
      let w0 = conv_steps1_weight_bias[weight];
      let w1 = conv_steps1_weight_bias[weight + 1];
      sum0_0 += in0.z * w0; sum0_1 += in0.z * w1;
      sum1_0 += in1.z * w0; sum1_1 += in1.z * w1;
      sum2_0 += in2.z * w0; sum2_1 += in2.z * w1;
      sum3_0 += in3.z * w0; sum3_1 += in3.z * w1;
      sum4_0 += in4.z * w0; sum4_1 += in4.z * w1;
      sum5_0 += in5.z * w0; sum5_1 += in5.z * w1;
      sum6_0 += in6.z * w0; sum6_1 += in6.z * w1;
      sum7_0 += in7.z * w0; sum7_1 += in7.z * w1;
      weight += conv_steps1_shape.result_vectors;
    }
    {
      let w0 = conv_steps1_weight_bias[weight];
      let w1 = conv_steps1_weight_bias[weight + 1];
      sum0_0 += in0.w * w0; sum0_1 += in0.w * w1;
      sum1_0 += in1.w * w0; sum1_1 += in1.w * w1;
      sum2_0 += in2.w * w0; sum2_1 += in2.w * w1;
      sum3_0 += in3.w * w0; sum3_1 += in3.w * w1;
      sum4_0 += in4.w * w0; sum4_1 += in4.w * w1;
      sum5_0 += in5.w * w0; sum5_1 += in5.w * w1;
      sum6_0 += in6.w * w0; sum6_1 += in6.w * w1;
      sum7_0 += in7.w * w0; sum7_1 += in7.w * w1;
      weight += conv_steps1_shape.result_vectors;
    }
    let is_tap = term + 1 == conv_steps1_shape.term_vectors;
    term = select(term + 1, 0, is_tap);
    dx += select(0, conv_steps1_shape.dilation_x, is_tap);
    let is_row = dx == conv_steps1_shape.end_x;
    dx = select(dx, 0, is_row);
    dy += select(0, conv_steps1_shape.dilation_y, is_row);
  }
  var sums = array<vec4f, 16>(sum0_0, sum0_1, sum1_0, sum1_1, sum2_0, sum2_1, sum3_0, sum3_1, sum4_0, sum4_1, sum5_0, sum5_1, sum6_0, sum6_1, sum7_0, sum7_1);
  var x = x0;
  var y = y0;
  var sample = sample0;
  for (var p = 0u; p < CONV_STEPS1_PIXELS; p++) {
    if (first + p >= conv_steps1_shape.count) {
      break;
    }
    for (var q = 0u; q < CONV_STEPS1_VECTORS; q++) {
      if (vector + q < conv_steps1_shape.result_vectors) {
        let channel = channel_group * conv_steps1_shape.result_vectors + vector + q;
        conv_steps1_finish(sample, y, x, channel, sums[p * CONV_STEPS1_VECTORS + q]);
      }
    }
    x += 1;
    y += u32(x == conv_steps1_shape.out_width);
    x = select(x, 0, x == conv_steps1_shape.out_width);
    sample += u32(y == conv_steps1_shape.out_height);
    y = select(y, 0, y == conv_steps1_shape.out_height);
  }
}

// Pooling (average), 4 channels an invocation.
// avgpool2
const AVERAGE_POOL2_WIDTH: u32 = 64;
struct average_pool2_Shape {
  count: u32,
  out_vectors: u32,
  out_height: u32,
  out_width: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  input_sample: u32,
  input_row: u32,
  input_pixel: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  input_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> average_pool2_shape: average_pool2_Shape;
@group(0) @binding(1) var<storage, read> average_pool2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> average_pool2_output: array<vec4f>;
@compute @workgroup_size(AVERAGE_POOL2_WIDTH, 1)
fn average_pool2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * AVERAGE_POOL2_WIDTH;
  if (item >= average_pool2_shape.count) {
    return;
  }
  let vector = item % average_pool2_shape.out_vectors;
  let x = item / average_pool2_shape.out_vectors % average_pool2_shape.out_width;
  let y = item / (average_pool2_shape.out_vectors * average_pool2_shape.out_width) % average_pool2_shape.out_height;
  let sample = item / (average_pool2_shape.out_vectors * average_pool2_shape.out_width * average_pool2_shape.out_height);
  let base = average_pool2_shape.input_at + sample * average_pool2_shape.input_sample + vector;
  var result = vec4f(0.0);
  var divisor = 0.0;
  for (var ky = 0u; ky < average_pool2_shape.kernel_height; ky++) {
    let down = y * average_pool2_shape.stride_y + ky * average_pool2_shape.dilation_y;
    let row = down - average_pool2_shape.pad_top;
    for (var kx = 0u; kx < average_pool2_shape.kernel_width; kx++) {
      let along = x * average_pool2_shape.stride_x + kx * average_pool2_shape.dilation_x;
      let column = along - average_pool2_shape.pad_left;
      if ((row < average_pool2_shape.height) & (column < average_pool2_shape.width)) {
        result += average_pool2_input[base + row * average_pool2_shape.input_row + column * average_pool2_shape.input_pixel];
        divisor += 1.0;
      }
    }
  }
  average_pool2_output[average_pool2_shape.output_at + sample * average_pool2_shape.output_sample + y * average_pool2_shape.output_row + x * average_pool2_shape.output_pixel + vector] = result / max(divisor, 1.0);
}

// Dense layer, a workgroup for each output of a row; then tanh(it).
// dense1, dense2
const DENSE1_PARTS: u32 = 64;
const DENSE1_ROWS: u32 = 1;
struct dense1_Shape {
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense1_shape: dense1_Shape;
@group(0) @binding(1) var<storage, read> dense1_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense1_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense1_output: array<f32>;
var<workgroup> dense1_shared: array<f32, 64>;
fn dense1_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense1_weight_bias[(dense1_shape.bias_at + column * dense1_shape.bias_column) / 4][(dense1_shape.bias_at + column * dense1_shape.bias_column) % 4];
  dense1_output[dense1_shape.output_at + row * dense1_shape.output_row + column * dense1_shape.output_column] = tanh_f32(value);
}
@compute @workgroup_size(DENSE1_PARTS, 1)
fn dense1(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let column = block % dense1_shape.columns;
  let first = block / dense1_shape.columns * DENSE1_ROWS;
  // Behind the last row, that one is computed again, and not written.
  let from0 = dense1_shape.input_at + min(first + 0, dense1_shape.rows - 1) * dense1_shape.input_row;
  var part0 = 0.0;
  let weights = dense1_shape.weight_at + column * dense1_shape.weight_column;
  for (var term = local.x; term < dense1_shape.terms; term += DENSE1_PARTS) {
    let weight = dense1_weight_bias[weights + term];
    part0 += dot(dense1_input[from0 + term], weight);
  }
  dense1_shared[0 * DENSE1_PARTS + local.x] = part0;
  workgroupBarrier();
  for (var half = DENSE1_PARTS / 2; half > 0; half /= 2) {
    if (local.x < half) {
      dense1_shared[0 * DENSE1_PARTS + local.x] += dense1_shared[0 * DENSE1_PARTS + local.x + half];
    }
    workgroupBarrier();
  }
  if ((local.x < DENSE1_ROWS) & (first + local.x < dense1_shape.rows)) {
    dense1_finish(first + local.x, column, dense1_shared[local.x * DENSE1_PARTS]);
  }
}

// Dense layer, an invocation for each output of a row; then tanh(it).
// dense1, dense2
const DENSE2_WIDTH: u32 = 64;
const DENSE2_ROWS: u32 = 1;
struct dense2_Shape {
  count: u32,
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense2_shape: dense2_Shape;
@group(0) @binding(1) var<storage, read> dense2_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense2_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense2_output: array<f32>;
fn dense2_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense2_weight_bias[(dense2_shape.bias_at + column * dense2_shape.bias_column) / 4][(dense2_shape.bias_at + column * dense2_shape.bias_column) % 4];
  dense2_output[dense2_shape.output_at + row * dense2_shape.output_row + column * dense2_shape.output_column] = tanh_f32(value);
}
@compute @workgroup_size(DENSE2_WIDTH, 1)
fn dense2(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * DENSE2_WIDTH;
  if (item >= dense2_shape.count) {
    return;
  }
  let column = item % dense2_shape.columns;
  let first = item / dense2_shape.columns * DENSE2_ROWS;
  // Behind the last row, that one is computed again, and not written.
  let from0 = dense2_shape.input_at + min(first + 0, dense2_shape.rows - 1) * dense2_shape.input_row;
  var part0 = 0.0;
  let weights = dense2_shape.weight_at + column * dense2_shape.weight_column;
  for (var term = 0u; term < dense2_shape.terms; term++) {
    let weight = dense2_weight_bias[weights + term];
    part0 += dot(dense2_input[from0 + term], weight);
  }
  dense2_finish(first, column, part0);
}

// Dense layer, a workgroup for each output of a row.
// dense3
const DENSE3_PARTS: u32 = 64;
const DENSE3_ROWS: u32 = 1;
struct dense3_Shape {
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense3_shape: dense3_Shape;
@group(0) @binding(1) var<storage, read> dense3_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense3_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense3_output: array<f32>;
var<workgroup> dense3_shared: array<f32, 64>;
fn dense3_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense3_weight_bias[(dense3_shape.bias_at + column * dense3_shape.bias_column) / 4][(dense3_shape.bias_at + column * dense3_shape.bias_column) % 4];
  dense3_output[dense3_shape.output_at + row * dense3_shape.output_row + column * dense3_shape.output_column] = value;
}
@compute @workgroup_size(DENSE3_PARTS, 1)
fn dense3(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = group.x + group.y * groups.x;
  let column = block % dense3_shape.columns;
  let first = block / dense3_shape.columns * DENSE3_ROWS;
  // Behind the last row, that one is computed again, and not written.
  let from0 = dense3_shape.input_at + min(first + 0, dense3_shape.rows - 1) * dense3_shape.input_row;
  var part0 = 0.0;
  let weights = dense3_shape.weight_at + column * dense3_shape.weight_column;
  for (var term = local.x; term < dense3_shape.terms; term += DENSE3_PARTS) {
    let weight = dense3_weight_bias[weights + term];
    part0 += dot(dense3_input[from0 + term], weight);
  }
  dense3_shared[0 * DENSE3_PARTS + local.x] = part0;
  workgroupBarrier();
  for (var half = DENSE3_PARTS / 2; half > 0; half /= 2) {
    if (local.x < half) {
      dense3_shared[0 * DENSE3_PARTS + local.x] += dense3_shared[0 * DENSE3_PARTS + local.x + half];
    }
    workgroupBarrier();
  }
  if ((local.x < DENSE3_ROWS) & (first + local.x < dense3_shape.rows)) {
    dense3_finish(first + local.x, column, dense3_shared[local.x * DENSE3_PARTS]);
  }
}

// Dense layer, an invocation for each output of a row.
// dense3
const DENSE4_WIDTH: u32 = 64;
const DENSE4_ROWS: u32 = 1;
struct dense4_Shape {
  count: u32,
  rows: u32,
  columns: u32,
  terms: u32,
  input_row: u32,
  weight_column: u32,
  bias_column: u32,
  output_row: u32,
  output_column: u32,
  input_at: u32,
  weight_at: u32,
  bias_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> dense4_shape: dense4_Shape;
@group(0) @binding(1) var<storage, read> dense4_input: array<vec4f>;
@group(0) @binding(2) var<storage, read> dense4_weight_bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dense4_output: array<f32>;
fn dense4_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense4_weight_bias[(dense4_shape.bias_at + column * dense4_shape.bias_column) / 4][(dense4_shape.bias_at + column * dense4_shape.bias_column) % 4];
  dense4_output[dense4_shape.output_at + row * dense4_shape.output_row + column * dense4_shape.output_column] = value;
}
@compute @workgroup_size(DENSE4_WIDTH, 1)
fn dense4(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * DENSE4_WIDTH;
  if (item >= dense4_shape.count) {
    return;
  }
  let column = item % dense4_shape.columns;
  let first = item / dense4_shape.columns * DENSE4_ROWS;
  // Behind the last row, that one is computed again, and not written.
  let from0 = dense4_shape.input_at + min(first + 0, dense4_shape.rows - 1) * dense4_shape.input_row;
  var part0 = 0.0;
  let weights = dense4_shape.weight_at + column * dense4_shape.weight_column;
  for (var term = 0u; term < dense4_shape.terms; term++) {
    let weight = dense4_weight_bias[weights + term];
    part0 += dot(dense4_input[from0 + term], weight);
  }
  dense4_finish(first, column, part0);
}

// Vector by vector: input1.
const COPY3_WIDTH: u32 = 64;
struct copy3_Shape {
  count: u32,
  n1: u32,
  input1_n0: u32,
  input1_n1: u32,
  output_n0: u32,
  output_n1: u32,
  input1_lane: u32,
  input1_at: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> copy3_shape: copy3_Shape;
@group(0) @binding(1) var<storage, read> copy3_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy3_output: array<vec4f>;
@compute @workgroup_size(COPY3_WIDTH, 1)
fn copy3(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY3_WIDTH;
  if (item >= copy3_shape.count) {
    return;
  }
  let n0 = item / copy3_shape.n1;
  let n1 = item % copy3_shape.n1;
  let input1_first = copy3_shape.input1_at + n0 * copy3_shape.input1_n0 + n1 * copy3_shape.input1_n1;
  let input1 = vec4f(copy3_input1[input1_first], copy3_input1[input1_first + 1 * copy3_shape.input1_lane], copy3_input1[input1_first + 2 * copy3_shape.input1_lane], copy3_input1[input1_first + 3 * copy3_shape.input1_lane]);
  copy3_output[copy3_shape.output_at + n0 * copy3_shape.output_n0 + n1 * copy3_shape.output_n1] = input1;
}

// Columns of a picture over black, resized: red, green and blue, or three times gray, in one number.
struct picture_columns1_Shape {
  columns: u32,
  rows: u32,
  top: u32,
  is_gray: u32,
}
@group(0) @binding(0) var<uniform> picture_columns1_shape: picture_columns1_Shape;
@group(0) @binding(1) var picture_columns1_picture: texture_2d<f32>;
@group(0) @binding(2) var<storage, read> picture_columns1_taps: array<u32>;
@group(0) @binding(3) var<storage, read_write> picture_columns1_narrowed: array<u32>;
fn picture_columns1_taps_of(element: u32) -> vec4u {
  let at = 4 * element;
  return vec4u(picture_columns1_taps[at], picture_columns1_taps[at + 1], picture_columns1_taps[at + 2], picture_columns1_taps[at + 3]);
}
fn picture_columns1_pixel(x: u32, y: u32) -> vec3u {
  let bytes = vec4u(round(255 * textureLoad(picture_columns1_picture, vec2u(x, y), 0)));
  let over = (2 * bytes.rgb * bytes.a + 255) / 510;
  let gray = (19595 * over.r + 38470 * over.g + 7471 * over.b + 32768) >> 16;
  return select(over, vec3u(gray), picture_columns1_shape.is_gray == 1);
}
@compute @workgroup_size(8, 8)
fn picture_columns1(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= picture_columns1_shape.columns || id.y >= picture_columns1_shape.rows) {
    return;
  }
  let taps = picture_columns1_taps_of(id.x);
  var sum = vec3u(taps.w);
  for (var tap = 0u; tap < taps.y; tap++) {
    sum += picture_columns1_taps[taps.z + tap] * picture_columns1_pixel(taps.x + tap, picture_columns1_shape.top + id.y);
  }
  let bytes = sum / (2 * taps.w);
  picture_columns1_narrowed[id.y * picture_columns1_shape.columns + id.x] = bytes.r | (bytes.g << 8) | (bytes.b << 16);
}

// Rows of such a picture, resized, cut out, and as the numbers of its bytes, channel by channel.
struct picture_rows1_Shape {
  width: u32,
  height: u32,
  channels: u32,
  left: u32,
  above: u32,
  columns: u32,
  rows: u32,
  top: u32,
  is_bgr: u32,
  output_at: u32,
}
@group(0) @binding(0) var<uniform> picture_rows1_shape: picture_rows1_Shape;
@group(0) @binding(1) var<storage, read> picture_rows1_narrowed: array<u32>;
@group(0) @binding(2) var<storage, read> picture_rows1_taps: array<u32>;
@group(0) @binding(3) var<storage, read> picture_rows1_numbers: array<f32>;
@group(0) @binding(4) var<storage, read_write> picture_rows1_output: array<f32>;
fn picture_rows1_taps_of(element: u32) -> vec4u {
  let at = 4 * element;
  return vec4u(picture_rows1_taps[at], picture_rows1_taps[at + 1], picture_rows1_taps[at + 2], picture_rows1_taps[at + 3]);
}
fn picture_rows1_bytes(x: u32, y: u32) -> vec3u {
  if (x >= picture_rows1_shape.columns || y >= picture_rows1_shape.rows) {
    return vec3u();
  }
  let taps = picture_rows1_taps_of(picture_rows1_shape.columns + y);
  var sum = vec3u(taps.w);
  for (var tap = 0u; tap < taps.y; tap++) {
    let packed = picture_rows1_narrowed[(taps.x + tap - picture_rows1_shape.top) * picture_rows1_shape.columns + x];
    sum += picture_rows1_taps[taps.z + tap] * ((vec3u(packed) >> vec3u(0, 8, 16)) & vec3u(255));
  }
  return sum / (2 * taps.w);
}
@compute @workgroup_size(8, 8)
fn picture_rows1(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= picture_rows1_shape.width || id.y >= picture_rows1_shape.height) {
    return;
  }
  // What is left of the picture or above it has wrapped to a place beyond it.
  let bytes = picture_rows1_bytes(id.x - picture_rows1_shape.left, id.y - picture_rows1_shape.above);
  for (var channel = 0u; channel < picture_rows1_shape.channels; channel++) {
    let byte = bytes[select(channel, 2 - channel, picture_rows1_shape.is_bgr == 1)];
    let at = (channel * picture_rows1_shape.height + id.y) * picture_rows1_shape.width + id.x;
    picture_rows1_output[picture_rows1_shape.output_at + at] = picture_rows1_numbers[256 * channel + byte];
  }
}

fn tanh_vec4f(x: vec4f) -> vec4f {
  let t0 = min(max(x, vec4f(-9.020000457763672)), vec4f(9.020000457763672));
  let t1 = (t0 * t0);
  return min(max(((t0 * ((((((((vec4f(1.3319055192084761e-8) * t1) + vec4f(0.00002058346763078589)) * t1) + vec4f(0.0034940338227897882)) * t1) + vec4f(0.13379716873168945)) * t1) + vec4f(1.0))) / ((((((((vec4f(7.762012046441669e-7) * t1) + vec4f(0.0003283091355115175)) * t1) + vec4f(0.025871070101857185)) * t1) + vec4f(0.4671303331851959)) * t1) + vec4f(1.0))), vec4f(-1.0)), vec4f(1.0));
}

fn tanh_f32(x: f32) -> f32 {
  let t0 = min(max(x, (-9.020000457763672)), 9.020000457763672);
  let t1 = (t0 * t0);
  return min(max(((t0 * ((((((((1.3319055192084761e-8 * t1) + 0.00002058346763078589) * t1) + 0.0034940338227897882) * t1) + 0.13379716873168945) * t1) + 1.0)) / ((((((((7.762012046441669e-7 * t1) + 0.0003283091355115175) * t1) + 0.025871070101857185) * t1) + 0.4671303331851959) * t1) + 1.0)), (-1.0)), 1.0);
}
