import { expect, test } from "vitest";
import { shortText } from "../../../../src/api/short-text.js";
import { feedsOf } from "../../../support/networks.js";
import { smallZoo } from "../../../support/small-zoo.js";
import { importedAgain } from "./imported.js";

test.each([...smallZoo])(
  "%s has the same text once its imported text was exported and imported",
  (_, graph) => {
    const first = shortText(importedAgain(graph, feedsOf(graph, 1)).graph);
    const second = shortText(importedAgain(first.graph, feedsOf(first.graph, 1)).graph);
    expect(second.text).toBe(first.text);
  },
);
