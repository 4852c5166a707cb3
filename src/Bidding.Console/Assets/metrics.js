// Reads Prometheus's text format and turns counters into rates over the last seconds.

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:\\.|[^"\\])*)"/g;

/** Map of name to [{labels, value}]. */
export function parse(body) {
  const samples = new Map();
  for (const row of body.split('\n')) {
    if (row === '' || row[0] === '#') continue;
    const match = line.exec(row);
    if (!match) continue;
    const labels = {};
    for (const [, name, value] of (match[2] ?? '').matchAll(label)) {
      labels[name] = value.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
    }
    const value = match[3] === '+Inf' ? Infinity : Number(match[3]);
    if (!samples.has(match[1])) samples.set(match[1], []);
    samples.get(match[1]).push({ labels, value });
  }
  return samples;
}

/** The last few scrapes; rates are taken from the oldest to the newest. */
export class Scrapes {
  constructor(kept) {
    this.kept = kept;
    this.all = [];
  }

  add(atMs, samples) {
    this.all.push({ atMs, samples });
    if (this.all.length > this.kept) this.all.shift();
  }

  value(name, filter = {}) {
    return sum(this.all.at(-1)?.samples, name, filter);
  }

  /** Null while there is nothing to compare with, or no such metric. */
  rate(name, filter = {}) {
    const [first, last] = [this.all[0], this.all.at(-1)];
    if (!last?.samples.has(name) || this.all.length < 2) return null;
    return increase(sum(first.samples, name, filter), sum(last.samples, name, filter)) / ((last.atMs - first.atMs) / 1000);
  }

  /** Rates by the values of one label, largest first. */
  ratesBy(name, by) {
    const values = new Set((this.all.at(-1)?.samples.get(name) ?? []).map(sample => sample.labels[by]));
    return [...values].map(key => ({ key, rate: this.rate(name, { [by]: key }) ?? 0 })).filter(row => row.rate > 0).sort((a, b) => b.rate - a.rate);
  }

  /** Of a histogram's observations since the oldest scrape, linear within a bucket as Prometheus does; null without any. */
  quantile(name, q) {
    const [first, last] = [this.all[0], this.all.at(-1)];
    if (!last || this.all.length < 2) return null;
    const [then, now] = [buckets(first.samples, name), buckets(last.samples, name)];
    const bounds = [...now.keys()].sort((a, b) => a - b);
    const counts = bounds.map(bound => increase(then.get(bound) ?? 0, now.get(bound)));
    const total = counts.at(-1) ?? 0;
    if (total <= 0) return null;
    const at = counts.findIndex(count => count >= q * total);
    const [low, below] = at === 0 ? [0, 0] : [bounds[at - 1], counts[at - 1]];
    if (bounds[at] === Infinity) return low;
    return low + (bounds[at] - low) * ((q * total - below) / Math.max(1e-12, counts[at] - below));
  }
}

// A counter that fell began anew with its node.
function increase(then, now) {
  return now >= then ? now - then : now;
}

function sum(samples, name, filter) {
  let total = 0;
  for (const sample of samples?.get(name) ?? []) {
    if (Object.entries(filter).every(([key, value]) => sample.labels[key] === value)) total += sample.value;
  }
  return total;
}

function buckets(samples, name) {
  const merged = new Map();
  for (const { labels, value } of samples.get(`${name}_bucket`) ?? []) {
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    merged.set(bound, (merged.get(bound) ?? 0) + value);
  }
  return merged;
}
