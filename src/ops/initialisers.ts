import type { Initialiser } from "../ir/graph.js";
import type { Parameter, RandomInteger } from "./definition.js";

const schemes = ["he", "xavier", "lecun"] as const;
const distributions = ["normal", "uniform"] as const;

export type InitialiserName = `${(typeof schemes)[number]}_${(typeof distributions)[number]}`;

export const initialiserNames: readonly InitialiserName[] = schemes.flatMap((scheme) =>
  distributions.map((distribution) => `${scheme}_${distribution}` as const),
);

export const defaultInitialiser: InitialiserName = "he_normal";

/** Parameter `init` of the layers whose weight is a matrix or a bank of filters. */
export const initParameter: Parameter = {
  name: "init",
  type: { kind: "word", words: initialiserNames },
  default: defaultInitialiser,
  doc: "How the weight is initialised: He et al. 2015, Glorot & Bengio 2010 (Xavier) or LeCun et al. 1998.",
};

export function scaledInitialiser(name: InitialiserName, fanIn: number, fanOut: number): Initialiser {
  const scheme = schemes.find((candidate) => name.startsWith(candidate)) ?? "he";
  const distribution = distributions.find((candidate) => name.endsWith(candidate)) ?? "normal";
  return { kind: "scaled", scheme, distribution, fanIn, fanOut };
}

export function sampleInitialiser(random: RandomInteger): InitialiserName {
  return initialiserNames[random(0, initialiserNames.length - 1)] ?? defaultInitialiser;
}
