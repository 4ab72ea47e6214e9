import type { api } from '@skewline/sled-agent-types/server';
import { expectTypeOf, test } from 'vitest';
import type { ServerApi } from '@skewline/runtime/exchange';
import { type Call, createAdapter, type Handler, type Reply } from '../src/index.ts';

type Operations = NonNullable<(typeof api)['types']>['operations'];

interface Operation {
  readonly path: { readonly id: string };
  readonly body?: { readonly name: string };
  readonly responses: {
    200: { readonly id: string };
    204: undefined;
    '4XX': { readonly message: string };
  };
}

test('a handler gets a request without its responses', () => {
  expectTypeOf<Parameters<Handler<Operation>>>().toEqualTypeOf<
    [Pick<Operation, 'path' | 'body'>, Call]
  >();
});

test('a reply has a declared status and its body', () => {
  expectTypeOf<{ status: 200; body: { id: string } }>().toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 204 }>().toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 404; body: { message: string } }>().toExtend<Reply<Operation>>();
  expectTypeOf<{
    status: 204;
    headers: { etag: string };
  }>().toExtend<Reply<Operation>>();

  expectTypeOf<{ status: 200 }>().not.toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 200; body: { message: string } }>().not.toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 204; body: { id: string } }>().not.toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 500; body: { message: string } }>().not.toExtend<Reply<Operation>>();
  expectTypeOf<{ status: 201; body: { id: string } }>().not.toExtend<Reply<Operation>>();
});

test('generated operations fit', () => {
  type Given = Parameters<Handler<Operations['vmm_put_state']>>[0];
  expectTypeOf<Given['path']['propolis_id']>().toEqualTypeOf<string>();
  expectTypeOf<{ status: 200; body: { updated_runtime: null } }>().toExtend<
    Reply<Operations['vmm_put_state']>
  >();
  expectTypeOf<{ status: 204 }>().not.toExtend<Reply<Operations['vmm_put_state']>>();
});

test('handlers need no types of their own: each reply is seen as what is declared', () => {
  const declared = {} as ServerApi<{ view: Operation }>; // only its type is looked at
  const there = { id: 'x' };
  // Never called.
  const given = (): unknown => [
    createAdapter(declared, {
      view: ({ path }) =>
        path.id === 'x'
          ? { status: 200, body: there }
          : { status: 404, body: { message: 'no such thing' } },
    }),
    createAdapter(declared, {
      async view({ path }) {
        if (path.id === 'x') return await Promise.resolve({ status: 200, body: there } as const);
        return { status: 404, body: { message: 'no such thing' } };
      },
    }),
    // @ts-expect-error 409 has a message
    createAdapter(declared, { view: () => ({ status: 409, body: there }) }),
    // @ts-expect-error nobody handles `view`
    createAdapter(declared, {}),
  ];
  expectTypeOf(given).toBeFunction();
});
