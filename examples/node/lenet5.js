// Compiled by cnnc 0.1.0 from lenet5.cnn: change the source and compile again.
// --format js --runtime inline --batch 1
// sha256 ac5c5096ff537c4f191b006219cdc6ad3fc26203eb7e9f1b74e6a5a94c366b06

/** The network's interface and totals; `weights` are the tensors that its file must hold. */
export const model = {
  name: "lenet5",
  batch: 1,
  parameters: 61706,
  buffers: 0,
  macs: 416520,
  weightBytes: 266304,
  arenaBytes: 23552,
  inputs: {
    image: {
      shape: [1, 28, 28],
      picture: {
        channels: "gray",
        resize: 0,
        range: [0, 1],
        mean: [0],
        std: [1],
      },
    },
  },
  outputs: {
    logits: { shape: [10] },
  },
  weights: [
    { path: "conv1.weight", shape: [6, 1, 5, 5] },
    { path: "conv1.bias", shape: [6] },
    { path: "conv2.weight", shape: [16, 6, 5, 5] },
    { path: "conv2.bias", shape: [16] },
    { path: "dense1.weight", shape: [120, 400] },
    { path: "dense1.bias", shape: [120] },
    { path: "dense2.weight", shape: [84, 120] },
    { path: "dense2.bias", shape: [84] },
    { path: "dense3.weight", shape: [10, 84] },
    { path: "dense3.bias", shape: [10] },
  ],
};

/**
 * Reads the weights, a safetensors file, and prepares the network. Names in
 * the file that differ from the model's paths go into `options.names`.
 */
export async function load(weights, options) {
  const {
    kernels: k,
    memory: m,
    run,
    close,
  } = await instantiate(textCode(wasm), kernelLayout, forward, options);
  try {
    await loadWeights(weightsLayout, weights, m, prepare(k), options);
    return createCpuNetwork(layout, m, run, close);
  } catch (error) {
    close();
    throw error;
  }
}

/** The same for a file in memory, without a promise. */
export function loadSync(weights, options) {
  const {
    kernels: k,
    memory: m,
    run,
    close,
  } = instantiateSync(textCode(wasm), kernelLayout, forward, options);
  try {
    loadWeightsSync(weightsLayout, weights, m, prepare(k), options);
    return createCpuNetwork(layout, m, run, close);
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Pictures, such as the `ImageData` of a canvas, as the network takes them: a
 * sample each, written to `tensor` where given. Bit for bit what `cnnc run` does.
 */
export const preprocess = {
  image: (pixels, tensor) =>
    pictureToTensor(
      pixels,
      model.inputs.image.picture,
      model.inputs.image.shape,
      tensor,
    ),
};

const weightsLayout = {
  expected: model.weights,
};

const layout = {
  batch: 1,
  inputs: [
    {
      name: "image",
      at: 16,
      elements: 784,
      numbers: pictureNumbers(model.inputs.image),
    },
  ],
  outputs: [{ name: "logits", at: 112, elements: 10 }],
};

// What each batch computes, and where in memory.

const runPlan = {
  image: 16, // [1, 1, 28, 28]
  conv1: 4720, // [1, 1, 32, 32]
  "conv1.weight": 5920, // [200]
  "conv1.bias": 5904, // [6]
  "conv1 2": 16, // [1, 6, 28, 28]
  avgpool1: 4720, // [1, 6, 14, 14]
  "conv2.weight": 6144, // [7168]
  "conv2.bias": 6128, // [16]
  conv2: 16, // [1, 16, 10, 10]
  avgpool2: 1616, // [1, 16, 5, 5]
  flatten1: 16, // [1, 16, 5, 5]
  "dense1.weight": 13312, // [400, 120]
  "dense1.bias": 61312, // [120]
  dense1: 416, // [1, 120]
  "dense2.weight": 61440, // [120, 84]
  "dense2.bias": 71520, // [84]
  dense2: 16, // [1, 84]
  "dense3.weight": 71616, // [84, 10]
  "dense3.bias": 72464, // [10]
  dense3: 112, // [1, 10]
};

function forward(k) {
  const at = runPlan;
  k.pad_conv1(at.image, at.conv1);
  k.conv_conv1(at.conv1, at["conv1.weight"], at["conv1.bias"], at["conv1 2"]);
  k.pool_avgpool1(at["conv1 2"], at.avgpool1);
  k.conv_conv2(at.avgpool1, at["conv2.weight"], at["conv2.bias"], at.conv2);
  k.pool_avgpool2(at.conv2, at.avgpool2);
  k.copy_flatten1(at.avgpool2, at.flatten1);
  k.matmul_dense1(
    at.flatten1,
    at["dense1.weight"],
    at["dense1.bias"],
    at.dense1,
  );
  k.matmul_dense2(at.dense1, at["dense2.weight"], at["dense2.bias"], at.dense2);
  k.matmul_dense3(at.dense2, at["dense3.weight"], at["dense3.bias"], at.dense3);
}

// How weights become what a batch reads.

const loadPlan = {
  "conv1.weight": 72320, // [6, 1, 5, 5]
  "conv1.bias": 5904, // [6]
  conv1: 5920, // [1, 1, 5, 5, 1, 6]
  "conv1 2": 5926, // [1, 1, 5, 5, 1, 2]
  "conv2.weight": 70080, // [16, 6, 5, 5]
  "conv2.bias": 6128, // [16]
  conv2: 6144, // [7168]
  "dense1.weight": 13312, // [120, 400]
  "dense1.bias": 61312, // [120]
  "dense2.weight": 61440, // [84, 120]
  "dense2.bias": 71520, // [84]
  "dense3.weight": 71616, // [10, 84]
  "dense3.bias": 72464, // [10]
};

function* prepare(k) {
  const at = loadPlan;
  const path = "";
  yield [path + "conv1.weight", at["conv1.weight"], 150];
  yield [path + "conv1.bias", at["conv1.bias"], 6];
  k.copy_conv1(at["conv1.weight"], at.conv1);
  k.map_conv1(at["conv1 2"]);
  yield [path + "conv2.weight", at["conv2.weight"], 2400];
  yield [path + "conv2.bias", at["conv2.bias"], 16];
  k.transformWeight_conv2(at["conv2.weight"], at.conv2);
  yield [path + "dense1.weight", at["dense1.weight"], 48000];
  yield [path + "dense1.bias", at["dense1.bias"], 120];
  yield [path + "dense2.weight", at["dense2.weight"], 10080];
  yield [path + "dense2.bias", at["dense2.bias"], 84];
  yield [path + "dense3.weight", at["dense3.weight"], 840];
  yield [path + "dense3.bias", at["dense3.bias"], 10];
}

const kernelLayout = {
  shared: 289920,
  scratch: 347264,
  own: 1024,
  sharing: 76,
  threads: 1,
};

// The kernels, in WebAssembly.
const wasm =
  "!}/}B};#!!!#X,}.%}N}N#}N}.!!}.(}N}N}N}N!}.%}N}N!}.&}N}N}N!}.#}N!}.*}N}N}N}N}N}N!}.+}N}N}N}N}N}N}N!%}#*&}3}=}E*};}3};}>}A}H%##}O}O(&}3}=}E+}B}1}A}/}C}1}6&}N!&}3}=}E*}B}6}/}A}3}2&}N!&}3}=}E(}F}7}2}3&}N!&}3}=}E*}C}6}A}3}/}2&}N!&}3}=}E*}B}:}3}3}?}B&}N!&IH!#%&()%&%&***%%&(%%%%+++%%&%&*%*%*%+~0#0.}1}>}?}H}-}1}>}=}EV!&-};}/}?}-}1}>}=}EV!)9}C}A}/}=}B}4}>}A};}#}3}7}5}6}C}-}1}>}=}EW!+-}?}/}2}-}1}>}=}EV!-.}1}>}=}E}-}1}>}=}EV!11}?}>}>}:}-}/}E}5}?}>}>}:V!3.}1}>}=}E}-}1}>}=}EW!=1}?}>}>}:}-}/}E}5}?}>}>}:W!?1}1}>}?}H}-}4}:}/}C}C}3}=V!A1};}/}C};}D}:}-}2}3}=}B}3V!C1};}/}C};}D}:}-}2}3}=}B}3W!E1};}/}C};}D}:}-}2}3}=}B}3X!G.~D~S#HA##}Nh!M%!hD}@F%E!E#}:E%}8E%h#}8}=/}E#&}Nh!M%!hD}@G!l1!h0~y4%!F#h,h#~yC%!E!m(gh,h!~y;%!h0h#~yC%!?h0h}N~y!%!?3/h}q}m#F%&gh0~y4%!E#n1#E%h!sH(}@(gh0E#i}N~y#%!?)E%h#}9F%/0!//~NE%%}N,}JE!E#v(g3/&gE%F(E&F)E(~x!%!F*E(~x!%}2F+E(~x!%~A#F,E(~x!%~!%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E)E+~x/%EE)E,~x/%gE)E-~x/%}.E(~x!%4F*E(~x!%}CF+E(~x!%~Q#F,E(~x!%~4%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O#E)E+~x/%}q#E)E,~x/%~8#E)E-~x/%~Y#E(~x!%EF*E(~x!%}S#F+E(~x!%~c#F,E(~x!%~E%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O%E)E+~x/%}q%E)E,~x/%~8%E)E-~x/%~Y%E(~x!%UF*E(~x!%}e#F+E(~x!%~s#F,E(~x!%~U%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O&E)E+~x/%}q&E)E,~x/%~8&E)E-~x/%~Y&E(h}a&}8F(E)h4}8F)E(~x!%!F*E(~x!%}2F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E)E+~x}(%E!E)E+~x}(%I#E)E,~x}(%g!E)E,~x}(%k#E)E-~x}(%}.!E)E-~x}(%}2#E(~x!%4F*E(~x!%}CF+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O#!E)E*~x}(%}S##E)E+~x}(%}q#!E)E+~x}(%}u##E)E,~x}(%~8#!E)E,~x}(%~=##E)E-~x}(%~Y#!E)E-~x}(%~^##E(~x!%EF*E(~x!%}S#F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O%!E)E*~x}(%}S%#E)E+~x}(%}q%!E)E+~x}(%}u%#E)E,~x}(%~8%!E)E,~x}(%~=%#E)E-~x}(%~Y%!E)E-~x}(%~^%#E(~x!%UF*E(~x!%}e#F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O&!E)E*~x}(%}S&#E)E+~x}(%}q&!E)E+~x}(%}u&#E)E,~x}(%~8&!E)E,~x}(%~=&#E)E-~x}(%~Y&!E)E-~x}(%~^&#E(h~k}K}8F(E)h}?}8F)E(h~8!}8F(E)h}O(}8F)E(~x!%!F*E(~x!%}2F+E(~x!%~A#F,E(~x!%~!%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E)E+~x/%EE)E,~x/%gE)E-~x/%}.E(~x!%4F*E(~x!%}CF+E(~x!%~Q#F,E(~x!%~4%F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%}O#E)E+~x/%}q#E)E,~x/%~8#E)E-~x/%~Y#E(h}a&}8F(E)h4}8F)E(~x!%!F*E(~x!%}2F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E)E+~x}(%E!E)E+~x}(%I#E)E,~x}(%g!E)E,~x}(%k#E)E-~x}(%}.!E)E-~x}(%}2#E(~x!%4F*E(~x!%}CF+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%}O#!E)E*~x}(%}S##E)E+~x}(%}q#!E)E+~x}(%}u##E)E,~x}(%~8#!E)E,~x}(%~=##E)E-~x}(%~Y#!E)E-~x}(%~^##E(h~k}K}8F(E)h}?}8F)E(hE}8F(E)h}O%}8F)~x0!!!!!!!!!!!!!!!!F*E(E*~x}!%!!F*~x0!!!!!!!!!!!!!!!!F+E(E+~x}!%}2!F+~x0!!!!!!!!!!!!!!!!F,E(E,~x}!%~A#!F,~x0!!!!!!!!!!!!!!!!F-E(E-~x}!%~!%!F-E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x/%!E(h}a&}8F(E)h4}8F)~x0!!!!!!!!!!!!!!!!F*E(E*~x}!%!!F*~x0!!!!!!!!!!!!!!!!F+E(E+~x}!%}2!F+E*E+~x1!#%&4567()*+89:;F.E,E-~x1!#%&4567()*+89:;F/E.E/~x1!#%&()*+456789:;F0E.E/~x1,-./0123=>?@ABCDF1E*E+~x1,-./=>?@0123ABCDF.E,E-~x1,-./=>?@0123ABCDF/E0F*E1F+E.E/~x1!#%&()*+456789:;F,E.E/~x1,-./0123=>?@ABCDF-E)E*~x}(%!!E)E*~x}(%(#E(h~k}K}8F(E)h}?}8F)E(h(}8F(E)hE}8F)E(h}m}N}8F(E)h~Y}H}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4%4#/~W&%%}N(}JE!E#v(g3/&gE%F&h%F(&g~x0!!!!!!!!!!!!!!!!F)~x0!!!!!!!!!!!!!!!!F*~x0!!!!!!!!!!!!!!!!F+~x0!!!!!!!!!!!!!!!!F,E&E)~x}(%!!E&E)~x}(%E#E&E)~x}(%g%E&E)~x}(%}.&E&E*~x}(%}O#!E&E*~x}(%}q##E&E*~x}(%~8#%E&E*~x}(%~Y#&E&E+~x}(%}O%!E&E+~x}(%}q%#E&E+~x}(%~8%%E&E+~x}(%~Y%&E&E,~x}(%}O&!E&E,~x}(%}q&#E&E,~x}(%~8&%E&E,~x}(%~Y&&E&h}O(}8F&~x0!!!!!!!!!!!!!!!!F)~x0!!!!!!!!!!!!!!!!F*E&E)~x}(%!!E&E)~x}(%E#E&E)~x}(%g%E&E)~x}(%}.&E&E*~x}(%}O#!E&E*~x}(%}q##E&E*~x}(%~8#%E&E*~x}(%~Y#&E&h}O%}8F&~x0!!!!!!!!!!!!!!!!F)E&E)~x}(%!!E&hE}8F&E&h~Y}H}8F&E&h(}8F&E(h#}9G(1!/E&h}G}8F&E!h#}8F!E!E#p1!//?!h#H&4!h#H&h#}84!E!h%}C4(4#/~,4)(}N1}J%}N*}J#}NH!j_}^}1e^%!H!~x-%!F,H!j}//[c^%!H!~x-%!F-H!j}//~.c^%!H!~x-%!F.H!j}//[d^%!H!~x-%!F/H!j}//~.d^%!H!~x-%!F0H!j}//[e^%!H!~x-%!F1H!j}//[f^%!H!~x-%!F2H!j}//~.e^%!H!~x-%!F3E!E#u(g3/&gE%E!h~8J}:}8F(E&E!h~8#}:}8F)h*F9&gH!F+E(F*h)F:&g~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%!!F4E*E4~x}!%~Q(#F4E*E4~x}!%~(-%F4E*E4~x}!%}W2&F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%8!F5E*E5~x}!%~g(#F5E*E5~x}!%~=-%F5E*E5~x}!%}m2&F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%M!F6E*E6~x}!%}O)#F6E*E6~x}!%~Q-%F6E*E6~x}!%~(2&F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%c!F7E*E7~x}!%}e)#F7E*E7~x}!%~g-%F7E*E7~x}!%~=2&F7~x0!!!!!!!!!!!!!!!!F8E*E8~x}!%w!F8E*E8~x}!%}y)#F8E*E8~x}!%}O.%F8E*E8~x}!%~Q2&F8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE+E4~x~Z#~x/(!E+E;E=~x~^#~x/(wE+E;E=~x~_#~x/(}q#E+E>E?~x~^#~x/(~k#E+E>E?~x~_#~x/(~8%E+E@EA~x~^#~x/(}a&E+E@EA~x~_#~x/(~Y&E+E8~x/(~((E*h(}8F*E+h4}8F+E:h#}9G:1!/H!F+E)F*h,FB&gE+~x!%!F4E+~x!%4F5E+~x!%EF6E+~x!%UF7E+~x!%gF8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE*E4~x~Z#~x/%!E*E;E=~x~^#~x/%~8&E*E;E=~x~_#~x/%}O+E*E>E?~x~^#~x/%~8.E*E>E?~x~_#~x/%}O2E*E@EA~x~^#~x/%~85E*E@EA~x~_#~x/%}O9E*E8~x/%~8=E+h~I!}8F+E*h}OA}8F*EBh#}9GB1!/H!F+E(F*h)F:&g~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%~Y6!F4E*E4~x}!%~0;#F4E*E4~x}!%}aA%F4E*E4~x}!%~cE&F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%~o6!F5E*E5~x}!%~E;#F5E*E5~x}!%}uA%F5E*E5~x}!%~wE&F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%}W7!F6E*E6~x}!%~Y;#F6E*E6~x}!%~0A%F6E*E6~x}!%}aF&F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%}m7!F7E*E7~x}!%~o;#F7E*E7~x}!%~EA%F7E*E7~x}!%}uF&F7~x0!!!!!!!!!!!!!!!!F8E*E8~x}!%~(7!F8E*E8~x}!%}W=#F8E*E8~x}!%~YA%F8E*E8~x}!%~0F&F8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE+E4~x~Z#~x/(!E+E;E=~x~^#~x/(wE+E;E=~x~_#~x/(}q#E+E>E?~x~^#~x/(~k#E+E>E?~x~_#~x/(~8%E+E@EA~x~^#~x/(}a&E+E@EA~x~_#~x/(~Y&E+E8~x/(~((E*h(}8F*E+h4}8F+E:h#}9G:1!/H!F+E)F*h,FB&gE+~x!%!F4E+~x!%4F5E+~x!%EF6E+~x!%UF7E+~x!%gF8E,E4E6~x~^#E8~x~^#~x~a#~x~Z#F;E,E5E7~x~^#~x~a#~x~Z#F=E-E4~x~a#E/E6~x~a#~x~^#E1E8~x~a#~x~^#F>E.E5~x~a#E0E7~x~a#~x~^#F?E2E4~x~a#E1E6~x~a#~x~^#E/E8~x~a#~x~^#F@E3E5~x~a#E0E7~x~a#~x~^#FAE*E4~x~Z#~x/%4E*E;E=~x~^#~x/%~I&E*E;E=~x~_#~x/%}a+E*E>E?~x~^#~x/%~I.E*E>E?~x~_#~x/%}a2E*E@EA~x~^#~x/%~I5E*E@EA~x~_#~x/%}a9E*E8~x/%~I=E+h~I!}8F+E*h}OA}8F*EBh#}9GB1!/E(h~^!}8F(E)hE}8F)E9h#}9G91!/E!h#}8F!E!E#o1!//D!h%H&4!h%H&h#}84!E!h%}CE#h%}C4*4#/}h(&&}N)}J&}NE!E#v(g3/&gE&E!h}O#}:}8F)h!F1E!F2E2h%}9hAp(gE%E1h~8=}:}8E2h%}9h~k!}:}8F(~x0!!!!!!!!!!!!!!!!F+E)E+~x}(%!!E)E+~x}(%(#E)h,}8F)E)h}G}8F)E)h,}8F)E(~x!%!F/E/F+E(~x!%4F/E/F,E(~x!%EF/E/F-E(~x!%UF/E/F.E)E+~x/%!E)E,~x/%4E)E-~x/%EE)E.~x/%UE(h~8!}8F(E)h~8!}8F)E(~x!%!F/E/F+E(~x!%4F/E/F,E(~x!%EF/E/F-E)E+~x/%!E)E,~x/%4E)E-~x/%EE(hU}8F(E)hU}8F)E(h}a}N}8F(E)h}a}N}8F)E)h~k!}8F)~x0!!!!!!!!!!!!!!!!F+E)E+~x}(%!!E)E+~x}(%(#E)h,}8F)E)h}G}8F))h%F*&g~x0!!!!!!!!!!!!!!!!F+~x0!!!!!!!!!!!!!!!!F,~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.E)E+~x/%!E)E,~x/%4E)E-~x/%EE)E.~x/%UE)h~8!}8F)E*h#}9G*1!/E)h}O}N}8F)/E!h#}8F!E!E#p1!//D!hEH&4!hEH&h#}84!E!h%}CE#h%}C4,4#/~9?(2}N,}J#}N)}JE!E#u(g3/&gE#E!}9F2E2h}O4q(gh}O4F2/E!F5E%E5h}O#}:}8F0E)E5h}q)}:}8F1E&F+E(F6E0F*E2F3E5F4E1F/&gh+F7&gE6~x!%!F8E6~x!%4F9E6~x!%!F:E6~x!%4F;E6~x!%!F=E6~x!%4F>E6~x!%!F?E6~x!%4F@E*F,E+F-h)FA&gE,h8}8F.&gE-~x!%!FBE-~x!%4FCE,~x-%!FDE8EDEB~x~a#~x~^#F8E9EDEC~x~a#~x~^#F9E,~x-%(FDE:EDEB~x~a#~x~^#F:E;EDEC~x~a#~x~^#F;E,~x-%,FDE=EDEB~x~a#~x~^#F=E>EDEC~x~a#~x~^#F>E,~x-%0FDE?EDEB~x~a#~x~^#F?E@EDEC~x~a#~x~^#F@E-hE}8F-E,h(}8F,E,E.n1!/E,h~g!}8F,EAh#}9GA1!/E,h}O}J}8F,E8~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F8E9~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F9E:~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F:E;~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F;E=~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F=E>~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F>E?~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F?E@~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F@E/E8~x/%!E/E9~x}(%4!E/E9~x}(%8#E/E:~x/%=E/E;~x}(%M!E/E;~x}(%Q#E/E=~x/%UE/E>~x}(%g!E/E>~x}(%k#E/E?~x/%oE/E@~x}(%}%!E/E@~x}(%}*#E*h4}8F*E/h~Y!}8F/E7h#}9G71!/E*h4}8F*E3h#}9G31!/E+h}q*}8F+E6hE}8F6E1h=}8F1E0h(}8F0E!E2}8F!E!E#o1!//~9?(2}N,}J#}N)}JE!E#u(g3/&gE#E!}9F2E2h}O4q(gh}O4F2/E!F5E%E5h}O#}:}8F0E)E5h}q)}:}8F1E&F+E(F6E0F*E2F3E5F4E1F/&gh+F7&gE6~x!%!F8E6~x!%4F9E6~x!%!F:E6~x!%4F;E6~x!%!F=E6~x!%4F>E6~x!%!F?E6~x!%4F@E*F,E+F-h)FA&gE,h8}8F.&gE-~x!%!FBE-~x!%4FCE,~x-%!FDE8EDEB~x~a#~x~^#F8E9EDEC~x~a#~x~^#F9E,~x-%(FDE:EDEB~x~a#~x~^#F:E;EDEC~x~a#~x~^#F;E,~x-%,FDE=EDEB~x~a#~x~^#F=E>EDEC~x~a#~x~^#F>E,~x-%0FDE?EDEB~x~a#~x~^#F?E@EDEC~x~a#~x~^#F@E-hE}8F-E,h(}8F,E,E.n1!/E,h~g!}8F,EAh#}9GA1!/E,h}O}J}8F,E8~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F8E9~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F9E:~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F:E;~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F;E=~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F=E>~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F>E?~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F?E@~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FEEEEE~x~a#FFEE~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEF~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EF~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EF~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEF~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EF~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EF~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EF~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F@E/E8~x/%!E/E9~x}(%4!E/E9~x}(%8#E/E:~x/%=E/E;~x}(%M!E/E;~x}(%Q#E/E=~x/%UE/E>~x}(%g!E/E>~x}(%k#E/E?~x/%oE/E@~x}(%}%!E/E@~x}(%}*#E*h4}8F*E/h~Y!}8F/E7h#}9G71!/E*h4}8F*E3h#}9G31!/E+h}q*}8F+E6hE}8F6E1h=}8F1E0h(}8F0E!E2}8F!E!E#o1!//I!H%(gE!E#E%E&E(E)4/)E!E#E%E&E(E)4.//N!hAH&4!hAH&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C404#/~B*(.}N#}J#}N+}JE!E#v(g3/&gE!F.E%E!h~8.}:}8F(E&E!h~I%}:}8F)h%F/h%F0h+F1&gE(F+E)F,E+F*E/F3E*~x!%!F4E*~x!%=F5E*~x!%UF6E*~x!%oF7E*h}q)}8F*E3h#}9F3&gE*~x!%!F2E4E2~x~^#F4E*~x!%=F2E5E2~x~^#F5E*~x!%UF2E6E2~x~^#F6E*~x!%oF2E7E2~x~^#F7E*h}q)}8F*E3h#}9G31!/E4F8E8E5~x~^#F8E6F9E9E7~x~^#F9E0h%}:~*~x7F:E8E:~x~b#F8E9E:~x~b#F9E,E8~x/%!E,E9~x/%=E+h4}8F+E,h4}8F,E+F*E/F3~x0!!!!!!!!!!!!!!!!F4E*E4~x}!%!!F4E*E4~x}!%(#F4~x0!!!!!!!!!!!!!!!!F5E*E5~x}!%=!F5E*E5~x}!%A#F5~x0!!!!!!!!!!!!!!!!F6E*E6~x}!%U!F6E*E6~x}!%Y#F6~x0!!!!!!!!!!!!!!!!F7E*E7~x}!%o!F7E*E7~x}!%s#F7E*h}q)}8F*E3h#}9F3&g~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%!!F2E*E2~x}!%(#F2E4E2~x~^#F4~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%=!F2E*E2~x}!%A#F2E5E2~x~^#F5~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%U!F2E*E2~x}!%Y#F2E6E2~x~^#F6~x0!!!!!!!!!!!!!!!!F2E*E2~x}!%o!F2E*E2~x}!%s#F2E7E2~x~^#F7E*h}q)}8F*E3h#}9G31!/E4F8E8E5~x~^#F8E6F9E9E7~x~^#F9E0h%}:~*~x7F:E8E:~x~b#F8E9E:~x~b#F9E,E8~x}(%!!E,E8~x}(%(#E,E9~x}(%=!E,E9~x}(%A#E(h~Y!}8F(E)hU}8F)E1h#}9G11!/E!h#}8F!E!E#p1!//D!h2H&4!h2H&h#}84!E!h%}CE#h%}C424#/~[/+,}N-}J#}N,}J%}N*}J#}NH!j!!}yg^%!H!~x-%!F/H!j!!}Wg^%!H!~x-%!F0H!j!!!f^%!H!~x-%!F1H!j!!}Oe^%!H!~x-%!F2H!j!!Eg^%!H!~x-%!F3H!j!!}qf^%!H!~x-%!F4H!j!!!g^%!H!~x-%!F5H!j!!}Og^%!H!~x-%!F6H!j!!}qg^%!H!~x-%!F7E#h&}=F&E#h&}?F(h!E(h(}:}9F)E)h2}8F*E!E&h~8.}:}8E)h}6}:}8F!E!F!E)h!E)h!q@F)E*h,E*h,o@F*E!E)h=}:}8F!H!F,E*E)}9h,m(g)h~8!F8&gE,~x0!!!!!!!!!!!!!!!!~x/(!E,h4}8F,E8h#}9G81!//h%FB&gH!E)h4}:}8F,E!F+E*E)}9FCE&h%o(gE+F-&gE-~x!%!F9E-~x!%~I%F:E-~x!%}q)F;E-~x!%~k+F=E-~x!%~8.F>E-~x!%}a1F?E-~x!%~Y3F@E-~x!%~(6FAE;E@~x~^#E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E@~x~^#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E@~x~^#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE,E@E9~x~_#E/E;E>~x~_#~x~a#~x~^#~x/(!E,EDEE~x~^#~x/(}O#E,EDEE~x~_#~x/(}O%E,EFEG~x~^#~x/(}O&E,EFEG~x~_#~x/(}O(E,EHEI~x~^#~x/(}O)E,EHEI~x~_#~x/(}O*E,EAE:~x~_#E/E=E?~x~_#~x~a#~x~^#~x/(}O+E-h=}8F-E,h4}8F,ECh#}9GC1!/)E+F-&gE-~x!%!F9E-~x!%~I%F:E-~x!%}q)F;E-~x!%~k+F=E-~x!%~8.F>E-~x!%}a1F?E;E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE,E/E;E>~x~_#~x~a#E9~x~_#~x/(!E,EDEE~x~^#~x/(}O#E,EDEE~x~_#~x/(}O%E,EFEG~x~^#~x/(}O&E,EFEG~x~_#~x/(}O(E,EHEI~x~^#~x/(}O)E,EHEI~x~_#~x/(}O*E,E/E=E?~x~_#~x~a#E:~x~_#~x/(}O+E-h=}8F-E,h4}8F,ECh#}9GC1!//H!F-E%F.h,FJ&gE-~x!%!F9E-~x!%4F:E-~x!%EF;E-~x!%UF=E-~x!%gF>E-~x!%wF?E-~x!%}.F@E-~x!%}?FAE;E@~x~^#E0E>~x~a#~x~_#FDE:E?~x~^#E0E=~x~a#~x~_#FEE2E;~x~a#E@~x~^#E4E>~x~a#~x~_#FFE1E:~x~a#E5E?~x~a#~x~^#E3E=~x~a#~x~_#FGE6E;~x~a#E@~x~^#E7E>~x~a#~x~_#FHE5E:~x~a#E1E?~x~a#~x~^#E3E=~x~a#~x~_#FIE.E@E9~x~_#E/E;E>~x~_#~x~a#~x~^#~x/(!E.EDEE~x~^#~x/(~8%E.EDEE~x~_#~x/(}O)E.EFEG~x~^#~x/(~8+E.EFEG~x~_#~x/(}O.E.EHEI~x~^#~x/(~80E.EHEI~x~_#~x/(}O3E.EAE:~x~_#E/E=E?~x~_#~x~a#~x~^#~x/(~85E-h}O#}8F-E.h}O8}8F.EJh#}9GJ1!/E!h4}8F!E%h4}8F%EBh#}9GB1!//~[=(+}N2}J%}N0}JH!j!!!g^%!H!~x-%!F/H!j!!!f^%!H!~x-%!F0H!j!!}Og^%!H!~x-%!F1H!j!!}Oe^%!H!~x-%!F2H!j!!!h^%!H!~x-%!F3H!j!!!e^%!H!~x-%!F4E#h&}=F(E#h&}?F)E&E(h}O8}:}8F&E&E)h}O%}:}8F&h.E(h(}:}9F*E*h(E*h(o@F*h(F>&gE!F-H!F,h,F?&gE-~x!(!F5E-~x!(}OIF6E-~x!(}OoF7E-~x!(}O}:F8E-~x!(}O}a#F9E-~x!(}O~,#F:E-~x!(}O~Q#F;E-~x!(}O~w#F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE,E5E@~x~^#EB~x~^#ED~x~^#~x/(!E,EAE/EC~x~a#~x~^#E0EE~x~a#~x~^#~x/(}O#E,E@E1EB~x~a#~x~^#E2ED~x~a#~x~^#~x/(}O%E,EAE=~x~^#E3EC~x~a#~x~^#E4EE~x~a#~x~^#~x/(}O&E-h~8(}8F-E,h4}8F,E?h#}9G?1!/E)h%m(gE&F.H!F,E*F+&gE,~x!%!F5E,~x!%4F6E,~x!%EF7E,~x!%UF8E,~x!%gF9E,~x!%wF:E,~x!%}.F;E,~x!%}?F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE5E@~x~^#EB~x~^#ED~x~^#E%~x!%!~x~^#FFEAE/EC~x~a#~x~^#E0EE~x~a#~x~^#E%~x!%!~x~^#FGEF~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FFEG~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FGE.EF~x/%!E.EG~x/%gE.h}O)}8F.E,h}O#}8F,E+h#}9G+1!/)E&F.H!F,E*F+&gE,~x!%!F5E,~x!%4F6E,~x!%EF7E,~x!%UF8E,~x!%gF9E,~x!%wF:E,~x!%}.F;E,~x!%}?F=E6E7~x~^#F@E6E7~x~_#FAE8E9~x~^#FBE8E9~x~_#FCE:E;~x~^#FDE:E;~x~_#FEE5E@~x~^#EB~x~^#ED~x~^#E%~x!%!~x~^#FFEAE/EC~x~a#~x~^#E0EE~x~a#~x~^#E%~x!%!~x~^#FGE@E1EB~x~a#~x~^#E2ED~x~a#~x~^#E%~x!%!~x~^#FHEAE=~x~^#E3EC~x~a#~x~^#E4EE~x~a#~x~^#E%~x!%!~x~^#FIEF~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FFEG~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FGEH~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FHEI~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#FJEJEJ~x~a#FKEJ~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WEK~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#EK~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#EK~x~a#~x0E%-eE%-eE%-eE%-e~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZEK~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#EK~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#EK~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#EK~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#FIE.EF~x/%!E.EG~x/%gE.EH~x/%}O#E.EI~x/%~8#E.h}O)}8F.E,h}O#}8F,E+h#}9G+1!//E!h4}8F!E%h4}8F%E&h4}8F&E>h#}9G>1!//~3)&*}N/}J#}Nh%F-&gE!F(E%F)E&h(}=G9(g&g~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3~x0!!!!!!!!!!!!!!!!F4~x0!!!!!!!!!!!!!!!!F5E(F*E#F+E*h=}8F,&gE+~x!%!F6E+~x!%4F7E*~x-%!F8E.E8E6~x~a#~x~^#F.E/E8E7~x~a#~x~^#F/E*~x-%EF8E0E8E6~x~a#~x~^#F0E1E8E7~x~a#~x~^#F1E*~x-%gF8E2E8E6~x~a#~x~^#F2E3E8E7~x~a#~x~^#F3E*~x-%}.F8E4E8E6~x~a#~x~^#F4E5E8E7~x~a#~x~^#F5E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E.~x/%!E)E/~x/%4E)E0~x/%gE)E1~x/%wE)E2~x/%}O#E)E3~x/%}a#E)E4~x/%~8#E)E5~x/%~I#E(h}O#}8F(E)h}O%}8F)E9h#}9G91!//E&h(}?h#m(g~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/E(F*E#F+E*h=}8F,&gE+~x!%!F6E+~x!%4F7E*~x-%!F8E.E8E6~x~a#~x~^#F.E/E8E7~x~a#~x~^#F/E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E.~x/%!E)E/~x/%4E(hE}8F(E)h~8!}8F)/E#h~8#}8F#E%hE}8F%E-h#}9G-1!//~s,&)}N9}J#}NE!F(E%F)E&h(}=GC(g&g~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3~x0!!!!!!!!!!!!!!!!F4~x0!!!!!!!!!!!!!!!!F5~x0!!!!!!!!!!!!!!!!F6~x0!!!!!!!!!!!!!!!!F7~x0!!!!!!!!!!!!!!!!F8~x0!!!!!!!!!!!!!!!!F9~x0!!!!!!!!!!!!!!!!F:~x0!!!!!!!!!!!!!!!!F;~x0!!!!!!!!!!!!!!!!F=E(F*E#F+E*h=}8F,&gE+~x!%!F>E+~x!%4F?E+~x!%~8#F@E+~x!%~I#FAE*~x-%!FBE-EBE>~x~a#~x~^#F-E.EBE?~x~a#~x~^#F.E/EBE@~x~a#~x~^#F/E0EBEA~x~a#~x~^#F0E*~x-%EFBE1EBE>~x~a#~x~^#F1E2EBE?~x~a#~x~^#F2E3EBE@~x~a#~x~^#F3E4EBEA~x~a#~x~^#F4E*~x-%gFBE5EBE>~x~a#~x~^#F5E6EBE?~x~a#~x~^#F6E7EBE@~x~a#~x~^#F7E8EBEA~x~a#~x~^#F8E*~x-%}.FBE9EBE>~x~a#~x~^#F9E:EBE?~x~a#~x~^#F:E;EBE@~x~a#~x~^#F;E=EBEA~x~a#~x~^#F=E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E-~x/%!E)E.~x/%4E)E/~x/%EE)E0~x/%UE)E1~x/%gE)E2~x/%wE)E3~x/%}.E)E4~x/%}?E)E5~x/%}O#E)E6~x/%}a#E)E7~x/%}q#E)E8~x/%~(#E)E9~x/%~8#E)E:~x/%~I#E)E;~x/%~Y#E)E=~x/%~k#E(h}O#}8F(E)h}O%}8F)ECh#}9GC1!//E&h(}?h#m(g~x0!!!!!!!!!!!!!!!!F-~x0!!!!!!!!!!!!!!!!F.~x0!!!!!!!!!!!!!!!!F/~x0!!!!!!!!!!!!!!!!F0E(F*E#F+E*h=}8F,&gE+~x!%!F>E+~x!%4F?E+~x!%~8#F@E+~x!%~I#FAE*~x-%!FBE-EBE>~x~a#~x~^#F-E.EBE?~x~a#~x~^#F.E/EBE@~x~a#~x~^#F/E0EBEA~x~a#~x~^#F0E+hE}8F+E*h(}8F*E*E,n1!/E*h}6}8F*E)E-~x/%!E)E.~x/%4E)E/~x/%EE)E0~x/%UE(hE}8F(E)h~8!}8F)/E#h}O&}8F#E%h~8!}8F%/A!H%(gE!E#E%E&47)E!E#E%E&46//]##}NE!E#u(g3/E*E!hE}:}8F+&gE%E!E+44E+hE}8F+E!h#}8F!E!E#o1!//g!E!E#u(g3/&gE*E!h~8%}:}8E&E!h~8&}:}8E*h}O}q#}8E!h~8(}:}8h-48E!h#}8F!E!E#o1!//g##}NE!E#u(g3/E*h}O}q#}8E!h~8!}:}8F+&gE+E!E(E)45E+h~8!}8F+E!h#}8F!E!E#o1!//}N!h-H&4!h-H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#494#h~8!H&4!h~8!H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#4:4#h-H&4!h-H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}CH#4;4#/}q((/}N#}J#}N+}JE!E#v(g3/&gE!F.E%E!h}O.}:}8F(E&E!h~8%}:}8F)h%F/h%F0h%F1&gE(F+E)F,h(F2&gE+F*E/F4E*~x!%!F5E*~x!%gF6E*~x!%}O#F7E*~x!%~8#F8E*h}O)}8F*E4h#}9F4&gE*~x!%!F3E5E3~x~^#F5E*~x!%gF3E6E3~x~^#F6E*~x!%}O#F3E7E3~x~^#F7E*~x!%~8#F3E8E3~x~^#F8E*h}O)}8F*E4h#}9G41!/E5F9E9E6~x~^#F9E7F:E:E8~x~^#F:E0h%}:~*~x7F;E9E;~x~b#F9E:E;~x~b#F:E,E9~x/%!E,E:~x/%gE+h4}8F+E,h4}8F,E2h#}9G21!/E(h}O%}8F(E)h}O#}8F)E1h#}9G11!/E(F+E)F,h(F2&gE+F*E/F4E*~x!%!F5E*~x!%gF6E*h}O)}8F*E4h#}9F4&gE*~x!%!F3E5E3~x~^#F5E*~x!%gF3E6E3~x~^#F6E*h}O)}8F*E4h#}9G41!/E5F9E9E6~x~^#F9E0h%}:~*~x7F;E9E;~x~b#F9E,E9~x/%!E+h4}8F+E,h4}8F,E2h#}9G21!/E(h}O#}8F(E)h~8!}8F)E!h#}8F!E!E#p1!//D!h)H&4!h)H&h#}84!E!h%}CE#h%}C4>4#/}Y5%&}N,}JE!E#v(g3/&gE%F(E&F)h*F*&gE(~x!%!F+E(~x!%gF,E(~x!%}O#F-E(~x!%~8#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%!E)E,~x/%}2E)E-~x/%~A#E)E.~x/%~!%E(~x!%4F+E(~x!%wF,E(~x!%}a#F-E(~x!%~I#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%}a&E)E,~x/%~o&E)E-~x/%~Q(E)E.~x/%~4)E(~x!%EF+E(~x!%}.F,E(~x!%}q#F-E(~x!%~Y#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%}q*E)E,~x/%}S+E)E-~x/%~c+E)E.~x/%~E,E(~x!%UF+E(~x!%}?F,E(~x!%~(#F-E(~x!%~k#F.E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x/%~(-E)E,~x/%}e.E)E-~x/%~s.E)E.~x/%~U/E(h}O%}8F(E)h4}8F)E*h#}9G*1!/E(~x!%!F+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%!!E)E,~x}(%}2!E)E-~x}(%~A#!E)E.~x}(%~!%!E(~x!%4F+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%}a&!E)E,~x}(%~o&!E)E-~x}(%~Q(!E)E.~x}(%~4)!E(~x!%EF+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%}q*!E)E,~x}(%}S+!E)E-~x}(%~c+!E)E.~x}(%~E,!E(~x!%UF+E+E,~x1!#%&4567()*+89:;F/E-E.~x1!#%&4567()*+89:;F0E/E0~x1!#%&()*+456789:;F1E/E0~x1,-./0123=>?@ABCDF2E+E,~x1,-./=>?@0123ABCDF/E-E.~x1,-./=>?@0123ABCDF0E1F+E2F,E/E0~x1!#%&()*+456789:;F-E/E0~x1,-./0123=>?@ABCDF.E)E+~x}(%~(-!E)E,~x}(%}e.!E)E-~x}(%~s.!E)E.~x}(%~U/!E(h}O}C}8F(E)h}q}N}8F)E(h~8!}8F(E)h~80}8F)E(hg}8F(E)h~8}B}8F)E!h#}8F!E!E#p1!//D!h#H&4!h#H&h#}84!E!h%}CE#h%}C4@4#/~1+(*}N(}J#}N*}JE!E#v(g3/&gE%F*E&E!h}OW}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-h~^!F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~80F6E1E5E6~x~a#~x~^#F1E-~x!%}O>F6E2E5E6~x~a#~x~^#F2E-~x!%~8JF6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E7~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#F9E9E9~x~a#F:E9~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WE:~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#E:~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#E:~x~a#~x0E%-eE%-eE%-eE%-e~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZE:~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#E:~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#E:~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F7E.E7~x/%!E*h~80}8F*E.h~Y&}8F.E!h#}8F!E!E#p1!//N!hCH&4!hCH&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4B4#/~0+(*}N(}J#}N*}JE!E#v(g3/&gE%F*E&E!h}O3}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-hCF4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~Y&F6E1E5E6~x~a#~x~^#F1E-~x!%~8+F6E2E5E6~x~a#~x~^#F2E-~x!%}q/F6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E7~x0~gx4~9~gx4~9~gx4~9~gx4~9~x~f#~x0~gx4h~gx4h~gx4h~gx4h~x~e#F9E9E9~x~a#F:E9~x0~L~J}2W~L~J}2W~L~J}2W~L~J}2WE:~x~a#~x0}z}{~!]}z}{~!]}z}{~!]}z}{~!]~x~^#E:~x~a#~x0N~w}2bN~w}2bN~w}2bN~w}2b~x~^#E:~x~a#~x0E%-eE%-eE%-eE%-e~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~a#~x0I}*wZI}*wZI}*wZI}*wZE:~x~a#~x0~cE~!_~cE~!_~cE~!_~cE~!_~x~^#E:~x~a#~x0}b~j~Lc}b~j~Lc}b~j~Lc}b~j~Lc~x~^#E:~x~a#~x0~-P~je~-P~je~-P~je~-P~je~x~^#E:~x~a#~x0!!}Of!!}Of!!}Of!!}Of~x~^#~x~b#~x0!!}O~7!!}O~7!!}O~7!!}O~7~x~f#~x0!!}Of!!}Of!!}Of!!}Of~x~e#F7E.E7~x/%!E*h~Y&}8F*E.h~I%}8F.E!h#}8F!E!E#p1!//N!h9H&4!h9H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4D4#/~4+(*}N(}J#}N(}JE!E#v(g3/&gE%F*E&E!h~8.}:}8F+E)E!h4}:}8F.E(E!h4}:}8F/E!h%p(g~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1~x0!!!!!!!!!!!!!!!!F2~x0!!!!!!!!!!!!!!!!F3E*F,E+F-h9F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~I%F6E1E5E6~x~a#~x~^#F1E-~x!%}q)F6E2E5E6~x~a#~x~^#F2E-~x!%~k+F6E3E5E6~x~a#~x~^#F3E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7E2E2E2~x1()*+!#%&0123,-./~x~^#F2E2E2E2~x1,-./0123!#%&()*+~x~^#F2E7E2~xD!~xE%F7E3E3E3~x1()*+!#%&0123,-./~x~^#F3E3E3E3~x1,-./0123!#%&()*+~x~^#F3E7E3~xD!~xE&F7E/~x!%!F8E7E8~x~^#F7E.E7~x/%!E*h~I%}8F*E.hM}8F.)~x0!!!!!!!!!!!!!!!!F0~x0!!!!!!!!!!!!!!!!F1E*F,E+F-h9F4&gE,~x!%!F5E-~x!%!F6E0E5E6~x~a#~x~^#F0E-~x!%~I%F6E1E5E6~x~a#~x~^#F1E,h4}8F,E-h4}8F-E4h#}9G41!/E0E0E0~x1()*+!#%&0123,-./~x~^#F0E0E0E0~x1,-./0123!#%&()*+~x~^#F0E0F7E1E1E1~x1()*+!#%&0123,-./~x~^#F1E1E1E1~x1,-./0123!#%&()*+~x~^#F1E7E1~xD!~xE#F7~x0!!!!!!!!!!!!!!!!F8E/E8~x}!%!!F8E/E8~x}!%(#F8E7E8~x~^#F7E.E7~x}(%!!E.E7~x}(%(#E*h~I%}8F*E.hM}8F./E!h#}8F!E!E#p1!//N!h&H&4!h&H&h#}84!E!h%}CE#h%}CE%h%}CE&h%}C4F4#/";

// The runtime of cnnc, MIT licence.

/** Something wrong with what a compiled model is given to compute. */
class InputError extends Error {
  name = "InputError";
}
/** What an input is given, as numbers. Throws {@link InputError} where it is none. */
function numbersOf({ name, numbers }, given) {
  if (given instanceof Float32Array) return given;
  if (numbers !== undefined) return numbers(name, given);
  throw new InputError(`input ${name} must be a Float32Array`);
}
/** How many samples the inputs hold, of so many elements each. Throws {@link InputError}, also where outputs ask for a whole batch. */
function countSamples(layout, lengths) {
  let samples = -1;
  for (const [index, { name, elements, whole }] of layout.inputs.entries()) {
    const length = lengths[index] ?? 0;
    if (length % elements !== 0) {
      throw new InputError(
        `input ${name} has ${length} elements, which is no multiple of ${elements}`,
      );
    }
    const count = length / elements;
    if (whole) {
      if (count === 1) continue;
      throw new InputError(`input ${name} must have ${elements} elements`);
    }
    if (samples !== -1 && count !== samples) {
      throw new InputError(
        `input ${name} holds ${count} samples, the inputs before it ${samples}`,
      );
    }
    samples = count;
  }
  if (samples === -1) samples = layout.batch;
  const ports = [...layout.outputs, ...(layout.taps ?? [])];
  if (samples !== layout.batch && ports.some(({ whole }) => whole)) {
    throw new InputError(
      `an output is about a whole batch: give ${layout.batch} samples, not ${samples}`,
    );
  }
  return samples;
}
/** Elements of an output of so many samples. */
function outputElements({ elements, whole }, samples) {
  return whole ? elements : samples * elements;
}
/** Throws {@link InputError} where what results are written to does not fit. */
function checkOutputs(layout, outputs, samples) {
  for (const port of layout.outputs) {
    const data = outputs[port.name];
    const length = outputElements(port, samples);
    if (!(data instanceof Float32Array) || data.length !== length) {
      throw new InputError(
        `output ${port.name} must be a Float32Array of ${length} elements`,
      );
    }
  }
}
/** PortBuffers for a number of samples, the same ones as long as that number stays and none is transferred away. */
function keptBuffers(ports) {
  let buffers = {};
  return (samples) => {
    const isKept = ports.every(
      (port) => buffers[port.name]?.length === outputElements(port, samples),
    );
    if (isKept) return buffers;
    buffers = Object.fromEntries(
      ports.map((port) => [
        port.name,
        new Float32Array(outputElements(port, samples)),
      ]),
    );
    return buffers;
  };
}

/**
 * A network over loaded weights. `forward` computes one batch from the input
 * ports to the output ports, which are in `arena`; `close` ends what it has
 * started.
 */
function createCpuNetwork(layout, arena, forward, close) {
  // All that holds memory, for `destroy` to let go of while the network is reachable.
  let open = { arena, forward, close };
  const { batch, taps } = layout;
  const ownOutputs = keptBuffers(layout.outputs);
  const ownTaps = keptBuffers(taps ?? []);
  const compute = (inputs, given) => {
    if (open === undefined) throw new InputError("the network is destroyed");
    const { arena, forward } = open;
    const numbers = layout.inputs.map((port) =>
      numbersOf(port, inputs[port.name]),
    );
    const samples = countSamples(
      layout,
      numbers.map(({ length }) => length),
    );
    if (given !== undefined) checkOutputs(layout, given, samples);
    const outputs = given ?? ownOutputs(samples);
    const tapped = ownTaps(samples);
    for (let first = 0; first < samples; first += batch) {
      const count = Math.min(batch, samples - first);
      for (const [index, port] of layout.inputs.entries())
        fillPort(arena, port, numbers[index], first, count, batch);
      forward();
      for (const port of layout.outputs)
        emptyPort(arena, port, outputs[port.name], first, count);
      for (const port of taps ?? [])
        emptyPort(arena, port, tapped[port.name], first, count);
    }
    return taps === undefined ? outputs : { ...outputs, taps: tapped };
  };
  const runSync = (inputs, outputs) => compute(inputs, outputs);
  return {
    target: "cpu",
    runSync,
    run: async (inputs, outputs) => Promise.resolve(runSync(inputs, outputs)),
    destroy: () => {
      const last = open;
      open = undefined;
      last?.close?.();
    },
  };
}
function fillPort(arena, { at, elements, whole }, data, first, count, batch) {
  if (data === undefined) return;
  if (whole) {
    arena.set(data, at);
    return;
  }
  const from = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    arena[at + i] = data[from + i] ?? 0;
  if (count < batch)
    arena.fill(0, at + count * elements, at + batch * elements);
}
function emptyPort(arena, { at, elements }, data, first, count) {
  if (data === undefined) return;
  const to = first * elements;
  for (let i = 0; i < count * elements; i += 1)
    data[to + i] = arena[at + i] ?? 0;
}

/**
 * Weights cannot be used. `CNN0501`: the file is malformed; `CNN0502`: it does
 * not fit the model.
 */
class WeightError extends Error {
  code;
  /** What is wrong, in a line. */
  summary;
  /** One line a tensor. */
  problems;
  /** Tensors are missing and others are left over: they may be the same. */
  namesDiffer;
  constructor(code, summary, problems = [], namesDiffer = false) {
    const lines = problems.map((problem) => `\n  ${problem}`);
    super(`${summary}${lines.length > 0 ? ":" : ""}${lines.join("")}`);
    this.name = "WeightError";
    this.code = code;
    this.summary = summary;
    this.problems = problems;
    this.namesDiffer = namesDiffer;
  }
}

/** Bytes of an element, for each dtype that converts to float32. */
const floatBytes = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F32", 4],
  ["F64", 8],
]);
/** What is held at one time besides the target: a multiple of 8. */
const chunkBytes = 1 << 24;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Reads a tensor of {@link floatBytes} dtype into `target`, chunk by chunk. */
async function readTensor(source, entry, target) {
  const size = floatBytes.get(entry.dtype) ?? 1;
  for (let begin = entry.begin; begin < entry.end; begin += chunkBytes) {
    const end = Math.min(begin + chunkBytes, entry.end);
    const bytes = await source.read(begin, end);
    const first = (begin - entry.begin) / size;
    const part = target.subarray(first, first + (end - begin) / size);
    decodeFloats(entry.dtype, bytes, part);
  }
}
/** Little-endian numbers of `dtype`, rounded to float32 where it has more. */
function decodeFloats(dtype, bytes, target) {
  const size = floatBytes.get(dtype);
  if (size === undefined) {
    throw new WeightError("CNN0502", `dtype ${dtype} does not become float32`);
  }
  if (bytes.length !== target.length * size) {
    throw new WeightError(
      "CNN0501",
      `read ${bytes.length} bytes of a tensor instead of ${target.length * size}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { length } = target;
  if (dtype === "F32" && isLittleEndian) {
    new Uint8Array(target.buffer, target.byteOffset, bytes.length).set(bytes);
  } else if (dtype === "F32") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat32(4 * i, true);
  } else if (dtype === "F64") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat64(8 * i, true);
  } else if (dtype === "F16") {
    for (let i = 0; i < length; i += 1) {
      target[i] = fromFloat16(view.getUint16(2 * i, true));
    }
  } else {
    // The upper half of a float32.
    const bits = new Uint32Array(target.buffer, target.byteOffset, length);
    for (let i = 0; i < length; i += 1) {
      bits[i] = view.getUint16(2 * i, true) << 16;
    }
  }
}
/** IEEE 754 binary16: 1 sign bit, 5 exponent bits with bias 15, 10 of fraction. */
function fromFloat16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const power = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (power === 0) return sign * fraction * 2 ** -24;
  if (power === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (power - 25);
}

/**
 * The first name that an object of `json` holds twice. `JSON.parse` would keep
 * the last of them and say nothing. `json` must be valid.
 */
function duplicateKey(json) {
  const open = [];
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character === "{" || character === "[") {
      open.push(new Set());
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const begin = at;
      at += 1;
      while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
      const end = at + 1;
      while (isJsonSpace(json[at + 1])) at += 1;
      if (json[at + 1] === ":") {
        const key = JSON.parse(json.slice(begin, end));
        const keys = open.at(-1);
        if (keys?.has(key) === true) return key;
        keys?.add(key);
      }
    }
    at += 1;
  }
  return undefined;
}
function isJsonSpace(character) {
  return (
    character === " " ||
    character === "\n" ||
    character === "\r" ||
    character === "\t"
  );
}

/** The reference implementation's limit. */
const maxHeaderBytes = 100_000_000;
const dtypeBytes = new Map([
  ["BOOL", 1],
  ["U8", 1],
  ["I8", 1],
  ["F8_E4M3", 1],
  ["F8_E5M2", 1],
  ["U16", 2],
  ["I16", 2],
  ["F16", 2],
  ["BF16", 2],
  ["U32", 4],
  ["I32", 4],
  ["F32", 4],
  ["U64", 8],
  ["I64", 8],
  ["F64", 8],
]);
/** Reads the header of a file. Throws {@link WeightError} if it is malformed. */
async function openSafetensors(source) {
  const { size } = source;
  const length = headerLength(await source.read(0, Math.min(8, size)), size);
  return parseHeader(await source.read(8, 8 + length), length, size);
}
function malformed(message) {
  return new WeightError("CNN0501", `not a safetensors file: ${message}`);
}
/** Bytes of the header of a file, whose first 8 bytes say so. */
function headerLength(bytes, fileSize) {
  if (bytes.length < 8) {
    throw malformed("it has fewer than 8 bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > maxHeaderBytes) {
    throw malformed(
      `its header claims ${length} bytes, more than ${maxHeaderBytes}`,
    );
  }
  if (length > fileSize - 8) {
    throw malformed(
      `its header claims ${length} bytes, but only ${fileSize - 8} follow`,
    );
  }
  return length;
}
function parseHeader(bytes, length, fileSize) {
  if (bytes.length !== length) throw malformed("it ends within its header");
  const header = parseHeaderJson(bytes);
  const dataBegin = 8 + length;
  const metadata = new Map();
  const entries = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__proto__") {
      throw malformed('a tensor may not be named "__proto__"');
    }
    if (name !== "__metadata__") {
      entries.push([name, parseEntry(name, value, dataBegin)]);
      continue;
    }
    if (!isRecord(value)) throw malformed("its metadata is not an object");
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== "string") {
        throw malformed(`its metadata ${JSON.stringify(key)} is not a string`);
      }
      metadata.set(key, text);
    }
  }
  checkCoverage(entries, dataBegin, fileSize);
  return { tensors: new Map(entries), metadata };
}
function parseHeaderJson(bytes) {
  if (bytes[0] !== 0x7b) throw malformed("its header does not begin with {");
  const { TextDecoder } = globalThis;
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("its header is not UTF-8");
  }
  let header;
  try {
    header = JSON.parse(text);
  } catch {
    throw malformed("its header is not JSON");
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) {
    throw malformed(`its header holds ${JSON.stringify(duplicate)} twice`);
  }
  if (!isRecord(header)) throw malformed("its header is not an object");
  return header;
}
function parseEntry(name, value, dataBegin) {
  const fail = (what) => malformed(`tensor ${JSON.stringify(name)} ${what}`);
  if (!isRecord(value)) throw fail("is not described by an object");
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  const surplus = Object.keys(rest)[0];
  if (surplus !== undefined) {
    throw fail(`has an unknown field ${JSON.stringify(surplus)}`);
  }
  if (typeof dtype !== "string") throw fail("has no dtype");
  const bytes = dtypeBytes.get(dtype);
  if (bytes === undefined) {
    throw fail(`has an unknown dtype ${JSON.stringify(dtype)}`);
  }
  if (!isSizes(shape)) throw fail("has no shape of non-negative integers");
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw fail("has no data_offsets of two non-negative integers");
  }
  const [begin = 0, end = 0] = offsets;
  if (begin > end) throw fail("ends before it begins");
  const size = shape.reduce((product, extent) => product * extent, bytes);
  if (size !== end - begin) {
    const shown = `${dtype} [${shape.join(", ")}]`;
    throw fail(`is ${shown}, ${size} bytes, but holds ${end - begin}`);
  }
  return { dtype, shape, begin: dataBegin + begin, end: dataBegin + end };
}
/** Tensors lie end to end and fill the file. */
function checkCoverage(entries, dataBegin, fileSize) {
  const inOrder = [...entries].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  );
  let at = dataBegin;
  for (const [name, { begin, end }] of inOrder) {
    const shown = `tensor ${JSON.stringify(name)}`;
    if (begin < at) throw malformed(`${shown} overlaps another`);
    if (begin > at) {
      throw malformed(`${begin - at} bytes before ${shown} belong to none`);
    }
    if (end > fileSize) {
      throw malformed(`${shown} ends ${end - fileSize} bytes after the file`);
    }
    at = end;
  }
  if (at < fileSize) {
    throw malformed(`its last ${fileSize - at} bytes belong to no tensor`);
  }
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isSizes(value) {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

/** Bytes already in memory; reads are views, not copies. */
function bytesSource(bytes) {
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return {
    size: whole.length,
    read: (begin, end) => Promise.resolve(whole.subarray(begin, end)),
  };
}

/** The candidate that is most likely meant by `name`; none if all are far. */
function nearestName(name, candidates) {
  let nearest;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}
/** Insertions, deletions and substitutions (Levenshtein 1966). */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const inserted = Math.min(row[j] ?? 0, next[j - 1] ?? 0) + 1;
      next.push(Math.min(substituted, inserted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Missing tensors for which a near name is looked for, in a file of thousands. */
const maxHints = 20;
/**
 * The file's tensor for each expected weight, by the weight's path. `names`
 * gives a weight's name in the file where it is not its path. Throws one
 * {@link WeightError} that lists every tensor that is missing, superfluous,
 * asked for twice, of another shape or of a dtype that does not become
 * float32. PyTorch's `….num_batches_tracked` counters are ignored, and so are
 * the weights of `training` heads.
 */
function matchWeights(file, expected, names = new Map(), training = []) {
  const left = new Set();
  for (const name of file.tensors.keys()) {
    if (!/(^|\.)num_batches_tracked$/.test(name)) left.add(name);
  }
  for (const { path } of expected) left.delete(names.get(path) ?? path);
  for (const path of training) left.delete(names.get(path) ?? path);
  const matched = new Map();
  const takers = new Map();
  const missing = [];
  const wrong = [];
  for (const { path, shape } of expected) {
    const name = names.get(path) ?? path;
    const shown = name === path ? path : `${path} (${name} in the file)`;
    const taker = takers.get(name);
    if (taker !== undefined) {
      wrong.push(`taken twice: ${shown}, which ${taker} takes too`);
    }
    takers.set(name, path);
    const entry = file.tensors.get(name);
    if (entry === undefined) {
      const alike = [...left].filter((other) =>
        isSameShape(file.tensors.get(other)?.shape ?? [], shape),
      );
      const near =
        missing.length < maxHints ? nearestName(name, alike) : undefined;
      const hint = near === undefined ? "" : `; did you mean ${escaped(near)}?`;
      missing.push(`missing: ${shown}, [${shape.join(", ")}]${hint}`);
      continue;
    }
    matched.set(path, entry);
    if (!isSameShape(entry.shape, shape)) {
      const [has, wants] = [entry.shape.join(", "), shape.join(", ")];
      wrong.push(`wrong shape: ${shown} is [${has}] instead of [${wants}]`);
    }
    if (!floatBytes.has(entry.dtype)) {
      const known = [...floatBytes.keys()].join(", ");
      wrong.push(`wrong dtype: ${shown} is ${entry.dtype}, none of ${known}`);
    }
  }
  const surplus = [...left].map((name) => {
    const shape = file.tensors.get(name)?.shape ?? [];
    return `not in the model: ${escaped(name)}, [${shape.join(", ")}]`;
  });
  if (missing.length + wrong.length + surplus.length > 0) {
    throw unfit(missing, wrong, surplus);
  }
  return matched;
}
function unfit(missing, wrong, surplus) {
  const kinds = [
    { kind: "missing", problems: missing },
    { kind: "wrong", problems: wrong },
    { kind: "not in the model", problems: surplus },
  ].filter(({ problems }) => problems.length > 0);
  const counts = kinds.map(
    ({ kind, problems }) => `${problems.length} ${kind}`,
  );
  return new WeightError(
    "CNN0502",
    `the weights do not fit the model (${counts.join(", ")})`,
    kinds.flatMap(({ problems }) => problems),
    missing.length > 0 && surplus.length > 0,
  );
}
/** A name from the file on one line. */
function escaped(name) {
  return JSON.stringify(name).slice(1, -1);
}
function isSameShape(a, b) {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * Reads a safetensors file tensor by tensor into `memory`, as the load part
 * asks, which computes in between: a network is never held twice. Throws
 * {@link WeightError}.
 */
async function loadWeights(layout, from, memory, part, options) {
  const inMemory = from instanceof Uint8Array || from instanceof ArrayBuffer;
  const source = inMemory ? bytesSource(from) : from;
  const file = await openSafetensors(source);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const read = countReads(layout, options);
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
    read(elements);
  }
}
/** A function that is told how many numbers have been read, and reports their share. */
function countReads({ expected }, options = {}) {
  const sizes = expected.map(({ shape }) =>
    shape.reduce((product, extent) => product * extent, 1),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (elements) => {
    done += elements;
    options.onProgress?.({ weights: done / all, kernels: 1 });
  };
}
/** Where a weight of the model lies in the file. */
function entryOf(entries, path) {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}

/**
 * A module of Node where it is Node that runs this; not an import, which
 * browsers and bundlers would follow.
 */
function nodeModule(name) {
  const { process } = globalThis;
  return process?.getBuiltinModule?.(name);
}

/**
 * Lets V8 pair the vectors of kernels that are compiled from now on, in all
 * threads, and tells whether it does: V8 is Node's, from version 24 on.
 */
function revectorize() {
  const node = nodeModule("node:process");
  if (Number.parseInt(node?.versions.node ?? "0") < 24) return false;
  const v8 = nodeModule("node:v8");
  v8.setFlagsFromString("--experimental-wasm-revectorize");
  return true;
}

/** Bits of a run's number that count its threads beside the first. */
const threadMask = 31;
const mostThreads = threadMask + 1;
/** As many threads as were asked for, or are worth while on this machine; one where they cannot share memory. */
function threadsFor(worthwhile, wanted) {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new InputError(
      `threads must be a whole number from 1 on, not ${wanted}`,
    );
  }
  const { crossOriginIsolated } = globalThis;
  const isAlone =
    typeof SharedArrayBuffer === "undefined" || crossOriginIsolated === false;
  if (isAlone) return 1;
  return Math.min(wanted ?? Math.min(worthwhile, processors()), mostThreads);
}
function processors() {
  const os = nodeModule("node:os");
  if (os !== undefined) return os.availableParallelism();
  const { navigator } = globalThis;
  return navigator?.hardwareConcurrency ?? 1;
}
/** Whether the calling thread may sleep: that of a page may not. */
function maySleep(memory) {
  try {
    Atomics.wait(new Int32Array(memory), 0, -1);
    return true;
  } catch {
    return false;
  }
}
/**
 * Starts threads, each with its task. None is waited for: a run has those that
 * are there. Where workers are refused, there is none.
 */
function startThreads(memory, tasks) {
  const words = new Int32Array(memory, 0, 2);
  const workers = [];
  try {
    for (const task of tasks) workers.push(startWorker(task));
  } catch {
    // Refused by the page's policy, by Node's permissions, or for want of room.
  }
  const announce = (others) => {
    const number = (Atomics.load(words, 0) | threadMask) + 1;
    Atomics.store(words, 0, number | others);
    Atomics.notify(words, 0);
  };
  return {
    begin: () => {
      const ready = Atomics.load(words, 1);
      let others = 0;
      while (others < workers.length && (ready >> (others + 1)) & 1)
        others += 1;
      announce(others);
    },
    close: () => {
      // One that sleeps would end late if it were not woken.
      Atomics.or(words, 1, 1);
      announce(0);
      for (const worker of workers) worker.terminate();
    },
  };
}
/**
 * The function that a worker calls with its task: waits for a run that has a
 * part for it, at first with open eyes, and computes the part. Words 0 and 1
 * of memory are the number of the run, and a bit for each thread that is ready;
 * that of the first one means that all is over.
 */
const worker = `({ module, env, calls }) => {
  const words = new Int32Array(env.memory.buffer, 0, 2);
  const { exports } = new WebAssembly.Instance(module, { env });
  const part = calls.map(([name, ...places]) => exports[name].bind(undefined, ...places));
  let run = Atomics.load(words, 0);
  Atomics.or(words, 1, 1 << env.thread);
  while (!(Atomics.load(words, 1) & 1)) {
    const tired = performance.now() + 0.1;
    while (Atomics.load(words, 0) === run && performance.now() < tired);
    Atomics.wait(words, 0, run);
    const next = Atomics.load(words, 0);
    if (next !== run && (next & ${threadMask}) >= env.thread) for (const call of part) call();
    run = next;
  }
}`;
function startWorker(task) {
  const node = nodeModule("node:worker_threads");
  if (node === undefined) return startPageWorker(task);
  const text = `(${worker})(process.getBuiltinModule("node:worker_threads").workerData)`;
  const options = { eval: true, execArgv: [], env: {}, workerData: task };
  const started = new node.Worker(text, options);
  // One that ends was never ready; others do its part.
  started.on("error", () => undefined);
  started.unref();
  return started;
}
function startPageWorker(task) {
  const { Blob, URL, Worker } = globalThis;
  const url = URL.createObjectURL(
    new Blob([`onmessage = ({ data }) => (${worker})(data);`]),
  );
  const started = new Worker(url);
  started.onerror = (event) => {
    event.preventDefault();
  };
  started.postMessage(task);
  return {
    terminate: () => {
      started.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

const noKernels =
  "the kernels do not start here: they need WebAssembly with SIMD; `cnnc compile --portable` makes some that do not";
const noRelaxed =
  "the kernels do not start here: they need WebAssembly with relaxed SIMD, which Node has from version 22 on; `cnnc compile` without `--relaxed-simd` makes some that do not";
/** The error where they do not. */
function unstarted({ relaxed }, cause) {
  return new Error(relaxed ? noRelaxed : noKernels, { cause });
}
function webAssembly() {
  const { WebAssembly } = globalThis;
  if (WebAssembly === undefined) throw new Error(noKernels);
  return WebAssembly;
}
/** Makes the memory of kernels. */
function beginKernels(
  { isFixed },
  layout,
  { threads, revectorize: isAsked } = {},
) {
  const wide = Number(isAsked === true && revectorize());
  const allowed = threadsFor(layout.threads, threads);
  const count = isFixed ? 1 : allowed;
  const sharing = count > 1 ? layout.sharing : undefined;
  const memory = allocate(layout, count);
  const sleeps = count > 1 && maySleep(memory.buffer);
  const imports = Array.from({ length: count }, (_, thread) => ({
    env: {
      memory,
      shared: layout.shared,
      scratch: layout.scratch + thread * layout.own,
      thread,
      sleeps: Number(thread > 0 || sleeps),
      wide,
    },
  }));
  return { sharing, memory, imports };
}
/** Kernels that have started, and the threads that help them. */
function joinKernels(
  { imports, memory: { buffer } },
  module,
  kernels,
  forward,
) {
  const memory = new Float32Array(buffer);
  if (imports.length === 1) {
    const run = () => {
      forward(kernels);
    };
    return { kernels, memory, run, close: () => undefined };
  }
  const calls = recordCalls(kernels, forward);
  const tasks = imports.slice(1).map(({ env }) => ({ module, env, calls }));
  const threads = startThreads(buffer, tasks);
  const run = () => {
    threads.begin();
    forward(kernels);
  };
  return { kernels, memory, run, close: threads.close };
}
/** The calls of a run, which are the same in each. */
function recordCalls(kernels, forward) {
  const calls = [];
  const record =
    (name) =>
    (...places) => {
      calls.push([name, ...places]);
    };
  const recorders = Object.keys(kernels).map((name) => [name, record(name)]);
  forward(Object.fromEntries(recorders));
  return calls;
}
const pageBytes = 65_536;
function allocate({ scratch, own }, threads) {
  const { Memory } = webAssembly();
  // A vector behind the last element may be read.
  const pages = Math.ceil((scratch + threads * own + 16) / pageBytes);
  try {
    return new Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  } catch (cause) {
    const size = Math.ceil(pages / 16);
    throw new Error(`there is no memory of ${size} MiB to be had`, { cause });
  }
}

/** Starts a module of kernels; `forward` is what a batch asks of them. */
async function instantiate(code, layout, forward, options) {
  const start = beginKernels(code, layout, options);
  try {
    const module = await code.compile(start.sharing);
    const { exports } = await webAssembly().instantiate(
      module,
      start.imports[0] ?? {},
    );
    return joinKernels(start, module, exports, forward);
  } catch (cause) {
    throw unstarted(layout, cause);
  }
}

/** The bytes of a module; a caller without types may have left them out. */
function bytesCode(given) {
  if (given === undefined)
    throw new InputError("options.kernels must hold the kernels' bytes");
  const bytes = given instanceof Uint8Array ? given : new Uint8Array(given);
  const { WebAssembly } = globalThis;
  return {
    compile: (sharing) => WebAssembly.compile(withSharing(bytes, sharing)),
    compileSync: (sharing) =>
      new WebAssembly.Module(withSharing(bytes, sharing)),
  };
}
function withSharing(bytes, sharing) {
  if (sharing === undefined) return bytes;
  // Not `slice`, which on a Buffer of Node is a view.
  const shared = new Uint8Array(bytes);
  shared[sharing] = 3;
  return shared;
}

/**
 * A module of kernels as text: of the characters of ASCII that are printed,
 * without `"$'<\` and the backquote, the first 86 stand for the bytes below 86;
 * the last two add 86 or 172 to the next one's.
 */
function textCode(text) {
  return bytesCode(decodeText(text));
}
function decodeText(text) {
  const values = new Uint8Array(127);
  let count = 0;
  for (let code = 33; code < 127; code += 1) {
    if ("\"$'<\\`".includes(String.fromCharCode(code))) continue;
    values[code] = count;
    count += 1;
  }
  const digits = count - 2;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let above = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = values[text.charCodeAt(i)] ?? 0;
    if (value >= digits) {
      above = digits * (value - digits + 1);
      continue;
    }
    bytes[length] = above + value;
    length += 1;
    above = 0;
  }
  return bytes.subarray(0, length);
}

/** Reads the header of a file in memory. Throws {@link WeightError} if it is malformed. */
function openSafetensorsSync(bytes) {
  const size = bytes.length;
  const length = headerLength(bytes.subarray(0, 8), size);
  return parseHeader(bytes.subarray(8, 8 + length), length, size);
}
/** Reads a tensor of a file in memory into `target`. */
function readTensorSync(bytes, entry, target) {
  decodeFloats(entry.dtype, bytes.subarray(entry.begin, entry.end), target);
}

/** `loadWeights` for a file in memory, without a promise. */
function loadWeightsSync(layout, from, memory, part, options) {
  const bytes = from instanceof Uint8Array ? from : new Uint8Array(from);
  const file = openSafetensorsSync(bytes);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const read = countReads(layout, options);
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    readTensorSync(bytes, entryOf(entries, path), target);
    read(elements);
  }
}

/** `instantiate` without a promise; browsers refuse it for large modules outside workers. */
function instantiateSync(code, layout, forward, options) {
  const start = beginKernels(code, layout, options);
  const { Instance } = webAssembly();
  try {
    const module = code.compileSync(start.sharing);
    const { exports } = new Instance(module, start.imports[0] ?? {});
    return joinKernels(start, module, exports, forward);
  } catch (cause) {
    throw unstarted(layout, cause);
  }
}

/**
 * Taps of `count` elements, from `begin`, of a line of `from` elements resized
 * to `to`. Element i has the weight
 * max(0, 2 max(from, to) - |(2 i + 1) to - (2 o + 1) from|) in element o: a
 * triangle around o's place that is as wide as the scale when shrinking. All
 * numbers are integers below 2^53.
 */
function triangleTaps(from, to, begin, count) {
  const peak = 2 * Math.max(from, to);
  return Array.from({ length: count }, (_, index) => {
    const centre = (2 * (begin + index) + 1) * from;
    const before = Math.floor((centre - peak - to) / (2 * to));
    const first = Math.max(0, before + 1);
    const end = Math.min(from, Math.ceil((centre + peak - to) / (2 * to)));
    let sum = 0;
    const doubled = Float64Array.from({ length: end - first }, (_, tap) => {
      const distance = Math.abs((2 * (first + tap) + 1) * to - centre);
      const weight = peak - distance;
      sum += weight;
      return 2 * weight;
    });
    return { first, doubled, sum };
  });
}
/**
 * The weighted mean of bytes, rounded to the nearest (halves go up). Element i
 * of the line lies at `at + i * stride`.
 */
function meanOfTaps(line, { first, doubled, sum }, at, stride) {
  let total = sum;
  const begin = at + first * stride;
  for (let tap = 0; tap < doubled.length; tap += 1) {
    total += (doubled[tap] ?? 0) * (line[begin + tap * stride] ?? 0);
  }
  return Math.floor(total / (2 * sum));
}

/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
function pictureToTensor(
  pixels,
  rule,
  shape,
  tensor = new Float32Array(shape[0] * shape[1] * shape[2]),
) {
  const [channels, height, width] = shape;
  checkPixels(pixels);
  if (tensor.length !== channels * height * width) {
    throw new InputError(
      `the picture's tensor has ${channels * height * width} elements, not ${tensor.length}`,
    );
  }
  const [columns, rows] = cropAxes(pixels, rule, shape);
  for (let channel = 0; channel < channels; channel += 1) {
    const numbers = numbersOfBytes(rule, channel);
    const begin = channel * height * width;
    const plane = tensor.subarray(begin, begin + height * width);
    plane.fill(numbers[0] ?? 0);
    const component = rule.channels === "bgr" ? 2 - channel : channel;
    const gray = rule.channels === "gray";
    resample(pixels, gray ? -1 : component, columns, rows, (y, x, byte) => {
      const place = (rows.at + y) * width + columns.at + x;
      plane[place] = numbers[byte] ?? 0;
    });
  }
  return tensor;
}
/** Throws {@link InputError} where there are not four bytes for each pixel. */
function checkPixels({ width, height, data }) {
  const sizes = [width, height];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new InputError(`a picture of ${width} by ${height} has no pixels`);
  }
  if (data.length !== 4 * width * height) {
    throw new InputError(
      `a picture of ${width} by ${height} has ${4 * width * height} bytes, not ${data.length}`,
    );
  }
}
/** What a tensor shows of a picture's columns and of its rows, both resized. */
function cropAxes(size, { resize }, [, height, width]) {
  const [across, down] = resizedSize(size, resize, width, height);
  return [
    cropAxis(size.width, across, width),
    cropAxis(size.height, down, height),
  ];
}
/** Width and height before the crop; sums are exact up to the limits. */
function resizedSize({ width, height }, resize, toWidth, toHeight) {
  const longer = Math.floor(
    (resize * Math.max(width, height)) / Math.min(width, height),
  );
  if (Math.max(width, height) > 2 ** 20 || longer > 2 ** 30) {
    throw new InputError(
      `a picture of ${width} by ${height} is too long to be resized`,
    );
  }
  if (resize === 0) return [toWidth, toHeight];
  return width <= height ? [resize, longer] : [longer, resize];
}
/** An axis of `from` pixels, resized to `size` and cropped to `crop`. */
function cropAxis(from, size, crop) {
  const at = Math.max(0, Math.floor((crop - size) / 2));
  const floor = Math.max(0, Math.floor((size - crop) / 2));
  // Half a pixel is rounded to even.
  const up = (size - crop) % 2 === 1 && floor % 2 === 1;
  const begin = up ? floor + 1 : floor;
  return { taps: triangleTaps(from, size, begin, Math.min(size, crop)), at };
}
/** What each byte becomes in a channel of the tensor. */
function numbersOfBytes(rule, channel) {
  const [low, high] = rule.range;
  const mean = rule.mean[channel] ?? 0;
  const std = rule.std[channel] ?? 1;
  return Float32Array.from(
    { length: 256 },
    (_, byte) => (low + (byte * (high - low)) / 255 - mean) / std,
  );
}
/**
 * Gives `write` each byte shown of red, green or blue (0 to 2), or of gray
 * (-1): columns are resized first, then rows.
 */
function resample({ width, data }, component, columns, rows, write) {
  const last = rows.taps[rows.taps.length - 1];
  const top = rows.taps[0]?.first ?? 0;
  const bottom = last === undefined ? top : last.first + last.doubled.length;
  const shown = columns.taps.length;
  const line = new Uint8Array(width);
  const narrowed = new Uint8Array((bottom - top) * shown);
  for (let y = top; y < bottom; y += 1) {
    for (let x = 0; x < width; x += 1) {
      line[x] = byteAt(data, 4 * (y * width + x), component);
    }
    columns.taps.forEach((taps, x) => {
      narrowed[(y - top) * shown + x] = meanOfTaps(line, taps, 0, 1);
    });
  }
  rows.taps.forEach((taps, y) => {
    for (let x = 0; x < shown; x += 1) {
      write(y, x, meanOfTaps(narrowed, taps, x - top * shown, shown));
    }
  });
}
/** A component of the pixel at `at`, or its gray for -1, over black. */
function byteAt(data, at, component) {
  const alpha = data[at + 3] ?? 0;
  if (component >= 0) return overBlack(data[at + component] ?? 0, alpha);
  const red = overBlack(data[at] ?? 0, alpha);
  const green = overBlack(data[at + 1] ?? 0, alpha);
  const blue = overBlack(data[at + 2] ?? 0, alpha);
  // ITU-R BT.601 in 16 bits.
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}
/** value * alpha / 255, rounded to the nearest. */
function overBlack(value, alpha) {
  return alpha === 255 ? value : Math.floor((2 * value * alpha + 255) / 510);
}

/** The pictures that an input is given, one or several. Throws {@link InputError} where it is something else. */
function picturesOf(name, given) {
  const all = Array.isArray(given) ? given : [given];
  if (all.every(isPicture)) return all;
  throw new InputError(
    `input ${name} must be a Float32Array, a picture, or an array of pictures`,
  );
}
function isPicture(given) {
  if (typeof given !== "object" || given === null) return false;
  const { width, displayWidth } = given;
  return typeof (displayWidth ?? width) === "number";
}
/** Width and height of a picture. Throws {@link InputError} where there is nothing to see. */
function pictureSize(name, picture) {
  const it = picture;
  const width =
    it.naturalWidth ?? it.videoWidth ?? it.displayWidth ?? it.width ?? 0;
  const height =
    it.naturalHeight ?? it.videoHeight ?? it.displayHeight ?? it.height ?? 0;
  if (width > 0 && height > 0 && (it.readyState ?? 2) >= 2)
    return { width, height };
  throw new InputError(
    `input ${name}: a picture of ${width} by ${height} has no pixels; it may not be loaded yet, or closed`,
  );
}
/** What the platform threw where it was to read a picture. */
function unreadablePicture(name, cause) {
  const { name: kind, message } = cause;
  const reason =
    kind === "SecurityError"
      ? "is of another origin, which does not let this page read it"
      : `cannot be read: ${message ?? String(cause)}`;
  return new InputError(`input ${name}: the picture ${reason}`, { cause });
}
/** The bytes of a picture. Throws {@link InputError} where they are not to be had. */
function pixelsOf(name, picture) {
  const { width, height } = pictureSize(name, picture);
  if ("data" in picture) return picture;
  const { OffscreenCanvas } = globalThis;
  const canvas = OffscreenCanvas && new OffscreenCanvas(width, height);
  const context = canvas?.getContext("2d", { willReadFrequently: true });
  if (!context)
    throw new InputError(`input ${name}: there is no canvas to read it from`);
  try {
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw unreadablePicture(name, cause);
  }
}
/** What makes numbers of the pictures that an input is given, a sample each. */
function pictureNumbers({ picture: rule, shape }) {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  return (name, given) => {
    const pictures = picturesOf(name, given);
    const tensor = new Float32Array(elements * pictures.length);
    pictures.forEach((picture, index) => {
      const sample = tensor.subarray(index * elements, (index + 1) * elements);
      pictureToTensor(pixelsOf(name, picture), rule, shape, sample);
    });
    return tensor;
  };
}

export { InputError, WeightError };
