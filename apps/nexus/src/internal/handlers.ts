import type { Operations } from '@skewline/nexus-types/internal/v2';
import { fromWire } from '@skewline/nexus-types/wire';
import { Refusal } from '@skewline/runtime';
import { handleReport } from '@skewline/saga/instance';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { errorReply, refused } from '../refused.ts';

/** What sled agents tell. */
export function internalHandlers(nexus: Pick<Nexus, 'services' | 'sleds'>): Handlers<Operations> {
  return {
    async cpapi_instances_put({ path, body }, call) {
      const report = fromWire(body);
      if (report instanceof Refusal) return errorReply(call, 400, report.message);
      const vmmId = path.propolis_id;
      // Also where it is refused: the sled agent lives, and speaks this version.
      nexus.sleds.heard(vmmId, call.version, report);
      const write = await handleReport(nexus.services, vmmId, report);
      return write instanceof Refusal ? refused(call, write) : { status: 204 };
    },
  };
}
