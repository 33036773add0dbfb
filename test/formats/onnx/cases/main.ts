import { casesIn, outcomeOf } from "./cases.js";

// npm run test:onnx -- FOLDER: the ONNX project's backend cases in a folder, through the import, the reference and the
// CPU target. Ends in one line of counts; the exit code is 1 where a case fails.

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: npm run test:onnx -- FOLDER\n");
  process.exit(2);
}

const counts = { passed: 0, failed: 0, refused: 0 };
const lines: string[] = [];
for (const path of casesIn(folder)) {
  const { verdict, reason } = await outcomeOf(path);
  counts[verdict] += 1;
  if (verdict !== "passed")
    lines.push(`${verdict} ${path.slice(folder.length).replace(/^\/+/, "")}: ${reason}`);
}
for (const line of lines.sort()) process.stdout.write(`${line}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.refused} refused\n`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
