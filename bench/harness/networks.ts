/** The networks of the zoo that peers are measured on. */
export const networkNames: readonly string[] = [
  "lenet5",
  "squeezenet1_1",
  "mobilenet_v2",
  "alexnet",
  "googlenet",
  "resnet18",
  "densenet121",
  "resnet50",
  "inception_v3",
  "vgg16",
];
