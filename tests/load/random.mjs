// Random numbers that are the same for the same seed, and what is made of them.

/** mulberry32: good enough to choose requests, and the same everywhere. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)],
    shuffle(list) {
      for (let i = list.length - 1; i > 0; --i) {
        const j = below(i + 1);
        [list[i], list[j]] = [list[j], list[i]];
      }
      return list;
    },
  };
}

const nested = (depth) => JSON.parse('[{"a":'.repeat(depth) + '1' + '}]'.repeat(depth));

// What integrations send by mistake, and what arithmetic on numbers and times stumbles over.
const kOdd = [
  null, true, -1, 0, 1, 0.5, -0.0, 1e308, -1e308, 2 ** 53, 2 ** 63, -(2 ** 63), 4294967296, 1e18,
  '', ' ', '0', '-1', '99999999999999999999', 'NaN', '\u0000', '\ud800', '%00', '../..', '{{', '{{${first_name}}}',
  '{% if', 'a'.repeat(256), 'é'.repeat(300), 'x'.repeat(20000), '9999-12-31T23:59:59Z', '0000-00-00',
  '0001-01-01T00:00:00Z', '2024-02-30', '2024-05-01T24:61:61+99:99', '292277026596-12-04T15:30:07Z',
  '-2024-05-01T00:00:00Z', [], {}, [[]], [null], { $inc: 1e308 }, { $add: [1] }, { $time: 'x' }, nested(20),
];

/** A copy of `document` in which a few members are gone, doubled or replaced by something odd. */
export function spoil(rng, document) {
  const copy = structuredClone(document);
  for (let left = 1 + rng.below(3); left > 0; --left) {
    let place = copy;
    for (;;) {
      const names = Object.keys(place);
      if (names.length === 0) break;
      const name = rng.pick(names);
      const inside = place[name];
      if (inside !== null && typeof inside === 'object' && rng.chance(0.8)) {
        place = inside;
        continue;
      }
      if (rng.chance(0.2)) {
        if (Array.isArray(place)) place.push(inside);
        else delete place[name];
      } else {
        place[name] = structuredClone(rng.pick(kOdd)); // a copy: it may be changed further
      }
      break;
    }
  }
  return copy;
}
