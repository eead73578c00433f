// Faults: those in force, and a form that is made from the grammar which the emulator prints.
import { ask, attempt, byId, el } from '/__admin/ui/api.js';

let inForce = [];

/** "latency:<operation or *>:<milliseconds>[@probability]  the answer comes late" in its parts. */
function readLine(line) {
  const [form, effect] = line.split(/\s{2,}/);
  const passing = form.endsWith('[@probability]');
  const name = form.split(/[:[]/)[0];
  const fields = [...form.matchAll(/<([^>]+)>/g)].map(([, field]) => field);
  return { name, effect, passing, fields };
}

export function countFaults(faults) {
  const count = byId('fault-count');
  count.hidden = faults.length === 0;
  count.textContent = faults.length;
  count.title = 'faults in force';
}

async function put(faults) {
  await ask('PUT', '/faults', { faults });
  await showFaults();
}

function listInForce() {
  if (inForce.length === 0) return el('p.none.dim', {}, 'None: the emulator keeps to the documentation.');
  return el('ul.faults', { id: 'faults-in-force' }, inForce.map((fault, i) => {
    const remove = el('button.quiet', { type: 'button', 'aria-label': `Remove ${fault}` }, 'Remove');
    remove.addEventListener('click', () => attempt(() => put(inForce.filter((_, other) => other !== i)), 'Fault removed'));
    return el('li', {}, el('code', {}, fault), remove);
  }));
}

function makeField(field, operations) {
  const id = `fault-${field.replace(/\W+/g, '-')}`;
  const input = el('input', { id, required: true, autocomplete: 'off', spellcheck: false, 'data-field': field });
  if (field === 'milliseconds') Object.assign(input, { type: 'number', min: 0, max: 600000, value: '500' });
  if (field === 'status') Object.assign(input, { type: 'number', min: 200, max: 599, value: '503' });
  if (field === 'operation' || field === 'operation or *') {
    input.setAttribute('list', 'fault-operations');
    if (field.endsWith('*')) input.value = '*';
    else input.placeholder = operations[0] ?? '';
  }
  if (field === 'type') input.value = 'text/html';
  if (field === 'pointer') input.placeholder = '/message';
  return el('div.field', {}, el('label', { htmlFor: id }, field), input);
}

function makeForm(kinds, operations) {
  const group = (label, members) => el('optgroup', { label }, members.map(({ name }) => el('option', { value: name }, name)));
  const select = el('select', { id: 'fault-kind' },
    group('Troubles that clients must survive', kinds.filter(({ passing }) => passing)),
    group('Departures from the documentation', kinds.filter(({ passing }) => !passing)));
  const effect = el('p.dim', { id: 'fault-effect' });
  const fields = el('div.fields', {});
  const text = el('output.mono', { id: 'fault-text' });
  const problem = el('p.problem', { role: 'alert', hidden: true });
  const compose = () => {
    const kind = kinds.find(({ name }) => name === select.value);
    const values = [...fields.querySelectorAll('[data-field]')].map(({ value }) => value.trim());
    const probability = fields.querySelector('#fault-probability')?.value ?? '';
    return [kind.name, ...values].join(':') + (probability !== '' && Number(probability) !== 100 ? `@${Number(probability) / 100}` : '');
  };
  const change = () => { text.textContent = compose(); problem.hidden = true; };
  const choose = () => {
    const kind = kinds.find(({ name }) => name === select.value);
    effect.textContent = kind.effect;
    fields.replaceChildren(...kind.fields.map((field) => makeField(field, operations)));
    if (kind.passing) {
      fields.append(el('div.field', {}, el('label', { htmlFor: 'fault-probability' }, 'of the calls, %'),
        el('input', { id: 'fault-probability', type: 'number', min: 0.1, max: 100, step: 'any', value: '100' })));
    }
    change();
  };
  select.addEventListener('change', choose);
  fields.addEventListener('input', change);
  const form = el('form.fault-form', { 'aria-label': 'Add a fault' },
    el('div.field', {}, el('label', { htmlFor: 'fault-kind' }, 'kind'), select), effect, fields,
    el('div.buttons', {}, text, el('button.primary', { type: 'submit' }, 'Add fault')), problem,
    el('datalist', { id: 'fault-operations' }, ['*', ...operations].map((operation) => el('option', { value: operation }))));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await put([...inForce, compose()]);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  choose();
  return form;
}

export async function showFaults() {
  await attempt(async () => {
    const answer = await ask('GET', '/faults');
    inForce = answer.faults;
    countFaults(inForce);
    const kinds = answer.grammar.map(readLine);
    const clear = el('button', { type: 'button', disabled: inForce.length === 0 }, 'Clear all');
    clear.addEventListener('click', () => attempt(async () => { await ask('DELETE', '/faults'); await showFaults(); }, 'Faults cleared'));
    const kind = byId('fault-kind')?.value;
    const form = makeForm(kinds, answer.operations);
    if (kind !== undefined) {
      form.querySelector('select').value = kind;
      form.querySelector('select').dispatchEvent(new Event('change'));
    }
    byId('view-faults').replaceChildren(
      el('section.card', { 'aria-label': 'Faults in force' }, el('div.card-head', {}, el('h2', {}, 'In force'), clear), listInForce()),
      el('section.card', {}, el('h2', {}, 'Add a fault'), form),
      el('section.card', {}, el('h2', {}, 'All kinds'),
        el('table.grammar', {}, el('tbody', {}, answer.grammar.map((line) => {
          const [form, effect] = line.split(/\s{2,}/);
          return el('tr', {}, el('th.mono', { scope: 'row' }, form), el('td', {}, effect));
        })))));
  });
}
