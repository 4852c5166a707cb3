// Elements are made from code and filled by textContent only: nothing a campaign is named ever becomes markup.

/** An element with a class, text or children. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Sets text only where it differs, so that a selection or a screen reader is not disturbed. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

export function svg(tag, attributes) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Sets a custom property to a part of one, 0 to 1. */
export function part(node, value, property = '--part') {
  node.style.setProperty(property, String(Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0))));
}

/** A term and its description. */
export function fact(term, description) {
  return el('div', '', el('dt', '', term), el('dd', '', description));
}

/** Keeps one child per key, in order, with the least change. */
export function keyed(parent, keys, make, update) {
  const kept = parent.keyed ?? (parent.keyed = new Map());
  const wanted = new Set(keys);
  for (const [key, node] of kept) {
    if (!wanted.has(key)) {
      node.remove();
      kept.delete(key);
    }
  }
  let next = parent.firstElementChild;
  for (const key of keys) {
    let node = kept.get(key);
    if (!node) {
      node = make(key);
      kept.set(key, node);
    }
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
    update(node, key);
  }
}
