// Wires the page together.

import { Board } from "./board.js";
import { byId, el, icon, setText } from "./dom.js";
import { Documents } from "./documents.js";
import { bytes, count, duration, longDuration } from "./format.js";
import { Incidents, isIncident, recoveryText } from "./incidents.js";
import { reasonOf, Uploads } from "./uploads.js";
import { Viewer } from "./viewer.js";
import { Work } from "./work.js";
import { Workers } from "./workers.js";

const TICK_MILLIS = 100;

const board = new Board();
const viewer = new Viewer();
const documents = new Documents(board, viewer.open);
const incidents = new Incidents(board);
const workers = new Workers();
const work = new Work();
const uploads = new Uploads(() => board.service?.maxUploadBytes ?? Infinity, showBatch);
let batchWasOver = true;

board.connect((changed, removed, full) => {
  documents.update(changed, removed);
  incidents.update(changed, removed);
  workers.update(board.pool, board.service);
  work.update(board.work, board.pool);
  showService();
  showBatch();
  if (!full) {
    announce(changed);
  }
});

setInterval(() => {
  documents.tick();
  showPulse();
  showBatchTime();
}, TICK_MILLIS);

function showService() {
  showPulse();
  const service = board.service;
  if (!service) {
    return;
  }
  setText(byId("drop-hint"),
    `Worker processes draw their pages and read their text, up to ${bytes(service.maxUploadBytes)} each.`);
  if (byId("poisons").childElementCount === 0) {
    byId("poisons").append(...service.poisons.map(poisonButton));
  }
  if (!service.workers) {
    byId("poisons").querySelectorAll("button").forEach((button) => { button.disabled = true; });
    setText(byId("poison-text"), "Worker processes are switched off, so poison would take the service itself down.");
  }
}

function showPulse() {
  const { service, connection } = board;
  byId("pulse").dataset.state = connection;
  const words = {
    connecting: "Connecting…",
    lost: "The service does not answer. Trying again…",
    live: service && `Service up for ${longDuration(board.now() - service.startedAt)}, pid ${service.pid}`,
  };
  setText(byId("pulse-text"), words[connection]);
}

function showBatch() {
  const { done, failed, finishedAt } = board.batch;
  const sending = uploads.pending;
  const total = uploads.total(board.batch);
  byId("batch").hidden = total === 0;
  const parts = [finishedAt === null || sending > 0
    ? `${done + failed} of ${count(total, "document")} finished`
    : `${failed === total ? "None" : done} of ${count(total, "document")} rendered`];
  if (failed > 0) {
    parts.push(`${failed} not rendered`);
  }
  if (sending > 0) {
    parts.push(`${sending} still to send`);
  }
  setText(byId("batch-text"), parts.join(", "));
  const all = Math.max(1, total);
  byId("bar-done").style.width = `${100 * done / all}%`;
  byId("bar-failed").style.width = `${100 * failed / all}%`;
  const bar = byId("batch-bar");
  bar.classList.toggle("is-moving", finishedAt === null || sending > 0);
  bar.setAttribute("aria-valuemax", all);
  bar.setAttribute("aria-valuenow", done + failed);
  showBatchTime();
}

function showBatchTime() {
  const { total, startedAt, finishedAt } = board.batch;
  setText(byId("batch-time"), total === 0 ? "" : duration((finishedAt ?? board.now()) - startedAt));
}

/** Tells a screen reader what a person would look up for, and nothing else. */
function announce(changed) {
  const said = [];
  for (const id of changed) {
    const one = board.documents.get(id);
    if (one?.failure && isIncident(one)) {
      said.push(one.recovery ? recoveryText(one.recovery) : `${one.failure.title}. ${one.failure.text}`);
    }
  }
  const isOver = board.batch.finishedAt !== null && uploads.pending === 0;
  if (isOver && !batchWasOver) {
    said.push(byId("batch-text").textContent);
  }
  batchWasOver = isOver || board.batch.total === 0;
  if (said.length > 0) {
    byId("announcer").textContent = said.join(" ");
  }
}

function poisonButton(poison) {
  const button = el("button", { class: "poison", type: "button", data: { poison: poison.slug } },
    icon(poison.slug), el("strong", {}, poison.title), el("span", {}, poison.what));
  button.addEventListener("click", () => ask(`api/poison/${poison.slug}`, "POST"));
  return button;
}

async function ask(address, method) {
  try {
    const answer = await fetch(address, { method });
    if (!answer.ok) {
      uploads.problem(await reasonOf(answer));
    }
  } catch (error) {
    console.warn("The service does not answer", error);
    uploads.problem("The service does not answer.");
  }
}

byId("samples").addEventListener("click", () => ask("api/documents/samples", "POST"));
byId("clear").addEventListener("click", async () => {
  await ask("api/documents", "DELETE");
  byId("documents-title").focus();
});

byId("file-input").addEventListener("change", (event) => {
  uploads.add([...event.target.files], board.batch);
  event.target.value = "";
});

// Files may be dropped anywhere on the page: one that misses would otherwise replace it.
let dragDepth = 0;
function dragging(depth) {
  dragDepth = depth;
  byId("drop").classList.toggle("is-over", depth > 0);
}
document.addEventListener("dragenter", () => dragging(dragDepth + 1));
document.addEventListener("dragleave", () => dragging(Math.max(0, dragDepth - 1)));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  dragging(0);
  uploads.add([...event.dataTransfer.files], board.batch);
});
