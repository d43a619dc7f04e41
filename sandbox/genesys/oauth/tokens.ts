import type { Switches } from '../../control.ts';
import type { Ids } from '../ids.ts';
import type { OAuthClient } from '../people.ts';
import type { Timing } from '../timing.ts';

export interface Token {
  id: string;
  value: string;
  userId: string;
  client: OAuthClient;
  expiresAt: number;
  revoked: boolean;
}

export interface Tokens {
  issue(userId: string, client: OAuthClient): { token: Token; expiresIn: number };
  /** The token behind this text if it still opens anything. */
  valid(value: string): Token | undefined;
  revoke(token: Token): void;
  revokeOf(userId: string, clientId: string): void;
  all(): readonly Token[];
}

export function createTokens(
  timing: Timing,
  ids: Ids,
  switches: Switches,
  lifeOf: (client: OAuthClient) => number,
  revoked: (token: Token) => void,
): Tokens {
  const tokens: Token[] = [];
  const revoke = (token: Token): void => {
    if (token.revoked) return;
    token.revoked = true;
    revoked(token);
  };
  return {
    issue(userId, client) {
      const expiresIn = switches.tokenLifeSeconds || lifeOf(client);
      const token: Token = {
        id: ids.uuid(),
        value: ids.secret('sandbox-token-'),
        userId,
        client,
        expiresAt: timing.now() + expiresIn * 1000,
        revoked: false,
      };
      tokens.push(token);
      return { token, expiresIn };
    },
    valid: (value) =>
      tokens.find((token) => token.value === value && !token.revoked && token.expiresAt > timing.now()),
    revoke,
    revokeOf(userId, clientId) {
      for (const token of tokens) {
        if (token.userId === userId && token.client.id === clientId) revoke(token);
      }
    },
    all: () => tokens,
  };
}
