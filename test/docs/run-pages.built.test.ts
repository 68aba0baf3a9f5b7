// The other pages that users read are true as well: their code blocks run as they stand.
import { userPages } from "../helpers/markdown.ts";
import { runBlocks } from "./run-blocks.ts";

runBlocks(userPages().filter(({ file }) => file !== "README.md"));
