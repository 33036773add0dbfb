import { describe, expect, it } from "vitest";
import { analyse } from "../../../src/analysis/layers.js";
import { renderReportMarkdown } from "../../../src/api/report/markdown.js";
import { operators } from "../../../src/ops/index.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { residual } from "../../support/test-network.js";

const analysed = () => {
  const graph = residual();
  return analyse(graph, operators, schedule(graph, operators, { batch: 1 }));
};

describe("renderReportMarkdown", () => {
  it("shows a network, folded and in full", () => {
    expect(renderReportMarkdown(analysed())).toMatchSnapshot();
    expect(renderReportMarkdown(analysed(), { depth: 0 })).toMatchSnapshot();
  });

  it("keeps names and doc comments from meaning anything", () => {
    const doc = "# No <b>heading</b>, no [link](x) | no `cell|\n\n- no *list*, but `code`";
    const text = renderReportMarkdown({ ...analysed(), name: "a`b|c", doc });
    expect(text).toContain(
      "# a\\`b\\|c\n\n\\# No &#60;b&#62;heading&#60;/b&#62;, no \\[link\\](x) \\| no \\`cell\\|\n",
    );
    expect(text).toContain("\n\\- no \\*list\\*, but `code`\n");
  });
});
