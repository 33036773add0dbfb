import { judgeRandomNetworks } from "./random.js";

judgeRandomNetworks(4);
