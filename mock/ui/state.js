// What the emulator holds: tables, and their rows as JSON.
import { ask, askText, attempt, byId, el } from '/__admin/ui/api.js';
import { browse, parse } from '/__admin/ui/json_view.js';

const kPage = 50;
const kTelling = ['email', 'last_name', 'first_name', 'name', 'external_id'];  // the most telling last
let tables = [], current = null;

const linkTo = (name, offset) => `#/state/${encodeURIComponent(name)}${offset > 0 ? `/${offset}` : ''}`;

function listTables() {
  const words = byId('filter-tables').value.trim().toLowerCase();
  byId('tables').replaceChildren(...tables.filter(({ name }) => name.toLowerCase().includes(words)).map(({ name, rows }) =>
    el('a', { href: linkTo(name, 0), 'aria-current': name === current?.name ? 'page' : null },
      el('span.name', {}, name), el('span.count', {}, String(rows)))));
}

/** What tells rows apart at a glance: names and other texts, wherever they are kept. */
const preview = (id, document) => Object.entries({ ...document?.fields, ...document })
  .filter(([, value]) => typeof value === 'string' && value !== id && value !== '' && !/^\d{4}-\d\d-\d\d[T ]/.test(value))
  .sort(([a], [b]) => kTelling.indexOf(b) - kTelling.indexOf(a))
  .slice(0, 4).map(([name, value]) => `${name}: ${value}`).join(' · ');

function makeRow({ id, document }) {
  const row = el('details.row', {}, el('summary', {}, el('span.mono.id', {}, id), el('span.dim.preview', {}, preview(id, document))));
  row.addEventListener('toggle', () => {
    if (row.open && row.childElementCount === 1) row.append(browse(document));
  });
  return row;
}

function pager(name, offset, shown, total) {
  const link = (text, to, enabled) => el(enabled ? 'a.button' : 'span.button.off', enabled ? { href: linkTo(name, to) } : { 'aria-disabled': 'true' }, text);
  return el('div.pager', {},
    el('span.dim', {}, shown === 0 ? 'no rows' : `${offset + 1}–${offset + shown} of ${total}`),
    link('Previous', Math.max(0, offset - kPage), offset > 0), link('Next', offset + kPage, offset + shown < total));
}

async function showTable(name, offset) {
  current = { name, offset };
  const { rows } = parse(await askText('GET', `/tables/${encodeURIComponent(name)}?limit=${kPage}&offset=${offset}`));
  if (current.name !== name || current.offset !== offset) return;
  const total = tables.find((table) => table.name === name)?.rows ?? offset + rows.length;
  const list = el('div.rows', {}, rows.map(makeRow));
  if (rows.length === 1) list.firstElementChild.open = true;
  byId('table-detail').replaceChildren(
    el('header.detail-head', {}, el('div.title', {}, el('h2.mono', {}, name)), pager(name, offset, rows.length, total)), list);
}

/** Shows table `name` (null: only the list) from row `offset` on. */
export async function showState(name, offset) {
  await attempt(async () => {
    ({ tables } = await ask('GET', '/tables'));
    if (name === null) {
      current = null;
      byId('table-detail').replaceChildren(el('div.empty', {}, el('p', {}, 'Choose a table to see its rows.')));
    } else {
      await showTable(name, offset);
    }
    listTables();
  });
}

export function startState() {
  byId('filter-tables').addEventListener('input', listTables);
  byId('reload-tables').addEventListener('click', () => showState(current?.name ?? null, current?.offset ?? 0));
}
