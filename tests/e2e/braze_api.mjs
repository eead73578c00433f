// The npm package braze-api, unchanged, against the emulator: every operation that the client offers
// is called once at least, and what comes back must be what the call was for.
//
//   braze_api.mjs TOOLS_DIR BASE_URL KEY
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [tools, url, key] = process.argv.slice(2);
const require = createRequire(`${tools}/package.json`);
const { Braze } = require('braze-api');

const have = (await (await fetch(`${url}/__admin/health`)).json()).supplies;
const send = async (method, path, body) => {
  const answer = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.text()}`);
};

// Counts what is called, so that an operation which this script forgets is told.
const called = new Set();
const watched = (part, path) =>
  new Proxy(part, {
    get(target, name) {
      const value = target[name];
      const here = path ? `${path}.${String(name)}` : String(name);
      if (typeof value === 'function') {
        return (...parameters) => {
          called.add(here);
          return value.apply(target, parameters);
        };
      }
      return value !== null && typeof value === 'object' ? watched(value, here) : value;
    },
  });
const offered = (part, path = '') =>
  Object.entries(part).flatMap(([name, value]) => {
    const here = path ? `${path}.${name}` : name;
    if (typeof value === 'function') return [here];
    return value !== null && typeof value === 'object' ? offered(value, here) : [];
  });
const client = new Braze(url, key);
const braze = watched(client, '');

const success = (answer) => {
  assert.equal(answer.message, 'success', JSON.stringify(answer));
  return answer;
};
const exported = async (id) => (await braze.users.export.ids({
  external_ids: [id],
  fields_to_export: ['external_id', 'first_name', 'user_aliases', 'custom_attributes', 'email', 'custom_events', 'purchases'],
})).users[0];
const later = new Date(Date.now() + 3600e3).toISOString();
// Exports show what happened lately.
const earlier = new Date(Date.now() - 3600e3).toISOString();

// Users
success(await braze.users.track({
  attributes: [{ external_id: 'e2e-ada', first_name: 'Ada', email: 'ada@example.com', points: 3 }],
  events: [{ external_id: 'e2e-ada', name: 'signed_up', time: earlier }],
  purchases: [{ external_id: 'e2e-ada', product_id: 'book', currency: 'USD', price: 9.5, time: earlier }],
}));
success(await braze.users.track({ attributes: [{ external_id: 'e2e-bob', first_name: 'Bob' }] }, true));
let ada = await exported('e2e-ada');
assert.deepEqual([ada.first_name, ada.custom_attributes.points, ada.purchases[0].name], ['Ada', 3, 'book']);
success(await braze.users.alias.new({ user_aliases: [{ external_id: 'e2e-ada', alias_name: 'a1', alias_label: 'crm' }] }));
success(await braze.users.alias.update({ alias_updates: [{ alias_label: 'crm', old_alias_name: 'a1', new_alias_name: 'a2' }] }));
assert.deepEqual((await exported('e2e-ada')).user_aliases, [{ alias_name: 'a2', alias_label: 'crm' }]);
success(await braze.users.alias.new({ user_aliases: [{ alias_name: 'guest', alias_label: 'web' }] }));
success(await braze.users.identify({ aliases_to_identify: [{ external_id: 'e2e-carol', user_alias: { alias_name: 'guest', alias_label: 'web' } }] }));
assert.equal((await exported('e2e-carol')).user_aliases[0].alias_name, 'guest');
success(await braze.users.merge({ merge_updates: [{ identifier_to_merge: { external_id: 'e2e-bob' }, identifier_to_keep: { external_id: 'e2e-carol' } }] }));
assert.equal((await exported('e2e-carol')).first_name, 'Bob');
assert.equal(await exported('e2e-bob'), undefined);
const renamed = success(await braze.users.external_ids.rename({ external_id_renames: [{ current_external_id: 'e2e-carol', new_external_id: 'e2e-dora' }] }));
assert.equal(renamed.rename_errors.length, 0);
const removed = success(await braze.users.external_ids.remove({ external_ids: ['e2e-carol'] }));
assert.deepEqual(removed.removed_ids, ['e2e-carol']);
const segment = success(await braze.users.export.segment({ segment_id: have.segment_id, fields_to_export: ['external_id'], callback_endpoint: `${url}/nowhere` }));
assert.equal((await fetch(segment.url)).status, 200);
const control = success(await braze.users.export.global_control_group({ fields_to_export: ['external_id'], callback_endpoint: `${url}/nowhere` }));
assert.match(control.object_prefix, /^[0-9a-f-]{36}-\d+$/);
assert.equal((await braze.users.delete({ external_ids: ['e2e-dora'] })).deleted, 1);
assert.equal(await exported('e2e-dora'), undefined);

// Email and subscriptions
const email = ['ada@example.com'];
success(await braze.email.blacklist({ email }));
success(await braze.email.bounce.remove({ email }));
success(await braze.email.spam.remove({ email }));
const group = have.subscription_group_id;
success(await braze.subscription.status.set({ subscription_group_id: group, subscription_state: 'subscribed', external_id: 'e2e-ada' }));
assert.equal((await braze.subscription.status.get({ subscription_group_id: group, external_id: 'e2e-ada' })).status['e2e-ada'], 'Subscribed');
success(await braze.v2.subscription.status.set({ subscription_groups: [{ subscription_group_id: group, subscription_state: 'unsubscribed', external_ids: ['e2e-ada'] }] }));
assert.equal((await braze.subscription.status.get({ subscription_group_id: group, external_id: 'e2e-ada' })).status['e2e-ada'], 'Unsubscribed');
assert.equal(success(await braze.subscription.user.status({ external_id: 'e2e-ada' })).users[0].external_id, 'e2e-ada');

// Campaigns, Canvases, segments
const campaigns = success(await braze.campaigns.list()).campaigns;
assert.ok(campaigns.some(({ id }) => id === have.campaign_id));
assert.equal(typeof success(await braze.campaigns.details({ campaign_id: have.campaign_id })).name, 'string');
assert.match(success(await braze.campaigns.trigger.send({ campaign_id: have.campaign_id, recipients: [{ external_user_id: 'e2e-ada' }] })).dispatch_id, /^[0-9a-f]{32}$/);
const scheduled = success(await braze.campaigns.trigger.schedule.create({ campaign_id: have.campaign_id, recipients: [{ external_user_id: 'e2e-ada' }], schedule: { time: later } }));
success(await braze.campaigns.trigger.schedule.update({ campaign_id: have.campaign_id, schedule_id: scheduled.schedule_id, schedule: { time: later } }));
success(await braze.campaigns.trigger.schedule.delete({ campaign_id: have.campaign_id, schedule_id: scheduled.schedule_id }));
assert.ok(success(await braze.canvas.list()).canvases.length > 0);
success(await braze.canvas.trigger.send({ canvas_id: have.canvas_id, recipients: [{ external_user_id: 'e2e-ada' }] }));
const entry = success(await braze.canvas.trigger.schedule.create({ canvas_id: have.canvas_id, recipients: [{ external_user_id: 'e2e-ada' }], schedule: { time: later } }));
success(await braze.canvas.trigger.schedule.update({ canvas_id: have.canvas_id, schedule_id: entry.schedule_id, schedule: { time: later } }));
success(await braze.canvas.trigger.schedule.delete({ canvas_id: have.canvas_id, schedule_id: entry.schedule_id }));
assert.ok(success(await braze.segments.list()).segments.length > 0);
assert.equal(typeof success(await braze.segments.details({ segment_id: have.segment_id })).name, 'string');
assert.equal(success(await braze.segments.analytics({ segment_id: have.segment_id, length: 3 })).data.length, 3);

// Messages
const push = { android_push: { alert: 'hello', title: 'hi' } };
assert.match(success(await braze.messages.send({ external_user_ids: ['e2e-ada'], messages: push })).dispatch_id, /^[0-9a-f]{32}$/);
const message = success(await braze.messages.schedule.create({ segment_id: have.segment_id, broadcast: true, schedule: { time: later }, messages: push }));
success(await braze.messages.schedule.update({ schedule_id: message.schedule_id, schedule: { time: later } }));
const end_time = new Date(Date.now() + 86400e3).toISOString();
assert.ok(Array.isArray((await braze.messages.scheduled_broadcasts({ end_time })).scheduled_broadcasts));
success(await braze.messages.schedule.delete({ schedule_id: message.schedule_id }));
success(await braze.sends.id.create({ campaign_id: have.api_campaign_id, send_id: 'e2e-send' }));
const mail = { external_send_id: 'e2e-order-1', recipient: { external_user_id: 'e2e-ada' } };
const first = await braze.transactional.v1.campaigns.send(have.transactional_campaign_id, mail);
const again = await braze.transactional.v1.campaigns.send(have.transactional_campaign_id, mail);
assert.equal(first.metadata.external_send_id, 'e2e-order-1');
assert.equal(again.dispatch_id, first.dispatch_id, 'sent once');

// Content
const block = success(await braze.templates.content_blocks.create({ name: 'e2e_block', content: '<b>hi</b>' }));
success(await braze.templates.content_blocks.update({ content_block_id: block.content_block_id, content: '<i>ho</i>' }));
assert.equal((await braze.templates.content_blocks.get({ content_block_id: block.content_block_id })).content, '<i>ho</i>');
assert.ok((await braze.templates.content_blocks.list({})).content_blocks.some(({ name }) => name === 'e2e_block'));
const template = success(await braze.templates.email_templates.create({ template_name: 'e2e', subject: 's', body: '<p>b</p>' }));
success(await braze.templates.email_templates.update({ email_template_id: template.email_template_id, subject: 'other' }));
assert.equal((await braze.templates.email_templates.get({ email_template_id: template.email_template_id })).subject, 'other');
assert.ok((await braze.templates.email_templates.list({})).templates.length > 0);

// Catalogs: 120 items are three pages, which the client follows by the Link header.
const fields = [{ name: 'id', type: 'string' }, { name: 'price', type: 'number' }];
await send('POST', '/catalogs', { catalogs: [{ name: 'e2e_shop', description: 'd', fields }] });
const ids = Array.from({ length: 120 }, (_, i) => `item-${String(i).padStart(3, '0')}`);
for (let i = 0; i < ids.length; i += 50) {
  await send('POST', '/catalogs/e2e_shop/items', { items: ids.slice(i, i + 50).map((id) => ({ id, price: 1.5 })) });
}
assert.ok(success(await braze.catalogs.synchronous.list()).catalogs.some(({ name }) => name === 'e2e_shop'));
assert.equal((await braze.catalogs.synchronous.item({ catalog_name: 'e2e_shop', item_id: 'item-007' })).items[0].price, 1.5);
const seen = [];
for await (const item of braze.catalogs.synchronous.items({ catalog_name: 'e2e_shop' })) seen.push(item.id);
assert.deepEqual(seen, ids);

const forgotten = offered(client).filter((name) => !called.has(name));
assert.deepEqual(forgotten, [], 'operations of the client that were not called');
console.log(`${called.size} operations of braze-api work unchanged`);
