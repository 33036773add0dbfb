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

// Vector by vector: input1.
// conv1
const COPY3_WIDTH: u32 = 64;
struct copy3_Shape {
  count: u32,
  input1_n0: u32,
  output_n0: u32,
  input1_lane: u32,
  vectors: u32,
  channels: u32,
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
  let n0 = item;
  let input1_first = copy3_shape.input1_at + n0 * copy3_shape.input1_n0;
  let input1 = vec4f(copy3_input1[input1_first], copy3_input1[input1_first + 1 * copy3_shape.input1_lane], copy3_input1[input1_first + 2 * copy3_shape.input1_lane], copy3_input1[input1_first + 3 * copy3_shape.input1_lane]);
  copy3_output[copy3_shape.output_at + n0 * copy3_shape.output_n0] = select(vec4f(), input1, 4 * (item % copy3_shape.vectors) + vec4u(0, 1, 2, 3) < vec4u(copy3_shape.channels));
}

// Convolution, 4 pixels by 4 channels an invocation; then tanh(it).
// conv1
const CONV1_PIXELS: u32 = 4;
const CONV1_VECTORS: u32 = 1;
const CONV1_ACROSS: u32 = 2;
const CONV1_DOWN: u32 = 32;
struct conv1_Shape {
  count: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  result_vectors: u32,
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
fn conv1_finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {
  let value = sum + conv1_weight_bias[conv1_shape.bias_at + vector];
  conv1_output[conv1_shape.output_at + sample * conv1_shape.output_sample + y * conv1_shape.output_row + x * conv1_shape.output_pixel + vector] = select(vec4f(), tanh_vec4f(value), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(conv1_shape.out_channels));
}
@compute @workgroup_size(CONV1_ACROSS, CONV1_DOWN)
fn conv1(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * CONV1_PIXELS;
  let vector = id.x * CONV1_VECTORS;
  if (first >= conv1_shape.count || vector >= conv1_shape.result_vectors) {
    return;
  }
  // Behind the last pixel, that one is computed again, and not written. Coordinates below 0 wrap to large ones.
  let pixel0 = min(first + 0, conv1_shape.count - 1);
  let x0 = pixel0 % conv1_shape.out_width;
  let y0 = pixel0 / conv1_shape.out_width % conv1_shape.out_height;
  let sample0 = pixel0 / (conv1_shape.out_width * conv1_shape.out_height);
  let base0 = conv1_shape.input_at + sample0 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum0_0 = vec4f();
  let pixel1 = min(first + 1, conv1_shape.count - 1);
  let x1 = pixel1 % conv1_shape.out_width;
  let y1 = pixel1 / conv1_shape.out_width % conv1_shape.out_height;
  let sample1 = pixel1 / (conv1_shape.out_width * conv1_shape.out_height);
  let base1 = conv1_shape.input_at + sample1 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum1_0 = vec4f();
  let pixel2 = min(first + 2, conv1_shape.count - 1);
  let x2 = pixel2 % conv1_shape.out_width;
  let y2 = pixel2 / conv1_shape.out_width % conv1_shape.out_height;
  let sample2 = pixel2 / (conv1_shape.out_width * conv1_shape.out_height);
  let base2 = conv1_shape.input_at + sample2 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum2_0 = vec4f();
  let pixel3 = min(first + 3, conv1_shape.count - 1);
  let x3 = pixel3 % conv1_shape.out_width;
  let y3 = pixel3 / conv1_shape.out_width % conv1_shape.out_height;
  let sample3 = pixel3 / (conv1_shape.out_width * conv1_shape.out_height);
  let base3 = conv1_shape.input_at + sample3 * conv1_shape.input_sample + id.z * conv1_shape.term_vectors;
  var sum3_0 = vec4f();
  var weight = conv1_shape.weight_at + id.z * conv1_shape.weight_group + vector;
  for (var ky = 0u; ky < conv1_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv1_shape.kernel_width; kx++) {
      let row0 = y0 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column0 = x0 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside0 = row0 < conv1_shape.height && column0 < conv1_shape.width;
      var at0 = select(0, base0 + row0 * conv1_shape.input_row + column0 * conv1_shape.input_pixel, isInside0);
      let step0 = select(0u, 1u, isInside0);
      let row1 = y1 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column1 = x1 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside1 = row1 < conv1_shape.height && column1 < conv1_shape.width;
      var at1 = select(0, base1 + row1 * conv1_shape.input_row + column1 * conv1_shape.input_pixel, isInside1);
      let step1 = select(0u, 1u, isInside1);
      let row2 = y2 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column2 = x2 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside2 = row2 < conv1_shape.height && column2 < conv1_shape.width;
      var at2 = select(0, base2 + row2 * conv1_shape.input_row + column2 * conv1_shape.input_pixel, isInside2);
      let step2 = select(0u, 1u, isInside2);
      let row3 = y3 * conv1_shape.stride_y + ky * conv1_shape.dilation_y - conv1_shape.pad_top;
      let column3 = x3 * conv1_shape.stride_x + kx * conv1_shape.dilation_x - conv1_shape.pad_left;
      let isInside3 = row3 < conv1_shape.height && column3 < conv1_shape.width;
      var at3 = select(0, base3 + row3 * conv1_shape.input_row + column3 * conv1_shape.input_pixel, isInside3);
      let step3 = select(0u, 1u, isInside3);
      for (var term = 0u; term < conv1_shape.term_vectors; term++) {
        let in0 = conv1_input[at0];
        at0 += step0;
        let in1 = conv1_input[at1];
        at1 += step1;
        let in2 = conv1_input[at2];
        at2 += step2;
        let in3 = conv1_input[at3];
        at3 += step3;
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.x * w0;
          sum1_0 += in1.x * w0;
          sum2_0 += in2.x * w0;
          sum3_0 += in3.x * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.y * w0;
          sum1_0 += in1.y * w0;
          sum2_0 += in2.y * w0;
          sum3_0 += in3.y * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.z * w0;
          sum1_0 += in1.z * w0;
          sum2_0 += in2.z * w0;
          sum3_0 += in3.z * w0;
          weight += conv1_shape.result_vectors;
        }
        {
          let w0 = conv1_weight_bias[weight];
          sum0_0 += in0.w * w0;
          sum1_0 += in1.w * w0;
          sum2_0 += in2.w * w0;
          sum3_0 += in3.w * w0;
          weight += conv1_shape.result_vectors;
        }
      }
    }
  }
  let channel = id.z * conv1_shape.result_vectors + vector;
  if (first + 0 < conv1_shape.count) {
    conv1_finish(sample0, y0, x0, channel, sum0_0);
  }
  if (first + 1 < conv1_shape.count) {
    conv1_finish(sample1, y1, x1, channel, sum1_0);
  }
  if (first + 2 < conv1_shape.count) {
    conv1_finish(sample2, y2, x2, channel, sum2_0);
  }
  if (first + 3 < conv1_shape.count) {
    conv1_finish(sample3, y3, x3, channel, sum3_0);
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
      if (row < average_pool1_shape.height && column < average_pool1_shape.width) {
        result += average_pool1_input[base + row * average_pool1_shape.input_row + column * average_pool1_shape.input_pixel];
        divisor += 1.0;
      }
    }
  }
  average_pool1_output[average_pool1_shape.output_at + sample * average_pool1_shape.output_sample + y * average_pool1_shape.output_row + x * average_pool1_shape.output_pixel + vector] = select(vec4f(), result / max(divisor, 1.0), 4 * vector + vec4u(0, 1, 2, 3) < vec4u(average_pool1_shape.out_channels));
}

// Convolution, 4 pixels by 4 channels an invocation; then tanh(it).
// conv2
const CONV2_PIXELS: u32 = 4;
const CONV2_VECTORS: u32 = 1;
const CONV2_ACROSS: u32 = 4;
const CONV2_DOWN: u32 = 16;
struct conv2_Shape {
  count: u32,
  out_height: u32,
  out_width: u32,
  output_sample: u32,
  output_row: u32,
  output_pixel: u32,
  height: u32,
  width: u32,
  term_vectors: u32,
  result_vectors: u32,
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
@compute @workgroup_size(CONV2_ACROSS, CONV2_DOWN)
fn conv2(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * CONV2_PIXELS;
  let vector = id.x * CONV2_VECTORS;
  if (first >= conv2_shape.count || vector >= conv2_shape.result_vectors) {
    return;
  }
  // Behind the last pixel, that one is computed again, and not written. Coordinates below 0 wrap to large ones.
  let pixel0 = min(first + 0, conv2_shape.count - 1);
  let x0 = pixel0 % conv2_shape.out_width;
  let y0 = pixel0 / conv2_shape.out_width % conv2_shape.out_height;
  let sample0 = pixel0 / (conv2_shape.out_width * conv2_shape.out_height);
  let base0 = conv2_shape.input_at + sample0 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum0_0 = vec4f();
  let pixel1 = min(first + 1, conv2_shape.count - 1);
  let x1 = pixel1 % conv2_shape.out_width;
  let y1 = pixel1 / conv2_shape.out_width % conv2_shape.out_height;
  let sample1 = pixel1 / (conv2_shape.out_width * conv2_shape.out_height);
  let base1 = conv2_shape.input_at + sample1 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum1_0 = vec4f();
  let pixel2 = min(first + 2, conv2_shape.count - 1);
  let x2 = pixel2 % conv2_shape.out_width;
  let y2 = pixel2 / conv2_shape.out_width % conv2_shape.out_height;
  let sample2 = pixel2 / (conv2_shape.out_width * conv2_shape.out_height);
  let base2 = conv2_shape.input_at + sample2 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum2_0 = vec4f();
  let pixel3 = min(first + 3, conv2_shape.count - 1);
  let x3 = pixel3 % conv2_shape.out_width;
  let y3 = pixel3 / conv2_shape.out_width % conv2_shape.out_height;
  let sample3 = pixel3 / (conv2_shape.out_width * conv2_shape.out_height);
  let base3 = conv2_shape.input_at + sample3 * conv2_shape.input_sample + id.z * conv2_shape.term_vectors;
  var sum3_0 = vec4f();
  var weight = conv2_shape.weight_at + id.z * conv2_shape.weight_group + vector;
  for (var ky = 0u; ky < conv2_shape.kernel_height; ky++) {
    for (var kx = 0u; kx < conv2_shape.kernel_width; kx++) {
      let row0 = y0 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column0 = x0 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside0 = row0 < conv2_shape.height && column0 < conv2_shape.width;
      var at0 = select(0, base0 + row0 * conv2_shape.input_row + column0 * conv2_shape.input_pixel, isInside0);
      let step0 = select(0u, 1u, isInside0);
      let row1 = y1 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column1 = x1 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside1 = row1 < conv2_shape.height && column1 < conv2_shape.width;
      var at1 = select(0, base1 + row1 * conv2_shape.input_row + column1 * conv2_shape.input_pixel, isInside1);
      let step1 = select(0u, 1u, isInside1);
      let row2 = y2 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column2 = x2 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside2 = row2 < conv2_shape.height && column2 < conv2_shape.width;
      var at2 = select(0, base2 + row2 * conv2_shape.input_row + column2 * conv2_shape.input_pixel, isInside2);
      let step2 = select(0u, 1u, isInside2);
      let row3 = y3 * conv2_shape.stride_y + ky * conv2_shape.dilation_y - conv2_shape.pad_top;
      let column3 = x3 * conv2_shape.stride_x + kx * conv2_shape.dilation_x - conv2_shape.pad_left;
      let isInside3 = row3 < conv2_shape.height && column3 < conv2_shape.width;
      var at3 = select(0, base3 + row3 * conv2_shape.input_row + column3 * conv2_shape.input_pixel, isInside3);
      let step3 = select(0u, 1u, isInside3);
      for (var term = 0u; term < conv2_shape.term_vectors; term++) {
        let in0 = conv2_input[at0];
        at0 += step0;
        let in1 = conv2_input[at1];
        at1 += step1;
        let in2 = conv2_input[at2];
        at2 += step2;
        let in3 = conv2_input[at3];
        at3 += step3;
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
  let channel = id.z * conv2_shape.result_vectors + vector;
  if (first + 0 < conv2_shape.count) {
    conv2_finish(sample0, y0, x0, channel, sum0_0);
  }
  if (first + 1 < conv2_shape.count) {
    conv2_finish(sample1, y1, x1, channel, sum1_0);
  }
  if (first + 2 < conv2_shape.count) {
    conv2_finish(sample2, y2, x2, channel, sum2_0);
  }
  if (first + 3 < conv2_shape.count) {
    conv2_finish(sample3, y3, x3, channel, sum3_0);
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
      if (row < average_pool2_shape.height && column < average_pool2_shape.width) {
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
  // Behind the last column, that one is computed again, and not written: all invocations meet at the barriers.
  let wanted = group.x + group.y * groups.x;
  let column = min(wanted, dense1_shape.columns - 1);
  let first = group.z * DENSE1_ROWS;
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
  if (local.x < DENSE1_ROWS && first + local.x < dense1_shape.rows && wanted < dense1_shape.columns) {
    dense1_finish(first + local.x, column, dense1_shared[local.x * DENSE1_PARTS]);
  }
}

// Dense layer, a workgroup for each output of a row.
// dense3
const DENSE2_PARTS: u32 = 64;
const DENSE2_ROWS: u32 = 1;
struct dense2_Shape {
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
var<workgroup> dense2_shared: array<f32, 64>;
fn dense2_finish(row: u32, column: u32, sum: f32) {
  let value = sum + dense2_weight_bias[(dense2_shape.bias_at + column * dense2_shape.bias_column) / 4][(dense2_shape.bias_at + column * dense2_shape.bias_column) % 4];
  dense2_output[dense2_shape.output_at + row * dense2_shape.output_row + column * dense2_shape.output_column] = value;
}
@compute @workgroup_size(DENSE2_PARTS, 1)
fn dense2(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // Behind the last column, that one is computed again, and not written: all invocations meet at the barriers.
  let wanted = group.x + group.y * groups.x;
  let column = min(wanted, dense2_shape.columns - 1);
  let first = group.z * DENSE2_ROWS;
  let from0 = dense2_shape.input_at + min(first + 0, dense2_shape.rows - 1) * dense2_shape.input_row;
  var part0 = 0.0;
  let weights = dense2_shape.weight_at + column * dense2_shape.weight_column;
  for (var term = local.x; term < dense2_shape.terms; term += DENSE2_PARTS) {
    let weight = dense2_weight_bias[weights + term];
    part0 += dot(dense2_input[from0 + term], weight);
  }
  dense2_shared[0 * DENSE2_PARTS + local.x] = part0;
  workgroupBarrier();
  for (var half = DENSE2_PARTS / 2; half > 0; half /= 2) {
    if (local.x < half) {
      dense2_shared[0 * DENSE2_PARTS + local.x] += dense2_shared[0 * DENSE2_PARTS + local.x + half];
    }
    workgroupBarrier();
  }
  if (local.x < DENSE2_ROWS && first + local.x < dense2_shape.rows && wanted < dense2_shape.columns) {
    dense2_finish(first + local.x, column, dense2_shared[local.x * DENSE2_PARTS]);
  }
}

// Vector by vector: input1.
const COPY4_WIDTH: u32 = 64;
struct copy4_Shape {
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
@group(0) @binding(0) var<uniform> copy4_shape: copy4_Shape;
@group(0) @binding(1) var<storage, read> copy4_input1: array<f32>;
@group(0) @binding(2) var<storage, read_write> copy4_output: array<vec4f>;
@compute @workgroup_size(COPY4_WIDTH, 1)
fn copy4(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * COPY4_WIDTH;
  if (item >= copy4_shape.count) {
    return;
  }
  let n0 = item / copy4_shape.n1;
  let n1 = item % copy4_shape.n1;
  let input1_first = copy4_shape.input1_at + n0 * copy4_shape.input1_n0 + n1 * copy4_shape.input1_n1;
  let input1 = vec4f(copy4_input1[input1_first], copy4_input1[input1_first + 1 * copy4_shape.input1_lane], copy4_input1[input1_first + 2 * copy4_shape.input1_lane], copy4_input1[input1_first + 3 * copy4_shape.input1_lane]);
  copy4_output[copy4_shape.output_at + n0 * copy4_shape.output_n0 + n1 * copy4_shape.output_n1] = input1;
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
