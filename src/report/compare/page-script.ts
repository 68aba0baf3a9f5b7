/** What the page's script finds in the page: files to save, made when the page was. */
export interface Downloads {
  readonly csv: string;
  readonly json: string;
  /** Name of the saved files, without the ending. */
  readonly file: string;
}

/**
 * Makes the table's heads into buttons that sort it, and the two save buttons save. Stands alone:
 * its source is put into the page as it is.
 */
export function startComparison(): void {
  const table = document.getElementById("results-table") as HTMLTableElement | null;
  const body = table?.tBodies[0];
  const status = document.getElementById("status");
  if (!table || !body) return;
  let clearing: ReturnType<typeof setTimeout> | undefined;
  const heads = [...table.querySelectorAll<HTMLTableCellElement>("thead th")];

  const sort = (column: number, falling: boolean) => {
    const order = (row: HTMLTableRowElement) => {
      const text = row.cells[column]?.dataset.order ?? "";
      return text === "" ? null : Number(text);
    };
    const rows = [...body.rows].map((row) => ({ row, order: order(row) }));
    // Rows without a value stay at the end either way; equal ones keep their order.
    rows.sort((a, b) => {
      if (a.order === null || b.order === null)
        return Number(a.order === null) - Number(b.order === null);
      return falling ? b.order - a.order : a.order - b.order;
    });
    body.append(...rows.map(({ row }) => row));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const { falling: down, rising: up } = heads[column]?.dataset ?? {};
    if (status) status.textContent = (falling ? down : up) ?? "";
    clearTimeout(clearing);
    clearing = setTimeout(() => {
      if (status) status.textContent = "";
    }, 2500);
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.title = head.dataset.sortLabel ?? "";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending");
    });
  });

  const text = document.getElementById("compare-data")?.textContent ?? "{}";
  const data = JSON.parse(text) as Downloads;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
    const kind = button.dataset.save === "csv" ? "csv" : "json";
    button.addEventListener("click", () => {
      const type = kind === "csv" ? "text/csv" : "application/json";
      const url = URL.createObjectURL(new Blob([data[kind]], { type }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${data.file}.${kind}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    });
  }
}
