/** What an import names to get blocks of the standard library. */
export const standardLibraryPath = "std";

/** The blocks that ship with the compiler, in the language itself. */
export const standardLibrary = `/// Convolution without bias, normalisation, activation. Odd sizes keep the extent at stride 1.
export block conv_norm_act(
  channels: int,
  size: int = 3,
  stride: int = 1,
  groups: int = 1,
  dilation: int = 1,
  norm: layer = batchnorm,
  act: layer = relu
) {
  const pad = dilation * (size - 1) / 2
  conv(channels, size, stride: stride, pad: pad, dilation: dilation, groups: groups, bias: false)
    -> norm
    -> act
}

/// A filter for each channel, then 1 x 1 over all of them (Howard et al. 2017, figure 3).
export block separable_conv(
  channels: int, size: int = 3, stride: int = 1, norm: layer = batchnorm, act: layer = relu
) {
  conv_norm_act(in.channels, size, stride: stride, groups: in.channels, norm: norm, act: act)
  conv_norm_act(channels, 1, norm: norm, act: act)
}

/// Weighs each channel by what the whole image holds (Hu, Shen & Sun 2018, figure 2).
export block squeeze_excite(squeezed: int, act: layer = relu, gate: layer = sigmoid) {
  mul {
    branch in
    branch reduce_mean(keep: true) -> conv(squeezed, 1x1) -> act -> conv(in.channels, 1x1) -> gate
  }
}

/// Expand, filter each channel, project; around a shortcut where the shapes allow it (Sandler et al. 2018, figure 4).
export block inverted_residual(
  channels: int,
  expansion: int,
  size: int = 3,
  stride: int = 1,
  norm: layer = batchnorm,
  act: layer = relu6
) {
  residual when stride == 1 and in.channels == channels {
    const hidden = expansion * in.channels
    if expansion != 1 { conv_norm_act(hidden, 1, norm: norm, act: act) }
    conv_norm_act(hidden, size, stride: stride, groups: hidden, norm: norm, act: act)
    conv_norm_act(channels, 1, norm: norm, act: identity)
  }
}
`;
