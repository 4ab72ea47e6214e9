import type { SagaEngine, SagaPage, SagaQuery } from '../../src/engine/port.ts';

/** A page of sagas; the question makes sense. */
export async function listed(
  engine: Pick<SagaEngine, 'list'>,
  query: SagaQuery = {},
): Promise<SagaPage> {
  const page = await engine.list(query);
  if (!page.ok) throw new Error(page.message);
  return page;
}
