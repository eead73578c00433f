#!/usr/bin/env node
// Holds schemas/ against a validator that is not ours: the schemas of the contract format compile in
// ajv's strict mode, every contract keeps them, every schema in a contract is a JSON Schema of draft-07,
// and every example in the contracts is valid by its schema.
//
//   meta_schema_check.mjs TOOLS SCHEMAS
//
// TOOLS is a folder where tests/tools/package.json has been installed with npm.
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, posix, resolve} from 'node:path';

const [tools, folder] = process.argv.slice(2);
if (!tools || !folder) {
  console.error('usage: meta_schema_check.mjs TOOLS SCHEMAS');
  process.exit(2);
}
const require = createRequire(join(resolve(tools), 'package.json'));
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;

const problems = [];
const counts = {contracts: 0, schemas: 0, examples: 0};
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const filesIn = (name) => readdirSync(join(folder, name)).filter((file) => file.endsWith('.json')).sort().map((file) => `${name}/${file}`);
const text = (errors) => errors.map((error) => `${error.instancePath || '/'} ${error.message}`).join('; ');

// --- the format of contracts ---
const meta = new Ajv({strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true});
addFormats(meta);
const keeps = {};
const shared_files = ['common', 'rate_limits', 'profiles', 'permissions', 'instances', 'excluded'];
const kinds = ['contract', ...shared_files];
for (const kind of kinds) meta.addSchema(read(`meta/${kind}.schema.json`), `${kind}.schema.json`);
for (const kind of kinds) {
  try {
    keeps[kind] = meta.getSchema(`${kind}.schema.json`);
  } catch (error) {
    problems.push(`meta/${kind}.schema.json: ${error.message}`);
  }
}
const folders = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const contracts = folders.filter((name) => name !== 'objects' && name !== 'meta').flatMap(filesIn);
const documents = new Map([...contracts, ...filesIn('objects'), ...shared_files.map((kind) => `${kind}.json`)].map((name) => [name, read(name)]));
for (const name of contracts) {
  counts.contracts += 1;
  if (keeps.contract && !keeps.contract(documents.get(name))) problems.push(`${name}: ${text(keeps.contract.errors)}`);
}
for (const kind of shared_files) {
  if (keeps[kind] && !keeps[kind](documents.get(`${kind}.json`))) problems.push(`${kind}.json: ${text(keeps[kind].errors)}`);
}
if (counts.contracts === 0) problems.push(`no contract in ${folder}`);

// Something must be refused, or the schema says nothing.
for (const name of contracts) {
  for (const member of ['operation', 'method', 'path', 'responses', 'source']) {
    const {[member]: _, ...without} = documents.get(name);
    if (keeps.contract?.(without)) problems.push(`${name} would do without ${member}`);
  }
}

// --- the schemas in it: draft-07 once our own annotations are off ---
const base = 'contracts:///';
const strip = (node, name) => {
  if (Array.isArray(node)) return node.map((entry) => strip(entry, name));
  if (node === null || typeof node !== 'object') return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('x-')) continue;
    if (key === '$ref' && typeof value === 'string') {
      const [file, pointer = ''] = value.split('#');
      const target = file ? posix.join(posix.dirname(name), file) : name;
      out.$ref = `${base}${target}#${pointer}`;
    } else {
      // Values in data positions stay as they are.
      out[key] = ['const', 'enum', 'examples', 'default'].includes(key) ? value : strip(value, name);
    }
  }
  return out;
};
const ajv = new Ajv({strict: true, strictRequired: false, strictTypes: false, allErrors: false, allowUnionTypes: true});
addFormats(ajv, ['date', 'email', 'uri', 'uuid']);
// Times and phone numbers have notations of their own here, which the C++ tests cover.
for (const format of ['date-time', 'braze-time', 'braze-event-time', 'iso8601', 'local-date-time', 'e164']) ajv.addFormat(format, true);

// Values of paths, queries and headers are text on the wire and read as their schema asks.
const reader = new Ajv({strict: false, coerceTypes: true});
addFormats(reader, ['date', 'email', 'uri', 'uuid']);
for (const format of ['date-time', 'braze-time', 'braze-event-time', 'iso8601', 'local-date-time', 'e164']) reader.addFormat(format, true);

const shared = [...documents.keys()].filter((name) => name.startsWith('objects/'));
for (const name of shared) {
  for (const validator of [ajv, reader]) validator.addSchema(strip(documents.get(name), name), base + name);
}
const whole = new Ajv({strict: false});
for (const name of shared) {
  counts.schemas += 1;
  try {
    if (!whole.validateSchema(strip(documents.get(name), name))) throw new Error(text(whole.errors));
    ajv.getSchema(base + name);
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
}

// Path parameters and query values are text on the wire; their schemas stand on their own.
const schemaAt = (name, pointer) => {
  let node = documents.get(name);
  for (const part of pointer) node = node?.[part];
  return node;
};
const compiled = new Map();
const compile = (name, pointer) => {
  const validator = pointer[0] === 'request' && pointer[1] !== 'body' ? reader : ajv;
  const key = `${name}#/${pointer.join('/')}`;
  if (compiled.has(key)) return compiled.get(key);
  let validate = null;
  const schema = schemaAt(name, pointer);
  if (schema !== undefined) {
    counts.schemas += 1;
    try {
      const stripped = strip(schema, name);
      if (!whole.validateSchema(stripped)) throw new Error(text(whole.errors));
      // "#/…" in a contract means the contract: it is there for references, its root says nothing.
      if (!validator.getSchema(base + name) && !validator.schemas[base + name]) {
        validator.addSchema({definitions: strip(documents.get(name).definitions ?? {}, name)}, base + name);
      }
      validate = validator.compile(stripped);
    } catch (error) {
      problems.push(`${key}: ${error.message}`);
    }
  }
  compiled.set(key, validate);
  return validate;
};
const hold = (name, pointer, value, where) => {
  const validate = compile(name, pointer);
  if (!validate) return false;
  counts.examples += 1;
  if (!validate(value)) problems.push(`${name} ${where}: ${text(validate.errors)}`);
  return true;
};

for (const name of contracts) {
  const contract = documents.get(name);
  const {request = {}, responses = {}, examples = []} = contract;
  // A validator that lets everything pass would make the examples worth nothing.
  if (compile(name, ['request', 'body', 'schema'])?.(null)) problems.push(`${name}: a body of null is valid`);
  for (const part of Object.keys(request.path ?? {})) compile(name, ['request', 'path', part]);
  for (const part of ['query', 'headers']) {
    for (const field of Object.keys(request[part] ?? {})) compile(name, ['request', part, field, 'schema']);
  }
  compile(name, ['request', 'query_together']);
  for (const [status, response] of Object.entries(responses)) {
    compile(name, ['responses', status, 'body']);
    for (const header of Object.keys(response.headers ?? {})) compile(name, ['responses', status, 'headers', header, 'schema']);
  }

  for (const [at, example] of examples.entries()) {
    const where = `example ${example.name ?? at}`;
    const sent = example.request ?? {};
    if (sent.body !== undefined && !hold(name, ['request', 'body', 'schema'], sent.body, `${where}: request body`)) {
      problems.push(`${name} ${where}: a body where the contract has none`);
    }
    for (const [field, value] of Object.entries(sent.path ?? {})) {
      if (!hold(name, ['request', 'path', field], value, `${where}: path ${field}`)) problems.push(`${name} ${where}: unknown path parameter ${field}`);
    }
    for (const [field, value] of Object.entries(sent.query ?? {})) {
      if (!hold(name, ['request', 'query', field, 'schema'], value, `${where}: query ${field}`)) problems.push(`${name} ${where}: unknown query parameter ${field}`);
    }
    const answer = example.response;
    if (!answer) continue;
    if (!responses[answer.status] && !documents.get('common.json').responses?.[answer.status]) {
      problems.push(`${name} ${where}: status ${answer.status} is not documented`);
    } else if (answer.body !== undefined && responses[answer.status]) {
      hold(name, ['responses', String(answer.status), 'body'], answer.body, `${where}: response body`);
    }
  }
}
for (const status of Object.keys(documents.get('common.json').responses ?? {})) compile('common.json', ['responses', status, 'body']);
if (counts.examples === 0) problems.push('no example was validated');

for (const problem of problems) console.error(problem);
console.log(`${counts.contracts} contracts, ${counts.schemas} schemas, ${counts.examples} examples; ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
