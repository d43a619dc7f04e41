import type { Models } from 'purecloud-platform-client-v2';
import type { Me } from '../../app/ports.ts';
import type { Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

/** What a panel needs to know of its user, in one request. */
export const ME_REQUEST = {
  method: 'GET',
  path: '/api/v2/users/me',
  query: { expand: 'authorization,organization' },
} as const;

/** The answer to `ME_REQUEST`. */
export const decodeMe = (value: unknown): Result<Me> =>
  decode<Models.UserMe, Me>(value, (me) => {
    const authorization = me.object<Models.UserAuthorization>('authorization');
    const orgId = me.object<Models.Organization>('organization')?.text('id');
    const name = me.text('name')?.trim();
    return {
      userId: me.id('id'),
      ...(name && { name }),
      ...(orgId !== undefined && { orgId }),
      permissions: new Set((authorization?.texts('permissions') ?? []).map(withoutDivision)),
    };
  });

/** `domain:entity:action`, with the divisions it is granted in cut off. */
const withoutDivision = (permission: string) => permission.split(':', 3).join(':');

/** GET tokens/me: only that it is an answer of the platform; every field of it may be absent. */
export const decodeTokenInfo = (value: unknown): Result<{ readonly orgId?: string }> =>
  decode<Models.TokenInfo, { readonly orgId?: string }>(value, (token) => {
    const orgId = token.object<Models.NamedEntity>('organization')?.text('id');
    return { ...(orgId !== undefined && { orgId }) };
  });
