// What the workers have counted in the map that they share, each in its own colour; those that were lost count too.

import { byId, el, setText } from "./dom.js";
import { count } from "./format.js";
import { colourOf } from "./workers.js";

export class Work {
  #shares = new Map();

  update(work, pool) {
    const { total, byProcess } = work;
    byId("work").hidden = total.documents === 0;
    for (const name of ["documents", "pages", "words"]) {
      setText(byId(`work-${name}`), total[name].toLocaleString("en"));
    }
    byProcess.forEach((one) => this.#show(one, total));
    const alive = new Set(pool === null ? [] : pool.workers.map((worker) => worker.pid));
    const lost = pool === null ? 0 : byProcess.filter((one) => !alive.has(one.pid)).length;
    const by = `Pages by ${count(byProcess.length, "process", "processes")}`;
    setText(byId("work-note"), lost === 0 ? by : `${by}, ${lost} of them gone by now`);
  }

  #show({ pid, tally }, total) {
    if (!this.#shares.has(pid)) {
      const share = el("span", { class: "share" });
      share.style.setProperty("--worker", pid === 0 ? "var(--muted)" : colourOf(pid));
      this.#shares.set(pid, share);
      byId("work-shares").append(share);
    }
    const share = this.#shares.get(pid);
    share.style.flexGrow = tally.pages;
    share.title = `${pid === 0 ? "earlier workers" : `worker ${pid}`}: ${count(tally.documents, "document")}, `
      + `${count(tally.pages, "page")}, ${count(tally.words, "word")}`;
    share.classList.toggle("is-small", tally.pages < total.pages / 12);
    setText(share, tally.pages.toLocaleString("en"));
  }
}
