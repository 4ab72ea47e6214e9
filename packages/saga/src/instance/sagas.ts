import { createSaga } from './create.ts';
import { deleteSaga } from './delete.ts';
import { migrateSaga } from './migrate.ts';
import type { InstanceSaga } from './saga.ts';
import type { InstanceServices } from './services.ts';
import { startSaga } from './start.ts';
import { stopSaga } from './stop.ts';
import { updateSagas } from './updater.ts';

/** All of them: whoever runs sagas puts the `actions` of each into its registry. */
export function instanceSagas(services: InstanceServices): readonly InstanceSaga<never>[] {
  const { instanceUpdate, startInstanceUpdate } = updateSagas(services);
  return [
    createSaga(services),
    deleteSaga(services),
    migrateSaga(services),
    startSaga(services),
    stopSaga(services),
    startInstanceUpdate,
    instanceUpdate,
  ];
}
