export { loadPlayground } from "./load-playground.ts";
export { type PlaygroundOptions, renderPlayground } from "./render-playground.ts";
