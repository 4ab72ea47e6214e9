import { end, observe } from './observe.ts';
import { type Failure, isEnding, type MigrateIn, type Moment, type Vmm, type Work } from './vmm.ts';

/** What happens to a VMM without anybody's asking. */
export type VmmEvent =
  /** Perhaps something is due. */
  | { readonly kind: 'time' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The guest has switched itself off. */
  | { readonly kind: 'guest_shutdown' }
  /** The source of the migration gives its guest. */
  | { readonly kind: 'source_ready' }
  /** It has given it. */
  | { readonly kind: 'source_done' }
  /** It does not. */
  | { readonly kind: 'source_refused'; readonly why: string };

/** The VMM afterwards; the very same where it makes no difference. */
export function happen(vmm: Vmm, event: VmmEvent, moment: Moment): Vmm {
  const { now, delays } = moment;
  if (isEnding(vmm)) return vmm;
  const incoming = vmm.work?.kind === 'migrate_in' ? vmm.work : null;
  switch (event.kind) {
    case 'time':
      return vmm.work === null || now < vmm.work.dueAt ? vmm : due(vmm, vmm.work, moment);
    case 'failed':
      return fail(vmm, event.failure, now);
    case 'guest_shutdown':
      return end(vmm, { kind: 'destroyed' }, now);
    case 'source_ready':
      return incoming?.phase !== 'begin'
        ? vmm
        : { ...vmm, work: { ...incoming, phase: 'copy', dueAt: now + delays.migrationMs } };
    case 'source_done':
      return incoming?.phase !== 'finish' ? vmm : arrive(vmm, incoming, now);
    case 'source_refused':
      return incoming === null ? vmm : failMigration(vmm, event.why, now);
  }
}

function due(vmm: Vmm, work: Work, { now, delays }: Moment): Vmm {
  switch (work.kind) {
    case 'boot':
      return work.failure === null ? runs(vmm, now) : fail(vmm, work.failure, now);
    case 'reboot':
      return runs(vmm, now);
    case 'halt':
      return end(vmm, { kind: 'destroyed' }, now);
    case 'migrate_out':
      return {
        ...observe(
          vmm,
          {
            state: { kind: 'running' },
            migrationOut: { id: work.migrationId, state: 'failed' },
          },
          now,
        ),
        work: null,
      };
    case 'migrate_in':
      return work.phase === 'copy'
        ? { ...vmm, work: { ...work, phase: 'finish', dueAt: now + delays.migrationLimitMs } }
        : failMigration(vmm, `the source at ${work.source} did not answer in time`, now);
  }
}

const runs = (vmm: Vmm, now: number): Vmm => ({
  ...observe(vmm, { state: { kind: 'running' } }, now),
  work: null,
});

function fail(vmm: Vmm, { cause, detail }: Failure, now: number): Vmm {
  return end(vmm, { kind: 'failed', cause, detail }, now);
}

function arrive(vmm: Vmm, { migrationId }: MigrateIn, now: number): Vmm {
  const seen = {
    state: { kind: 'running' },
    migrationIn: { id: migrationId, state: 'completed' },
  } as const;
  return { ...observe(vmm, seen, now), work: null };
}

function failMigration(vmm: Vmm, why: string, now: number): Vmm {
  const detail = `migration in failed: ${why}`.slice(0, 1024);
  return fail(vmm, { cause: 'setup_failed', detail }, now);
}
