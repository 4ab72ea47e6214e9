/** Where chance comes from. Nothing here uses any other. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  next(): number;
}

/** A whole number from 0 to `bound - 1`; `bound` is at least 1 and at most 2^32. */
export function below(random: Random, bound: number): number {
  return Math.floor((random.next() / 2 ** 32) * bound);
}

/** Mixes the bits of a 32-bit number: neighbours become strangers, and no two become the same. */
export function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * Numbers that look random and are the same for the same seed: Marsaglia's xorshift with 128 bits of
 * state, each number mixed once more. Good enough to choose sleds fairly, not to keep secrets.
 */
export function seeded(seed: number): Random {
  let a = mix(seed);
  let b = mix(a + 0x9e3779b9);
  let c = mix(b + 0x9e3779b9);
  // Never all zero: from there it would not move.
  let d = mix(c + 0x9e3779b9) | 1;
  return {
    next: () => {
      const turned = a ^ (a << 11);
      a = b;
      b = c;
      c = d;
      d = d ^ (d >>> 19) ^ turned ^ (turned >>> 8);
      return mix(d);
    },
  };
}
