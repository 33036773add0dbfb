import type { Reporter, TestModule } from "vitest/node";

/** Says at the end what could not be run here, and why. */
export default class NotRun implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, string[]>();
    for (const { moduleId, children } of modules) {
      for (const test of children.allTests("skipped")) {
        const result = test.result();
        const note = result.state === "skipped" ? result.note : undefined;
        if (note !== undefined)
          reasons.set(note, [...(reasons.get(note) ?? []), `${moduleId}: ${test.fullName}`]);
      }
    }
    for (const [note, tests] of reasons) {
      process.stderr.write(`\nNOT RUN: ${note}\n${tests.map((test) => `  ${test}\n`).join("")}`);
    }
  }
}
