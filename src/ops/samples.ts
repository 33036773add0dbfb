import type { Shape } from "../ir/graph.js";
import type { RandomInteger } from "./definition.js";

export function chance(random: RandomInteger): boolean {
  return random(0, 1) === 1;
}

/** A small activation shape `["N", …]` of rank 2 to 4. */
export function randomActivation(random: RandomInteger, minRank = 2, maxRank = 4): Shape {
  const rank = random(minRank, maxRank);
  return ["N", ...Array.from({ length: rank - 1 }, () => random(1, 4))];
}

/** An activation, or the shape of a weight, which has no batch. */
export function randomShape(random: RandomInteger): Shape {
  const shape = randomActivation(random);
  return chance(random) ? shape : [random(1, 4), ...shape.slice(1)];
}

/** A shape that broadcasts to `shape`: some axes have extent 1, some leading ones are missing. */
export function randomOperand(random: RandomInteger, shape: Shape): Shape {
  if (chance(random)) return shape;
  const lead = random(0, shape.length);
  return shape.slice(lead).map((dim) => (random(0, 2) === 0 ? 1 : dim));
}

/** A random order of `0 … length - 1`. */
export function randomOrder(random: RandomInteger, length: number): readonly number[] {
  const order = Array.from({ length }, (_, axis) => axis);
  for (let last = length - 1; last > 0; last -= 1) {
    const [axis = 0] = order.splice(random(0, last), 1);
    order.push(axis);
  }
  return order;
}
