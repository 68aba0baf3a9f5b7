// The site's navigation, languages and search. Copied beside the staged pages by build.mjs.
import { readdirSync } from "node:fs";
import { defineConfig } from "vitepress";

// Groups that fold are buttons within buttons, which screen readers cannot tell apart.
const group = (text, pages) => ({
  text,
  items: Object.entries(pages).map(([link, name]) => ({ text: name, link })),
});

const entries = readdirSync(new URL("../api/", import.meta.url))
  .filter((name) => name.endsWith(".md") && name !== "index.md")
  .map((name) => name.slice(0, -".md".length));

const SIDEBAR = [
  group("Start", {
    "/": "What it is, in three minutes",
    "/learning-rate": "What a learning rate does",
    "/own-data": "Your own data",
    "/own-model": "Your own model",
    "/reading-a-report": "Reading a report",
    "/config": "The answer in your config",
    "/options": "Options and budgets",
  }),
  group("By framework", {
    "/tensorflowjs": "TensorFlow.js",
    "/browser": "In the browser",
    "/trainers": "Any trainer, any language",
    "/python": "Python",
    "/python-pytorch": "PyTorch",
    "/python-lightning": "Lightning",
    "/python-transformers": "Hugging Face",
    "/python-keras": "Keras",
    "/python-jax": "JAX and optax",
  }),
  group("By task", {
    "/logs": "Losses you already have",
    "/schedules": "Schedules",
    "/schedule-kinds": "All schedules",
    "/study": "Studies",
    "/study-clusters": "Studies on clusters",
    "/law": "Laws",
    "/engines": "Engines",
    "/code": "In code",
  }),
  group("Reference", {
    "/cli": "Command line",
    "/api/": "API",
    "/formats": "Formats",
    "/exactness": "Exactness",
    "/figures": "Figures",
    "/suggest": "How the LR is chosen",
    "/threat-model": "Threat model",
    "/structure": "Structure",
    "/contributing": "Contributing",
    "/changelog": "Changes",
  }),
];

const API = [
  group("API", {
    "/api/": "Entry points",
    ...Object.fromEntries(
      entries.map((name) => [`/api/${name}`, name === "main" ? "lr-finder" : `lr-finder/${name}`]),
    ),
  }),
  group("Back", { "/code": "In code", "/": "Start" }),
];

const ZH = [
  group("指南", {
    "/zh/guide": "三分钟入门",
    "/zh/learning-rate": "学习率的作用",
    "/zh/own-data": "使用自己的数据",
    "/zh/own-model": "使用自己的模型",
    "/zh/reading-a-report": "阅读报告",
  }),
  group("英文参考", { "/cli": "命令行", "/api/": "API", "/figures": "数据" }),
];

/** Words of a text; of Chinese, which has no spaces, as the browser divides it. */
const tokenize = (text) => {
  const words = text.toLowerCase().split(/[\s\p{P}\p{S}]+/u);
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  return words.flatMap((word) =>
    /\p{Script=Han}/u.test(word)
      ? Array.from(segmenter.segment(word), (part) => part.segment)
      : word,
  );
};

/** What a page weighs in the search: who looks for a word wants the guide before the names in code. */
const weightOf = (page) =>
  page.includes("/api/") ? 0.1 : /\/(?:contributing|changelog)\./.test(page) ? 0.2 : 1;

/** One picture of two for each theme, and labels of code that can be read. */
const STYLE =
  ".dark .light-only,html:not(.dark) .dark-only{display:none}:root:root{--vp-code-lang-color:var(--vp-c-text-2)}";

const ZH_SEARCH = {
  button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
  modal: {
    noResultsText: "没有结果：",
    resetButtonTitle: "清除",
    backButtonTitle: "关闭搜索",
    displayDetails: "显示详细列表",
    footer: { selectText: "选择", navigateText: "切换", closeText: "关闭" },
  },
};

export default defineConfig({
  title: "lr-finder",
  description: "Which learning rate do I start with, which schedule, and how sure are you?",
  // What pages link to and is no page.
  srcExclude: ["public/**"],
  cleanUrls: false,
  lastUpdated: false,
  head: [["style", {}, STYLE]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } },
  locales: {
    root: {
      label: "English",
      lang: "en",
      themeConfig: { sidebar: { "/": SIDEBAR, "/api/": API } },
    },
    zh: {
      label: "中文",
      lang: "zh-CN",
      link: "/zh/guide",
      title: "lr-finder",
      description: "用多大的学习率、哪种调度，有多大把握？",
      themeConfig: {
        sidebar: ZH,
        outline: { level: [2, 3], label: "本页内容" },
        docFooter: { prev: "上一页", next: "下一页" },
        darkModeSwitchLabel: "外观",
        lightModeSwitchTitle: "切换到浅色",
        darkModeSwitchTitle: "切换到深色",
        sidebarMenuLabel: "目录",
        returnToTopLabel: "回到顶部",
        langMenuLabel: "切换语言",
        skipToContentLabel: "跳到正文",
        notFound: { title: "找不到页面", quote: "", linkText: "返回" },
      },
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    // Not every page is there in both languages.
    i18nRouting: false,
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: { tokenize },
          searchOptions: {
            tokenize,
            combineWith: "AND",
            prefix: true,
            boostDocument: weightOf,
          },
        },
        locales: { zh: { translations: ZH_SEARCH } },
      },
    },
  },
});
