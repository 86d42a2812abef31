// What the service last said, kept up to date by server-sent events.

const RETRY_MILLIS = 1500;

export class Board {
  documents = new Map();
  batch = { total: 0, done: 0, failed: 0, startedAt: 0, finishedAt: null };
  pool = null;
  work = { total: { documents: 0, pages: 0, words: 0 }, byProcess: [] };
  service = null;
  connection = "connecting";
  #clockOffset = 0;
  #listener = () => {};

  /** `listener(changedIds, removedIds, full)` hears of every change; of a mere change of connection with no ids. */
  connect(listener) {
    this.#listener = listener;
    this.#open();
  }

  /** The service's clock. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  #open() {
    const events = new EventSource("api/events");
    events.addEventListener("board", (event) => this.#apply(JSON.parse(event.data)));
    events.addEventListener("open", () => this.#introduce());
    events.addEventListener("error", () => {
      this.#connectionIs("lost");
      if (events.readyState === EventSource.CLOSED) {
        setTimeout(() => this.#open(), RETRY_MILLIS);
      }
    });
  }

  async #introduce() {
    try {
      const answer = await fetch("api/service");
      if (answer.ok) {
        this.service = await answer.json();
        this.#connectionIs("live");
      }
    } catch (error) {
      console.warn("The service went away while it was being asked what it is", error);
    }
  }

  #connectionIs(state) {
    this.connection = state;
    this.#listener([], [], false);
  }

  #apply(update) {
    this.#clockOffset = update.now - Date.now();
    const before = new Set(this.documents.keys());
    if (update.full) {
      this.documents.clear();
    }
    update.documents.forEach((one) => this.documents.set(one.id, one));
    update.removed.forEach((id) => this.documents.delete(id));
    const removed = update.full ? [...before].filter((id) => !this.documents.has(id)) : update.removed;
    this.batch = update.batch;
    this.pool = update.pool;
    this.work = update.work;
    this.#listener(update.documents.map((one) => one.id), removed, update.full);
  }
}
