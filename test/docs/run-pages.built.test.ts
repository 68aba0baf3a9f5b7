// The other pages that users read are true as well: their code blocks run as they stand. Those of the
// guide in Chinese are blocks of the English pages: see chinese.test.ts.
import { userPages } from "../helpers/markdown.ts";
import { runBlocks } from "./run-blocks.ts";

runBlocks(userPages().filter(({ file }) => file !== "README.md" && !file.startsWith("docs/zh/")));
