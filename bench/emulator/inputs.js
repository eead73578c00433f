// Writes what the servers of bench/emulator.sh are given, from the one body and the plain draft-07
// schema that `bench_validate --write` leaves in DIR:
//
//   node inputs.js DIR KEY BYTES_OF_CATALOGS BYTES_OF_TRACK
//
//   DIR/bodies/N.json   bodies of the same size for other users
//   DIR/bad.json        a body with one mistake, in its last event
//   DIR/openapi.json    for Prism
//   DIR/wiremock/       the folder of mappings for WireMock
//   DIR/*.answer        what nginx answers: JSON of the size that the emulator's answers have
'use strict';
const fs = require('fs');
const path = require('path');

const [dir, key, catalogsBytes, trackBytes] = process.argv.slice(2);
const file = (...parts) => path.join(dir, ...parts);
const write = (name, value) => fs.writeFileSync(file(name), JSON.stringify(value));
const read = (name) => JSON.parse(fs.readFileSync(file(name), 'utf8'));

// 32 bodies of 75 users each: 2,400 users, written to again and again.
const body = read('body.json');
fs.mkdirSync(file('bodies'), {recursive: true});
for (let set = 0; set < 32; ++set) {
  const events = body.events.map((event, i) => (
      {...event, external_id: `customer-${String(set * 100 + i).padStart(5, '0')}`}));
  write(`bodies/${set}.json`, {...body, events});
}

const bad = structuredClone(body);
bad.events.at(-1).time = 12;
write('bad.json', bad);

const schema = read('schema.json');
const {definitions, ...root} = schema;
const answer = {type: 'object', properties: {message: {type: 'string'}}, required: ['message']};
const component = (value) => JSON.parse(
    JSON.stringify(value).replaceAll('#/definitions/', '#/components/schemas/'));
const answers = (status, bytes) => ({
  [status]: {
    description: 'success',
    content: {'application/json': {schema: answer, example: filler(bytes)}},
  },
});

// {"message":"success…"} of so many bytes.
function filler(bytes) {
  return {message: 'success'.padEnd(Math.max(7, bytes - '{"message":""}'.length), '.')};
}

write('openapi.json', {
  openapi: '3.1.0',
  info: {title: 'what the benchmark asks for', version: '1'},
  paths: {
    '/catalogs': {get: {operationId: 'list', responses: answers(200, catalogsBytes)}},
    '/users/track': {
      post: {
        operationId: 'track',
        requestBody: {required: true, content: {'application/json': {schema: component(root)}}},
        responses: answers(201, trackBytes),
      },
    },
  },
  components: {schemas: component(definitions)},
});

fs.mkdirSync(file('wiremock', 'mappings'), {recursive: true});
const mapping = (method, url, status, bytes, patterns) => ({
  request: {
    method,
    urlPath: url,
    headers: {Authorization: {equalTo: `Bearer ${key}`}},
    ...patterns,
  },
  response: {
    status,
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(filler(bytes)),
  },
});
write('wiremock/mappings/catalogs.json', mapping('GET', '/catalogs', 200, catalogsBytes));
write('wiremock/mappings/track.json', mapping('POST', '/users/track', 201, trackBytes, {
  bodyPatterns: [{matchesJsonSchema: schema, schemaVersion: 'V7'}],
}));

fs.writeFileSync(file('catalogs.answer'), JSON.stringify(filler(catalogsBytes)));
fs.writeFileSync(file('track.answer'), JSON.stringify(filler(trackBytes)));
