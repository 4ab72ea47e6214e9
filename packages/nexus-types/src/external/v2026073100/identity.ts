import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Name } from './name.ts';

/** What every resource that users name has in common. */
export interface Identity {
  /** Never changes, and is never used again for another resource. */
  id: Uuid;
  /** Users may change it. */
  name: Name;
  /** Free text, for people. */
  description: string;
  time_created: DateTime;
  time_modified: DateTime;
}

/** What every resource that hardware brings along has in common. */
export interface AssetIdentity {
  /** Never changes, and is never used again for another resource. */
  id: Uuid;
  time_created: DateTime;
  time_modified: DateTime;
}

/** What a user says about every resource that they make. */
export interface IdentityCreate {
  name: Name;
  /** Free text, for people. */
  description: string;
}

/** What a user may change about every resource that they made. Absent or null leaves it as it is. */
export interface IdentityUpdate {
  name?: Name | null;
  /** Free text, for people. */
  description?: string | null;
}
