// WebAssembly as the training kernels use it: Node.js has it, its types leave it to the DOM.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBufferLike;
  }
  const Memory: {
    new (size: {
      readonly initial: number;
      readonly maximum?: number;
      readonly shared?: boolean;
    }): Memory;
  };

  type Exports = Record<string, unknown>;

  interface Table {
    readonly length: number;
    /** Its length before. */
    grow(by: number, value: unknown): number;
  }
  const Table: { new (kind: { readonly element: "anyfunc"; readonly initial: number }): Table };

  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }

  class Instance {
    constructor(
      module: Module,
      imports: { readonly env: { readonly memory: Memory; readonly functions?: Table } },
    );
    readonly exports: Exports;
  }

  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
