import { expectTypeOf, test } from 'vitest';
import {
  connect,
  type Connection,
  type Error as NexusError,
  type Instance,
  instanceStart,
  type projectList,
} from '../src/external/index.ts';
import type * as internal from '../src/internal/index.ts';

const nexus = connect({ baseUrl: 'http://localhost' });
const path = { instance: 'web' };

test('a request may be left out where nothing in it is required', () => {
  expectTypeOf<Parameters<typeof projectList>['length']>().toEqualTypeOf<1 | 2 | 3>();
  expectTypeOf<Parameters<typeof instanceStart>['length']>().toEqualTypeOf<2 | 3>();
});

test('a status that is listed by itself is no other one of its range', async () => {
  const got = await instanceStart(nexus, { path });
  if (got.ok) {
    expectTypeOf(got.status).toEqualTypeOf<202>();
    expectTypeOf(got.value).toEqualTypeOf<Instance>();
  } else if (got.code === 'error_status') {
    expectTypeOf(got.error).toEqualTypeOf<NexusError>();
    expectTypeOf<400 | 404 | 409 | 507>().toExtend<typeof got.status>();
  }
});

test('the two APIs are not mixed up', () => {
  expectTypeOf<Connection<'nexus'>>().not.toExtend<
    Parameters<typeof internal.cpapiInstancesPut>[0]
  >();
});
