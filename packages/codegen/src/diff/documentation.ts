import type { Operation } from '../model/api.ts';
import type { Pairing } from './pairing.ts';

/** Names of types and operations whose description differs; asked where nothing else does. */
export function documentationChanges(step: Pairing): readonly string[] {
  const { older, newer } = step;
  const changed: string[] = [];
  for (const [name, { schema }] of older.schemas) {
    const later = newer.schemas.get(name)?.schema;
    if (later === undefined || later === schema) continue;
    if (JSON.stringify(later) !== JSON.stringify(schema)) changed.push(name);
  }
  for (const [before, after] of step.operations) {
    if (before !== after && textOf(before) !== textOf(after)) changed.push(after.id);
  }
  return changed;
}

export function onlyDocumentationChanges(step: Pairing): boolean {
  return documentationChanges(step).length > 0;
}

/** An operation without its pointer, which moves when another path is added before it. */
function textOf({ pointer: _pointer, body, responses, ...rest }: Operation): string {
  const bodyText = body === undefined ? null : { ...body, content: [...body.content] };
  const answers = [...responses].map(([status, one]) => [
    status,
    { ...one, content: [...one.content] },
  ]);
  return JSON.stringify([rest, bodyText, answers]);
}
