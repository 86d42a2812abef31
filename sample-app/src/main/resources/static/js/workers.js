// The workers. Each place in the pool keeps its place on the page while the processes in it come and go.

import { byId, el, setText, sparkline } from "./dom.js";
import { bytes, count, duration, roughDuration } from "./format.js";

const COLOURS = ["#5b6cf0", "#e0852b", "#1f9e8a", "#c2529b", "#7d9a1f", "#3f8fd2", "#b8663e", "#8a63d2"];
const REMEMBERED_PIDS = 400;
const SAMPLES = 60;
const LEAST_TOP_BYTES = 256 * 1024 * 1024;
const STATES = { idle: "Idle", busy: "Busy", starting: "Starting", stopping: "Stopping", gone: "Gone" };

const colours = new Map();
let nextColour = 0;

/** The colour that a process has everywhere on the page. */
export function colourOf(pid) {
  if (!colours.has(pid)) {
    colours.set(pid, COLOURS[nextColour++ % COLOURS.length]);
    if (colours.size > REMEMBERED_PIDS) {
      colours.delete(colours.keys().next().value);
    }
  }
  return colours.get(pid);
}

/** A process id in its worker's colour. */
export function workerTag(pid) {
  const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.setProperty("--worker", colourOf(pid));
  return el("span", { class: "worker-tag" }, swatch, `worker ${pid}`);
}

export class Workers {
  #list = byId("workers");
  #places = [];

  update(pool, service) {
    if (!pool) {
      setText(byId("workers-note"), service && !service.workers ? "switched off" : "");
      return;
    }
    while (this.#places.length < pool.processes) {
      const place = new Place();
      this.#places.push(place);
      this.#list.append(place.element);
    }
    this.#assign(pool.workers);
    setText(byId("workers-note"),
      pool.restarts === 0 ? "none lost so far" : `${count(pool.restarts, "worker")} replaced`);
    byId("tally").hidden = false;
    for (const name of ["queued", "running", "done", "failed"]) {
      setText(byId(`tally-${name}`), pool[name].toLocaleString("en"));
    }
  }

  #assign(workers) {
    const byPid = new Map(workers.map((worker) => [worker.pid, worker]));
    for (const place of this.#places) {
      const same = byPid.get(place.pid);
      if (same) {
        place.show(same);
        byPid.delete(place.pid);
      } else {
        place.leave();
      }
    }
    const free = this.#places.filter((place) => place.isFree);
    for (const worker of byPid.values()) {
      free.shift()?.show(worker);
    }
  }
}

class Place {
  pid = null;
  isFree = true;
  #lastPid = null;
  #samples = [];
  #pidText = el("span", { class: "worker-pid" }, "No process yet");
  #chip = el("span", { class: "chip", data: { state: "starting" } }, STATES.starting);
  #task = el("p", { class: "worker-task" }, "A worker is starting");
  #facts = el("span");
  #spark = sparkline();

  element = el("li", { class: "worker" },
    el("div", { class: "worker-head" }, this.#pidText, this.#chip),
    this.#task,
    el("div", { class: "worker-foot" }, this.#facts, this.#spark.picture));

  show(worker) {
    if (worker.pid !== this.pid) {
      this.#settle(worker.pid);
    }
    this.isFree = false;
    setText(this.#pidText, `pid ${worker.pid}`);
    this.#stateIs(worker.state);
    setText(this.#task, this.#taskOf(worker));
    const memory = worker.residentBytes < 0 ? [] : [bytes(worker.residentBytes)];
    const age = `up ${roughDuration(worker.ageMillis)}`;
    setText(this.#facts, [count(worker.tasksDone, "task"), ...memory, age].join(" · "));
    if (worker.residentBytes >= 0) {
      this.#samples = [...this.#samples, worker.residentBytes].slice(-SAMPLES);
      this.#spark.draw(this.#samples, Math.max(LEAST_TOP_BYTES, ...this.#samples));
    }
  }

  /** The process is gone. */
  leave() {
    if (this.pid === null) {
      return;
    }
    this.#lastPid = this.pid;
    this.pid = null;
    this.isFree = true;
    this.#stateIs("gone");
    setText(this.#task, "A fresh worker takes its place");
  }

  #settle(pid) {
    this.pid = pid;
    this.#samples = [];
    this.element.style.setProperty("--worker", colourOf(pid));
    this.element.classList.toggle("is-fresh", this.#lastPid !== null);
  }

  #stateIs(state) {
    if (this.#chip.dataset.state !== state) {
      this.#chip.dataset.state = state;
      setText(this.#chip, STATES[state]);
    }
  }

  #taskOf(worker) {
    if (worker.task !== null) {
      return `${worker.task}, ${duration(worker.taskMillis ?? 0)}`;
    }
    if (worker.state === "starting") {
      return this.#lastPid === null ? "Getting ready" : `Takes the place of ${this.#lastPid}`;
    }
    return "Waiting for work";
  }
}
