import { el, fact, part } from './dom.js';
import { count, money, number, percent, time, words } from './format.js';
import { withShares } from './history.js';
import { spendOf, stateOf } from './campaigns.js';
import { draw, sparkline } from './sparkline.js';

/** One campaign: its figures, spend over time, its ads with their shares, and the shifts seen since the page was opened. */
export class Detail {
  constructor(node, onClose) {
    this.node = node;
    this.close = el('button', 'quiet', 'Close');
    this.close.type = 'button';
    this.close.addEventListener('click', onClose);
    this.title = el('h2');
    this.sub = el('div', 'muted');
    this.pill = el('span', 'pill');
    this.facts = el('dl', 'facts');
    this.chart = sparkline();
    this.ends = [el('span', 'muted'), el('span', 'muted')];
    this.ads = el('ul', 'ads');
    this.shifts = el('ol', 'shifts');
    node.append(
      el('div', 'detail-head', el('div', 'grow', this.title, this.sub), this.pill, this.close),
      this.facts,
      el('section', '', el('h3', '', 'Media spend today'), el('div', 'chart', this.chart, el('div', 'ends', ...this.ends)),
        el('div', 'ends', el('span', 'muted key', 'posted'), ' ', el('span', 'muted key dashed', 'planned'))),
      el('section', '', el('h3', '', 'Ads and their share of the budget'), this.ads),
      el('section', '', el('h3', '', 'Budget shifts seen by this page'), this.shifts));
  }

  get isOpen() {
    return !this.node.hidden;
  }

  hide() {
    this.node.hidden = true;
  }

  show(f, seen) {
    const opening = this.node.hidden;
    this.node.hidden = false;
    const [state, tone] = stateOf(f);
    this.title.textContent = f.name || f.campaign_id;
    this.sub.textContent = [f.campaign_id, f.advertiser_id, words(f.pricing_model), f.day].filter(Boolean).join(' · ');
    this.pill.textContent = state;
    this.pill.className = `pill ${tone}`;
    this.facts.replaceChildren(...factsOf(f));
    this.showSpend(f, seen);
    this.ads.replaceChildren(...adsOf(f));
    this.shifts.replaceChildren(...shiftsOf(f, seen));
    if (opening) this.close.focus();
  }

  showSpend(f, { points }) {
    draw(this.chart, points.map(point => point.today), points.map(point => point.planned));
    const [first, last] = [points[0], points.at(-1)];
    this.ends[0].textContent = first ? `${time(first.at)}: ${money(first.today, f.currency)}` : '';
    this.ends[1].textContent = last ? `${time(last.at)}: ${money(last.today, f.currency)}` : '';
  }
}

function factsOf(f) {
  const amount = value => money(number(value), f.currency);
  const of = (value, limit) => (number(limit) > 0 ? `${amount(value)} of ${amount(limit)}` : amount(value));
  const spend = spendOf(f);
  const deviation = spend.planned > 0 ? (number(f.posted_today) - spend.planned) / spend.planned : null;
  return [
    fact('Media cost', of(f.posted, f.media_limit)),
    fact('Media cost today', of(f.posted_today, f.media_limit_today)),
    fact('Reserved for open bids', amount(f.outstanding)),
    fact('Against plan', deviation === null ? '–' : `${deviation >= 0 ? '+' : ''}${percent(deviation, 1)}`),
    fact('Billed', of(f.billed, f.billing_limit)),
    fact('Billed today', of(f.billed_today, f.billing_limit_today)),
    fact('Results beyond the budget', amount(f.unbilled)),
    fact('Cost per result', f.cost_per_result ? amount(f.cost_per_result) : '–'),
    fact('Results', count(number(f.results))),
    fact('Conversions', `${count(number(f.conversions))}, worth ${amount(f.conversion_value)}`),
    fact('Wins, impressions, clicks', [f.wins, f.impressions, f.clicks].map(value => count(number(value))).join(' · ')),
    fact('Pacing', `${percent(number(f.participation))} of auctions, bid\u00a0×\u00a0${number(f.bid_multiplier).toFixed(2)}`),
    fact('Open windows', count(number(f.open_windows))),
    fact('Late notices', count(number(f.late_notices))),
    fact('Budget shifts', count(number(f.budget_shifts))),
    fact('Ledger entry', count(number(f.seq))),
  ];
}

function adsOf(f) {
  return withShares(f.ads ?? []).sort((a, b) => b.part - a.part).map(ad => {
    const fill = el('div', 'fill');
    part(fill, ad.part);
    const [impressions, clicks, results, posted] = [ad.impressions, ad.clicks, ad.results, ad.posted].map(number);
    const status = ad.status && ad.status !== 'active' ? ` (${words(ad.status)})` : '';
    return el('li', '',
      el('div', 'words', el('span', 'strong', `${ad.name || ad.ad_id}${status}`), el('span', 'strong', percent(ad.part, 1))),
      el('div', 'track', fill),
      el('div', 'muted', [
        `${count(impressions)} impressions`,
        `${count(clicks)} clicks${impressions > 0 ? ` (${percent(clicks / impressions, 2)})` : ''}`,
        `${count(results)} results`,
        `${money(posted, f.currency)} spent`,
        results > 0 ? `${money(posted / results, f.currency)} media per result` : null,
      ].filter(Boolean).join(' · ')));
  });
}

function shiftsOf(f, { shifts }) {
  if (shifts.length === 0) {
    return [el('li', 'muted', number(f.budget_shifts) > 0 ? 'None since this page was opened; earlier ones are in the ledger.' : 'None yet: there is not enough evidence to prefer an ad.')];
  }
  return shifts.map(shift => el('li', '',
    el('div', 'muted', time(shift.at)),
    ...shift.moves.map(({ ad, from, to }) => el('div', '',
      el('span', 'strong', ad.name || ad.ad_id), ` ${percent(from, 1)}\u00a0→\u00a0`,
      el('span', to > from ? 'up strong' : 'down strong', percent(to, 1)),
      el('span', 'muted', `  after ${count(number(ad.impressions))} impressions, ${count(number(ad.clicks))} clicks, ${count(number(ad.results))} results for ${money(number(ad.posted), f.currency)}`)))));
}
