import { number } from './format.js';

const pointsKept = 300;
const shiftsKept = 50;

/** What this page has seen of each campaign since it was opened. */
export class History {
  constructor() {
    this.campaigns = new Map();
  }

  of(id) {
    return this.campaigns.get(id) ?? { points: [], shifts: [] };
  }

  add(at, figures) {
    const id = figures.campaign_id;
    let seen = this.campaigns.get(id);
    if (!seen) this.campaigns.set(id, seen = { points: [], shifts: [], ads: null });
    seen.points.push({ at, posted: number(figures.posted), today: number(figures.posted_today), planned: number(figures.planned_today) });
    if (seen.points.length > pointsKept) seen.points.shift();

    const ads = withShares(figures.ads ?? []);
    const moves = seen.ads ? movesBetween(seen.ads, ads) : [];
    if (moves.length > 0) {
      seen.shifts.unshift({ at, moves });
      if (seen.shifts.length > shiftsKept) seen.shifts.pop();
    }
    seen.ads = ads;
  }

  /** Posted per second between neighbouring points. */
  spendRates(id) {
    const { points } = this.of(id);
    return points.slice(1).map((point, i) => Math.max(0, point.posted - points[i].posted) / Math.max(0.001, (point.at - points[i].at) / 1000));
  }
}

/** Ads with their shares as numbers; before the first allocation all active ones count as equal. */
export function withShares(ads) {
  const active = ads.filter(ad => (ad.status || 'active') === 'active');
  const allocated = ads.some(ad => number(ad.share) > 0);
  return ads.map(ad => ({ ...ad, part: allocated ? number(ad.share) : active.includes(ad) ? 1 / active.length : 0 }));
}

function movesBetween(before, after) {
  const then = new Map(before.map(ad => [ad.ad_id, ad.part]));
  return after
    .map(ad => ({ ad, from: then.get(ad.ad_id) ?? 0, to: ad.part }))
    .filter(move => Math.abs(move.to - move.from) >= 0.0005)
    .sort((a, b) => b.to - b.from - (a.to - a.from));
}
