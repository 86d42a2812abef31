// The grid of documents, newest first.

import { byId, el, setText } from "./dom.js";
import { count, duration } from "./format.js";
import { technicalDetail } from "./failure.js";
import { workerTag } from "./workers.js";

const WORDS = { queued: "Waiting", running: "Rendering", done: "Done", failed: "Not rendered" };

export class Documents {
  #list = byId("documents");
  #cards = new Map();
  #board;
  #open;

  constructor(board, open) {
    this.#board = board;
    this.#open = open;
  }

  update(changed, removed) {
    for (const id of removed) {
      this.#cards.get(id)?.element.remove();
      this.#cards.delete(id);
    }
    for (const id of changed) {
      const one = this.#board.documents.get(id);
      if (one && one.poison === null) {
        this.#show(one);
      }
    }
    byId("empty").hidden = this.#cards.size > 0;
    byId("clear").hidden = ![...this.#board.documents.values()].some((one) => one.finishedAt !== null);
  }

  /** The times of what is running. */
  tick() {
    for (const { one, time } of this.#cards.values()) {
      if (one.state === "running") {
        setText(time, duration(this.#board.now() - one.startedAt));
      }
    }
  }

  #show(one) {
    const known = this.#cards.get(one.id);
    const card = makeCard(one, this.#open);
    if (known) {
      card.element.style.animation = "none";
      const hadFocus = known.element.contains(document.activeElement);
      known.element.replaceWith(card.element);
      if (hadFocus) {
        card.element.querySelector("button, summary")?.focus();
      }
    } else {
      this.#list.insertBefore(card.element, this.#firstOlderThan(one));
    }
    this.#cards.set(one.id, card);
  }

  #firstOlderThan(one) {
    for (const element of this.#list.children) {
      if (Number(element.dataset.number) < one.number) {
        return element;
      }
    }
    return null;
  }
}

function makeCard(one, open) {
  const time = el("span", {}, timeOf(one));
  const facts = one.state === "done" ? `${count(one.pageCount, "page")}, ${count(one.wordCount, "word")}` : "";
  const element = el("li", { class: "document", data: { state: one.state, number: one.number, id: one.id } },
    stage(one, open),
    el("div", { class: "document-foot" },
      el("p", { class: "document-name", title: one.name }, one.name),
      el("div", { class: "document-line" }, el("span", { class: "chip", data: { state: one.state } }, WORDS[one.state]), time),
      facts || one.workerPid !== null
        ? el("div", { class: "document-line" }, el("span", {}, facts), one.workerPid === null ? null : workerTag(one.workerPid))
        : null));
  return { one, element, time };
}

function stage(one, open) {
  if (one.state === "failed") {
    return el("div", { class: "stage" },
      el("div", { class: "stage-failure" },
        el("strong", {}, one.failure.title),
        el("p", {}, one.failure.text),
        technicalDetail(one.failure)));
  }
  if (one.state !== "done") {
    return el("div", { class: "stage" }, el("div", { class: "ghost" }));
  }
  const image = el("img", { src: `api/documents/${one.id}/pages/1`, alt: "", loading: "lazy", decoding: "async" });
  const button = el("button", { class: "stage", type: "button", "aria-label": `Open ${one.name}` }, image);
  button.addEventListener("click", () => open(one));
  return button;
}

function timeOf(one) {
  return one.finishedAt === null || one.startedAt === null ? "" : duration(one.finishedAt - one.startedAt);
}
