// What the connections do: one function an action, each a request or a few that belong together.
// All names come from small sets, so that what the emulator stores does not grow with time.
import zlib from 'node:zlib';

import { spoil } from './random.mjs';

const kUsers = 200;
const kCatalogs = 4;
const kItems = 40;

const user = (rng) => `load-${rng.below(kUsers)}`;
const email = (rng) => `load-${rng.below(kUsers)}@example.com`;
const phone = (rng) => `+1555010${String(rng.below(kUsers)).padStart(4, '0')}`;
const alias = (rng) => ({ alias_name: `load-${rng.below(kUsers)}`, alias_label: rng.pick(['till', 'crm']) });
const catalog = (rng) => `load_${rng.below(kCatalogs)}`;
const item = (rng) => `item-${rng.below(kItems)}`;
const time = (rng) => new Date(Date.UTC(2026, rng.below(12), 1 + rng.below(28), rng.below(24))).toISOString();
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** Whom an object of /users/track is about, in one of the ways that there are. */
function whom(rng) {
  const way = rng.below(10);
  if (way < 6) return { external_id: user(rng) };
  if (way < 7) return { user_alias: alias(rng), _update_existing_only: rng.chance(0.5) };
  if (way < 8) return { email: email(rng) };
  if (way < 9) return { phone: phone(rng) };
  return { external_id: user(rng), _update_existing_only: true };
}

const attributes = (rng) => ({
  ...whom(rng),
  first_name: rng.pick(['Ada', 'Grace', 'Barbara']),
  country: rng.pick(['PT', 'US', 'JP']),
  dob: '1990-12-10',
  email: email(rng),
  points: rng.chance(0.3) ? { inc: rng.below(10) } : rng.below(1000),
  tags: rng.pick([['a', 'b'], { add: ['c'] }, { remove: ['a'] }]),
  nested: rng.pick([{ depth: { more: rng.below(9) } }, { $add: [{ id: rng.below(5) }] }, null]),
  cars: rng.pick([[{ id: 1, age: 2 }], { $update: [{ $identifier_key: 'id', $identifier_value: 1, $new_object: { age: 3 } }] }]),
  since: { $time: time(rng) },
});
const event = (rng) => ({ ...whom(rng), name: `event_${rng.below(20)}`, time: time(rng), properties: { n: rng.below(100), deep: { list: [1, 'two', null] } } });
const purchase = (rng) => ({ ...whom(rng), product_id: `product_${rng.below(20)}`, currency: 'EUR', price: rng.below(10000) / 100, quantity: 1 + rng.below(5), time: time(rng) });
/** Now and then one that is wrong. */
const some = (rng, count, make) => many(count, () => (rng.chance(0.1) ? spoil(rng, make(rng)) : make(rng)));

const fields = (rng) => ({
  name: rng.pick(['tea', 'coffee']),
  price: rng.below(100),
  open: rng.chance(0.5),
  at: time(rng),
  place: { street: 'x', floor: { level: rng.below(9) } },
  list: ['a', 'b'],
});
const messages = { email: { app_id: '', subject: 'Tea', from: 'Tea <tea@example.com>', body: '<p>{{${first_name}}}</p>' }, apple_push: { alert: 'Tea' } };

/** {name: [weight, async (connection, rng, known)]}; `known` is what was learnt: supplies, examples, ids. */
export const kActions = {
  'track 75 events': [10, (c, rng) => c.call('POST', '/users/track', { body: { events: some(rng, 75, event) } })],
  'track all': [6, (c, rng) => c.call('POST', '/users/track', {
    body: { attributes: some(rng, 20, attributes), events: some(rng, 10, event), purchases: some(rng, 10, purchase) } })],
  'track good': [6, (c, rng) => c.call('POST', '/users/track', { body: { attributes: many(3, () => attributes(rng)), purchases: [purchase(rng)] } })],
  'track sync': [3, (c, rng) => c.call('POST', '/users/track/sync', { body: { attributes: [attributes(rng)] } })],
  'track bulk': [2, (c, rng) => c.call('POST', '/users/track/bulk', { body: { attributes: some(rng, 75, attributes) } })],
  'track gzip': [2, (c, rng) => c.call('POST', '/users/track', {
    body: zlib.gzipSync(JSON.stringify({ events: many(20, () => event(rng)) })), headers: { 'Content-Encoding': 'gzip' } })],
  'track chunked': [2, (c, rng) => c.call('POST', '/users/track', { body: { events: many(75, () => event(rng)) }, chunked: true })],
  'export ids': [8, (c, rng) => c.call('POST', '/users/export/ids', {
    body: rng.pick([{ external_ids: many(10, () => user(rng)) }, { user_aliases: [alias(rng)] }, { email_address: email(rng) }, { phone: phone(rng) }]) })],
  'export fields': [3, (c, rng) => c.call('POST', '/users/export/ids', {
    body: { external_ids: many(20, () => user(rng)), fields_to_export: ['external_id', 'custom_attributes', 'custom_events', 'purchases', 'user_aliases', 'email'] } })],
  'delete users': [2, (c, rng) => c.call('POST', '/users/delete', { body: rng.pick([{ external_ids: [user(rng), user(rng)] }, { user_aliases: [alias(rng)] }]) })],
  'merge users': [2, (c, rng) => c.call('POST', '/users/merge', { body: { merge_updates: some(rng, 3, () => ({
    identifier_to_merge: rng.chance(0.7) ? { external_id: user(rng) } : { user_alias: alias(rng) }, identifier_to_keep: { external_id: user(rng) } })) } })],
  'new alias': [2, (c, rng) => c.call('POST', '/users/alias/new', { body: { user_aliases: some(rng, 5, () => ({ external_id: user(rng), ...alias(rng) })) } })],
  'update alias': [1, (c, rng) => c.call('POST', '/users/alias/update', { body: { alias_updates: many(3, () => ({
    alias_label: 'till', old_alias_name: alias(rng).alias_name, new_alias_name: alias(rng).alias_name })) } })],
  identify: [2, (c, rng) => c.call('POST', '/users/identify', { body: { aliases_to_identify: [{ external_id: user(rng), user_alias: alias(rng) }] } })],
  'rename id': [1, (c, rng) => c.call('POST', '/users/external_ids/rename', { body: { external_id_renames: [{ current_external_id: user(rng), new_external_id: user(rng) }] } })],
  'remove id': [1, (c, rng) => c.call('POST', '/users/external_ids/remove', { body: { external_ids: [user(rng)] } })],

  'create catalog': [3, (c, rng) => c.call('POST', '/catalogs', { body: { catalogs: [{ name: catalog(rng), description: 'load', fields: [
    { name: 'id', type: 'string' }, { name: 'name', type: 'string' }, { name: 'price', type: 'number' }, { name: 'open', type: 'boolean' },
    { name: 'at', type: 'time' }, { name: 'place', type: 'object' }, { name: 'list', type: 'array' }] }] } })],
  'delete catalog': [1, (c, rng) => c.call('DELETE', `/catalogs/${catalog(rng)}`)],
  'catalog item': [4, (c, rng) => c.call(rng.pick(['POST', 'PUT', 'PATCH']), `/catalogs/${catalog(rng)}/items/${item(rng)}`, { body: { items: [fields(rng)] } })],
  'read item': [3, (c, rng) => c.call('GET', `/catalogs/${catalog(rng)}/items/${item(rng)}`)],
  'catalog items': [4, (c, rng) => {
    const ids = new Set(many(20, () => item(rng)));
    return c.call(rng.pick(['POST', 'PUT', 'PATCH']), `/catalogs/${catalog(rng)}/items`, { body: { items: [...ids].map((id) => ({ id, ...fields(rng) })) } });
  }],
  'list items': [4, async (c, rng) => {
    const path = `/catalogs/${catalog(rng)}/items`;
    const first = await c.call('GET', path);
    if (first.status === 200) await c.call('GET', `${path}?cursor=${rng.pick(['bad', 'LTE', ''])}`);
  }],
  'delete items': [1, (c, rng) => c.call('DELETE', `/catalogs/${catalog(rng)}/items`, { body: { items: [{ id: item(rng) }, { id: item(rng) }] } })],
  selection: [1, (c, rng) => c.call('POST', `/catalogs/${catalog(rng)}/selections`, { body: { selection: { name: `cheap_${rng.below(3)}`, external_id: `cheap-${rng.below(3)}`, description: 'x', filters: [{ field: 'price', operator: 'less than', value: 9 }], results_limit: 3, sort_field: 'price', sort_order: 'asc' } } })],
  'list catalogs': [4, (c) => c.call('GET', '/catalogs')],

  'content block': [3, async (c, rng) => {
    const made = await c.call('POST', '/content_blocks/create', { body: { name: `load_block_${rng.below(30)}`, content: '<p>{{${first_name}}}</p>' } });
    const id = made.json?.content_block_id;
    if (!id) return;
    await c.call('GET', `/content_blocks/info?content_block_id=${id}`);
    await c.call('POST', '/content_blocks/update', { body: { content_block_id: id, content: 'changed' } });
  }],
  'email template': [1, async (c, rng, known) => {
    await c.call('POST', '/templates/email/create', { body: { template_name: `load-${rng.below(30)}`, subject: 'x', body: '<p>x</p>' } });
    await c.call('GET', `/templates/email/info?email_template_id=${known.supplies.email_template_id}`);
  }],
  schedule: [3, async (c, rng) => {
    const body = { external_user_ids: [user(rng)], schedule: { time: new Date(Date.now() + 1000 * (5 + rng.below(86400))).toISOString() }, messages };
    const made = await c.call('POST', '/messages/schedule/create', { body });
    await c.call('GET', `/messages/scheduled_broadcasts?end_time=2031-01-01T00:00:00`);
    const id = made.json?.schedule_id;
    if (!id) return;
    if (rng.chance(0.5)) await c.call('POST', '/messages/schedule/update', { body: { schedule_id: id, schedule: { time: '2030-01-01T00:00:00Z' } } });
    await c.call('POST', '/messages/schedule/delete', { body: { schedule_id: id } });
  }],
  send: [3, async (c, rng, known) => {
    await c.call('POST', '/messages/send', { body: { external_user_ids: many(5, () => user(rng)), messages } });
    const campaign_id = known.supplies.api_campaign_id;
    await c.call('POST', '/sends/id/create', { body: { campaign_id, send_id: `load-${rng.below(10)}` } });
    await c.call('POST', '/campaigns/trigger/send', { body: { campaign_id: known.supplies.campaign_id, recipients: [{ external_user_id: user(rng) }] } });
    await c.call('POST', '/canvas/trigger/send', { body: { canvas_id: known.supplies.canvas_id, recipients: [{ external_user_id: user(rng) }] } });
    await c.call('POST', `/transactional/v1/campaigns/${known.supplies.transactional_campaign_id}/send`, {
      body: { external_send_id: Buffer.from(`load-${rng.below(20)}`).toString('base64'), recipient: { external_user_id: user(rng) } } });
  }],
  subscription: [3, async (c, rng, known) => {
    const subscription_group_id = known.supplies.subscription_group_id;
    const subscription_state = rng.pick(['subscribed', 'unsubscribed']);
    await c.call('POST', '/v2/subscription/status/set', { body: { subscription_groups: [{ subscription_group_id, subscription_state, external_ids: [user(rng), user(rng)] }] } });
    await c.call('POST', '/subscription/status/set', { body: { subscription_group_id, subscription_state, external_id: [user(rng)] } });
    const id = user(rng);
    await c.call('GET', `/subscription/status/get?subscription_group_id=${subscription_group_id}&external_id[]=${id}`);
    await c.call('GET', `/subscription/user/status?external_id=${id}`);
  }],
  'email status': [2, async (c, rng) => {
    await c.call('POST', '/email/status', { body: { email: email(rng), subscription_state: rng.pick(['opted_in', 'unsubscribed', 'subscribed']) } });
    await c.call('POST', rng.pick(['/email/bounce/remove', '/email/spam/remove', '/email/blocklist']), { body: { email: [email(rng)] } });
  }],
  'segment export': [2, async (c, rng, known) => {
    const made = await c.call('POST', '/users/export/segment', { body: {
      segment_id: known.supplies.segment_id, fields_to_export: ['external_id', 'custom_attributes'], output_format: rng.pick(['zip', 'gzip']) } });
    const url = made.json?.url;
    if (typeof url === 'string') await c.call('GET', new URL(url).pathname, { key: null });
    if (rng.chance(0.2)) await c.call('POST', '/export/segment/cancel', { body: { segment_id: known.supplies.segment_id } });
  }],

  'read all lists': [12, (c, rng, known) => c.call('GET', rng.pick(known.lists))],
  example: [30, (c, rng, known) => known.example(c, rng, false)],
  'spoilt example': [15, (c, rng, known) => known.example(c, rng, true)],

  'no key': [2, (c) => c.call('POST', '/users/track', { body: {}, key: null })],
  'wrong key': [2, (c, rng) => c.call('GET', '/catalogs', { key: rng.pick(['wrong', 'a'.repeat(5000), '\u00ff']) })],
  'unknown path': [2, (c, rng) => c.call(rng.pick(['GET', 'POST', 'DELETE', 'OPTIONS', 'HEAD']), rng.pick(['/', '/nowhere', '/users', '/catalogs/%ff%fe', '/users/track/', '//', '/users/export/ids?a[]=%00&%']))],
  'broken JSON': [3, (c, rng) => c.call('POST', '/users/track', { body: rng.pick(['{', '', 'null', '[]', '{"events":[', `${'['.repeat(50000)}`,
    '{"a":1e999}', '{"a":1,"a":2}', '{"attributes":[{"external_id":"load-1","n":123456789012345678901234567890}]}', Buffer.from('{"a":"\xff\xfe"}', 'latin1'), '\ufeff{}']) })],
  'wrong type': [1, (c, rng) => c.call('POST', '/users/track', { body: 'a=b', headers: { 'Content-Type': rng.pick(['text/plain', 'application/x-www-form-urlencoded', 'x']) } })],
  'oversized body': [1, (c, rng) => c.call('POST', '/users/track', { body: Buffer.alloc(5 << 20, 32), fragile: true, chunked: rng.chance(0.5) })],
  'gzip bomb': [1, (c, rng) => c.call('POST', '/users/track', {
    body: rng.chance(0.5) ? zlib.gzipSync(Buffer.alloc(16 << 20)) : Buffer.from([31, 139, 8, 0, 1, 2, 3, rng.below(256)]), headers: { 'Content-Encoding': 'gzip' }, fragile: true })],
  'broken HTTP': [2, (c, rng) => c.raw(rng.pick([
    'GET / HTTP/1.1\r\n\r\n', 'GET /catalogs HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', 'POST /users/track HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    'POST /users/track HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n', '\x16\x03\x01\x02\x00\x01\x00', `GET /${'a'.repeat(40000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'GET http://x/catalogs HTTP/1.0\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']), { patience: 500 })],
  'hang up': [4, (c, rng) => {
    const body = JSON.stringify({ events: many(75, () => event(rng)) });
    const whole = `POST /users/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${c.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    return c.raw(rng.chance(0.3) ? whole : whole.slice(0, rng.below(whole.length)), { patience: rng.below(20), reset: rng.chance(0.5) });
  }],
  pipeline: [2, (c, rng) => {
    const one = `GET /catalogs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${c.key}\r\n\r\n`;
    return c.raw(one.repeat(1 + rng.below(20)), { patience: rng.below(200), reset: rng.chance(0.3) });
  }],

  journal: [3, async (c, rng) => {
    const list = await c.call('GET', `/__admin/requests?limit=${rng.pick([1, 20, 1024])}&after=${rng.below(100)}`);
    const number = list.json?.requests?.at(-1)?.number;
    if (number) await c.call('GET', `/__admin/requests/${number}`);
    if (rng.chance(0.02)) await c.call('DELETE', '/__admin/requests');
  }],
  tables: [2, async (c, rng) => {
    const list = await c.call('GET', '/__admin/tables');
    const table = list.json?.tables && rng.pick(list.json.tables);
    if (table) await c.call('GET', `/__admin/tables/${encodeURIComponent(table.name)}?limit=${rng.pick([0, 10, 1024])}&offset=${rng.below(5)}`);
  }],
  'read control': [2, (c, rng) => c.call('GET', rng.pick(['/__admin/health', '/__admin/faults', '/__admin/clock', '/__admin/snapshots', '/__admin/ui', '/__admin/openapi.json', '/__admin/state']))],
};
