// Compares an Allure 3 report with the results that it was made from: allure_test.sh.
const fs = require('fs');
const path = require('path');

const [results, report] = process.argv.slice(2);
const read = (folder, name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
const problems = [];

const written = new Map();
for (const name of fs.readdirSync(results).filter((n) => n.endsWith('-result.json'))) {
  const result = read(results, name);
  if (written.has(result.fullName)) problems.push(`two results are called ${result.fullName}`);
  written.set(result.fullName, result);
}
if (written.size === 0) problems.push(`no results in ${results}`);

const data = path.join(report, 'data', 'test-results');
const shown = new Map();
for (const name of fs.readdirSync(data)) {
  const result = read(data, name);
  if (result.isRetry || result.hidden) problems.push(`taken for a retry: ${result.fullName}`);
  shown.set(result.fullName, result);
  for (const attachment of result.attachments ?? []) {
    if (attachment.link?.missed) problems.push(`no attachment ${attachment.link.originalFileName}`);
  }
}

for (const [name, result] of written) {
  const other = shown.get(name);
  if (!other) problems.push(`not in the report: ${name}`);
  else if (other.status !== result.status) problems.push(`${name}: ${result.status} became ${other.status}`);
  else if ((other.attachments ?? []).length !== result.attachments.length) {
    problems.push(`${name}: attachments are missing`);
  }
}
if (shown.size !== written.size) problems.push(`${written.size} written, ${shown.size} in the report`);
const total = read(path.join(report, 'widgets'), 'statistic.json').total;
if (total !== written.size) problems.push(`${written.size} written, ${total} counted`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${shown.size} results in the report, as written`);
