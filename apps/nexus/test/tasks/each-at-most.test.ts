import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachAtMost, paged } from '../../src/tasks/each-at-most.ts';

const never = new AbortController().signal;

function numbers(count: number, pageSize: number): AsyncGenerator<number, void> {
  return paged<number>(async (after) => {
    const first = (after ?? -1) + 1;
    return Array.from(
      { length: Math.max(0, Math.min(pageSize, count - first)) },
      (_, at) => first + at,
    );
  }, pageSize);
}

describe('each at most', () => {
  it.each([
    [0, 3],
    [1, 3],
    [3, 3],
    [6, 3],
    [7, 3],
  ])('%i items in pages of %i come once each, in their order', async (count, pageSize) => {
    const seen: number[] = [];
    for await (const item of numbers(count, pageSize)) seen.push(item);
    expect(seen).toEqual(Array.from({ length: count }, (_, at) => at));
  });

  it('works on all, so many at once', async () => {
    const seen: number[] = [];
    let atOnce = 0;
    let most = 0;
    await eachAtMost(4, numbers(50, 8), never, async (item) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(item % 3);
      seen.push(item);
      atOnce -= 1;
    });
    expect(seen.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 50 }, (_, at) => at),
    );
    expect(most).toBe(4);
  });

  it('what is thrown ends the whole, when those under way have ended', async () => {
    const ended: number[] = [];
    const whole = eachAtMost(2, numbers(100, 8), never, async (item) => {
      if (item === 3) throw new Error('no more');
      await sleep(5);
      ended.push(item);
    });
    await expect(whole).rejects.toThrow('no more');
    const there = ended.length;
    await sleep(20);
    expect(ended).toHaveLength(there);
    expect(there).toBeLessThan(10);
  });

  it('begins no more when it is told to stop', async () => {
    const stopping = new AbortController();
    let begun = 0;
    const whole = eachAtMost(2, numbers(100, 8), stopping.signal, async () => {
      begun += 1;
      if (begun === 5) stopping.abort(new Error('told to stop'));
      await sleep(1);
    });
    await expect(whole).rejects.toThrow('told to stop');
    expect(begun).toBeLessThan(8);
  });
});
