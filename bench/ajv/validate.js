// Prints the nanoseconds of processor time that ajv takes for DIR/body.json against DIR/schema.json: the median of
// several rounds, after the engine has optimised the generated code.
'use strict';

const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');
const addFormats = require('ajv-formats');

const directory = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8'));
const body = read('body.json');

const ajv = new Ajv({strict: false});
addFormats(ajv);
const validate = ajv.compile(read('schema.json'));
if (!validate(body)) {
  console.error('ajv refuses the body:', ajv.errorsText(validate.errors));
  process.exit(1);
}

function round(count) {
  const start = process.cpuUsage();
  for (let i = 0; i < count; ++i) {
    if (!validate(body)) throw new Error('the body stopped conforming');
  }
  return process.cpuUsage(start).user * 1000 / count;
}

round(5000);
const rounds = Array.from({length: 9}, () => round(1000)).sort((a, b) => a - b);
console.log(Math.round(rounds[4]));
