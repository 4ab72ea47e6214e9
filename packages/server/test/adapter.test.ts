import { describe, expect, test } from 'vitest';
import type { ServerOperation } from '@skewline/runtime/exchange';
import { skewlinePlugin } from '../src/fastify.ts';
import { type Adapter, createAdapter } from '../src/index.ts';
import { depot } from './support/depot.ts';
import { handlers } from './support/handlers.ts';
import { fastify } from 'fastify';

/** Programs that are wrong are told so when they start. */
describe('createAdapter', () => {
  test('wants a handler for each operation', () => {
    const { label_get: _label, ...others } = handlers;
    // As JavaScript would call it.
    expect(() => createAdapter(depot, others as typeof handlers)).toThrow(
      'depot has no handler of label_get',
    );
    const inherited = Object.create(handlers) as typeof handlers;
    expect(() => createAdapter(depot, inherited)).toThrow('has no handler of');
  });

  test('takes no handler for what is not there', () => {
    const retired = { 'legacy_put@3': () => ({ status: 204 }) } as object;
    expect(() => createAdapter(depot, handlers, { retired })).toThrow(
      'depot has no retired legacy_put@3',
    );
  });

  test.each([
    [{ versions: { oldest: '0' } }, 'depot has no version 0'],
    [{ versions: { newest: '5' } }, 'depot has no version 5'],
    [{ versions: { oldest: '4', newest: '1' } }, 'depot: 4 is newer than 1'],
    [{ versions: { oldest: '3.5', newest: '3' } }, 'depot: 3.5 is newer than 3'],
    [{ missingVersion: { version: '9' } }, 'missingVersion: 9 is not served'],
    [
      { versions: { newest: '2' }, missingVersion: { version: '4' } },
      'missingVersion: 4 is not served',
    ],
  ])('%j', (options, message) => {
    expect(() => createAdapter(depot, handlers, options)).toThrow(message);
  });

  const withOperation = (change: (operation: ServerOperation) => ServerOperation) => () =>
    createAdapter({ ...depot, operations: depot.operations.map(change) }, handlers);

  test('takes no parameter that is a part of a segment', () => {
    const change = (operation: ServerOperation): ServerOperation => ({
      ...operation,
      forms: operation.forms.map((form) => ({ ...form, path: '/{name}.json' })),
    });
    expect(withOperation(change)).toThrow('a parameter has to be a whole segment of /{name}.json');
  });

  test('takes no two operations with one path', () => {
    const change = (operation: ServerOperation): ServerOperation => ({
      ...operation,
      forms: operation.forms.map((form) => ({ ...form, path: '/{any}', method: 'GET' })),
    });
    expect(withOperation(change)).toThrow('parcel_create and parcel_view are both GET /{any}');
  });
});

test('the plugin takes only what createAdapter gives', async () => {
  const adapter: Adapter = { api: depot, fetch: () => Promise.resolve(new Response()) };
  const app = fastify();
  await expect(app.register(skewlinePlugin, { adapter })).rejects.toThrow(
    'expected what createAdapter gives',
  );
});

test('a decision is told the name that the operation has where its value comes from', async () => {
  const names: (string | undefined)[] = [];
  const change = (operation: ServerOperation): ServerOperation =>
    operation.id !== 'label_get'
      ? operation
      : {
          ...operation,
          steps: operation.forms.slice(1).map(({ first }) => ({
            newer: first,
            upRequest: (request, { operation: name }) => (names.push(name), request),
            downResponse: (response, { operation: name }) => (names.push(name), response),
          })),
        };
  const changed = { ...depot, operations: depot.operations.map(change) };
  const path = depot.operations.find(({ id }) => id === 'label_get')?.forms[0]?.path ?? '';
  const request = new Request(`http://depot${path.replace(/\{\w+\}/, '7')}`, {
    headers: { 'api-version': '1' },
  });
  await createAdapter(changed, handlers).fetch(request);
  expect(names).toEqual(['label_view', 'label_get']);
});
