import type { Switches } from '../../control.ts';
import { HOME_DIVISION } from '../people.ts';
import type { OAuthClient, User } from '../people.ts';

export interface Integration {
  id: string;
  typeId: string;
  name: string;
  notes: string;
  intendedState: 'ENABLED' | 'DISABLED';
  version: number;
  properties: Record<string, unknown>;
  advanced: Record<string, unknown>;
}

export interface Group {
  id: string;
  name: string;
  description: string;
  type: string;
  visibility: string;
  rulesVisible: boolean;
  rolesEnabled: boolean;
  version: number;
  members: Set<string>;
}

export interface Policy {
  domain: string;
  entityName: string;
  actionSet: string[];
  allowConditions: boolean;
}

export interface Role {
  id: string;
  name: string;
  description: string;
  permissionPolicies: Policy[];
}

export interface Grant {
  subjectId: string;
  roleId: string;
  divisionId: string;
}

/** What an admin can make and change: kept per life of the platform. */
export interface Organisation {
  integrations: Integration[];
  groups: Group[];
  roles: Role[];
  grants: Grant[];
  /** The list that the sign-in uses as well. */
  clients: OAuthClient[];
  /** Facts of a client that only its admin sees. */
  clientFacts: Map<string, { description: string; accessTokenValiditySeconds: number; state: string }>;
  /** When something was made, by its id; what has been there for ever is not in it. */
  madeAt: Map<string, number>;
  /** What was taken from users by the sandbox's own control. */
  lacks: Map<string, ReadonlySet<string>>;
  /** A user with what groups and roles give and the control takes away. */
  effective(user: User): User;
}

export function createOrganisation(
  clients: OAuthClient[],
  switches: Pick<Switches, 'agentsSeeRecordings'>,
): Organisation {
  const organisation: Organisation = {
    integrations: [],
    groups: [],
    roles: [],
    grants: [],
    clients,
    clientFacts: new Map(),
    madeAt: new Map(),
    lacks: new Map(),
    effective(user) {
      const roles = organisation.groups
        .filter(({ members }) => members.has(user.id))
        .flatMap(({ id }) => organisation.grants.filter(({ subjectId }) => subjectId === id))
        .flatMap(({ roleId }) => organisation.roles.filter(({ id }) => id === roleId));
      const granted = roles.flatMap(({ permissionPolicies }) => permissionPolicies.flatMap(permissionsOf));
      if (switches.agentsSeeRecordings && user.permissions.includes('conversation:recording:pause'))
        granted.push('recording:recording:view');
      const lacks = organisation.lacks.get(user.id);
      return {
        ...user,
        roles: [...user.roles, ...roles.map(({ name }) => name)],
        permissions: [...new Set([...user.permissions, ...granted])].filter((one) => !lacks?.has(one)),
      };
    },
  };
  return organisation;
}

const permissionsOf = ({ domain, entityName, actionSet }: Policy): string[] =>
  actionSet.map((action) => `${domain}:${entityName}:${action}`);

export const HOME = HOME_DIVISION.id;
