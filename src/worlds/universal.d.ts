// What every place that pure rooms run in (Node.js, browsers, workers) has beside the language.

declare class TextDecoder {
  constructor(
    encoding?: string,
    options?: { readonly ignoreBOM?: boolean; readonly fatal?: boolean },
  );
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

declare class TextEncoder {
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare function atob(base64: string): string;
declare function btoa(bytes: string): string;

declare const performance: { now(): number };
