#!/usr/bin/env node
// Scores `brazecheck check` against a file of judged facts.
//
//   tests/tools/acceptance.mjs BRAZECHECK FOLDER [--all]
//
// FOLDER holds requests.jsonl (id, method, path template, path_params, query, body or null, verdict
// valid|invalid, rule, source, strength must|should) and responses.jsonl (with status instead of the
// request's parts). A side counts as refused when it has a finding of level must. Prints a score by
// operation and strength, then every line that was judged otherwise; exits 1 when a must line is wrong.
// Lines on operations without a contract are counted apart; --all fails on them as well.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const [binary, folder, ...flags] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: acceptance.mjs BRAZECHECK FOLDER [--all]');
  process.exit(2);
}

const read = (name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const fillPath = (fact) =>
  fact.path.replace(/\{([^}]+)\}/g, (_, name) => {
    const value = (fact.path_params ?? {})[name];
    return value === undefined ? 'placeholder' : encodeURIComponent(value);
  });

const asRequest = (fact) => {
  const request = {method: fact.method, path: fillPath(fact), query: fact.query ?? {}};
  if (fact.body !== null && fact.body !== undefined) request.body = fact.body;
  return {id: fact.id, request};
};
const asResponse = (fact) => {
  const response = {status: fact.status};
  if (fact.body !== null && fact.body !== undefined) response.body = fact.body;
  return {id: fact.id, request: {method: fact.method, path: fillPath(fact)}, response};
};

const judge = (lines, side) => {
  const result = spawnSync(binary, ['check', '--only', side, '--format', 'jsonl', '-'], {
    input: lines.map((line) => JSON.stringify(line)).join('\n') + '\n',
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (result.status > 1 && result.status !== 4) throw new Error(`check ended with ${result.status}: ${result.stderr}`);
  return result.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
};

const score = new Map();
const wrong = [];
let unknown = 0;
for (const [name, side, convert] of [['requests.jsonl', 'request', asRequest], ['responses.jsonl', 'response', asResponse]]) {
  const facts = read(name);
  const verdicts = judge(facts.map(convert), side);
  facts.forEach((fact, i) => {
    if (verdicts[i].verdict === 'unknown_operation') {
      unknown += 1;
      return;
    }
    const refused = verdicts[i].findings.some((finding) => finding.level === 'must' && finding.side === side);
    const right = refused === (fact.verdict === 'invalid');
    const key = `${fact.method} ${fact.path} ${side} ${fact.strength}`;
    const entry = score.get(key) ?? {right: 0, total: 0};
    entry.total += 1;
    entry.right += right ? 1 : 0;
    score.set(key, entry);
    if (!right) wrong.push({fact, findings: verdicts[i].findings});
  });
}

const sums = {must: {right: 0, total: 0}, should: {right: 0, total: 0}};
for (const [key, entry] of [...score].sort()) {
  console.log(`${String(entry.right).padStart(5)} / ${String(entry.total).padEnd(5)} ${key}`);
  const strength = key.split(' ').at(-1);
  sums[strength].right += entry.right;
  sums[strength].total += entry.total;
}
for (const {fact, findings} of wrong) {
  console.log(`wrong (${fact.strength}): ${fact.id} is ${fact.verdict}: ${fact.rule} [${fact.source}]`);
  for (const finding of findings) console.log(`    ${finding.level} ${finding.requirement}: ${finding.message}`);
}
for (const [strength, {right, total}] of Object.entries(sums)) {
  if (total > 0) console.log(`${strength}: ${right} of ${total} right (${((100 * right) / total).toFixed(2)} %)`);
}
console.log(`${unknown} lines on operations without a contract`);
process.exit(wrong.some(({fact}) => fact.strength === 'must') || (flags.includes('--all') && unknown > 0) ? 1 : 0);
