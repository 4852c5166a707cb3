import { el, keyed, part, text } from './dom.js';
import { count, money, number, percent, words } from './format.js';
import { draw, sparkline } from './sparkline.js';

const shownFirst = 100;
const limitOf = (total, today) => (number(total) > 0 ? number(total) : number(today));

/** What a campaign is doing, in two words and a colour. */
export function stateOf(f) {
  const status = f.status || 'active';
  if (status !== 'active') return [words(status), ''];
  switch (f.denial || 'none') {
    case 'none': return ['serving', 'good'];
    case 'budget_exhausted':
    case 'billing_limit': return ['budget reached', 'warn'];
    case 'day_exhausted': return ["day's budget reached", 'warn'];
    case 'hour_exhausted': return ["hour's limit reached", 'warn'];
    case 'portfolio_exhausted': return ["portfolio's budget reached", 'warn'];
    case 'not_serving': return ['not serving', ''];
    case 'not_wanted': return ['no demand', ''];
    default: return [words(f.denial), 'bad'];
  }
}

/** Media spend of the day where the day has a limit or a plan, else of the flight. */
export function spendOf(f) {
  const byDay = number(f.media_limit_today) > 0;
  return {
    spent: number(byDay ? f.posted_today : f.posted),
    limit: byDay ? number(f.media_limit_today) : number(f.media_limit),
    planned: number(f.planned_today),
    held: number(f.outstanding),
    byDay,
  };
}

const columns = [
  { label: 'Campaign', sort: f => f.name || f.campaign_id },
  { label: 'State', sort: f => stateOf(f)[0] },
  { label: 'Spend against plan', sort: f => spendOf(f).spent },
  { label: 'Billed of budget', sort: f => number(f.billed) },
  { label: 'Results', sort: f => number(f.results), num: true },
  { label: 'Cost per result', sort: f => number(f.cost_per_result), num: true },
  { label: 'Pacing', sort: f => number(f.participation), num: true },
  { label: 'Spend rate' },
];

/** The table of campaigns: filtered, sorted, and on a phone a list of cards. */
export class CampaignTable {
  constructor(table, { filter, empty, more, total, onChoose }) {
    Object.assign(this, { table, filter, empty, more, total, onChoose, figures: [], sort: { column: 0, up: true }, shown: shownFirst, ready: false });
    this.body = table.tBodies[0];
    this.heads = columns.map((column, i) => this.head(column, i));
    table.tHead.append(el('tr', '', ...this.heads));
    filter.addEventListener('input', () => this.render());
    more.addEventListener('click', () => {
      this.shown += shownFirst;
      this.render();
    });
  }

  head(column, index) {
    if (!column.sort) return el('th', 'plain', column.label);
    const button = el('button', '', column.label);
    button.type = 'button';
    button.addEventListener('click', () => {
      this.sort = { column: index, up: this.sort.column === index ? !this.sort.up : !column.num };
      this.render();
    });
    return el('th', column.num ? 'num' : '', button);
  }

  update(figures, history, chosen) {
    Object.assign(this, { figures, history, chosen, ready: true });
    this.render();
  }

  render() {
    const wanted = this.filter.value.trim().toLowerCase();
    const matching = this.figures.filter(f => `${f.name} ${f.campaign_id} ${f.advertiser_id} ${f.pricing_model} ${stateOf(f)[0]}`.toLowerCase().includes(wanted));
    const { sort } = columns[this.sort.column];
    matching.sort((a, b) => {
      const [x, y] = [sort(a), sort(b)];
      return (typeof x === 'string' ? x.localeCompare(y) : x - y) * (this.sort.up ? 1 : -1) || a.campaign_id.localeCompare(b.campaign_id);
    });
    this.heads.forEach((head, i) => head.setAttribute('aria-sort', i !== this.sort.column ? 'none' : this.sort.up ? 'ascending' : 'descending'));
    const byId = new Map(matching.slice(0, this.shown).map(f => [f.campaign_id, f]));
    keyed(this.body, [...byId.keys()], id => this.row(id), (row, id) => this.fill(row, byId.get(id)));
    text(this.total, matching.length === this.figures.length ? count(matching.length) : `${count(matching.length)} of ${count(this.figures.length)}`);
    this.empty.hidden = !this.ready || this.figures.length > 0;
    this.more.hidden = matching.length <= this.shown;
    text(this.more, `Show ${Math.min(shownFirst, matching.length - this.shown)} more`);
  }

  row(id) {
    const name = el('button', 'name');
    name.type = 'button';
    const cells = {
      name, sub: el('span', 'muted'), pill: el('span', 'pill'), spend: meter(), billed: meter(), results: el('div', 'strong'), clicks: el('span', 'muted'),
      cost: el('span', 'strong'), pacing: el('div', 'strong'), multiplier: el('span', 'muted'), spark: sparkline(),
    };
    const row = el('tr', '',
      el('td', 'title', name, cells.sub),
      cell('State', 'state', cells.pill),
      cell('Spend against plan', 'wide', cells.spend.node),
      cell('Billed of budget', 'wide', cells.billed.node),
      cell('Results', 'num', cells.results, cells.clicks),
      cell('Cost per result', 'num', cells.cost),
      cell('Pacing', 'num', cells.pacing, cells.multiplier),
      cell('Spend rate', '', cells.spark));
    row.cells_ = cells;
    row.addEventListener('click', () => this.onChoose(id));
    return row;
  }

  fill(row, f) {
    const cells = row.cells_;
    const [state, tone] = stateOf(f);
    const spend = spendOf(f);
    row.classList.toggle('chosen', f.campaign_id === this.chosen);
    text(cells.name, f.name || f.campaign_id);
    text(cells.sub, [f.campaign_id, words(f.pricing_model)].filter(Boolean).join(' · '));
    text(cells.pill, state);
    cells.pill.className = `pill ${tone}`;
    cells.spend.set(spend.spent, spend.limit, f.currency, { planned: spend.planned, held: spend.held });
    cells.billed.set(number(f.billed), limitOf(f.billing_limit, f.billing_limit_today), f.currency);
    text(cells.results, count(number(f.results)));
    text(cells.clicks, `${count(number(f.clicks))} clicks`);
    text(cells.cost, f.cost_per_result ? money(number(f.cost_per_result), f.currency) : '–');
    text(cells.pacing, percent(number(f.participation)));
    text(cells.multiplier, `bid × ${number(f.bid_multiplier).toFixed(2)}`);
    draw(cells.spark, this.history.spendRates(f.campaign_id).slice(-60));
  }
}

/** An amount against its limit, with what is held for open bids and a mark where the plan is. */
export function meter() {
  const [left, right] = [el('span', 'strong'), el('span', 'muted')];
  const [fill, held, plan] = [el('div', 'fill'), el('div', 'held'), el('div', 'plan')];
  const track = el('div', 'track', fill, held, plan);
  const node = el('div', 'meter', el('div', 'words', left, right), track);
  return {
    node,
    set(amount, limit, currency, { planned = 0, held: open = 0 } = {}) {
      const used = limit > 0 ? amount / limit : 0;
      text(left, money(amount, currency));
      text(right, limit > 0 ? `of ${money(limit, currency)}` : 'no limit');
      part(fill, used);
      part(held, limit > 0 ? Math.min(open / limit, 1 - Math.min(1, used)) : 0);
      part(held, used, '--from');
      part(plan, limit > 0 ? planned / limit : 0);
      plan.hidden = !(limit > 0 && planned > 0);
      track.classList.toggle('full', limit > 0 && used >= 0.995 && used <= 1);
      track.classList.toggle('over', used > 1);
      node.title = planned > 0 ? `planned by now: ${money(planned, currency)}` : '';
    },
  };
}

function cell(label, className, ...children) {
  const node = el('td', className, ...children);
  node.dataset.label = label;
  return node;
}
