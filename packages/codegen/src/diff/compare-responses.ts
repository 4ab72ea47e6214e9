import type { Operation } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import type { Readings } from './change.ts';
import {
  coveringMedia,
  isNamed,
  pairHeaders,
  pairResponses,
  responsePointers,
} from './exchange.ts';
import type { Add } from './add.ts';

interface Place {
  readonly path: string;
  readonly pointers: { readonly before: string; readonly after: string };
}

/** Statuses, headers and media types; schemas are compared elsewhere. */
export function compareResponses(before: Operation, after: Operation, add: Add): void {
  const part = 'response';
  for (const { status, before: older, after: newer } of pairResponses(before, after)) {
    const pointers = responsePointers(before, after, older, newer);
    const [from, into] = [before.responses.get(older ?? ''), after.responses.get(newer ?? '')];
    if (from === undefined) {
      const readings = { up: 'same', down: 'refused' } as const;
      add('response_added', status, `the response ${status} is added`, readings, {
        part,
        pointers,
      });
      continue;
    }
    if (into === undefined) {
      const readings = { up: 'refused', down: 'same' } as const;
      add('response_removed', status, `the response ${status} is removed`, readings, {
        part,
        pointers,
      });
      continue;
    }
    if (older !== newer) {
      // Who knows only the range has always been able to get this status.
      const readings = { up: 'same', down: 'same' } as const;
      if (status === newer) {
        const message = `the response ${status} is told apart from ${older ?? ''}`;
        add('response_added', status, message, readings, { part, pointers });
      } else {
        const message = `the response ${status} is no longer told apart from ${newer ?? ''}`;
        add('response_removed', status, message, readings, { part, pointers });
      }
    }
    const path = `${after.id}.responses.${status}`;
    mediaDifferences(from.content, into.content, 'response', add, { path, pointers });
    for (const header of from.headers) {
      if (into.headers.some((one) => isNamed(one, header.name))) continue;
      const message = `the ${header.required ? 'required' : 'optional'} header ${header.name} is removed`;
      const readings = { up: 'left_aside', down: header.required ? 'refused' : 'same' } as const;
      const more = { part, pointers, path: `${path}.header.${header.name}` } as const;
      add('header_removed', header.name, message, readings, more);
    }
    for (const header of into.headers) {
      if (from.headers.some((one) => isNamed(one, header.name))) continue;
      const message = `the ${header.required ? 'required' : 'optional'} header ${header.name} is added`;
      const readings = { up: header.required ? 'refused' : 'same', down: 'left_aside' } as const;
      const more = { part, pointers, path: `${path}.header.${header.name}` } as const;
      add('header_added', header.name, message, readings, more);
    }
    for (const [one, other] of pairHeaders(from, into)) {
      if (one.required === other.required) continue;
      const kind = other.required ? 'became_required' : 'became_optional';
      const message = other.required ? 'becomes required' : 'becomes optional';
      const readings: Readings = other.required
        ? { up: 'refused', down: 'same' }
        : { up: 'same', down: 'refused' };
      add(kind, other.name, message, readings, {
        part,
        pointers,
        path: `${path}.header.${other.name}`,
      });
    }
  }
}

/** Media types of a body or a response that only one version has. */
export function mediaDifferences(
  older: ReadonlyMap<string, Schema>,
  newer: ReadonlyMap<string, Schema>,
  part: 'request' | 'response',
  add: Add,
  { path, pointers }: Place,
): void {
  const more = { part, pointers, path } as const;
  // What one version says nothing of, it does not read.
  const [before, after] = [older.size > 0, newer.size > 0];
  const shared = [...older.keys()].some((media) => coveringMedia(media, newer) !== undefined);
  for (const media of older.keys()) {
    if (coveringMedia(media, newer) !== undefined) continue;
    const readings: Readings =
      part === 'request'
        ? { up: after ? 'refused' : 'left_aside', down: 'same' }
        : { up: !after ? 'left_aside' : shared ? 'unproven' : 'refused', down: 'refused' };
    add('media_removed', media, `${media} is removed`, readings, { ...more, text: [media, ''] });
  }
  for (const media of newer.keys()) {
    if (coveringMedia(media, older) !== undefined) continue;
    const readings: Readings =
      part === 'request'
        ? { up: 'same', down: before ? 'refused' : 'left_aside' }
        : { up: 'refused', down: !before ? 'left_aside' : shared ? 'unproven' : 'refused' };
    add('media_added', media, `${media} is added`, readings, { ...more, text: ['', media] });
  }
}
