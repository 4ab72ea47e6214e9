import type { DateTime, Uuid } from '@skewline/runtime/api';

export type ApiRoleLabel = 'user' | 'operator';

/** Table `api_user`. */
export interface ApiUserRow {
  readonly id: Uuid;
  readonly name: string;
  readonly role: ApiRoleLabel;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
}
