// A document's pages and text, over the page.

import { byId, el } from "./dom.js";
import { bytes, count } from "./format.js";

export class Viewer {
  #dialog = byId("viewer");
  #shown = null;

  constructor() {
    byId("viewer-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) {
        this.#dialog.close();
      }
    });
  }

  open = (one) => {
    this.#shown = one.id;
    byId("viewer-title").textContent = one.name;
    byId("viewer-facts").textContent = [
      count(one.pageCount, "page"),
      count(one.wordCount, "word"),
      bytes(one.bytes),
      `rendered by worker ${one.workerPid}`,
    ].join(" · ");
    byId("viewer-pages").replaceChildren(...Array.from({ length: one.images }, (_, i) => el("figure", {},
      el("img", { src: `api/documents/${one.id}/pages/${i + 1}`, alt: `Page ${i + 1}` }),
      el("figcaption", {}, `Page ${i + 1} of ${one.pageCount}`))));
    byId("viewer-text").textContent = "";
    this.#dialog.showModal();
    byId("viewer-body").scrollTop = 0;
    this.#loadText(one.id);
  };

  async #loadText(id) {
    let text;
    try {
      const answer = await fetch(`api/documents/${id}/text`);
      text = answer.ok ? await answer.text() : "The text is no longer there.";
    } catch (error) {
      console.warn("The text can't be fetched", error);
      text = "The text can’t be fetched: the service does not answer.";
    }
    if (this.#shown === id) {
      byId("viewer-text").textContent = text || "There is no text in this document.";
    }
  }
}
