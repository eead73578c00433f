// Clock, snapshots, reset: what concerns the workspace as a whole.
import { ask, attempt, byId, el } from '/__admin/ui/api.js';

let showing = { now: '', speed: 1 };

export function tellClock({ now, speed }) {
  showing = { now, speed };
  const text = `${now.slice(0, 19).replace('T', ' ')} UTC`;
  const pace = speed === 1 ? '' : speed === 0 ? ' · standing still' : ` · ×${speed}`;
  byId('clock').textContent = text + pace;
  const large = byId('clock-now');
  if (large !== null) large.textContent = text + pace;
}

const button = (text, action, success, name = 'button') => {
  const made = el(name, { type: 'button' }, text);
  made.addEventListener('click', () => attempt(action, success));
  return made;
};

/** A button that asks once more, in its own place, before it does what cannot be undone. */
function sureButton(text, question, action, success) {
  const made = el('button.danger', { type: 'button' }, text);
  let timer = null;
  const calm = () => { clearTimeout(timer); timer = null; made.textContent = text; };
  made.addEventListener('click', () => {
    if (timer === null) {
      made.textContent = question;
      timer = setTimeout(calm, 4000);
    } else {
      calm();
      attempt(action, success);
    }
  });
  return made;
}

const setClock = async (change) => tellClock(await ask('PUT', '/clock', change));

function clockCard() {
  const to = el('input', { id: 'clock-set', placeholder: '2026-03-01T12:00:00Z, or x60', required: true, autocomplete: 'off', spellcheck: false });
  const set = el('form.inline', { 'aria-label': 'Set the clock' }, el('label', { htmlFor: 'clock-set' }, 'Set to'), to, el('button', { type: 'submit' }, 'Set'));
  set.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => setClock({ set: to.value.trim() }), 'Clock set');
  });
  const advance = (seconds) => setClock({ advance_seconds: seconds });
  const by = el('input', { id: 'clock-advance', type: 'number', step: 'any', value: '90', required: true });
  const custom = el('form.inline', { 'aria-label': 'Advance the clock' }, el('label', { htmlFor: 'clock-advance' }, 'Advance by seconds'), by, el('button', { type: 'submit' }, 'Advance'));
  custom.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => advance(Number(by.value)), 'Clock advanced');
  });
  return el('section.card', { 'aria-label': 'Clock' }, el('h2', {}, 'Clock'), el('p.clock.mono', { id: 'clock-now' }),
    el('p.dim', {}, 'A time stands still there; x60 runs sixty times as fast; what is due by then happens at once.'),
    el('div.buttons', {}, button('+1 minute', () => advance(60)), button('+1 hour', () => advance(3600)), button('+1 day', () => advance(86400)), button('Real time', () => setClock({ set: 'real' }), 'Real time')),
    set, custom);
}

function snapshotsCard(names) {
  const name = el('input', { id: 'snapshot-name', required: true, pattern: '[A-Za-z0-9._\\-]+', title: 'Letters, digits, dots, underscores, hyphens', placeholder: 'before-import', autocomplete: 'off', spellcheck: false });
  const form = el('form.inline', { 'aria-label': 'Take a snapshot' }, el('label', { htmlFor: 'snapshot-name' }, 'Name'), name, el('button', { type: 'submit' }, 'Take snapshot'));
  const path = (each) => `/snapshots/${encodeURIComponent(each)}`;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => { await ask('PUT', path(name.value)); await showWorkspace(); }, 'Snapshot taken');
  });
  const list = names.length === 0 ? el('p.dim.none', {}, 'No snapshots yet.')
    : el('ul.faults', { id: 'snapshots' }, names.map((each) => el('li', {}, el('code', {}, each),
      button('Restore', () => ask('POST', path(each)), `Restored ${each}`),
      button('Delete', async () => { await ask('DELETE', path(each)); await showWorkspace(); }, 'Snapshot deleted', 'button.quiet'))));
  return el('section.card', { 'aria-label': 'Snapshots' }, el('h2', {}, 'Snapshots'), list, form);
}

export async function showWorkspace() {
  await attempt(async () => {
    const [{ snapshots }, health, clock] = await Promise.all([ask('GET', '/snapshots'), ask('GET', '/health'), ask('GET', '/clock')]);
    byId('view-workspace').replaceChildren(clockCard(), snapshotsCard(snapshots),
      el('section.card', { 'aria-label': 'Reset' }, el('h2', {}, 'Reset'),
        el('p.dim', {}, 'Back to what the workspace held at the start. Snapshots, faults and the journal stay.'),
        el('div.buttons', {}, sureButton('Reset the state', 'Really? Press again', () => ask('POST', '/reset'), 'State reset'))),
      el('section.card', { 'aria-label': 'About' }, el('h2', {}, 'About'),
        el('dl.facts', {}, [['version', health.version], ['consistency', `${health.consistency_seconds} s`], ['operations it lacks', health.lacks.join(', ') || 'none']]
          .map(([key, value]) => el('div', {}, el('dt', {}, key), el('dd.mono', {}, value)))),
        el('p', {}, el('a', { href: '/__admin/openapi.json', target: '_blank', rel: 'noopener' }, 'The control API in OpenAPI')),
        el('h3', {}, 'Names in the fixtures'),
        el('table.grammar', {}, el('tbody', {}, Object.entries(health.supplies).map(([key, value]) =>
          el('tr', {}, el('th.mono', { scope: 'row' }, key), el('td.mono', {}, value)))))));
    tellClock(clock);
  });
}
