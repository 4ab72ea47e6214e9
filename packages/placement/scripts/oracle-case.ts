import type { Resources } from '@skewline/nexus-types/domain';
import { decide, Rack, seeded } from '@skewline/placement';
import type {
  PlacementProblem,
  PlacementRequest,
  RackSnapshot,
  Strategy,
} from '@skewline/placement';

/** A case as `placement.cases.json` of the oracle has them. The words are checked by the package. */
export interface OracleCase {
  readonly id: string;
  readonly sleds: readonly (Amounts & {
    readonly id: string;
    readonly policy: RackSnapshot['sleds'][number]['policy'];
    readonly state: RackSnapshot['sleds'][number]['state'];
    readonly cpu_family: RackSnapshot['sleds'][number]['cpuFamily'];
    readonly deleted?: boolean;
    readonly evacuating?: boolean;
    readonly zpools?: readonly { readonly id: string; readonly headroom: number }[];
  })[];
  readonly reservations: readonly (Amounts & {
    readonly vmm: string;
    readonly instance: string | null;
    readonly sled: string;
    readonly state: RackSnapshot['reservations'][number]['state'];
  })[];
  readonly groups: readonly {
    readonly id: string;
    readonly kind: RackSnapshot['groups'][number]['kind'];
    readonly policy: RackSnapshot['groups'][number]['policy'];
    readonly members: readonly string[];
    readonly deleted?: boolean;
  }[];
  readonly request: Amounts & {
    readonly instance: string;
    readonly vmm: string;
    readonly cpu_platform: PlacementRequest['cpuPlatform'];
    readonly must_select_from: readonly string[] | null;
    readonly reason: 'start' | 'migration_target';
    readonly local_disks: readonly {
      readonly id: string;
      readonly size: number;
      readonly allocated_on: {
        readonly sled: string;
        readonly zpool: string;
        readonly encrypted?: boolean;
      } | null;
    }[];
  };
}

interface Amounts {
  readonly threads: number;
  readonly physical_ram: number;
  readonly reservoir: number;
}

export type OracleAnswer =
  | { readonly id: string; readonly sled: string }
  | { readonly id: string; readonly refused: string; readonly http: number };

const resources = ({ threads, physical_ram: rssRam, reservoir }: Amounts): Resources => ({
  hardwareThreads: threads,
  rssRam,
  reservoirRam: reservoir,
});

export function snapshotOf(oracleCase: OracleCase): RackSnapshot {
  return {
    sleds: oracleCase.sleds.map((sled) => ({
      id: sled.id,
      timeDeleted: sled.deleted ? '2026-01-01T00:00:00Z' : null,
      policy: sled.policy,
      state: sled.state,
      evacuating: sled.evacuating ?? false,
      cpuFamily: sled.cpu_family,
      capacity: resources(sled),
      zpools: sled.zpools ?? [],
    })),
    reservations: oracleCase.reservations.map((reservation) => ({
      id: reservation.vmm,
      sledId: reservation.sled,
      instanceId: reservation.instance,
      resources: resources(reservation),
      state: reservation.state,
    })),
    groups: oracleCase.groups
      .filter(({ deleted }) => !deleted)
      .map(({ id, kind, policy, members }) => ({ id, name: id, kind, policy, members })),
  };
}

export function requestOf({ request }: OracleCase): PlacementRequest {
  const { reason } = request;
  return {
    vmmId: request.vmm,
    instanceId: request.instance,
    resources: resources(request),
    // Another word is passed on as it is, and refused.
    reason: reason === 'migration_target' ? 'migration' : reason,
    cpuPlatform: request.cpu_platform,
    mustSelectFrom: request.must_select_from,
    localDisks: request.local_disks.map(({ id, size, allocated_on: on }) => ({
      id,
      size,
      allocation: on && { sledId: on.sled, zpoolId: on.zpool, encrypted: on.encrypted ?? false },
    })),
  };
}

/** The answer, and what is wrong with the case where that is why it is refused. */
export interface Answered {
  readonly answer: OracleAnswer;
  readonly problems: readonly PlacementProblem[];
}

export function answerCase(oracleCase: OracleCase, seed: number, strategy?: Strategy): Answered {
  const { id } = oracleCase;
  const rack = Rack.from(snapshotOf(oracleCase));
  if (!(rack instanceof Rack)) {
    return { answer: { id, refused: 'invalid_request', http: 400 }, problems: rack };
  }
  const random = seeded(seed);
  const options = strategy === undefined ? { random } : { random, strategy };
  const decision = decide(rack, requestOf(oracleCase), options);
  if (decision.kind === 'chosen') {
    return { answer: { id, sled: decision.sledId }, problems: [] };
  }
  const { code, http, problems } = decision;
  return { answer: { id, refused: code, http }, problems };
}
