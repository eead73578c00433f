// The one connection that changes what concerns all others: faults, clock, state.

// Faults that come and go while the others send. Those on which clients stumble are rare.
const kFaults = [
  'latency:*:20@0.3', 'reset:*@0.05', 'truncate:*@0.05', 'malformed:*@0.1', 'slow-body:*@0.01', 'server-error:*@0.1',
  'error:*:503@0.1', 'rate-limited:*@0.1', 'rate-limited-bare:*@0.1', 'content-type:*:text/html@0.1', 'hang:users.export.ids@0.1',
  'lost-write:users.track', 'stale-delete:catalogs.delete', 'drop-page', 'no-auth', 'any-key', 'no-permissions', 'no-rate-headers',
  'drop:catalogs.list:/catalogs', 'retype:users.track:/message', 'status:users.track:200', 'accept:common/request-json', 'accept:common/request-body-size',
];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function with_faults(connection, rng, judge, known) {
  const faults = Array.from({ length: 1 + rng.below(4) }, () => rng.pick(kFaults));
  const lenient = Array.from({ length: rng.below(4) }, () => `accept:${rng.pick(known.requirements)}`);
  judge.open(faults.map((fault) => fault.split(':')[0]));
  const all = await connection.call('PUT', '/__admin/faults', { body: { faults: [...faults, ...lenient] } });
  // Some requirements cannot be overlooked; then all of it is refused.
  if (all.status === 400) await connection.call('PUT', '/__admin/faults', { body: { faults } });
  await sleep(200 + rng.below(300));
  await connection.call('GET', '/__admin/faults');
  await connection.call('DELETE', '/__admin/faults');
  judge.close();
}

async function with_clock(connection, rng) {
  const body = rng.pick([{ set: '2026-01-01T00:00:00Z' }, { set: 'x60' }, { set: '2026-06-01T00:00:00Z x1000' }, { advance_seconds: 3600 },
    { advance_seconds: -86400 }, { advance_seconds: 1e300 }, { set: 'nonsense' }, { set: '9999-12-31T23:59:59Z' }]);
  await connection.call('PUT', '/__admin/clock', { body });
  await sleep(100);
  await connection.call('GET', '/__admin/clock');
  await connection.call('PUT', '/__admin/clock', { body: { set: 'real' } });
}

async function with_snapshot(connection, rng) {
  const path = `/__admin/snapshots/load-${rng.below(3)}`;
  await connection.call('PUT', path);
  await sleep(100);
  await connection.call('POST', path);
  await connection.call('GET', '/__admin/snapshots');
  if (rng.chance(0.5)) await connection.call('DELETE', path);
}

async function with_state(connection, rng) {
  const state = (await connection.call('GET', '/__admin/state')).json;
  if (state === undefined) return;
  await connection.call('PUT', '/__admin/state', { body: state });
  await connection.call('PUT', '/__admin/state', { body: rng.pick([[], { users: 1 }, { users: [1] }, { tables: { x: [{ id: 'a' }] } }, 'x']) });
  await connection.call('PUT', '/__admin/state', { body: state });
  await connection.call('POST', '/__admin/fixtures', { body: { state: { users: [] } } });
}

const reset = (connection, rng) => connection.call(...rng.pick([['POST', '/__admin/reset'], ['DELETE', '/__admin/state']]));

/** One round after the other until `over()`. */
export async function control(connection, rng, judge, known, over) {
  const rounds = { faults: with_faults, clock: with_clock, snapshots: with_snapshot, state: with_state };
  const deck = ['faults', 'clock', 'faults', 'snapshots', 'faults', 'state', 'reset'];
  for (let i = 0; !over(); ++i) {
    // For a while the others are left alone, or nothing of theirs would come to an end.
    await sleep(150 + rng.below(200));
    const name = deck[i % deck.length];
    connection.action = `control: ${name}`;
    if (name === 'reset') await reset(connection, rng);
    else await rounds[name](connection, rng, judge, known);
  }
}
