// The inspector page in a headless browser: requests are listed with their verdicts, findings stand
// beside the fields that they are about, state, faults, clock and snapshots can be worked with, and
// nothing that a request holds ever runs. Every answer of the control API is held against its OpenAPI
// description, which has to be valid itself.
//
//   inspector.mjs TOOLS_DIR BASE_URL KEY [SCREENSHOTS_DIR]
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [tools, url, key, shots] = process.argv.slice(2);
const require = createRequire(`${tools}/package.json`);
const { chromium } = require('playwright-core');
const { Validator } = require('@seriousme/openapi-schema-validator');
const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');

// --- the description, and answers against it ---
const description = await (await fetch(`${url}/__admin/openapi.json`)).json();
const validity = await new Validator().validate(description);
assert.ok(validity.valid, JSON.stringify(validity.errors));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(description, 'openapi');
const escaped = (token) => token.replaceAll('~', '~0').replaceAll('/', '~1');
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path, method, operation, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '.+')}$`),
  })));
const answered = new Set();
function checkAnswer(method, path, status, document) {
  const found = operations.find((each) => each.method === method.toLowerCase() && each.pattern.test(path));
  assert.ok(found, `the description has no ${method} ${path}`);
  const response = found.operation.responses[status];
  assert.ok(response, `${method} ${path} answers ${status}, which is not described`);
  const at = response.$ref ?? `#/paths/${escaped(found.path)}/${found.method}/responses/${status}`;
  const validate = ajv.compile({ $ref: `openapi${at}/content/application~1json/schema` });
  assert.ok(validate(document), `${method} ${path}: ${JSON.stringify(validate.errors)}\n${JSON.stringify(document).slice(0, 500)}`);
  if (status === 200) answered.add(found.operation.operationId);
}
async function control(method, path, body, status = 200) {
  const answer = await fetch(`${url}/__admin${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const document = await answer.json();
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(document)}`);
  checkAnswer(method, `/__admin${path.split('?')[0]}`, status, document);
  return document;
}

// --- requests as clients send them ---
async function send(method, path, body, headers = {}) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}`, ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  await answer.text();
  return answer.status;
}
const kHostile = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
const time = '2026-01-01T00:00:00Z';

await control('DELETE', '/requests');
await control('DELETE', '/faults');
for (const name of (await control('GET', '/snapshots')).snapshots) await control('DELETE', `/snapshots/${name}`);

// --- the browser ---
const profile = await mkdtemp(join(tmpdir(), 'inspector-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  viewport: { width: 1440, height: 900 },
  colorScheme: 'light',
});
const complaints = [], outside = [], tokens = new Set(), wrong = [];
let pending = 0, checked = 0, step = 'start the browser';
// A browser that stands still would hold the test for as long as anybody waits: it is told where.
const watchdog = setTimeout(() => {
  console.error(`the browser stands still; the last step was: ${step}; it said: ${JSON.stringify(complaints)}`);
  process.exit(1);
}, 120_000);
watchdog.unref();
try {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const page = context.pages()[0] ?? await context.newPage();
  page.setDefaultTimeout(10_000);
  context.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('dialog', (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('about:')) outside.push(request.url());
    tokens.add(request.headers().authorization ?? '');
  });
  context.on('response', (response) => {
    const path = decodeURIComponent(new URL(response.url()).pathname);
    if (path.startsWith('/__admin/') && !path.startsWith('/__admin/ui') && path !== '/__admin/openapi.json') {
      ++pending;
      response.json().then((document) => { checkAnswer(response.request().method(), path, response.status(), document); ++checked; },
        (error) => { if (!/closed|No resource|No data found/.test(String(error))) throw error; })
        .catch((error) => wrong.push(String(error))).finally(() => --pending);
    }
  });
  const see = (selector, text) => { step = `see ${text} in ${selector}`; return page.locator(selector).filter({ hasText: text }).first().waitFor(); };
  const shot = async (name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }); };
  const rows = page.locator('#rows tr:visible');
  const countRows = (count) => page.waitForFunction((wanted) => [...document.querySelectorAll('#rows tr')].filter((row) => !row.hidden).length === wanted, count);

  await page.goto(`${url}/__admin/ui`);
  await see('#connection', 'live');
  await see('#list-empty', 'No requests yet');

  // --- the live list ---
  assert.equal(await send('POST', '/users/track', { attributes: [{ external_id: 'ui-ada', first_name: 'Ada' }], events: [{ external_id: 'ui-ada', name: 'signed_up', time }] }), 201);
  assert.equal(await send('GET', '/campaigns/list?page=0'), 200);
  assert.equal(await send('GET', '/feed/list'), 200);  // deprecated: a warning
  assert.equal(await send('GET', '/campaigns/list?page=first'), 400);
  assert.equal(await send('GET', '/catalogs', undefined, { Authorization: 'Bearer nobody' }), 401);
  assert.equal(await send('GET', '/no/such/path'), 404);
  assert.equal(await send('POST', '/users/track', '{"events": ['), 400);
  const bad = {
    attributes: [{ external_id: 'ui-ada', first_name: 'Ada', plan: { name: 'pro', seats: 25, since: '2025-11-02' }, tags: ['a', 'b'] }],
    events: [
      { external_id: 'ui-ada', name: 'opened', time },
      { external_id: 'ui-ada', name: 'added_to_cart', time: 'yesterday', properties: { sku: 'tea-01', price: 12.5 } },
      { name: 'left', time },
    ],
    purchases: [{ external_id: 'ui-ada', product_id: 'tea', currency: 'USD', price: '12.50', quantity: 0, time }],
  };
  await send('POST', '/users/track', bad);
  await countRows(8);
  const row = (number) => page.locator(`#rows tr[data-number="${number}"]`);
  const numbers = await rows.evaluateAll((all) => all.map((each) => Number(each.dataset.number)));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a), 'the newest first');
  const first = numbers.at(-1);
  const verdict = (number) => row(number).locator('.chip').first().textContent();
  const verdicts = await Promise.all([...numbers].reverse().map(verdict));
  assert.deepEqual(verdicts, ['pass', 'pass', 'warn', 'fail', 'fail', 'fail', 'fail', 'fail']);
  assert.match(await row(first).textContent(), /POST \/users\/track.*users\.track.*(µs|ms)/);
  assert.equal(await row(first).locator('.code').textContent(), '201');

  // --- a failing request: each finding beside its field ---
  await row(first + 7).locator('.target').click();
  await see('#detail h2', '/users/track');
  const beside = (pointer) => page.locator(`#detail [data-pointer="${pointer}"]:visible`).locator('xpath=following::div[contains(@class,"finding")][1]');
  const line = page.locator('#detail [data-pointer="/events/1/time"]');
  assert.match(await line.getAttribute('class'), /noted/);
  assert.match(await line.evaluate((each) => each.nextElementSibling.textContent), /event\.time|event\/time/);
  assert.match(await line.evaluate((each) => each.nextElementSibling.textContent), /requirementevent\/time-.*source.+event_object/);
  assert.match(await beside('/purchases/0/price').textContent(), /expected.*number.*found.*12\.50.*requirementpurchase\/price/);
  // Nearer than the text of a screen: right below the line, within the tree.
  const [a, b] = await Promise.all([line.boundingBox(), line.locator('xpath=following-sibling::div[1]').boundingBox()]);
  assert.ok(b.y - (a.y + a.height) < 12, 'the finding stands right below the field');
  // What is in order is folded beside them, and opens.
  await page.locator('#detail [data-pointer="/events/0"]').click();
  const good = page.locator('#detail [data-pointer="/events/0/time"]').first();
  assert.doesNotMatch(await good.getAttribute('class'), /noted/);
  assert.ok((await page.locator('#detail .overview li').count()) >= 3);
  await see('#detail section', 'Response body');
  await shot('ui-light-detail');

  // A member that is not there has its place too.
  await send('POST', '/users/alias/new', { user_aliases: [{ alias_label: 'crm', external_id: 'x' }] });
  await row(first + 8).locator('.target').click();
  await see('#detail .j-missing', 'alias_name');
  assert.match(await page.locator('#detail .j-missing + .finding').textContent(), /alias_name/);

  // Findings on the query, the key and the form have a list of their own.
  await row(first + 3).locator('.target').click();
  await see('#detail .outside code', 'query · page');
  await row(first + 4).locator('.target').click();
  await see('#detail .outside', 'common/key-known');
  await row(first + 6).locator('.target').click();
  await see('#detail .outside', 'common/request-json');
  await see('#detail .raw', '{"events": [');

  // --- curl, without the key ---
  await row(first + 7).locator('.target').click();
  await see('#detail h2', '/users/track');
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await see('#toast', 'copied');
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(curl, /^curl -X 'POST' 'http:\/\/.+\/users\/track'/);
  assert.match(curl, /-H "Authorization: Bearer \$BRAZE_API_KEY"/);
  assert.ok(!curl.includes(`Bearer ${key}`));
  assert.deepEqual(JSON.parse(curl.match(/--data-raw '(.*)'$/s)[1]), bad);
  const link = await row(first + 7).locator('a').first().getAttribute('href');
  assert.equal((await (await fetch(url + link)).json()).number, first + 7);

  // --- what a request holds is text ---
  const hostile = { attributes: [{ external_id: 'ui-mallory', first_name: kHostile, [kHostile]: kHostile, email: kHostile }], [kHostile]: 1 };
  await send('POST', '/users/track', hostile);
  await send('GET', `/campaigns/list?page=${encodeURIComponent(kHostile)}`);
  await send('GET', "/<img/src=x/onerror=window.pwned=1>/'\"");
  await send('POST', '/users/track', kHostile);
  assert.equal(await send('POST', '/users/track', { attributes: [{ external_id: 'ui-mallory', first_name: kHostile, nickname: kHostile }] }), 201);
  for (const number of [first + 9, first + 10, first + 11, first + 12, first + 13]) {
    await row(number).locator('.target').click();
    await page.waitForFunction((n) => location.hash.endsWith(`/${n}`) && document.querySelector('#detail .actions a')?.href.endsWith(`/${n}`), number);
  }
  await row(first + 9).locator('.target').click();
  await see('#detail .j-string', 'onerror');
  assert.equal(await page.locator('#view-requests img, #view-requests script').count(), 0);

  // --- big numbers stay what they were ---
  await send('POST', '/users/track', '{"attributes":[{"external_id":"ui-ada","big":9007199254740993}]}');
  await row(first + 14).locator('.target').click();
  await see('#detail .j-number', '9007199254740993');

  // --- filters, pause, keyboard ---
  await page.locator('#filter-text').fill('alias');
  await countRows(1);
  await page.locator('#filter-text').fill('event/time');  // requirements count as well
  await countRows(1);
  await page.locator('#filter-text').fill('');
  await page.locator('#filter-status').selectOption('2');
  await page.waitForFunction(() => [...document.querySelectorAll('#rows tr')].every((each) => each.hidden === !each.querySelector('.code').textContent.startsWith('2')));
  await page.locator('#filter-status').selectOption('');
  await page.locator('[data-verdict=pass]').click();
  await page.locator('[data-verdict=fail]').click();
  await countRows(1);
  assert.equal(await verdict(first + 2), 'warn');
  await page.locator('[data-verdict=pass]').click();
  await page.locator('[data-verdict=fail]').click();
  await countRows(15);
  await page.locator('#pause').click();
  await see('#connection', 'paused');
  await send('GET', '/segments/list');
  await page.waitForTimeout(2500);
  assert.equal(await rows.count(), 15);
  await page.locator('#pause').click();
  await countRows(16);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => location.hash === '#/requests');
  await page.locator('#list-scroll').click({ position: { x: 4, y: 4 } });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction((wanted) => location.hash === `#/requests/${wanted}`, first + 14);
  await see('#detail .j-number', '9007199254740993');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter-text');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => location.hash === '#/requests');
  await shot('ui-light-list');

  // --- state ---
  await page.getByRole('link', { name: 'State' }).click();
  await page.locator('#filter-tables').fill('users');
  await page.locator('#tables a').first().click();
  await see('#table-detail h2', 'users');
  const ada = page.locator('#table-detail .row').filter({ hasText: 'ui-ada' }).first();
  await ada.locator('summary').first().click();
  await see('#table-detail .j-string', '"ui-ada"');
  await see('#table-detail .row', 'ui-mallory');
  assert.equal(await page.locator('#table-detail img').count(), 0);
  await page.locator('#filter-tables').fill('catalog_items/');
  await page.locator('#tables a').first().click();
  await see('#table-detail h2', 'catalog_items/');
  await page.locator('#filter-tables').fill('');
  await page.locator('#tables a').filter({ hasText: 'campaigns' }).first().click();
  await see('#table-detail h2', 'campaigns');
  await shot('ui-light-state');

  // --- faults ---
  await page.getByRole('link', { name: /^Faults/ }).click();
  await page.locator('#fault-kind').selectOption('error');
  await page.locator('[data-field="operation or *"]').fill('campaigns.list');
  await page.locator('[data-field=status]').fill('502');
  assert.equal(await page.locator('#fault-text').textContent(), 'error:campaigns.list:502');
  await page.getByRole('button', { name: 'Add fault' }).click();
  await see('#faults-in-force', 'error:campaigns.list:502');
  assert.equal(await send('GET', '/campaigns/list'), 502);
  await page.locator('#fault-kind').selectOption('latency');
  await page.locator('[data-field=milliseconds]').fill('20');
  await page.locator('#fault-probability').fill('50');
  await page.getByRole('button', { name: 'Add fault' }).click();
  await see('#faults-in-force', 'latency:*:20@0.5');
  assert.deepEqual((await control('GET', '/faults')).faults, ['error:campaigns.list:502', 'latency:*:20@0.5']);
  await shot('ui-light-faults');
  assert.deepEqual(complaints, []);
  await page.locator('#fault-kind').selectOption('hang');
  await page.locator('[data-field="operation or *"]').fill('no.such.operation');
  await page.getByRole('button', { name: 'Add fault' }).click();
  await see('.fault-form .problem', "there is no operation 'no.such.operation'");
  assert.equal(complaints.length, 1, 'the browser itself tells of the refusal, and nothing else');
  assert.match(complaints.pop(), /400/);
  await page.getByRole('button', { name: 'Remove latency:*:20@0.5' }).click();
  await page.waitForFunction(() => document.querySelectorAll('#faults-in-force li').length === 1);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await see('#view-faults', 'None: the emulator keeps to the documentation');
  assert.equal(await send('GET', '/campaigns/list'), 200);
  await page.getByRole('link', { name: 'Requests' }).click();
  await see('#rows .chip.fault', 'fault');

  // --- clock, snapshots, reset ---
  await page.getByRole('link', { name: /^Clock/ }).click();
  await page.locator('#clock-set').fill('2030-01-01T00:00:00Z');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await see('#clock-now', '2030-01-01 00:00:00 UTC · standing still');
  await page.getByRole('button', { name: '+1 hour' }).click();
  await see('#clock-now', '2030-01-01 01:00:00');
  await page.getByRole('button', { name: 'Advance' }).click();
  await see('#clock-now', '2030-01-01 01:01:30');
  await page.locator('#snapshot-name').fill('with-ada');
  await page.getByRole('button', { name: 'Take snapshot' }).click();
  await see('#snapshots', 'with-ada');
  const users = async () => (await control('GET', '/tables/users?limit=1000')).rows.map(({ document }) => document.external_id);
  assert.ok((await users()).includes('ui-ada'));
  await shot('ui-light-workspace');
  await page.getByRole('button', { name: 'Reset the state' }).click();
  assert.ok((await users()).includes('ui-ada'), 'it asks once more');
  await page.getByRole('button', { name: 'Really? Press again' }).click();
  await see('#toast', 'State reset');
  assert.ok(!(await users()).includes('ui-ada'));
  await page.getByRole('button', { name: 'Restore' }).click();
  await see('#toast', 'Restored with-ada');
  assert.ok((await users()).includes('ui-ada'));
  await page.locator('#snapshots').getByRole('button', { name: 'Delete' }).click();
  await see('#view-workspace', 'No snapshots yet');
  await page.getByRole('button', { name: 'Real time' }).click();
  await page.waitForFunction(() => !document.querySelector('#clock-now').textContent.includes('2030'));

  // --- the token, for this tab only ---
  assert.deepEqual([...tokens], ['']);
  await page.locator('#token-button').click();
  await page.locator('#token').fill('a-token-of-mine');
  await page.keyboard.press('Enter');
  await page.waitForRequest((request) => request.headers().authorization === 'Bearer a-token-of-mine');
  assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, '']);
  await page.reload();
  await page.waitForRequest((request) => request.headers().authorization === 'Bearer a-token-of-mine');
  await page.locator('#token-button').click();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await page.waitForFunction(() => sessionStorage.length === 0);

  // Where the control API asks for it, so does the page.
  await page.route('**/__admin/*', (route) => (route.request().url().endsWith('/ui') || route.request().headers().authorization === 'Bearer right'
    ? route.continue() : route.fulfill({ status: 401, json: { message: 'the token, please' } })));
  await page.reload();
  await see('#connection', 'locked');
  await page.locator('#token-dialog[open]').waitFor();
  await page.locator('#token').fill('right');
  await page.getByRole('button', { name: 'Use it' }).click();
  await see('#connection', 'live');
  await page.locator('#problem').waitFor({ state: 'hidden' });
  await page.unroute('**/__admin/*');
  await page.evaluate(() => sessionStorage.clear());
  assert.ok(complaints.length > 0 && complaints.every((text) => text.includes('401')), JSON.stringify(complaints));
  complaints.length = 0;

  // --- dark, narrow ---
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${url}/__admin/ui#/requests/${first + 7}`);
  await see('#detail h2', '/users/track');
  await page.waitForTimeout(100);
  await shot('ui-dark-detail');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('.has-detail'));
  await shot('ui-dark-list');
  if (shots) {
    await page.getByRole('link', { name: /^Faults/ }).click();
    await see('#fault-effect', ' ');
    await shot('ui-dark-faults');
    await page.goto(`${url}/__admin/ui#/requests/${first + 7}`);
  }
  await page.setViewportSize({ width: 480, height: 900 });
  assert.ok(await page.evaluate(() => [document.documentElement, document.querySelector('#detail')].every((each) => each.scrollWidth <= each.clientWidth)), 'nothing sticks out of a narrow window');
  await shot('ui-dark-narrow');
  await page.setViewportSize({ width: 1440, height: 900 });

  // --- empty again ---
  await page.getByRole('link', { name: 'Requests' }).click();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await see('#list-empty', 'No requests yet');
  assert.equal((await control('GET', '/requests')).requests.length, 0);
  assert.equal(await page.evaluate(() => window.pwned), undefined, 'nothing of what requests held ran');
  // The bodies of answers that came while the page was left never arrive: they are not waited for long.
  for (let tries = 0; pending > 0 && tries < 20; ++tries) await page.waitForTimeout(100);
  assert.deepEqual(wrong, []);
  assert.ok(checked > 50, `only ${checked} answers to the page were held against the description`);
  step = 'close the browser';
  assert.deepEqual(complaints, []);
  assert.deepEqual(outside, []);
} catch (error) {
  console.error(`the browser said: ${JSON.stringify(complaints)}`);
  if (shots) await context.pages()[0]?.screenshot({ path: join(shots, 'ui-failure.png') });
  throw error;
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}

// --- the rest of the control API ---
const state = await control('GET', '/state');
await control('PUT', '/state', state);
await control('PUT', '/state', { users: 5 }, 400);
await control('POST', '/fixtures', { state: { tables: { notes: [{ id: 'n', document: { x: 1 } }] } } });
assert.equal((await control('GET', '/tables/notes')).rows[0].document.x, 1);
await control('GET', '/tables/unheard-of', undefined, 404);
await control('DELETE', '/state');
await control('POST', '/snapshots/none', undefined, 404);
await control('PUT', '/clock', { set: 'tomorrow' }, 400);
await control('GET', '/requests/1', undefined, 404);
await send('GET', '/segments/list');
const { newest } = await control('GET', '/requests');
await control('GET', `/requests/${newest}`);
const unseen = operations.map(({ operation }) => operation.operationId).filter((id) => !answered.has(id) && !['getDescription', 'getInspector'].includes(id));
assert.deepEqual(unseen, [], 'operations of the control API that were not tried');
console.log(`the inspector works; ${answered.size} operations of the control API answer as described`);
clearTimeout(watchdog);
