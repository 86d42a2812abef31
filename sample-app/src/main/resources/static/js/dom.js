// Elements without markup: everything that comes from outside becomes text, never HTML.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An element with properties (or attributes, where the name has a dash or is not a property) and children. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (name === "class") {
      element.className = value;
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name.includes("-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets an element's text, and leaves the page alone where it is the same. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

const ICONS = {
  "native-crash": "M13 2L5 14h6l-1 8 9-13h-6z",
  "out-of-memory":
    "M6 6h12v12H6zM9.5 9.5h5v5h-5zM9 2.5V6m6-3.5V6M9 18v3.5m6-3.5v3.5M2.5 9H6m-3.5 6H6m12-6h3.5M18 15h3.5",
  "endless-loop": "M7 8c-6 0-6 8 0 8 4 0 6-8 10-8 6 0 6 8 0 8-4 0-6-8-10-8z",
  "exit": "M14 4H6v16h8M11 12h10m0 0l-4-4m4 4l-4 4",
  "alert": "M12 3L2 20h20zM12 10v4.5M12 17.4v.2",
};

export function icon(name) {
  const picture = svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" });
  picture.append(svg("path", { d: ICONS[name] ?? ICONS.alert }));
  return picture;
}

/** A line through numbers from 0 to `top`. */
export function sparkline() {
  const line = svg("polyline", {});
  const picture = svg("svg", { viewBox: "0 0 96 22", class: "spark", "aria-hidden": "true", focusable: "false" });
  picture.append(line);
  const draw = (values, top) => {
    const step = 96 / Math.max(1, values.length - 1);
    line.setAttribute("points", values.map((value, i) => `${(i * step).toFixed(1)},${(21 - 20 * value / top).toFixed(1)}`).join(" "));
  };
  return { picture, draw };
}
