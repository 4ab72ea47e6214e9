import { constant, drop, lossy, move, refusal, refuse, take } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';

/** What a newer client sees of a sled agent that did not report something yet. */
const notReported = 'not reported by a sled agent of this version';

const unknownState = (state: string) => refuse(500, `unknown state ${state}`, 'Internal');

type Steps = 'v12' | 'v14' | 'v16' | 'v22' | 'v24' | 'v28' | 'v34' | 'v37' | 'v40' | 'v43' | 'v46';

export const inventory: Pick<Decisions, Steps> = {
  v12: {
    up: {
      'Inventory.health_monitor': constant({ smf_services_in_maintenance: { err: notReported } }),
    },
  },
  v14: {
    up: {
      'ConfigReconcilerInventory.measurements': constant([]),
      'Inventory.file_source_resolver': ({ zone_image_resolver }) => {
        const nothing = { boot_disk_path: '', boot_inventory: { err: notReported } };
        const measurement_manifest = { ...nothing, non_boot_status: [] };
        return { ...zone_image_resolver, measurement_manifest };
      },
      'OmicronSledConfig.measurements': constant([]),
    },
    down: {
      'Inventory.zone_image_resolver': lossy('the measurement manifest', (old) => {
        const { measurement_manifest: _, ...sources } = old.file_source_resolver;
        return sources;
      }),
    },
  },
  v16: {
    up: {
      'Inventory.reference_measurements': lossy('file names', ({ last_reconciliation: last }) => {
        const measured = last?.measurements.map(({ path, result }) => ({ path, result })) ?? [];
        return [...new Map(measured.map((one) => [one.path, one])).values()];
      }),
    },
    down: {
      // They are in the inventory around it, so the inventory's decision puts them in.
      'ConfigReconcilerInventory.measurements': drop('measurements', []),
      Inventory: lossy('measurements of a sled not reconciled', (derived, from) => {
        if (!derived.last_reconciliation) return derived;
        const measurements = from.reference_measurements.map(({ path, result }) => {
          const file_name = path.split('/').findLast((part) => part !== '') ?? '';
          return { file_name, path, result };
        });
        const last_reconciliation = { ...derived.last_reconciliation, measurements };
        return { ...derived, last_reconciliation };
      }),
    },
  },
  v22: {
    up: {
      'Inventory.smf_services_in_maintenance': move(
        'health_monitor',
        'smf_services_in_maintenance',
      ),
    },
    down: {
      'Inventory.health_monitor': take('smf_services_in_maintenance'),
    },
  },
  v24: { up: { 'InventoryZpool.health': refuse(500, 'unknown zpool health', 'Internal') } },
  v28: {
    up: {
      'Inventory.smf_services_enabled_not_online': drop('services in maintenance', {
        type: 'data_unavailable',
      }),
    },
    down: {
      'Inventory.smf_services_in_maintenance': lossy('services in other states', (inventory) => {
        const { smf_services_enabled_not_online: result } = inventory;
        if (result.type !== 'svcs_enabled_not_online') return { err: result.type };
        const { services, errors, time_of_status } = result.value;
        const broken = services.filter(({ state }) => state === 'maintenance');
        const named = broken.map(({ fmri, zone }) => ({ fmri, zone }));
        return { ok: { services: named, errors, time_of_status } };
      }),
    },
  },
  v34: {
    up: {
      'SvcState(online)': unknownState('Online'),
      'SvcState(disabled)': unknownState('Disabled'),
      'SvcState(legacy_run)': unknownState('LegacyRun'),
      'SvcState(unknown)': unknownState('Unknown'),
      SvcsError: lossy('the structure of the error, and that its time is not known', (old) => ({
        error: 'value' in old ? `${old.type}: ${JSON.stringify(old.value)}` : old.type,
        time_of_status: '1970-01-01T00:00:00Z',
      })),
    },
    down: {
      SvcsError: lossy('its time', ({ error }) => ({ type: 'command_failure', value: error })),
    },
  },
  v37: { up: { 'SvcEnabledNotOnlineState(uninitialized)': unknownState('Uninitialized') } },
  v40: {
    up: { 'Inventory.fmd': constant({ err: { kind: 'fmd_error', message: notReported } }) },
  },
  v43: {
    up: {
      'Inventory.baseboard_id': lossy('kind and revision', ({ baseboard }) =>
        baseboard.type === 'unknown'
          ? refusal(500, 'the baseboard is unknown', 'Internal')
          : { part_number: baseboard.model, serial_number: baseboard.identifier },
      ),
    },
    down: {
      'Inventory.baseboard': ({ baseboard_id: { part_number: model, serial_number } }) => ({
        type: 'gimlet',
        model,
        identifier: serial_number,
        revision: 0,
      }),
    },
  },
  v46: { down: { 'SvcEnabledNotOnlineState(unrecognized)': unknownState('Unrecognized') } },
};
