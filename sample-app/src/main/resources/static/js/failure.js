// The folded technical detail of a failure.

import { el } from "./dom.js";

export function technicalDetail(failure) {
  const facts = el("dl");
  for (const fact of failure.facts) {
    facts.append(el("dt", {}, fact.name), el("dd", {}, fact.value));
  }
  const lines = failure.errorLines.length > 0
    ? el("pre", { tabIndex: 0, "aria-label": "Last lines of the worker’s standard error" },
      failure.errorLines.join("\n"))
    : null;
  return el("details", { class: "technical" }, el("summary", {}, "Technical detail"), facts, lines);
}
