import { svg } from './dom.js';

const width = 100;
const height = 30;

/** A line over time with its area, drawn to whatever size the style sheet gives. */
export function sparkline() {
  const node = svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  node.append(svg('path', { class: 'area' }), svg('path', { class: 'plan' }), svg('path', { class: 'line' }));
  return node;
}

/** @param plan a second, dashed line on the same scale. */
export function draw(node, values, plan = []) {
  const [area, planned, line] = node.children;
  const known = [...values, ...plan].filter(Number.isFinite);
  if (values.length < 2 || known.length === 0) {
    for (const path of node.children) path.setAttribute('d', '');
    return;
  }
  const top = Math.max(...known);
  const bottom = Math.min(0, ...known);
  const span = top - bottom || 1;
  const trace = list => list.map((value, i) => {
    const x = (i / Math.max(1, list.length - 1)) * width;
    const y = height - 1 - (((Number.isFinite(value) ? value : 0) - bottom) / span) * (height - 2);
    return `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
  }).join('');
  const path = trace(values);
  line.setAttribute('d', path);
  area.setAttribute('d', `${path}L${width} ${height}L0 ${height}Z`);
  planned.setAttribute('d', plan.length > 1 ? trace(plan) : '');
}
