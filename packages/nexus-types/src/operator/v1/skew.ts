import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Whether two programs of different versions understand each other in full. */
export type SkewVerdict =
  /** All that they say to each other arrives. */
  | 'full'
  /** It works, and something gets lost that the older one has no words for. */
  | 'lossy'
  /** They have no version in common. */
  | 'refused'
  /** One of them has not been heard yet. */
  | 'unknown';

/** What a sled agent and this nexus speak with each other. */
export interface SledSkew {
  sled_id: Uuid;
  serial: string;
  /** The versions of the Sled Agent API that it says it speaks: `1.0.0..48.0.0`; null before it said so. */
  announced: string | null;
  /** The version that nexus speaks to it; null before it did. */
  spoken: string | null;
  /** Of the Sled Agent API. */
  verdict: SkewVerdict;
  /** What gets lost, in the words of the decisions. */
  losses: string[];
  /** The version of the Nexus internal API in which it last reported; null if it has not yet. */
  reports_in: string | null;
  /** When it last answered or reported; null if it has not since this nexus began. */
  time_heard: DateTime | null;
}

/** The versions of an API that a program serves or can speak. */
export interface ApiVersions {
  /** `nexus`, `nexus-internal`, `nexus-operator`, `sled-agent`, `gateway` */
  api: string;
  role: 'serves' | 'calls';
  oldest: string;
  newest: string;
}

/** Who speaks which version in the rack, as this nexus sees it. */
export interface SkewReport {
  /** Of this nexus. */
  nexus: ApiVersions[];
  sleds: SledSkew[];
  /** In one sentence. */
  summary: string;
}
