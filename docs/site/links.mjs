// Whether every link of a built site leads to something, as a plain server of files has it.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** An address in an element of a page. */
const ADDRESS = /<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g;

/**
 * Links of a site that lead nowhere: to a file that is not there, or to a heading that its page lacks.
 *
 * @param {string} folder of the built site, the root of its server
 * @returns {string[]} `page: address`, sorted
 */
export function deadLinks(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".html") && !name.startsWith("files/"));
  const texts = new Map();
  const textOf = (file) => {
    if (!texts.has(file)) texts.set(file, readFileSync(join(folder, file), "utf8"));
    return texts.get(file);
  };
  const dead = (page, address) => {
    if (/^(?:[a-z]+:|\/\/)/.test(address) || address === "") return false;
    const [path = "", heading = ""] = address.replaceAll("&amp;", "&").split("#");
    const file = path === "" ? page : served(folder, resolved(page, path.split("?")[0]));
    if (file === null) return true;
    if (heading === "" || !file.endsWith(".html")) return false;
    return !textOf(file).includes(` id="${decodeURIComponent(heading)}"`);
  };
  const found = pages.flatMap((page) =>
    [...textOf(page).matchAll(ADDRESS)].flatMap(([, address]) =>
      dead(page, address) ? [`${page}: ${address}`] : [],
    ),
  );
  return [...new Set(found)].sort();
}

function resolved(page, path) {
  const from = path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(page), path);
  return decodeURIComponent(posix.normalize(from));
}

/** The file that a plain server answers with; null where there is none. */
function served(folder, path) {
  const file = join(folder, path);
  if (path.startsWith("..") || !existsSync(file)) return null;
  if (!statSync(file).isDirectory()) return path;
  const index = posix.join(path, "index.html");
  return existsSync(join(folder, index)) ? index : null;
}
