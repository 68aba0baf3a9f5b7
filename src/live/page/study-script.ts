import type { EndEvent } from "../end-event.ts";

/** How far a study is, and what has come since the last one: texts that are ready to be shown. */
export interface StudyLiveEvent {
  readonly type: "study";
  readonly counts: Readonly<Record<"tasks" | "done" | "running" | "failed" | "waiting", number>>;
  readonly left: string;
  /** Cell, seed, LR, range of each run that is done now. */
  readonly results: readonly (readonly [string, string, string, string])[];
  /** Cell and message of every run that is given up. */
  readonly failures: readonly (readonly [string, string])[];
}

/** What the script finds in the page. */
export interface StudyLiveData {
  readonly events: string;
  readonly over: string;
  readonly tables: string;
  readonly lost: string;
  readonly gone: string;
}

/** Follows a study. Stands alone: its source is put into the page as it is. */
export function startStudyPage(): void {
  const most = 200;
  const attempts = 4;
  const byId = (id: string) => document.getElementById(id) as HTMLElement;
  const data = JSON.parse(byId("study-data").textContent ?? "{}") as StudyLiveData;
  const body = (id: string) => (byId(id) as HTMLTableElement).tBodies[0] as HTMLTableSectionElement;
  const rowOf = (cells: readonly string[]) => {
    const row = document.createElement("tr");
    for (const [i, text] of cells.entries()) {
      const cell = document.createElement(i === 0 ? "th" : "td");
      if (i === 0) cell.setAttribute("scope", "row");
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  };
  const show = ({ counts, left, results, failures }: StudyLiveEvent) => {
    for (const name of ["done", "running", "failed", "waiting"] as const) {
      byId(`study-${name}`).textContent = counts[name].toLocaleString(
        document.documentElement.lang,
      );
    }
    byId("study-left").textContent = left === "" ? "–" : left;
    const progress = byId("study-progress") as HTMLProgressElement;
    progress.max = Math.max(1, counts.tasks);
    progress.value = counts.done;
    const newest = body("study-results");
    for (const each of results) newest.prepend(rowOf(each));
    while (newest.rows.length > most) newest.deleteRow(-1);
    byId("study-newest").hidden = newest.rows.length === 0;
    body("study-failures").replaceChildren(...failures.map(rowOf));
    byId("study-failed-part").hidden = failures.length === 0;
  };
  const over = () => {
    byId("study-kicker").textContent = data.over;
    byId("study-detail").textContent = data.tables;
  };
  const source = new EventSource(data.events);
  let failed = 0;
  source.addEventListener("open", () => {
    failed = 0;
    byId("lost").hidden = true;
  });
  source.addEventListener("message", (message: MessageEvent<string>) => {
    for (const event of JSON.parse(message.data) as (StudyLiveEvent | EndEvent)[]) {
      if (event.type === "study") show(event);
      else {
        source.close();
        over();
      }
    }
  });
  source.addEventListener("error", () => {
    failed += 1;
    const lost = byId("lost");
    lost.hidden = false;
    lost.textContent = data.lost;
    if (failed < attempts && source.readyState !== EventSource.CLOSED) return;
    source.close();
    over();
    lost.textContent = data.gone;
  });
}
