import type { Operations } from '@skewline/sled-agent-types/v49';
import { describe, expectTypeOf, test } from 'vitest';
import {
  connect,
  type Connection,
  createSledAgentClient,
  type Error as SledAgentError,
  type Failure,
  type SledVmmState,
  vmmDeleteAttachedSubnets,
  vmmGetState,
  vmmPutState,
  type vmmRegister,
} from '../src/index.ts';

const connection = connect({ baseUrl: 'http://localhost' });
const path = { propolis_id: 'x' };

describe('a call', () => {
  test('takes what the newest version takes', () => {
    expectTypeOf(vmmPutState).parameter(0).toEqualTypeOf<Connection<'sled-agent'>>();
    expectTypeOf(vmmPutState)
      .parameter(1)
      .toEqualTypeOf<Omit<Operations['vmm_put_state'], 'responses'>>();
    // @ts-expect-error a body is missing
    void vmmPutState(connection, { path });
    // @ts-expect-error a state that no version knows
    void vmmPutState(connection, { path, body: { state: { type: 'asleep' } } });
    // @ts-expect-error its path has a parameter
    void vmmGetState(connection);
  });

  test('gives what the newest version gives', async () => {
    const got = await vmmGetState(connection, { path });
    if (got.ok) {
      expectTypeOf(got.value).toEqualTypeOf<SledVmmState>();
      expectTypeOf(got.status).toEqualTypeOf<200>();
      expectTypeOf(got.losses).toEqualTypeOf<readonly string[]>();
    } else if (got.code === 'error_status') {
      expectTypeOf(got.error).toEqualTypeOf<SledAgentError>();
      expectTypeOf<404 | 503>().toExtend<typeof got.status>();
    } else {
      expectTypeOf(got).toEqualTypeOf<Failure>();
    }
  });

  test('gives nothing where there is no body', async () => {
    const got = await vmmDeleteAttachedSubnets(connection, { path });
    expectTypeOf<Extract<typeof got, { ok: true }>['value']>().toEqualTypeOf<undefined>();
  });
});

test('a connection is of one API', () => {
  type Given = Parameters<typeof vmmGetState>[0];
  expectTypeOf<Connection<'sled-agent'>>().toExtend<Given>();
  expectTypeOf<Connection<'nexus'>>().not.toExtend<Given>();
});

test('a method is the function without its connection', () => {
  const client = createSledAgentClient({ baseUrl: 'http://localhost' });
  expectTypeOf(client.connection).toEqualTypeOf<Connection<'sled-agent'>>();
  expectTypeOf(client.vmmRegister).parameter(0).toEqualTypeOf<Parameters<typeof vmmRegister>[1]>();
  expectTypeOf(client.vmmRegister).returns.toEqualTypeOf<ReturnType<typeof vmmRegister>>();
  // @ts-expect-error a method that the API does not have
  void client.vmmPaint;
});
