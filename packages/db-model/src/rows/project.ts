import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Table `project`. */
export interface ProjectRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  /** Who made it. Names are unique among what one user made. */
  readonly owner_user_id: Uuid;
  /** Where instances that ask for no other network are. */
  readonly default_ipv4_subnet_id: Uuid;
  readonly default_ipv6_subnet_id: Uuid;
}

/** Table `project_member`. */
export interface ProjectMemberRow {
  readonly project_id: Uuid;
  readonly user_id: Uuid;
  readonly time_created: DateTime;
}
