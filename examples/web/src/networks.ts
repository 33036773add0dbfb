import weights from "../../digits/lenet5.safetensors?url";
import { load, type Inputs, type Model } from "./models/lenet5.js";

/** Where the network computes. */
export type Place = "cpu" | "webgpu";

const file = fetch(weights).then((response) => response.arrayBuffer());
const networks = new Map<Place, Promise<Model>>();

/** The network on the CPU or on the GPU, loaded when it is first asked for; rejects where it cannot be. */
export function networkOn(place: Place): Promise<Model> {
  const known = networks.get(place);
  if (known !== undefined) return known;
  const loading = file.then((bytes) => load(bytes, { target: place }));
  networks.set(place, loading);
  // A device that is missing may be there when it is asked for again.
  loading.catch(() => networks.delete(place));
  return loading;
}

/** Gives back the network there; one is loaded again when it is asked for. */
export function dropNetworkOn(place: Place): void {
  const known = networks.get(place);
  networks.delete(place);
  known?.then(
    (network) => {
      network.destroy();
    },
    () => undefined,
  );
}

/** Milliseconds a digit, from the calls of at least a twentieth of a second: clocks of pages are coarse. */
export async function measure(network: Model, image: Inputs["image"]): Promise<number> {
  const start = performance.now();
  for (let calls = 1; ; calls += 1) {
    await network.run({ image });
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
