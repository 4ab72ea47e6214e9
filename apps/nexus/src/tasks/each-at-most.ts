/**
 * Works on items as they come, so many at once, and begins no more when the signal is aborted. Where one cannot be worked
 * on at all it is for `work` to say so; what it throws ends the whole, when those under way have ended.
 */
export async function eachAtMost<Item>(
  limit: number,
  items: AsyncIterable<Item>,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  const worker = async (): Promise<void> => {
    while (!isOver) {
      signal.throwIfAborted();
      const next = await iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  const workers = Array.from({ length: limit }, async () => {
    try {
      await worker();
    } catch (error) {
      isOver = true;
      throw error;
    }
  });
  const ended = await Promise.allSettled(workers);
  await iterator.return?.();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

/** The items of a list that is read page by page; `read` gives the page after that item. */
export async function* paged<Item>(
  read: (after: Item | null) => Promise<readonly Item[]>,
  pageSize: number,
): AsyncGenerator<Item, void> {
  for (let after: Item | null = null; ;) {
    const page: readonly Item[] = await read(after);
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < pageSize || after === null) return;
  }
}
