// A program that uses the built library and has no signal handlers of its own: it starts a trainer,
// prints its process id and waits, or ends as its second argument says.
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";

const [name, ending] = process.argv.slice(2);
const trainer = await createProcessTrainer({
  command: [
    process.execPath,
    new URL(`../../fixtures/trainers/${name}.mjs`, import.meta.url).pathname,
  ],
});
console.log(trainer.pid);
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("a fault of the host");
