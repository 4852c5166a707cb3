import { el, fact, keyed, part, text } from './dom.js';
import { count, milliseconds, number, percent, rate, words } from './format.js';
import { draw, sparkline } from './sparkline.js';

const pointsKept = 90;
const reasonsShown = 8;

const readings = [
  { label: 'Requests', unit: '/s', of: s => s.rate('bidding_bid_requests_total'), show: rate },
  { label: 'Bids', unit: '/s', of: s => s.rate('bidding_bids_total'), show: rate },
  { label: 'Answered with a bid', unit: '', of: s => quotient(s.rate('bidding_bid_requests_total', { result: 'bid' }), s.rate('bidding_bid_requests_total')), show: v => percent(v, 1) },
  { label: 'Won of bids', unit: '', of: s => quotient(s.rate('bidding_funnel_total', { event: 'win' }), s.rate('bidding_funnel_total', { event: 'bid' })), show: v => percent(v, 1) },
  { label: 'Latency p50', unit: 'ms', of: s => s.quantile('bidding_bid_duration_seconds', 0.5), show: milliseconds },
  { label: 'Latency p99', unit: 'ms', of: s => s.quantile('bidding_bid_duration_seconds', 0.99), show: milliseconds },
  { label: 'Clicks', unit: '/s', of: s => s.rate('bidding_funnel_total', { event: 'click' }), show: rate },
  { label: 'Conversions', unit: '/s', of: s => s.rate('bidding_funnel_total', { event: 'conversion' }), show: rate },
];

/** The node's own numbers: tiles, reasons for not bidding, and facts from its metrics. */
export class NodeView {
  constructor({ tiles, reasons, facts }) {
    Object.assign(this, { reasons, facts });
    this.tiles = readings.map(reading => {
      const tile = { reading, value: el('span', '', '–'), spark: sparkline(), seen: [] };
      tiles.append(el('div', 'tile', el('div', 'muted', reading.label),
        el('div', 'value', tile.value, el('span', 'unit', reading.unit)), tile.spark));
      return tile;
    });
  }

  update(scrapes) {
    for (const tile of this.tiles) {
      const value = tile.reading.of(scrapes);
      text(tile.value, value === null ? '–' : tile.reading.show(value));
      if (value !== null || tile.seen.length > 0) tile.seen.push(value ?? 0);
      if (tile.seen.length > pointsKept) tile.seen.shift();
      draw(tile.spark, tile.seen);
    }
    this.showReasons(scrapes.ratesBy('bidding_no_bid_total', 'reason').slice(0, reasonsShown));
    this.facts.replaceChildren(
      fact('Catalog version', count(scrapes.value('bidding_catalog_version'))),
      fact('Snapshot age', `${rate(scrapes.value('bidding_snapshot_age_seconds'))} s`),
      fact('Open windows', count(scrapes.value('bidding_lease_windows_open'))),
      fact('Leases', `${rate(scrapes.rate('bidding_lease_requests_total') ?? 0)}/s`),
      fact('Ledger', `${rate(scrapes.rate('bidding_ledger_entries_total') ?? 0)} entries/s, ${count(scrapes.value('bidding_ledger_queue_length'))} waiting`),
      fact('Ledger p99', latency(scrapes.quantile('bidding_ledger_append_duration_seconds', 0.99))),
      fact('Late notices', count(scrapes.value('bidding_late_notices_total'))),
      fact('Budget shifts', count(scrapes.value('bidding_budget_shifts_total'))));
  }

  showReasons(rows) {
    const most = rows[0]?.rate ?? 1;
    const byReason = new Map(rows.map(row => [row.key, row]));
    keyed(this.reasons, rows.length > 0 ? [...byReason.keys()] : [''], reasonRow, (row, key) => {
      const known = byReason.get(key);
      text(row.name_, known ? words(key) : 'no imps were passed over');
      text(row.rate_, known ? `${rate(known.rate)}/s` : '');
      part(row.fill_, known ? number(known.rate) / most : 0);
    });
  }
}

function reasonRow() {
  const row = el('li');
  row.name_ = el('span');
  row.rate_ = el('span', 'muted');
  row.fill_ = el('div', 'fill');
  row.append(el('div', 'words', row.name_, row.rate_), el('div', 'track', row.fill_));
  return row;
}

function quotient(part, whole) {
  return part === null || !(whole > 0) ? null : part / whole;
}

function latency(seconds) {
  return seconds === null ? '–' : `${milliseconds(seconds)} ms`;
}
