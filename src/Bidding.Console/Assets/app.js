import { text } from './dom.js';
import { time } from './format.js';
import { CampaignTable } from './campaigns.js';
import { Detail } from './detail.js';
import { History } from './history.js';
import { parse, Scrapes } from './metrics.js';
import { NodeView } from './node.js';

const everyMs = 2000;
const deadlineMs = 8000;
const pageSize = 1000;
const byId = id => document.getElementById(id);

const history_ = new History();
const scrapes = new Scrapes(11);
const node = new NodeView({ tiles: byId('tiles'), reasons: byId('reasons'), facts: byId('node') });
const table = new CampaignTable(byId('campaigns'), {
  filter: byId('filter'), empty: byId('empty'), more: byId('more'), total: byId('count'), onChoose: id => { location.hash = encodeURIComponent(id); },
});
const detail = new Detail(byId('detail'), () => { location.hash = ''; });
let figures = [];
const keyName = 'bidding-key';

async function read(path) {
  const key = sessionStorage.getItem(keyName);
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const response = await fetch(path, { cache: 'no-store', headers, signal: AbortSignal.timeout(deadlineMs) });
  if (response.status === 401) byId('sign-in').hidden = false;
  return { ok: response.ok, status: response.status, body: await response.text() };
}

async function readFigures() {
  const all = [];
  let token = '';
  do {
    const answer = await read(`/v1/figures?page_size=${pageSize}${token ? `&page_token=${encodeURIComponent(token)}` : ''}`);
    if (answer.status === 401) throw new Error('sign in with your key');
    if (!answer.ok) throw new Error(`/v1/figures answered ${answer.status}`);
    const page = JSON.parse(answer.body);
    all.push(...(page.figures ?? []));
    token = page.next_page_token ?? '';
  } while (token);
  return all;
}

async function readMetrics() {
  const answer = await read('/metrics');
  // A key for some advertisers only does not see the traffic of all.
  if (answer.status === 401 || answer.status === 403) return;
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  scrapes.add(performance.now(), parse(answer.body));
  node.update(scrapes);
}

async function readHealth() {
  const answer = await read('/health/ready');
  const pill = byId('health');
  text(pill, answer.ok ? 'ready' : 'not ready');
  pill.className = `pill ${answer.ok ? 'good' : 'warn'}`;
  pill.title = answer.body.trim();
}

function chosen() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    // A hash that someone mistyped chooses nothing.
    return '';
  }
}

function showCampaigns() {
  table.update(figures, history_, chosen());
  const one = figures.find(f => f.campaign_id === chosen());
  if (one) detail.show(one, history_.of(one.campaign_id));
  else detail.hide();
}

async function refresh() {
  const failures = [];
  const attempt = async what => {
    try {
      await what();
    } catch (error) {
      failures.push(error.name === 'TimeoutError' ? 'the node does not answer' : error instanceof TypeError ? 'the node cannot be reached' : error.message);
    }
  };
  await Promise.all([
    attempt(async () => {
      figures = await readFigures();
      const now = Date.now();
      for (const f of figures) history_.add(now, f);
      text(byId('updated'), `updated ${time(now)}`);
      showCampaigns();
    }),
    attempt(readMetrics),
    attempt(readHealth),
  ]);
  const notice = byId('notice');
  notice.hidden = failures.length === 0;
  text(notice, failures.length === 0 ? '' : `Figures may be old: ${[...new Set(failures)].join('; ')}.`);
  if (failures.length === 3) {
    text(byId('health'), 'unreachable');
    byId('health').className = 'pill bad';
  }
}

// Slows down by itself where a refresh takes long, and rests while nobody looks.
async function run() {
  for (;;) {
    const begun = performance.now();
    if (!document.hidden) await refresh();
    const took = performance.now() - begun;
    await new Promise(resume => { setTimeout(resume, Math.max(everyMs - took, took * 3, 250)); });
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

byId('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (document.documentElement.dataset.theme === undefined && matchMedia('(prefers-color-scheme: dark)').matches);
  setTheme(dark ? 'light' : 'dark');
  localStorage.setItem('theme', dark ? 'light' : 'dark');
});
byId('sign-in').addEventListener('submit', event => {
  event.preventDefault();
  // For this tab, until it is closed; never in an address or a cookie.
  sessionStorage.setItem(keyName, byId('key').value.trim());
  byId('key').value = '';
  byId('sign-in').hidden = true;
  refresh();
});
addEventListener('hashchange', showCampaigns);
addEventListener('keydown', event => { if (event.key === 'Escape' && detail.isOpen) location.hash = ''; });
text(byId('address'), location.host);
if (localStorage.getItem('theme')) setTheme(localStorage.getItem('theme'));
run();
