export interface PublishedCounts {
  readonly params?: number;
  readonly buffers?: number;
  readonly macs?: number;
}

/**
 * Parameters, buffers and multiply-adds, as far as they are published: by torchvision for the networks it has,
 * by Keras for mobilenet_v1 and resnet50_v2, by the papers or their authors' releases for the others.
 */
export const published: Readonly<Record<string, PublishedCounts>> = {
  alexnet: { params: 61_100_840, buffers: 0, macs: 714_188_480 },
  alexnet_2012: { params: 60_965_224, buffers: 0 },
  convnext_tiny: { params: 28_589_128, buffers: 0, macs: 4_455_531_264 },
  densenet121: { params: 7_978_856, buffers: 83_648, macs: 2_834_161_664 },
  efficientnet_b0: { params: 5_288_548, buffers: 42_016, macs: 385_814_752 },
  efficientnet_b1: { params: 7_794_184 },
  efficientnet_b2: { params: 9_109_994 },
  efficientnet_b3: { params: 12_233_232 },
  efficientnet_b4: { params: 19_341_616 },
  efficientnet_b5: { params: 30_389_784 },
  efficientnet_b6: { params: 43_040_704 },
  efficientnet_b7: { params: 66_347_960 },
  googlenet: { params: 6_624_904, buffers: 14_560, macs: 1_498_376_192 },
  inception_v3: { params: 23_834_568, buffers: 34_432, macs: 5_713_216_096 },
  lenet5: { params: 61_706, buffers: 0, macs: 416_520 },
  mnist_deep: {},
  mobilenet_v1: { params: 4_231_976, buffers: 21_888, macs: 568_740_352 },
  mobilenet_v2: { params: 3_504_872, buffers: 34_112, macs: 300_774_272 },
  mobilenet_v3_large: { params: 5_483_032, buffers: 24_400, macs: 216_589_760 },
  mobilenet_v3_small: { params: 2_542_856 },
  nin: { params: 966_986, buffers: 0 },
  regnet_x_400mf: { params: 5_495_976 },
  resnet101: { params: 44_549_160, buffers: 105_344, macs: 7_801_405_440 },
  resnet152: { params: 60_192_808 },
  resnet18: { params: 11_689_512, buffers: 9_600, macs: 1_814_073_344 },
  resnet34: { params: 21_797_672 },
  resnet50: { params: 25_557_032, buffers: 53_120, macs: 4_089_184_256 },
  resnet50_v2: { params: 25_568_360, buffers: 45_440 },
  resnext50_32x4d: { params: 25_028_904, buffers: 68_224, macs: 4_230_479_872 },
  shufflenet_v2_x1_0: { params: 2_278_604, buffers: 16_180, macs: 144_907_992 },
  squeezenet1_0: { params: 1_248_424, buffers: 0 },
  squeezenet1_1: { params: 1_235_496, buffers: 0, macs: 349_151_936 },
  unet: {},
  vgg11: { params: 132_863_336, buffers: 0, macs: 7_609_090_048 },
  vgg11_bn: { params: 132_868_840 },
  vgg13: { params: 133_047_848, buffers: 0 },
  vgg13_bn: { params: 133_053_736 },
  vgg16: { params: 138_357_544, buffers: 0, macs: 15_470_264_320 },
  vgg16_bn: { params: 138_365_992, buffers: 8_448, macs: 15_470_264_320 },
  vgg19: { params: 143_667_240, buffers: 0 },
  vgg19_bn: { params: 143_678_248 },
  wide_resnet50: { params: 68_883_240 },
};
