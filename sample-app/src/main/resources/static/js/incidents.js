// What happened: every poison, and every document that cost a worker. Newest first; older ones are folded.

import { byId, el, icon } from "./dom.js";
import { clockTime, duration } from "./format.js";
import { technicalDetail } from "./failure.js";

const SHOWN = 3;

export class Incidents {
  #board;
  #elements = new Map();

  constructor(board) {
    this.#board = board;
  }

  update(changed, removed) {
    removed.forEach((id) => this.#elements.delete(id));
    for (const id of changed) {
      const one = this.#board.documents.get(id);
      if (one && isIncident(one)) {
        this.#elements.set(id, this.#draw(one));
      }
    }
    if (changed.length > 0 || removed.length > 0) {
      this.#arrange();
    }
  }

  #arrange() {
    const newestFirst = [...this.#elements.keys()]
      .map((id) => this.#board.documents.get(id))
      .sort((a, b) => b.number - a.number)
      .map((one) => this.#elements.get(one.id));
    place(byId("incident-list"), newestFirst.slice(0, SHOWN));
    place(byId("incident-earlier-list"), newestFirst.slice(SHOWN));
    byId("incidents").hidden = newestFirst.length === 0;
    byId("incidents-earlier").hidden = newestFirst.length <= SHOWN;
    byId("incidents-earlier-title").textContent = `Earlier (${newestFirst.length - SHOWN})`;
  }

  #draw(one) {
    const wasOpen = this.#elements.get(one.id)?.querySelector("details")?.open ?? false;
    const element = el("li", { class: "incident", data: { state: one.state, id: one.id } },
      el("div", { class: "incident-icon" }, icon(one.poison ?? "alert")),
      el("div", {},
        el("div", { class: "incident-head" },
          el("h3", {}, titleOf(one)),
          el("span", { class: "incident-when" }, `${one.name}, ${clockTime(one.submittedAt)}`)),
        el("p", { class: "incident-text" }, textOf(one)),
        recoveryOf(one),
        one.failure ? technicalDetail(one.failure) : null));
    const details = element.querySelector("details");
    if (details) {
      details.open = wasOpen;
    }
    if (this.#elements.has(one.id)) {
      element.style.animation = "none";
    }
    return element;
  }
}

export function isIncident(one) {
  return one.poison !== null || one.failure?.lostWorker === true;
}

function titleOf(one) {
  return one.failure ? one.failure.title : one.state === "queued" ? "Waiting for a worker" : "A worker has it";
}

function textOf(one) {
  return one.failure ? one.failure.text : "It is only a matter of time.";
}

function recoveryOf(one) {
  if (!one.failure?.lostWorker) {
    return null;
  }
  return one.recovery === null
    ? el("p", { class: "recovery is-waiting" }, "A fresh worker is starting in its place.")
    : el("p", { class: "recovery" }, recoveryText(one.recovery));
}

export function recoveryText(recovery) {
  return `A fresh worker (pid ${recovery.workerPid}) took its place after ${duration(recovery.afterMillis)}.`;
}

/** Puts exactly these elements into the list, and moves only what is not where it belongs. */
function place(list, elements) {
  elements.forEach((element, i) => {
    if (list.children[i] !== element) {
      list.insertBefore(element, list.children[i] ?? null);
    }
  });
  while (list.children.length > elements.length) {
    list.lastElementChild.remove();
  }
}
