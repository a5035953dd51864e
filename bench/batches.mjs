// Batches for training: a walk through the vocabulary that can be learnt, with every fourth token drawn at random, so that the
// loss neither stays where it starts nor falls to zero. Batch k is always the same.

/** @returns `{ ids, targets }`, plain arrays of batch · context each */
export function makeBatch({ batch, context, vocabulary }, k) {
  const draw = generator(k);
  const ids = [];
  const targets = [];
  for (let row = 0; row < batch; row++) {
    let token = draw(vocabulary);
    for (let place = 0; place < context; place++) {
      const next = draw(4) === 0 ? draw(vocabulary) : (token * 5 + 3) % vocabulary;
      ids.push(token);
      targets.push(next);
      token = next;
    }
  }
  return { ids, targets };
}

/** Integers below a limit from a mixing function of the counter (MurmurHash3's finaliser). */
function generator(seed) {
  let counter = Math.imul(seed + 1, 0x9e3779b1);
  return (limit) => {
    counter = (counter + 0x6d2b79f5) | 0;
    let x = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) % limit;
  };
}
