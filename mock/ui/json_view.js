// JSON as people read it: a line for each member, parts that fold, and notes beside the places that
// JSON pointers name.
import { Verbatim, el, exactly } from '/__admin/ui/api.js';

const kFirstChildren = 200;  // of one array or object; the rest on demand
const kFoldedFrom = 2;       // deeper parts start folded where nothing else is asked for

const isContainer = (value) => value !== null && typeof value === 'object' && !(value instanceof Verbatim);
export const escapeToken = (name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');
const unescapeToken = (token) => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Reads JSON, numbers as they came; undefined where it is none. */
export function parse(text) {
  try {
    return JSON.parse(text, exactly);
  } catch {
    return undefined;
  }
}

function scalar(value) {
  if (value === null) return el('span.j-null', {}, 'null');
  if (value instanceof Verbatim) return el('span.j-number', {}, value.source);
  if (typeof value === 'string') return el('span.j-string', {}, JSON.stringify(value));
  return el(`span.j-${typeof value}`, {}, String(value));
}

const has = (value, token) =>
  isContainer(value) && (Array.isArray(value) ? /^\d+$/.test(token) && Number(token) < value.length : Object.hasOwn(value, token));

/** How much of a pointer leads somewhere: the deepest place that is there, and the name missing in it. */
export function locate(root, pointer) {
  let value = root, at = '';
  for (const token of pointer.split('/').slice(1)) {
    const name = unescapeToken(token);
    if (!has(value, name)) return { at, missing: name };
    value = value[name];
    at += `/${token}`;
  }
  return { at, missing: null };
}

/**
 * The tree of `root`. `notes`: from pointer to elements shown below the place; `missing`: from
 * pointer to [{name, elements}], members that are not there but spoken of. What leads to either is
 * unfolded.
 */
export function jsonView(root, { notes = new Map(), missing = new Map(), foldedFrom = Infinity } = {}) {
  const spoken = [...notes.keys(), ...missing.keys()];
  const leadsToNote = (pointer) => spoken.some((at) => at === pointer || at.startsWith(`${pointer}/`));

  // What breaks no `must` is marked less loudly.
  const mildness = (elements) => (elements.some((each) => each.classList.contains('must')) ? '' : '.mild');
  const line = (pointer, label, ...parts) => {
    const about = notes.get(pointer);
    return el(about === undefined ? 'div.j-line' : `div.j-line.noted${mildness(about)}`, { 'data-pointer': pointer }, label, ...parts);
  };
  const labelled = (name) => (name === null ? null : [el('span.j-name', {}, JSON.stringify(name)), el('span.j-punct', {}, ': ')]);

  function node(value, pointer, name, last, depth) {
    const label = labelled(name);
    const comma = last ? null : el('span.j-punct', {}, ',');
    const below = notes.get(pointer) ?? [];
    if (!isContainer(value)) return [line(pointer, label, scalar(value), comma), ...below];
    const array = Array.isArray(value);
    const [open, close] = array ? ['[', ']'] : ['{', '}'];
    const count = array ? value.length : Object.keys(value).length;
    const ghosts = missing.get(pointer) ?? [];
    if (count === 0 && ghosts.length === 0) {
      return [line(pointer, label, el('span.j-punct', {}, open + close), comma), ...below];
    }
    const size = array ? `${count} ${count === 1 ? 'item' : 'items'}` : `${count} ${count === 1 ? 'member' : 'members'}`;
    const summary = el('summary', {}, line(pointer, label, el('span.j-punct', {}, open), el('span.j-folded', {}, ` ${size} ${close}`, comma?.cloneNode(true))));
    const block = el('details.j-block', {}, summary);
    const fill = () => {
      if (block.dataset.filled) return;
      block.dataset.filled = 'yes';
      const inside = el('div.j-inside', {}, ...below);
      for (const { name: absent, elements } of ghosts) {
        inside.append(el(`div.j-line.noted.j-missing${mildness(elements)}`, { 'data-pointer': `${pointer}/${escapeToken(absent)}` },
          array ? null : labelled(absent), el('span', {}, 'missing')), ...elements);
      }
      const keys = array ? null : Object.keys(value);
      const append = (from, to) => {
        for (let i = from; i < to; ++i) {
          const key = array ? i : keys[i];
          inside.append(...node(value[key], `${pointer}/${escapeToken(key)}`, array ? null : key, i === count - 1, depth + 1));
        }
      };
      // Everything up to the last place spoken of, and what is cheap to show.
      let shown = Math.min(count, kFirstChildren);
      for (let i = shown; i < count; ++i) if (leadsToNote(`${pointer}/${escapeToken(array ? i : keys[i])}`)) shown = i + 1;
      append(0, shown);
      if (shown < count) {
        const more = el('button.link', { type: 'button' }, `show ${count - shown} more`);
        more.addEventListener('click', () => { more.remove(); append(shown, count); });
        inside.append(more);
      }
      block.append(inside, el('div.j-line.j-close', {}, el('span.j-punct', {}, close), comma));
    };
    block.addEventListener('toggle', () => { if (block.open) fill(); });
    if (depth < foldedFrom || leadsToNote(pointer)) { fill(); block.open = true; }
    return [block];
  }
  return el('div.json', {}, ...node(root, '', null, true, 0));
}

/** For looking around: deeper parts folded. */
export const browse = (value) => jsonView(value, { foldedFrom: kFoldedFrom });
