import { byId, nameOf, type Records, sledsOfRack, type Snapshot } from './snapshot/snapshot.ts';

/** What is not at rest, in words; empty: nothing happens any more until somebody asks for something. */
export function underWay(snapshot: Snapshot): readonly string[] {
  const { records } = snapshot;
  return [
    ...records.sagas
      .filter(({ state }) => state === 'running' || state === 'unwinding')
      .map(
        ({ id, name, state, subject }) =>
          `saga ${name} ${id} is ${state}, about ${String(subject)}`,
      ),
    ...records.attempts
      .filter(({ outcome }) => outcome === null)
      .map((one) => `start attempt ${one.id} of ${nameOf(records, one.instance_id)} is open`),
    ...instancesUnderWay(records),
    ...vmmsUnderWay(records),
    ...vmmsNowhere(snapshot),
    ...sledsUnderWay(snapshot),
  ];
}

function instancesUnderWay(records: Records): readonly string[] {
  return records.instances.flatMap((instance) => {
    const { id, state, updater_id: lock, migration_id: migration } = instance;
    const name = nameOf(records, id);
    return [
      ...(lock === null ? [] : [`${name} is locked by ${lock}`]),
      ...(migration === null ? [] : [`${name} has the migration ${migration}`]),
      ...(instance.target_propolis_id === null
        ? []
        : [`${name} has the target VMM ${instance.target_propolis_id}`]),
      ...(state === 'creating' && instance.time_deleted === null ? [`${name} is being made`] : []),
    ];
  });
}

function vmmsUnderWay(records: Records): readonly string[] {
  return records.vmms
    .filter(({ time_deleted: deleted, state }) => deleted === null && state !== 'running')
    .map(
      ({ id, state, instance_id: instance }) =>
        `VMM ${id} of ${nameOf(records, instance)} is ${state}`,
    );
}

/** What a sled has lost is found out by those who ask it, or the gateway, every now and then. */
function vmmsNowhere(snapshot: Snapshot): readonly string[] {
  const { records, sleds } = snapshot;
  const names = new Map(sleds.map(({ id, name }) => [id, name]));
  const known = new Set(
    sledsOfRack(snapshot).flatMap(({ id: sled, view }) =>
      (view?.vmms ?? []).map(({ id }) => `${id} on ${sled}`),
    ),
  );
  return records.vmms
    .filter(
      ({ id, state, sled_id: sled, time_deleted: deleted }) =>
        deleted === null && state === 'running' && !known.has(`${id} on ${sled}`),
    )
    .map(
      ({ id, instance_id: instance, sled_id: sled }) =>
        `VMM ${id} of ${nameOf(records, instance)} is on record as running, and ${names.get(sled) ?? sled} does not have it`,
    );
}

function sledsUnderWay(snapshot: Snapshot): readonly string[] {
  const vmms = byId(snapshot.records.vmms);
  return sledsOfRack(snapshot).flatMap(({ name, isOff, view }) => {
    if (isOff) return [];
    if (view === null) return [`${name} does not answer`];
    return view.vmms.flatMap(({ id, state, work, unsent }) => {
      const { state: at, gen } = state.vmm_state;
      const row = vmms.get(id);
      const busy =
        work !== null || unsent > 0 || at.kind !== 'running'
          ? [`VMM ${id} is ${at.kind} on ${name}, with ${String(unsent)} reports unsent`]
          : [];
      const isHeard = row === undefined || row.state_generation >= gen;
      return isHeard
        ? busy
        : [
            ...busy,
            `${name} has VMM ${id} at ${String(gen)}, nexus at ${String(row.state_generation)}`,
          ];
    });
  });
}
