import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html, scriptJson, trusted } from "../../../src/report/html/template.ts";

// Any UTF-16 text, lone surrogates and control characters included.
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((codes) => String.fromCharCode(...codes));

describe("html", () => {
  test("escapes values in content and attributes", () => {
    const value = `<b>&"'`;
    expect(html`<p title="${value}">${value}</p>`.toString()).toBe(
      '<p title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</p>',
    );
  });

  test("keeps nested markup, joins lists, drops null, undefined and false", () => {
    const items = ["a", "<"].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${null}${undefined}${false}${0}</ul>`.toString()).toBe(
      "<ul><li>a</li><li>&lt;</li>0</ul>",
    );
  });

  test("an object from a file cannot pass for markup", () => {
    const forged = JSON.parse('{"html":"<script>","text":"<script>"}');
    expect(() => html`${forged}`).toThrow(TypeError);
  });

  test("no text at all can open a tag or leave an attribute", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const inside = html`${text}`.toString();
        expect(inside).not.toMatch(/[<>"']/);
        expect(inside).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  test("trusted text is left alone", () => {
    expect(html`${trusted("a<b")}`.toString()).toBe("a<b");
  });
});

describe("scriptJson", () => {
  test("holds no character that could end the script element or the line", () => {
    const text = scriptJson({ a: "</script><!--\u2028\u2029" }).toString();
    expect(text).toBe('{"a":"\\u003c/script>\\u003c!--\\u2028\\u2029"}');
  });

  test("reads back as the same value", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(anyText, anyText)), (value) => {
        const text = scriptJson(value).toString();
        expect(text).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
