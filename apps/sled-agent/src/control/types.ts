import type { Uuid } from '@skewline/runtime/api';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import type { Fault } from '../faults/faults.ts';
import type { PublisherStatistics } from '../publish/publisher.ts';
import type { Attachments } from '../vmm/attachments.ts';
import type { Failure, Work } from '../vmm/vmm.ts';

/** All that there is to see of a simulated sled. */
export interface SledView {
  readonly id: Uuid;
  readonly serial: string;
  /** The newest version of the Sled Agent API that it serves. */
  readonly version: number;
  readonly pid: number;
  readonly power: 'on' | 'off';
  /** Of the Sled Agent API; null while the sled is off. */
  readonly url: string | null;
  readonly vmms: readonly VmmView[];
  readonly faults: readonly Fault[];
  readonly nextStartFails: Failure | null;
  /** What nexus was told since the sled agent began. */
  readonly reports: PublisherStatistics;
}

export interface VmmView {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly state: SledVmmState;
  /** What goes on in it. */
  readonly work: Work | null;
  /** How many reports nexus has still to be sent. */
  readonly unsent: number;
  readonly attachments: Attachments;
}

export interface PowerView {
  readonly power: 'on' | 'off';
  /** False: there is no gateway, or it has not answered yet; then it is told later. */
  readonly isGatewayTold: boolean;
}

export type { ApiFault, Fault, ReportFault } from '../faults/faults.ts';
export type { PublisherStatistics } from '../publish/publisher.ts';
export type { Attachments } from '../vmm/attachments.ts';
export type { Failure, Work } from '../vmm/vmm.ts';
