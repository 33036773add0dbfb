import { expect, test } from "vitest";
import { mutants, trial } from "../support/mutations.js";

const seed = 20_251_122;

test(`2,500 mutations of the zoo's tokens give diagnostics, never more (seed ${seed})`, () => {
  let number = 0;
  for (const mutant of mutants(seed, 2500, "tokens")) {
    number += 1;
    // A machine that runs other tests besides is many times slower than one that does not.
    expect(trial(mutant), `mutant ${number} of ${mutant.path}:\n${mutant.text}`).toBeLessThan(20_000);
  }
});
