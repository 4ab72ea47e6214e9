import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type {
  ProjectMembers,
  TokenCreate,
  TokenCreated,
  Tokens,
  User,
  UserName,
  UserPut,
  Users,
} from '../v1/user.ts';

export interface UserOperations {
  /** Lists users. */
  user_list: Operation<'GET', '/users', { responses: { 200: Users; '4XX': Error; '5XX': Error } }>;

  /** Makes a user, or changes what one may do. */
  user_put: Operation<
    'PUT',
    '/users/{user}',
    {
      path: { user: UserName };
      body: UserPut;
      responses: { 200: User; '4XX': Error; '5XX': Error };
    }
  >;

  /** Lists the tokens of a user. */
  user_token_list: Operation<
    'GET',
    '/users/{user}/tokens',
    { path: { user: UserName }; responses: { 200: Tokens; '4XX': Error; '5XX': Error } }
  >;

  /** Makes a token for a user. */
  user_token_create: Operation<
    'POST',
    '/users/{user}/tokens',
    {
      path: { user: UserName };
      body: TokenCreate;
      responses: { 201: TokenCreated; '4XX': Error; '5XX': Error };
    }
  >;

  /** Makes a token worthless. */
  token_delete: Operation<
    'DELETE',
    '/tokens/{token_id}',
    { path: { token_id: Uuid }; responses: { 204: void; '4XX': Error; '5XX': Error } }
  >;

  /** Lists the members of a project. */
  project_member_list: Operation<
    'GET',
    '/projects/{project_id}/members',
    { path: { project_id: Uuid }; responses: { 200: ProjectMembers; '4XX': Error; '5XX': Error } }
  >;

  /** Lets a user see and do what there is in a project. */
  project_member_add: Operation<
    'PUT',
    '/projects/{project_id}/members/{user}',
    {
      path: { project_id: Uuid; user: UserName };
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;

  /** Ends that. */
  project_member_remove: Operation<
    'DELETE',
    '/projects/{project_id}/members/{user}',
    {
      path: { project_id: Uuid; user: UserName };
      responses: { 204: void; '4XX': Error; '5XX': Error };
    }
  >;
}
