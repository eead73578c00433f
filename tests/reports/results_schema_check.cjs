// Validates results.json files, and proves that the schema refuses broken ones: results_schema_test.sh.
const fs = require('fs');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;

const [schemaFile, ...files] = process.argv.slice(2);
const ajv = new Ajv({allErrors: true, strict: true, strictRequired: false});
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));

let failed = false;
for (const file of files) {
  const document = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!validate(document)) {
    failed = true;
    console.error(file, validate.errors);
  }
  for (const name of Object.keys(document)) {
    const {[name]: _, ...without} = document;
    if (validate(without)) {
      failed = true;
      console.error(`${file} is accepted without ${name}`);
    }
  }
}
if (failed) process.exit(1);
console.log(`${files.length} valid`);
