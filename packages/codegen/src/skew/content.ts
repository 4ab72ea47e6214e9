import { coveringMedia } from '../diff/exchange.ts';
import type { Operation } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { jsonContent } from '../plan/operation.ts';
import type { Limit } from './limit.ts';

type Content = ReadonlyMap<string, Schema>;

/** Why a client cannot read, or does not get, what is sent. */
export function contentDiffers(
  sent: Content,
  known: Content,
): { readonly effect: 'lost' | 'refused'; readonly text: string } | undefined {
  if (sent.size === 0 && known.size === 0) return undefined;
  if (known.size === 0) return { effect: 'lost', text: 'the body: the client expects none' };
  if (sent.size === 0) return { effect: 'refused', text: 'the client expects a body' };
  if (isTaken(sent, known)) return undefined;
  return { effect: 'refused', text: `the client expects ${[...known.keys()].join(' or ')}` };
}

/** A body that the server does not take, whatever is in it. */
export function contentOfRequest(sent: Operation, taken: Operation): readonly Limit[] {
  if (sent.body === undefined || taken.body === undefined) return [];
  if (isTaken(sent.body.content, taken.body.content)) return [];
  return [
    {
      effect: 'refused',
      cause: 'content',
      part: 'request',
      operation: sent.id,
      path: '/body',
      where: [],
      always: sent.body.required,
      text: `the server expects ${[...taken.body.content.keys()].join(' or ')}`,
    },
  ];
}

/** Two kinds of JSON are both JSON. */
function isTaken(sent: Content, known: Content): boolean {
  const bothJson = jsonContent(sent) !== undefined && jsonContent(known) !== undefined;
  return bothJson || [...sent.keys()].some((media) => coveringMedia(media, known) !== undefined);
}
