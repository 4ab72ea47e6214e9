import type { DateTime, Uuid } from '@skewline/runtime/api';

/** What somebody may do. */
export type Role =
  /** What users can, in the projects that they are members of. */
  | 'user'
  /** Everything. */
  | 'operator';

/**
 * @pattern ^[a-z]([a-z0-9-]*[a-z0-9])?$
 * @maxLength 63
 */
export type UserName = string;

export interface User {
  id: Uuid;
  name: UserName;
  role: Role;
  time_created: DateTime;
}

export interface Users {
  items: User[];
}

export interface UserPut {
  role: Role;
}

/** What a token is, without its secret. */
export interface Token {
  id: Uuid;
  user_id: Uuid;
  time_created: DateTime;
  /** Null: it does not. */
  time_expires: DateTime | null;
}

export interface Tokens {
  items: Token[];
}

export interface TokenCreate {
  /** Null: it does not. */
  time_expires: DateTime | null;
}

/** A new token. What is in `secret` is told once, and nowhere kept. */
export interface TokenCreated extends Token {
  /** To be sent as `authorization: Bearer …`. */
  secret: string;
}

/** Who may see and do what there is in a project. */
export interface ProjectMember {
  user_id: Uuid;
  user_name: UserName;
}

export interface ProjectMembers {
  items: ProjectMember[];
}
