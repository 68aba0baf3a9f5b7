// The page of the tests, with every backend.
import "@tensorflow/tfjs-backend-webgpu";
import { page } from "./page-without-gpu.mjs";

window.page = page;
