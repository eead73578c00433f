// The control API as the page uses it, and the few helpers that all views share.

const kTokenKey = 'brazecheck-admin-token';

// Private windows and embedded views may refuse storage: then the token lives as long as the page.
let token = '';
try { token = sessionStorage.getItem(kTokenKey) ?? ''; } catch { /* memory only */ }

export const hasToken = () => token !== '';
export function setToken(value) {
  token = value;
  try {
    if (value === '') sessionStorage.removeItem(kTokenKey);
    else sessionStorage.setItem(kTokenKey, value);
  } catch { /* memory only */ }
}

/** A refusal by the control API (`status`), or no answer at all (status 0). */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// A number that would be shown otherwise than it was written (a 64-bit id, 1.0) is kept as text.
export class Verbatim {
  constructor(source) { this.source = source; }
}
export const exactly = (_, value, context) =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
    ? new Verbatim(context.source) : value;

/** The text of an answer; throws ApiError. */
export async function askText(method, path, body) {
  const headers = {};
  if (token !== '') headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer, text;
  try {
    answer = await fetch(`/__admin${path}`, {
      method, headers, cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await answer.text();
  } catch {
    throw new ApiError(0, 'The emulator does not answer.');
  }
  if (answer.ok) return text;
  let message = text;
  try { message = JSON.parse(text).message ?? text; } catch { /* as it is */ }
  throw new ApiError(answer.status, message);
}

export const ask = async (method, path, body) => JSON.parse(await askText(method, path, body));

/**
 * An element. `properties` are set as properties, except for data-*, aria-* and role. Children are
 * elements or text: text is never read as markup, whatever a request holds.
 */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.includes('-') || key === 'role' || key === 'scope' || key === 'list' || key === 'for') element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export const byId = (id) => document.getElementById(id);

let toastTimer;
export function toast(text, failed = false) {
  const box = byId('toast');
  box.textContent = text;
  box.className = failed ? 'failed' : '';
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, failed ? 8000 : 2500);
}

/** Runs what a button does; tells of failures where people look. Returns whether it worked. */
export async function attempt(action, success) {
  try {
    await action();
    if (success) toast(success);
    return true;
  } catch (error) {
    if (error.status !== 401) toast(error.message, true);  // of the token the page speaks by itself
    return false;
  }
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is only the old way.
    const area = el('textarea', { value: text, className: 'hidden' });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(`${what} copied`);
}

export const bytes = (count) =>
  count < 1024 ? `${count} B` : count < 1048576 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;

export const duration = (seconds) =>
  seconds < 1e-3 ? `${(seconds * 1e6).toFixed(0)} µs` : seconds < 1 ? `${(seconds * 1e3).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;

/** Opens the JSON of a request; with a token a plain link would be refused. */
export function jsonLink(number, properties, ...children) {
  const link = el('a', { href: `/__admin/requests/${number}`, target: '_blank', rel: 'noopener', ...properties }, ...children);
  link.addEventListener('click', (event) => {
    if (!hasToken()) return;
    event.preventDefault();
    attempt(async () => {
      const blob = new Blob([await askText('GET', `/requests/${number}`)], { type: 'application/json' });
      window.open(URL.createObjectURL(blob), '_blank', 'noopener');
    });
  });
  return link;
}

export const verdictChip = (verdict) => el(`span.chip.${verdict}`, {}, verdict);
export const statusChip = (status) => el(`span.code.s${String(status)[0]}`, {}, status);
