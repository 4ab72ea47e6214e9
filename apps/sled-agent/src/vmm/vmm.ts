import type { DateTime, Uuid } from '@skewline/runtime/api';
import type {
  InstanceEnsureBody,
  MigrationState,
  SledVmmState,
  VmmFailureCause,
  VmmState,
} from '@skewline/sled-agent-types/v49';
import type { Attachments } from './attachments.ts';

/** A VMM as this sled agent has it: what is stored, and what survives the agent's process. */
export interface Vmm {
  readonly id: Uuid;
  /** What it was registered with. */
  readonly registration: InstanceEnsureBody;
  /** The newest observation. */
  readonly state: SledVmmState;
  /** What nexus has still to be told, oldest first. */
  readonly unsent: readonly SledVmmState[];
  readonly work: Work | null;
  readonly attachments: Attachments;
}

/** What goes on in a VMM, and when something comes of it (`dueAt`, milliseconds since 1970). */
export type Work =
  | { readonly kind: 'boot'; readonly dueAt: number; readonly failure: Failure | null }
  | { readonly kind: 'reboot'; readonly dueAt: number }
  | { readonly kind: 'halt'; readonly dueAt: number }
  /** The guest is being fetched by another VMM. When it is due nobody has fetched it, and it runs on. */
  | { readonly kind: 'migrate_out'; readonly dueAt: number; readonly migrationId: Uuid }
  | MigrateIn;

/**
 * The guest is being fetched from another VMM. `begin` and `finish` wait for that one's answer, and fail when they are
 * due; `copy` is the time that it takes.
 */
export interface MigrateIn {
  readonly kind: 'migrate_in';
  readonly dueAt: number;
  readonly phase: 'begin' | 'copy' | 'finish';
  readonly migrationId: Uuid;
  /** Address and port of the other VMM, as nexus says it. */
  readonly source: string;
}

/** Why a VMM fails. */
export interface Failure {
  readonly cause: Exclude<VmmFailureCause, 'unspecified'>;
  readonly detail: string | null;
}

/** How long things take, in milliseconds. */
export interface Delays {
  readonly bootMs: number;
  readonly stopMs: number;
  /** A stop that takes longer ends all the same. */
  readonly stopLimitMs: number;
  readonly rebootMs: number;
  readonly migrationMs: number;
  /** How long the two sides of a migration wait for each other. */
  readonly migrationLimitMs: number;
}

/** What a decision may know of the world. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly delays: Delays;
}

export function isFinal(state: VmmState): boolean {
  return state.kind === 'failed' || state.kind === 'destroyed';
}

/** Whether it is over, and stays only until nexus has been told. */
export function isEnding(vmm: Vmm): boolean {
  return isFinal(vmm.state.vmm_state.state);
}

export function isDecided(state: MigrationState): boolean {
  return state === 'failed' || state === 'completed';
}

export function timeOf(now: number): DateTime {
  return new Date(now).toISOString();
}
