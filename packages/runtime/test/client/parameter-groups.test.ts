import { describe, expect, test } from 'vitest';
import { express, type RequestParts } from '../../src/client/expressible.ts';
import { Trouble } from '../../src/client/trouble.ts';
import type { ClientOperation } from '../../src/exchange.ts';
import { type Context, Refusal } from '../../src/index.ts';

const form = { id: 'parcel_put', method: 'PUT', parameters: [], responses: { 204: null } } as const;

/**
 * In version 2 the id moved from the path into the body, as a decision says that asks for the path's
 * parameters; and headers were new.
 */
const operation: ClientOperation = {
  api: { name: 'depot', versions: ['1', '2'], sparse: false },
  id: 'parcel_put',
  forms: [
    { ...form, first: 0, last: 0, path: '/parcels/{id}' },
    { ...form, first: 1, last: 1, path: '/parcels' },
  ],
  steps: [
    {
      newer: 1,
      downRequest: ({ body }: { readonly body: { readonly id: string } }) => ({
        path: { id: body.id },
      }),
      upRequest: (_: unknown, { pathParameters }: Context) => {
        const id = pathParameters?.['id'];
        return id === undefined ? new Refusal('no id in the path') : { body: { id } };
      },
    },
  ],
};

function said(request: RequestParts): unknown {
  const result = express(operation, { body: { id: 'x' }, ...request }, 0);
  return result instanceof Trouble ? [result.code, result.details.field] : result.request;
}

describe('groups of parameters in an older version', () => {
  test('a decision on the way back has the path of the older request', () => {
    expect(said({})).toEqual({ path: { id: 'x' } });
  });

  test.each<RequestParts>([{ header: {} }, { header: { prefer: undefined } }, { query: {} }])(
    'one that says nothing is nothing that could be left aside: %j',
    (request) => {
      expect(said(request)).toEqual({ path: { id: 'x' } });
    },
  );

  test('of one that is left aside, the parameter is named', () => {
    expect(said({ header: { trace: undefined, prefer: 'wait=5' } })).toEqual([
      'unrepresentable',
      '/header/prefer',
    ]);
  });
});
