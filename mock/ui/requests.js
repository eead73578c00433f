// The live list of requests. What it shows of one is in detail.js.
import { ask, attempt, byId, duration, el, jsonLink, statusChip, verdictChip } from '/__admin/ui/api.js';
import { renderDetail } from '/__admin/ui/detail.js';

const kKept = 1024;    // as many as the journal keeps
const kOverlap = 64;   // requests answered at the same time enter the journal out of order

const entries = new Map();  // by number: {entry, row, text}
let newest = 0, cleared = 0, selected = null, paused = false, known = false;
const filter = { verdicts: new Set(['pass', 'warn', 'fail']), text: '', status: '' };

const timeOf = (at) => at.slice(11, 23);

function makeRow(entry) {
  const target = el('a.target', { href: `#/requests/${entry.number}`, tabIndex: -1, title: entry.target },
    el('span.method', {}, entry.method), ' ', el('span', {}, entry.target));
  const row = el('tr', { 'data-number': entry.number },
    el('td.num', {}, jsonLink(entry.number, { tabIndex: -1, title: 'The entry as JSON' }, String(entry.number))),
    el('td.mono.dim', { title: entry.at }, timeOf(entry.at)),
    el('td', {}, verdictChip(entry.verdict)),
    el('td.num', {}, statusChip(entry.status)),
    el('td.wide', {}, target),
    el('td.operation', { title: entry.operation ?? '' }, entry.operation ?? el('span.dim', {}, 'none'),
      entry.fault ? el('span.chip.fault', { title: entry.fault }, 'fault') : null),
    el('td.num.mono.dim', {}, duration(entry.seconds)));
  row.addEventListener('click', (event) => {
    if (event.target.closest('a') === null) location.hash = `#/requests/${entry.number}`;
  });
  return row;
}

const matches = ({ entry, text }) =>
  filter.verdicts.has(entry.verdict) && (filter.status === '' || String(entry.status).startsWith(filter.status)) &&
  filter.text.split(/\s+/).every((word) => text.includes(word));

function add(entry) {
  const text = [entry.method, entry.target, entry.operation ?? '', entry.status, entry.fault ?? '',
    ...entry.findings.map(({ requirement }) => requirement)].join(' ').toLowerCase();
  const item = { entry, text, row: makeRow(entry) };
  item.row.hidden = !matches(item);
  // The newest first; a late one goes to its place.
  const rows = byId('rows');
  let before = rows.firstElementChild;
  while (before !== null && Number(before.dataset.number) > entry.number) before = before.nextElementSibling;
  rows.insertBefore(item.row, before);
  entries.set(entry.number, item);
}

function forgetAll() {
  entries.clear();
  byId('rows').replaceChildren();
}

function summarize() {
  const counts = { pass: 0, warn: 0, fail: 0 };
  let shown = 0;
  for (const { entry, row } of entries.values()) {
    counts[entry.verdict] += 1;
    shown += row.hidden ? 0 : 1;
  }
  for (const [verdict, count] of Object.entries(counts)) {
    document.querySelector(`[data-verdict=${verdict}] .count`).textContent = count;
  }
  byId('list-summary').textContent = shown === entries.size ? `${shown} requests` : `${shown} of ${entries.size} requests`;
  const empty = byId('list-empty');
  empty.hidden = shown > 0 || !known;
  if (empty.hidden) return;
  if (entries.size > 0) empty.replaceChildren(el('p', {}, 'No request matches the filter.'));
  else {
    empty.replaceChildren(el('p', {}, 'No requests yet. Point a client at this emulator, or try:'),
      el('pre.mono', {}, `curl -H "Authorization: Bearer $BRAZE_API_KEY" ${location.origin}/campaigns/list`));
  }
}

function refilter() {
  for (const item of entries.values()) item.row.hidden = !matches(item);
  summarize();
  mark();
}

/** Asks for what is new; rejects with ApiError. */
export async function pollRequests() {
  if (paused) return;
  const after = Math.max(0, newest - kOverlap);
  const answer = await ask('GET', `/requests?after=${after}&limit=${kKept}`);
  if (paused) return;
  if (answer.newest < newest) {  // another process answers now, and counts from one again
    newest = cleared = 0;
    forgetAll();
    return pollRequests();
  }
  const before = entries.size;
  for (const entry of answer.requests) {
    newest = Math.max(newest, entry.number);
    if (!entries.has(entry.number) && entry.number > cleared) add(entry);
  }
  for (const number of [...entries.keys()].sort((a, b) => a - b).slice(0, Math.max(0, entries.size - kKept))) {
    entries.get(number).row.remove();
    entries.delete(number);
  }
  if (entries.size !== before || !known) {
    known = true;
    summarize();
    mark();
  }
}

function mark() {
  let stop = null;
  for (const { entry, row } of entries.values()) {
    const current = entry.number === selected;
    row.classList.toggle('current', current);
    const link = row.querySelector('.target');
    if (current) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    for (const each of row.querySelectorAll('a')) each.tabIndex = -1;
    if (!row.hidden && (current || stop === null || (stop.entry.number !== selected && entry.number > stop.entry.number))) stop = { entry, row };
  }
  // One row is reached by the tab key, the others from there by the arrows.
  if (stop !== null) for (const each of stop.row.querySelectorAll('a')) each.tabIndex = 0;
}

/** Shows request `number` beside the list, or nothing (null). */
export async function select(number) {
  if (number === selected) return;
  selected = number;
  mark();
  byId('view-requests').classList.toggle('has-detail', number !== null);
  const detail = byId('detail');
  if (number === null) {
    detail.replaceChildren(el('div.empty', {}, el('p', {}, 'Choose a request to see its bodies, and what is wrong with it beside the field.')));
    return;
  }
  try {
    const entry = await ask('GET', `/requests/${number}`);
    if (selected === number) renderDetail(detail, entry);
  } catch (error) {
    if (selected === number) detail.replaceChildren(el('div.empty', {}, el('p', {}, error.message)));
  }
  entries.get(number)?.row.scrollIntoView({ block: 'nearest' });
}

function move(step) {
  const rows = [...byId('rows').children].filter((row) => !row.hidden);
  if (rows.length === 0) return;
  // The address knows at once where the last key led; `selected` follows when the view has changed.
  const current = location.hash.split('/')[2];
  const at = rows.findIndex((row) => row.dataset.number === current);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  location.hash = `#/requests/${next.dataset.number}`;
  next.querySelector('.target').focus({ preventScroll: true });
}

function setPaused(value) {
  paused = value;
  const button = byId('pause');
  button.setAttribute('aria-pressed', String(paused));
  button.textContent = paused ? 'Resume' : 'Pause';
}
export const isPaused = () => paused;

export function startRequests() {
  for (const button of document.querySelectorAll('[data-verdict]')) {
    button.addEventListener('click', () => {
      const { verdict } = button.dataset;
      if (!filter.verdicts.delete(verdict)) filter.verdicts.add(verdict);
      button.setAttribute('aria-pressed', String(filter.verdicts.has(verdict)));
      refilter();
    });
  }
  byId('filter-text').addEventListener('input', ({ target }) => { filter.text = target.value.trim().toLowerCase(); refilter(); });
  byId('filter-status').addEventListener('change', ({ target }) => { filter.status = target.value; refilter(); });
  byId('pause').addEventListener('click', () => setPaused(!paused));
  byId('clear').addEventListener('click', () => attempt(async () => {
    await ask('DELETE', '/requests');
    cleared = newest;
    forgetAll();
    summarize();
    location.hash = '#/requests';
  }, 'Journal emptied'));
  document.addEventListener('keydown', (event) => {
    if (byId('view-requests').hidden || byId('token-dialog').open || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest('input, select, textarea') !== null;
    if (event.key === 'Escape') {
      if (typing) event.target.blur();
      else location.hash = '#/requests';
    } else if (typing) {
      return;
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.closest('#detail') === null) {
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === '/') {
      byId('filter-text').focus();
    } else if (event.key === 'p') {
      setPaused(!paused);
    } else {
      return;
    }
    event.preventDefault();
  });
  selected = undefined;
  select(null);
}
