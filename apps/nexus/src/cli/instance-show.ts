import type { Instance, KarmicStatus, StartAttemptLine } from '@skewline/nexus-types/operator';
import { bytesText } from '../operator/placement-amounts.ts';
import { migrationText } from './migration.ts';
import { headingText, indented, type Paint, plain, sectionText } from './text.ts';
import { vmmText } from './vmm-show.ts';

/** The sections of omdb, in its order. */
export function instanceText(paint: Paint, instance: Instance): string {
  const { active_vmm, target_vmm, migration, start_attempts, warnings } = instance;
  const sections = [
    sectionText(paint, 'INSTANCE', [
      ['ID', instance.id],
      ['name', instance.name],
      ['project', `${instance.project_name ?? '(no record)'} (${instance.project_id})`],
      ['description', plain(instance.description)],
      ['created at', paint.time(instance.time_created)],
      ['modified at', paint.time(instance.time_modified)],
      ...(instance.time_deleted === null
        ? []
        : [['deleted at', paint.time(instance.time_deleted)] as const]),
    ]),
    sectionText(paint, 'CONFIGURATION', [
      ['vCPUs', instance.ncpus],
      ['memory', bytesText(instance.memory)],
      ['hostname', plain(instance.hostname)],
      ['CPU platform', instance.cpu_platform ?? 'any'],
      ['boot disk', instance.boot_disk_id],
      ['auto-restart', instance.auto_restart_policy ?? 'best_effort (default)'],
      ['cooldown', cooldownText(instance.auto_restart_cooldown_seconds)],
    ]),
    sectionText(paint, 'RUNTIME STATE', [
      ['nexus state', instance.record_state],
      [
        'external API state',
        instance.state === 'failed' ? paint.colour('red', '/!\\ failed') : instance.state,
      ],
      ['intended state', instance.intended_state],
      [
        'last updated at',
        `${paint.time(instance.time_state_updated)}, generation ${String(instance.generation)}`,
      ],
      ['needs reincarnation', instance.needs_reincarnation ? 'yes' : 'no'],
      ['karmic status', karmaText(paint, instance.karmic_status)],
      ['last reincarnated at', paint.time(instance.time_last_auto_restarted)],
      ['active VMM ID', instance.active_vmm_id],
      ['target VMM ID', target_vmm?.id ?? null],
      ['migration ID', migration?.id ?? null],
      ['updater lock', lockText(instance)],
      ['sagas not over', instance.sagas.join('\n')],
    ]),
    ...(active_vmm === null ? [] : [vmmText(paint, active_vmm, 'ACTIVE VMM')]),
    ...(target_vmm === null ? [] : [vmmText(paint, target_vmm, 'TARGET VMM')]),
    ...(migration === null ? [] : [migrationText(paint, migration)]),
    ...(start_attempts.length === 0
      ? []
      : [headingText(paint, 'START ATTEMPTS') + attemptsText(paint, start_attempts)]),
    ...(warnings.length === 0
      ? []
      : [
          headingText(paint, 'WARNINGS') +
            warnings.map((text) => `  ${paint.colour('yellow', '/!\\')} ${plain(text)}\n`).join(''),
        ]),
  ];
  return sections.join('\n');
}

function cooldownText(seconds: number | null): string {
  return seconds === null ? '300 s (default)' : `${String(seconds)} s`;
}

function karmaText(paint: Paint, karma: KarmicStatus): string {
  switch (karma.kind) {
    case 'saved':
      return 'saved: it runs, or is meant not to';
    case 'nirvana':
      return 'nirvana: its policy is never to be started again by itself';
    case 'cooling_down':
      return `cooling down until ${paint.time(karma.until)}`;
    case 'will_reincarnate':
      return 'samsara: it is started again as soon as somebody looks';
    case 'given_up':
      return karma.why === 'permanent_failure'
        ? 'given up: waiting cannot mend why the last start failed'
        : 'given up: too many starts in a row have failed';
  }
}

function lockText({ updater_lock: { updater_id, generation } }: Instance): string {
  const at = `at generation ${String(generation)}`;
  return updater_id === null ? `UNLOCKED ${at}` : `LOCKED by ${updater_id} ${at}`;
}

function attemptsText(paint: Paint, attempts: readonly StartAttemptLine[]): string {
  return attempts.map((attempt) => attemptText(paint, attempt)).join('');
}

/** One attempt in a few lines: what was tried, what became of it, and what operators alone are told. */
function attemptText(paint: Paint, attempt: StartAttemptLine): string {
  const { outcome, code, fault, transience, message, hint, detail } = attempt;
  const colours = { open: 'cyan', succeeded: 'green', failed: 'red' } as const;
  const what = code === null ? '' : ` ${code} (${fault ?? '-'}, ${transience ?? '-'})`;
  const head = `  ${attempt.id}  ${attempt.origin}  ${paint.time(attempt.time_started)}  `;
  const lines = [
    ...(message === null ? [] : [message]),
    ...(hint === null ? [] : [hint]),
    ...(detail === null ? [] : [`detail: ${detail}`]),
    ...(attempt.vmm_id === null ? [] : [`VMM: ${attempt.vmm_id}`]),
    ...(attempt.request_id === null ? [] : [`request: ${attempt.request_id}`]),
  ];
  const below = lines.map((line) => `      ${indented(plain(line), 6)}\n`).join('');
  return `${head}${paint.colour(colours[outcome], outcome)}${what}\n${below}`;
}
