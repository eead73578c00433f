// A keep-alive connection to the emulator which judges every answer.
import http from 'node:http';
import net from 'node:net';

const kPatience = 30_000; // ms for an answer; instrumented servers on busy machines are slow
const kHangPatience = 1_000; // ms while answers are withheld on purpose

export const kShownFailures = 30; // more tell nothing

/** What all connections share: faults in force, counts, and what went wrong. */
export class Judge {
  statuses = new Map(); // how often each status came
  actions = new Map(); // action -> {sent, succeeded}
  broken = 0; // connections that broke where they had reason to
  failures = [];
  gone = false; // nobody listens any more
  #windows = []; // {kinds, from, to}: when which faults may have been at work

  /** From now on, any of these faults may be at work. */
  open(kinds) {
    this.#windows.push({ kinds: new Set(kinds), from: performance.now(), to: Infinity });
    if (this.#windows.length > 100) this.#windows.shift();
  }
  /** From now on, none is at work. */
  close() {
    for (const window of this.#windows) if (window.to === Infinity) window.to = performance.now();
  }
  /** Whether one of the faults may have been at work since then. */
  excuses(since, ...kinds) {
    return this.#windows.some((window) => window.to >= since && kinds.some((kind) => window.kinds.has(kind)));
  }
  fail(text) {
    if (this.failures.length < kShownFailures) this.failures.push(text);
  }
  count(action, status) {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const counts = this.actions.get(action) ?? { sent: 0, succeeded: 0 };
    counts.sent += 1;
    if (status >= 200 && status < 300) counts.succeeded += 1;
    this.actions.set(action, counts);
  }
  /** Takes an answer into account. A server error that nobody asked for is a failure. */
  judge(action, since, status, what, body) {
    this.count(action, status);
    if (status >= 500 && status !== 501 && !this.excuses(since, 'server-error', 'error')) {
      this.fail(`${action}: ${what}: ${status} ${String(body).slice(0, 300)}`);
    }
  }
  requests() {
    let sum = 0;
    for (const count of this.statuses.values()) sum += count;
    return sum;
  }
}

export class Connection {
  action = ''; // for the counts: what it is doing
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #judge;

  constructor(base, key, judge) {
    this.base = new URL(base);
    this.key = key;
    this.#judge = judge;
  }

  /**
   * Sends a request and reads the answer: {status, json}, json being undefined where the body is none.
   * `body` is JSON, a string or a Buffer; `fragile`: the server may hang up while it is sent.
   * A connection that breaks where none should is a failure; the answer is {status: 0} then.
   */
  call(method, path, { body, headers = {}, key = this.key, fragile = false, chunked = false } = {}) {
    const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const all = { ...headers };
    if (key !== null) all.Authorization = `Bearer ${key}`;
    if (bytes !== undefined) {
      all['Content-Type'] ??= 'application/json';
      if (!chunked) all['Content-Length'] = Buffer.byteLength(bytes);
    }
    const since = performance.now();
    const what = `${method} ${path}`;
    const { action } = this;
    return new Promise((resolve) => {
      let settled = false;
      const settle = (answer) => {
        if (settled) return;
        settled = true;
        clearInterval(watch);
        resolve(answer);
      };
      const broke = (error) => {
        if (settled) return;
        if (error.code === 'ECONNREFUSED') this.#judge.gone = true;
        else if (fragile || this.#judge.excuses(since, 'reset', 'truncate', 'hang')) this.#judge.broken += 1;
        else this.#judge.fail(`${action}: ${what}: ${error.code ?? ''} ${error.message}`);
        settle({ status: 0 });
      };
      const request = http.request(
        { host: this.base.hostname, port: this.base.port, agent: this.#agent, method, path, headers: all },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('error', broke);
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString();
            this.#judge.judge(action, since, answer.statusCode, what, text);
            settle({ status: answer.statusCode, json: this.#parse(answer, text, since, what) });
          });
        },
      );
      const watch = setInterval(() => {
        const waited = performance.now() - since;
        const patience = this.#judge.excuses(since, 'hang') ? kHangPatience : kPatience;
        if (waited > patience) request.destroy(new Error(`no answer within ${patience} ms`));
      }, 250);
      request.on('error', broke);
      request.end(bytes);
    });
  }

  #parse(answer, text, since, what) {
    if (text === '' || !(answer.headers['content-type'] ?? '').includes('json')) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      if (!this.#judge.excuses(since, 'malformed', 'truncate', 'content-type')) {
        this.#judge.fail(`${this.action}: ${what}: ${answer.statusCode} with broken JSON: ${text.slice(0, 200)}`);
      }
      return undefined;
    }
  }

  /**
   * Sends bytes over a connection of its own, waits `patience` ms for the end of the connection and
   * then breaks it: with a reset, or by hanging up. Gives the status lines that came back.
   */
  raw(bytes, { patience = 0, reset = false } = {}) {
    const since = performance.now();
    const { action } = this;
    return new Promise((resolve) => {
      let text = '';
      const socket = net.connect({ host: this.base.hostname, port: this.base.port });
      const done = () => {
        clearTimeout(timer);
        const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
        for (const status of statuses) this.#judge.judge(action, since, status, 'raw bytes', text);
        if (statuses.length === 0) this.#judge.count(action, 0);
        resolve(statuses);
      };
      const timer = setTimeout(() => {
        if (reset) socket.resetAndDestroy();
        else socket.destroy();
      }, patience);
      socket.on('connect', () => socket.write(bytes));
      socket.on('data', (part) => {
        text += part.toString('latin1');
      });
      socket.on('error', () => {}); // a server may cut whoever sends this
      socket.on('close', done);
    });
  }

  end() {
    this.#agent.destroy();
  }
}
