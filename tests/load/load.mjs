// Load on a running emulator: sixteen keep-alive connections that do everything which clients do, well
// and badly, and one that changes faults, clock and state meanwhile.
//
//   load.mjs BASE_URL KEY SECONDS [SEED] [PAUSE]
//
// PAUSE are milliseconds between the requests of a connection (0). What the n-th action of a connection
// is depends on the seed alone. Exits 1 when an answer was a server error that no fault explains, a
// connection broke, the server went away, or some kind of request never had success.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Connection, Judge, kShownFailures } from './client.mjs';
import { control } from './control.mjs';
import { random, spoil } from './random.mjs';
import { kActions } from './traffic.mjs';

const kConnections = 16;
const kEnough = 20; // requests of a kind, one of which at least must have success
const kTarget = 8000; // characters of a target at the most; more would only be refused
// Actions that never succeed: they are wrong on purpose, or read no answer.
const kHopeless = new Set(['no key', 'wrong key', 'unknown path', 'broken JSON', 'wrong type', 'oversized body', 'gzip bomb', 'broken HTTP', 'hang up']);

const [base, key, seconds, seed = '1', pause = '0'] = process.argv.slice(2);
if (!base || !key || !(Number(seconds) > 0)) {
  console.error('load.mjs BASE_URL KEY SECONDS [SEED] [PAUSE]');
  process.exit(2);
}

/** The contracts: every operation, with the requests of its examples. */
function read_contracts() {
  const schemas = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../schemas');
  const contracts = [];
  for (const folder of fs.readdirSync(schemas).sort()) {
    if (folder === 'meta' || folder === 'objects' || !fs.statSync(path.join(schemas, folder)).isDirectory()) continue;
    for (const file of fs.readdirSync(path.join(schemas, folder)).sort()) {
      const contract = JSON.parse(fs.readFileSync(path.join(schemas, folder, file)));
      if (contract.operation && contract.path) contracts.push(contract);
    }
  }
  const requirements = fs.readFileSync(path.join(schemas, 'requirement_ids.txt'), 'utf8').split('\n').filter(Boolean);
  return { contracts, requirements };
}

/** Puts what the emulator has in the place of what examples name. */
function supply(value, supplies) {
  if (Array.isArray(value)) return value.map((part) => supply(part, supplies));
  if (value === null || typeof value !== 'object') return value;
  const out = {};
  for (const [name, part] of Object.entries(value)) out[name] = supplies[name] !== undefined && typeof part === 'string' ? supplies[name] : supply(part, supplies);
  return out;
}

/** A value in a path or a query; JSON's lone surrogates have no place in either. */
const encoded = (value) => encodeURIComponent((typeof value === 'string' ? value : JSON.stringify(value)).replace(/[\ud800-\udfff]/g, '?'));

function target(contract, request) {
  const filled = contract.path.replace(/\{([^}]+)\}/g, (_, name) => encoded(request.path?.[name] ?? 'none'));
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${encodeURIComponent(name)}=${encoded(one)}`));
  return filled + (query.length > 0 ? `?${query.join('&')}` : '');
}

/** Sends the examples in turn, each connection from another place. */
function examples_of(contracts, supplies) {
  const all = contracts.flatMap((contract) => [{}, ...(contract.examples ?? []).map((example) => example.request ?? {})].slice(contract.examples?.length ? 1 : 0)
    .map((request) => ({ contract, request })));
  const places = new Map();
  return (connection, rng, spoilt) => {
    const place = places.get(connection) ?? places.size * Math.ceil(all.length / kConnections);
    places.set(connection, place + 1);
    const { contract, request } = all[place % all.length];
    let given = rng.chance(0.8) ? supply(request, supplies) : request;
    if (spoilt) given = spoil(rng, given);
    const headers = contract.category === 'scim' ? { 'X-Request-Origin': 'load' } : {};
    return connection.call(contract.method, target(contract, given).slice(0, kTarget), { body: given.body, headers });
  };
}

const judge = new Judge();
const first = new Connection(base, key, judge);
first.action = 'control: start';
const health = (await first.call('GET', '/__admin/health')).json;
if (health?.status !== 'ok') {
  console.error(`no emulator at ${base}`);
  process.exit(3);
}
const { contracts, requirements } = read_contracts();
const known = {
  supplies: health.supplies,
  requirements,
  lists: contracts.filter((contract) => contract.method === 'GET' && !contract.path.includes('{')).map((contract) =>
    target(contract, supply(contract.examples?.find((example) => example.request)?.request ?? {}, health.supplies))),
  example: examples_of(contracts, health.supplies),
};

const end = performance.now() + Number(seconds) * 1000;
const over = () => performance.now() >= end || judge.gone || judge.failures.length >= kShownFailures;

/** Deals actions from a deck, so that each has its turn. */
async function work(connection, rng) {
  const deck = Object.entries(kActions).flatMap(([name, [weight, act]]) => Array.from({ length: weight }, () => [name, act]));
  while (!over()) {
    for (const [name, act] of rng.shuffle(deck)) {
      if (over()) return;
      connection.action = name;
      await act(connection, rng, known);
      // Also lets the other connections have their turn.
      await new Promise((done) => setTimeout(done, Number(pause)));
    }
  }
}

const start = performance.now();
const connections = Array.from({ length: kConnections }, () => new Connection(base, key, judge));
await Promise.all([
  ...connections.map((connection, i) => work(connection, random(Number(seed) * 1000 + i))),
  control(first, random(Number(seed) * 1000 + 999), judge, known, over),
]);
const took = (performance.now() - start) / 1000;

judge.close();
first.action = 'control: end';
if ((await first.call('GET', '/__admin/health')).status !== 200) judge.fail('the server is not well after the load');
for (const connection of [first, ...connections]) connection.end();
const statuses = [...judge.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status === 0 ? 'none' : status}: ${count}`);
console.log(`${judge.requests()} requests in ${took.toFixed(1)} s, ${(judge.requests() / took).toFixed(0)}/s; ${judge.broken} broken by faults`);
console.log(`by status: ${statuses.join(', ')}`);
if (judge.failures.length === 0) {
  for (const name of Object.keys(kActions)) {
    const counts = judge.actions.get(name);
    if (!counts) judge.fail(`${name}: was never sent; give it more time`);
    else if (!kHopeless.has(name) && counts.sent >= kEnough && counts.succeeded === 0) judge.fail(`${name}: none of ${counts.sent} had success`);
  }
}
if (process.env.VERBOSE) for (const [name, counts] of judge.actions) console.log(`  ${name}: ${counts.succeeded} of ${counts.sent} succeeded`);
for (const failure of judge.failures) console.error(failure);
process.exit(judge.failures.length > 0 ? 1 : 0);
