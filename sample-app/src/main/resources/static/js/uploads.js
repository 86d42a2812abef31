// Sends files, a few at a time, and waits politely when the service has enough for now.

import { byId, el } from "./dom.js";
import { bytes } from "./format.js";

const AT_A_TIME = 3;
const MAX_WAITS = 120;
const MAX_PROBLEMS = 8;
const MAGIC_WITHIN = 1024;

export class Uploads {
  #waiting = [];
  #sending = 0;
  #expected = 0;
  #problems = [];
  #maxBytes = () => Infinity;
  #changed;

  constructor(maxBytes, changed) {
    this.#maxBytes = maxBytes;
    this.#changed = changed;
    byId("problems-dismiss").addEventListener("click", () => {
      this.#problems = [];
      this.#showProblems();
      byId("file-input").focus();
    });
  }

  /** How many files are not with the service yet. */
  get pending() {
    return this.#waiting.length + this.#sending;
  }

  /** How many documents there will be in all, as far as this page knows. */
  total(batch) {
    return this.pending === 0 ? batch.total : Math.max(this.#expected, batch.total);
  }

  add(files, batch) {
    const before = batch.finishedAt === null ? batch.total : 0;
    this.#expected = (this.pending === 0 ? before : this.#expected) + files.length;
    this.#waiting.push(...files);
    this.#next();
    this.#changed();
  }

  #refused(text) {
    this.#expected--;
    this.problem(text);
  }

  problem(text) {
    this.#problems.push(text);
    this.#showProblems();
  }

  #next() {
    while (this.#sending < AT_A_TIME && this.#waiting.length > 0) {
      this.#sending++;
      this.#send(this.#waiting.shift()).finally(() => {
        this.#sending--;
        this.#next();
        this.#changed();
      });
    }
  }

  async #send(file) {
    try {
      if (file.size > this.#maxBytes()) {
        this.#refused(`${file.name} is too large: it has ${bytes(file.size)}, and the limit is ${bytes(this.#maxBytes())}.`);
      } else if (!(await file.slice(0, MAGIC_WITHIN).text()).includes("%PDF-")) {
        this.#refused(`${file.name} is not a PDF.`);
      } else {
        await this.#post(file);
      }
    } catch (error) {
      console.warn("A file was not sent", error);
      this.#refused(`${file.name} could not be read or sent. Is it a folder, or is the service gone?`);
    }
  }

  async #post(file) {
    for (let waits = 0; ; waits++) {
      const form = new FormData();
      form.append("file", file, file.name);
      const answer = await fetch("api/documents", { method: "POST", body: form });
      if (answer.ok) {
        return;
      }
      if (answer.status !== 503 || waits === MAX_WAITS) {
        this.#refused(await reasonOf(answer));
        return;
      }
      const seconds = Number(answer.headers.get("Retry-After")) || 1;
      await new Promise((resume) => setTimeout(resume, seconds * 1000));
    }
  }

  #showProblems() {
    const shown = this.#problems.slice(-MAX_PROBLEMS);
    const older = this.#problems.length - shown.length;
    byId("problem-list").replaceChildren(...shown.map((text) => el("li", {}, text)));
    byId("problems-title").textContent = older > 0 ? `Not sent (the last ${shown.length} of ${this.#problems.length})` : "Not sent";
    byId("problems").hidden = shown.length === 0;
  }
}

/** What the service says about a request that it refused. */
export async function reasonOf(answer) {
  try {
    const problem = await answer.json();
    return problem.detail ?? `The service refused it (${answer.status}).`;
  } catch (error) {
    console.warn("An answer that is no problem detail", error);
    return `The service refused it (${answer.status}).`;
  }
}
