import weights from "../../digits/lenet5.safetensors?url";
import * as cpu from "./models/cpu/lenet5.js";
import * as gpu from "./models/gpu/lenet5.js";

export const { preprocess } = cpu;
export type Place = "cpu" | "gpu";

/** The parts that both modules have alike. */
interface Reader {
  run(inputs: cpu.Inputs): Promise<cpu.Results>;
}

const file = fetch(weights).then((response) => response.arrayBuffer());
const readers = new Map<Place, Promise<Reader>>();

/** The network on the CPU or on the GPU, loaded when it is first asked for; rejects where it cannot be. */
export function networkOn(place: Place): Promise<Reader> {
  const known = readers.get(place);
  if (known !== undefined) return known;
  const loading = file.then(async (bytes) => (place === "cpu" ? cpu.load(bytes) : gpu.load(bytes)));
  readers.set(place, loading);
  // A device that is lost or missing may be there when it is asked for again.
  loading.catch(() => readers.delete(place));
  return loading;
}

/** Milliseconds a digit, from the calls of at least a twentieth of a second: clocks of pages are coarse. */
export async function measure(reader: Reader, image: Float32Array): Promise<number> {
  const start = performance.now();
  for (let calls = 1; ; calls += 1) {
    await reader.run({ image });
    const taken = performance.now() - start;
    if (taken >= 50) return taken / calls;
  }
}

/** Probabilities of logits. */
export function softmax(logits: Float32Array): readonly number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
