import type { Uuid } from '@skewline/runtime/api';
import type { Call, Handlers } from '@skewline/server';
import type { Operations } from '@skewline/sled-agent-types/v49';
import type { FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiFault, Faults } from './faults.ts';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}
type AnyHandler = (
  request: { readonly path: { readonly propolis_id: Uuid } },
  call: Call,
) => Reply | Promise<Reply>;

/** The same handlers, with what goes wrong on purpose. */
export function faulty(handlers: Handlers<Operations>, faults: Faults): Handlers<Operations> {
  const wrapped = Object.entries(handlers).map(([operation, handler]) => {
    // All operations of this API have the VMM in their path, and a reply is a status and maybe a body.
    const perform = handler as AnyHandler;
    const disturbed: AnyHandler = async (request, call) => {
      const fault = faults.ofRequest(operation, request.path.propolis_id);
      if (fault === null) return perform(request, call);
      const reply = fault.when === 'after' ? await perform(request, call) : null;
      const instead = await strike(fault, call);
      return instead ?? reply ?? perform(request, call);
    };
    return [operation, disturbed] as const;
  });
  // The names are those that came in, and each handler gives what the one in it gives, or an error of the API.
  return Object.fromEntries(wrapped) as unknown as Handlers<Operations>;
}

/** What is answered instead; null where it goes on. */
async function strike(fault: ApiFault, call: Call): Promise<Reply | null> {
  switch (fault.kind) {
    case 'delay':
      // It comes to pass also when the caller has given up: late is not never.
      await sleep(fault.delayMs ?? 1000, undefined, { ref: false });
      return null;
    case 'status':
      return errorReply(call, fault.status ?? 503, fault.errorCode ?? 'ServiceNotAvailable');
    case 'drop':
      await callerGone(call);
      return errorReply(call, 503, 'ServiceNotAvailable');
    case 'refuse':
      socketOf(call).resetAndDestroy();
      await callerGone(call);
      return errorReply(call, 503, 'ServiceNotAvailable');
    case 'corrupt': {
      const half = '{"vmm_state":{"gen":';
      const length = String(half.length);
      socketOf(call).end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${half}`,
      );
      await callerGone(call);
      return errorReply(call, 503, 'ServiceNotAvailable');
    }
  }
}

function socketOf({ raw }: Call): Socket {
  // The adapter is used with Fastify only.
  return (raw as FastifyRequest).raw.socket;
}

async function callerGone({ signal }: Call): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function errorReply({ requestId }: Call, status: number, errorCode: string): Reply {
  const body = { request_id: requestId, error_code: errorCode, message: 'a fault, as asked for' };
  return { status, body };
}
