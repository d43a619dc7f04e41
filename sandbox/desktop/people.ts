import { SEED } from '../control.ts';
import type { UserName } from './launch.ts';

/** The users of the seed world, as the desktop calls them. */
export const PEOPLE: Record<UserName, { id: string; name: string; role: string }> = {
  ada: { id: SEED.users.ada, name: 'Ada Byron', role: 'Agent' },
  ben: { id: SEED.users.ben, name: 'Ben Okafor', role: 'Agent' },
  sol: { id: SEED.users.sol, name: 'Sol Marín', role: 'Supervisor' },
};

export function initials(name: string): string {
  return name
    .split(/[\s-]+/)
    .map((part) => part.charAt(0))
    .filter((letter) => letter !== '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
}
