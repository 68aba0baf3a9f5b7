import { expect, test } from "vitest";
import { looksLikeHeader } from "../../../src/dataset/csv/header.ts";

const rows = (...lines: string[]) => lines.map((line) => line.split(","));

test.each([
  ["names above numbers", "x,y", ["1,2", "3,4"], true],
  ["numbers all the way", "1,2", ["3,4", "5,6"], false],
  ["names above numbers and text", "size,kind", ["1,a", "2,b"], true],
  ["text and numbers all the way", "M,0.4", ["F,0.5", "M,0.1"], false],
  ["years as names of half the columns lose to nothing but a majority", "id,1990", ["1,2"], false],
  ["years as names of some columns", "id,size,1990", ["1,2,3", "4,5,6"], true],
  ["one bad cell in row 1 is not a header", "1,abc,3", ["4,5,6", "7,8,9"], false],
  ["a missing cell in row 1 does not vote", "NA,2", ["1,2", "3,4"], false],
  ["an unnamed index column does not vote", ",x", ["0,5", "1,6"], true],
  ["missing cells below do not vote", "x,y", ["NA,?", "1,2"], true],
  ["text only, values that come again", "red,round", ["blue,round", "red,square"], false],
  ["text only, names that never come again", "color,shape", ["red,round", "red,square"], true],
  ["text only, nothing repeats", "color,shape", ["red,round", "blue,square"], false],
  ["a row of text alone", "x,y", [], true],
  ["a row of numbers alone", "1,y", [], false],
])("%s", (_name, first, below, expected) => {
  expect(looksLikeHeader(first.split(","), rows(...below))).toBe(expected);
});
