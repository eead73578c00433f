// One request: its bodies, with each finding beside the field that it is about.
import { bytes, copy, duration, el, jsonLink, statusChip, verdictChip } from '/__admin/ui/api.js';
import { escapeToken, jsonView, locate, parse } from '/__admin/ui/json_view.js';

// Deeper parts start folded: beside findings what they are not about, in answers what is long.
const kFoldedBesideFindings = 2;
const kFoldedInAnswers = 4;

const kOutsideBody = /^\/(path|query|headers)(\/|$)/;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as a command. The key is not known here, and stays in the environment there. */
function asCurl(entry) {
  const url = entry.target.startsWith('/') ? location.origin + entry.target : entry.target;
  const method = entry.method === 'HEAD' ? '-I' : `-X ${quoted(entry.method)}`;
  const parts = [`curl ${method} ${quoted(url)}`, '-H "Authorization: Bearer $BRAZE_API_KEY"'];
  if (entry.request_bytes > 0) {
    parts.push("-H 'Content-Type: application/json'");
    if (entry.request_body_cut) parts.push('--data-binary @body.json  # the journal keeps the beginning of long bodies only');
    else parts.push(`--data-raw ${quoted(entry.request_text)}`);
  }
  return parts.join(' \\\n  ');
}

function findingCard(finding) {
  const row = (name, value, kind = '') => (value === '' ? [] : [el('dt', {}, name), el(`dd${kind}`, {}, value)]);
  return el(`div.finding.${finding.level}`, { tabIndex: -1 },
    el('p.statement', {}, el('span.level', {}, finding.level), ' ', finding.statement),
    el('dl', {},
      row('expected', finding.expected), row('found', finding.actual),
      row('requirement', finding.requirement, '.mono'), row('source', finding.source, '.mono')));
}

function section(title, extra, ...children) {
  return el('section.part', { 'aria-label': title }, el('h3', {}, title, extra ? el('span.dim', {}, extra) : null), ...children);
}

/** The body as it is shown: a tree in the order of the text, where it is whole JSON; else undefined. */
const treeOf = (text, cut) => (cut ? undefined : parse(text));

function bodyView(tree, text, size, cut, options) {
  if (size === 0) return [el('p.dim.none', {}, 'no body')];
  const note = cut ? [el('p.cut', {}, `The journal keeps the beginning of long bodies only; this one had ${bytes(size)}.`)] : [];
  if (tree === undefined) return [...note, el('pre.raw', {}, text)];
  return [...note, jsonView(tree, options)];
}

/** Sorts findings to the places in the body where they are shown; the rest is `outside`. */
function place(entry, body) {
  const notes = new Map(), missing = new Map(), outside = [], cards = [];
  const isTree = body !== null && typeof body === 'object';
  for (const finding of entry.findings) {
    const card = findingCard(finding);
    cards.push({ finding, card });
    const elsewhere = kOutsideBody.test(finding.pointer) &&
      !(isTree && Object.hasOwn(body, finding.pointer.split('/')[1]));
    if (!isTree || elsewhere) {
      outside.push({ finding, card });
      continue;
    }
    // What a required member's absence points to is the object that it is absent from.
    const absent = finding.actual === 'no such member' ? finding.expected.match(/^member (.+)$/)?.[1] : undefined;
    const { at, missing: name } = locate(body, absent === undefined ? finding.pointer : `${finding.pointer}/${escapeToken(absent)}`);
    if (name === null) notes.set(at, [...(notes.get(at) ?? []), card]);
    else {
      const there = missing.get(at) ?? [];
      const same = there.find((ghost) => ghost.name === name);
      if (same) same.elements.push(card);
      else there.push({ name, elements: [card] });
      missing.set(at, there);
    }
  }
  return { notes, missing, outside, cards };
}

export function renderDetail(pane, entry) {
  const request = treeOf(entry.request_text, entry.request_body_cut);
  const response = treeOf(entry.response_text, entry.response_body_cut);
  const { notes, missing, outside, cards } = place(entry, request);
  const curl = el('button', { type: 'button' }, 'Copy as curl');
  curl.addEventListener('click', () => copy(asCurl(entry), 'curl command'));
  const close = el('a.button', { href: '#/requests', title: 'Close (esc)', 'aria-label': 'Close' }, '×');
  const facts = [
    ['operation', entry.operation ?? 'none'], ['time', entry.at.replace('T', ' ')], ['took', duration(entry.seconds)],
    ['request', bytes(entry.request_bytes)], ['response', bytes(entry.response_bytes)],
  ];
  pane.replaceChildren(
    el('header.detail-head', {},
      el('div.title', {}, verdictChip(entry.verdict), statusChip(entry.status),
        el('h2.mono', {}, el('span.method', {}, entry.method), ' ', entry.target)),
      el('div.actions', {}, curl, jsonLink(entry.number, { className: 'button' }, 'JSON'), close),
      el('dl.facts', {}, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd.mono', {}, value)))),
      entry.fault ? el('p.fault-note', {}, el('span.chip.fault', {}, 'fault'), ' The answer was spoiled on purpose: ', el('code', {}, entry.fault)) : null));
  if (cards.length > 0) {
    const jump = ({ finding, card }) => {
      const button = el('button.link.mono', { type: 'button' }, finding.pointer === '' ? 'body' : finding.pointer);
      button.addEventListener('click', () => {
        card.scrollIntoView({ block: 'center' });
        card.focus({ preventScroll: true });
      });
      return el('li', {}, el(`span.level.${finding.level}`, {}, finding.level), ' ', button, el('span.dim', {}, ` ${finding.statement}`));
    };
    pane.append(section(`${cards.length} ${cards.length === 1 ? 'finding' : 'findings'}`, null, el('ul.overview', {}, cards.map(jump))));
  }
  if (outside.length > 0) {
    pane.append(section('Path, query, headers and form', null, el('ul.outside', {}, outside.map(({ finding, card }) =>
      el('li', { 'data-pointer': finding.pointer },
        el('code', {}, finding.pointer === '' ? 'body' : finding.pointer.slice(1).replace('/', ' · ')), card)))));
  }
  pane.append(
    section('Request body', entry.request_bytes > 0 ? bytes(entry.request_bytes) : null,
      ...bodyView(request, entry.request_text, entry.request_bytes, entry.request_body_cut, {
        notes, missing, foldedFrom: notes.size + missing.size > 0 ? kFoldedBesideFindings : Infinity,
      })),
    section('Response body', entry.response_bytes > 0 ? bytes(entry.response_bytes) : null,
      ...bodyView(response, entry.response_text, entry.response_bytes, entry.response_body_cut, { foldedFrom: kFoldedInAnswers })));
  pane.scrollTop = 0;
}
