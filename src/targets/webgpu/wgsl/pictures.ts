/** A kernel that is the same in every model. Its text names what is its own `$…`. */
export interface FixedKernel {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

const entry = `@compute @workgroup_size(8, 8)
fn $(@builtin(global_invocation_id) id: vec3u) {`;

/** Where a resized line's element is: first of the elements that count, how many, their first weight, sum of weights. */
const tapsOf = `fn $taps_of(element: u32) -> vec4u {
  let at = 4 * element;
  return vec4u($taps[at], $taps[at + 1], $taps[at + 2], $taps[at + 3]);
}`;

/** What `runtime/webgpu/gpuPictures` does with a texture, to the bits of \`runtime/shared/pictureToTensor\`. */
export const pictureKernels: Readonly<Record<"columns" | "rows", FixedKernel>> = {
  columns: {
    name: "picture_columns",
    title:
      "Columns of a picture over black, resized: red, green and blue, or three times gray, in one number.",
    text: `struct $Shape {
  columns: u32,
  rows: u32,
  top: u32,
  is_gray: u32,
}
@group(0) @binding(0) var<uniform> $shape: $Shape;
@group(0) @binding(1) var $picture: texture_2d<f32>;
@group(0) @binding(2) var<storage, read> $taps: array<u32>;
@group(0) @binding(3) var<storage, read_write> $narrowed: array<u32>;
${tapsOf}
fn $pixel(x: u32, y: u32) -> vec3u {
  let bytes = vec4u(round(255 * textureLoad($picture, vec2u(x, y), 0)));
  let over = (2 * bytes.rgb * bytes.a + 255) / 510;
  let gray = (19595 * over.r + 38470 * over.g + 7471 * over.b + 32768) >> 16;
  return select(over, vec3u(gray), $shape.is_gray == 1);
}
${entry}
  if (id.x >= $shape.columns || id.y >= $shape.rows) {
    return;
  }
  let taps = $taps_of(id.x);
  var sum = vec3u(taps.w);
  for (var tap = 0u; tap < taps.y; tap++) {
    sum += $taps[taps.z + tap] * $pixel(taps.x + tap, $shape.top + id.y);
  }
  let bytes = sum / (2 * taps.w);
  $narrowed[id.y * $shape.columns + id.x] = bytes.r | (bytes.g << 8) | (bytes.b << 16);
}`,
  },
  rows: {
    name: "picture_rows",
    title: "Rows of such a picture, resized, cut out, and as the numbers of its bytes, channel by channel.",
    text: `struct $Shape {
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
@group(0) @binding(0) var<uniform> $shape: $Shape;
@group(0) @binding(1) var<storage, read> $narrowed: array<u32>;
@group(0) @binding(2) var<storage, read> $taps: array<u32>;
@group(0) @binding(3) var<storage, read> $numbers: array<f32>;
@group(0) @binding(4) var<storage, read_write> $output: array<f32>;
${tapsOf}
fn $bytes(x: u32, y: u32) -> vec3u {
  if (x >= $shape.columns || y >= $shape.rows) {
    return vec3u();
  }
  let taps = $taps_of($shape.columns + y);
  var sum = vec3u(taps.w);
  for (var tap = 0u; tap < taps.y; tap++) {
    let packed = $narrowed[(taps.x + tap - $shape.top) * $shape.columns + x];
    sum += $taps[taps.z + tap] * ((vec3u(packed) >> vec3u(0, 8, 16)) & vec3u(255));
  }
  return sum / (2 * taps.w);
}
${entry}
  if (id.x >= $shape.width || id.y >= $shape.height) {
    return;
  }
  // What is left of the picture or above it has wrapped to a place beyond it.
  let bytes = $bytes(id.x - $shape.left, id.y - $shape.above);
  for (var channel = 0u; channel < $shape.channels; channel++) {
    let byte = bytes[select(channel, 2 - channel, $shape.is_bgr == 1)];
    let at = (channel * $shape.height + id.y) * $shape.width + id.x;
    $output[$shape.output_at + at] = $numbers[256 * channel + byte];
  }
}`,
  },
};
