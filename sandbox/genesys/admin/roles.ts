import type { Models } from 'purecloud-platform-client-v2';
import { problem } from '../errors.ts';
import { CLAIMS_DIVISION, HOME_DIVISION, userById } from '../people.ts';
import type { Backend, Call, Route } from '../rest/route.ts';
import { fieldOf } from '../rest/route.ts';
import { jsonReply, reply } from '../wire.ts';
import { after, invalid, known, nameTaken, needing, pageOf, textIn, textsIn } from './answers.ts';
import { HOME } from './organisation.ts';
import type { Organisation, Policy, Role } from './organisation.ts';

const READ = ['authorization:readonly'];
const WRITE = ['authorization'];

const body = (role: Role) =>
  ({
    id: role.id,
    name: role.name,
    description: role.description,
    permissions: [],
    unusedPermissions: [],
    // The platform's own answer repeats its ids and conditions, which are nobody's wish.
    permissionPolicies: role.permissionPolicies.map((policy) => ({
      ...policy,
      resourceConditionNode: { conjunction: 'AND', terms: [], nodes: [] },
    })),
    userCount: 0,
    default: false,
    base: false,
    selfUri: `/api/v2/authorization/roles/${role.id}`,
  }) as unknown as Models.DomainOrganizationRole;

function read({ body: sent }: Call): Omit<Role, 'id'> | string {
  const name = textIn(fieldOf(sent, 'name'));
  const policies = fieldOf(sent, 'permissionPolicies');
  if (name === undefined || name === '') return 'name';
  if (!Array.isArray(policies)) return 'permissionPolicies';
  return {
    name,
    description: textIn(fieldOf(sent, 'description')) ?? '',
    permissionPolicies: policies.map((policy): Policy => ({
      domain: textIn(fieldOf(policy, 'domain')) ?? '',
      entityName: textIn(fieldOf(policy, 'entityName')) ?? '',
      actionSet: textsIn(fieldOf(policy, 'actionSet')),
      allowConditions: fieldOf(policy, 'allowConditions') === true,
    })),
  };
}

const isTaken = ({ organisation }: Backend, name: string, but?: string): boolean =>
  organisation.roles.some((role) => role.name === name && role.id !== but);

const withRole =
  (run: (role: Role, call: Call, backend: Backend) => ReturnType<Route['run']>): Route['run'] =>
  (backend, call) => {
    const role = known(backend, backend.organisation.roles).find(({ id }) => id === call.params['roleId']);
    return role === undefined ? problem(404) : run(role, call, backend);
  };

/** What a client may do, in the form of the grants of its roles (AuthzSubject, AuthzGrantRole, AuthzGrantPolicy). */
function rightsOf(organisation: Organisation, clientId: string): object {
  const user = userById(clientId);
  const policies = (user === undefined ? [] : organisation.effective(user).permissions).map((permission) => {
    const [domain, entityName, action] = permission.split(':');
    return { domain, entityName, actions: [action] };
  });
  const role = { id: 'role-of-the-client', name: 'Role of the client', policies };
  return { id: clientId, grants: [{ subjectId: clientId, role, division: { id: HOME } }], version: 1 };
}

const path = '/api/v2/authorization/roles';

export const ROLE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path,
    scopes: READ,
    // Assumed, and the harsher way: no source shows whether a list tells the policies.
    run: needing(['authorization:role:view'], (backend, call) =>
      pageOf(backend, backend.organisation.roles, (role) => body({ ...role, permissionPolicies: [] }), call),
    ),
  },
  {
    method: 'POST',
    path,
    scopes: WRITE,
    run: needing(['authorization:role:add'], (backend, call) => {
      const given = read(call);
      if (typeof given === 'string') return invalid(given);
      if (isTaken(backend, given.name)) return nameTaken('role', given.name);
      const role = { id: backend.ids.uuid(), ...given };
      return after(
        () => {
          backend.organisation.roles.push(role);
          backend.organisation.madeAt.set(role.id, backend.timing.now());
        },
        () => jsonReply(200, body(role)),
      );
    }),
  },
  {
    method: 'GET',
    path: `${path}/{roleId}`,
    scopes: READ,
    run: needing(
      ['authorization:role:view'],
      withRole((role) => jsonReply(200, body(role))),
    ),
  },
  {
    method: 'PUT',
    path: `${path}/{roleId}`,
    scopes: WRITE,
    run: needing(
      ['authorization:role:edit'],
      withRole((role, call, backend) => {
        const given = read(call);
        if (typeof given === 'string') return invalid(given);
        if (isTaken(backend, given.name, role.id)) return nameTaken('role', given.name);
        return after(
          () => Object.assign(role, given),
          () => jsonReply(200, body(role)),
        );
      }),
    ),
  },
  {
    method: 'DELETE',
    path: `${path}/{roleId}`,
    scopes: WRITE,
    run: needing(
      ['authorization:role:delete'],
      withRole((role, _call, { organisation }) =>
        after(
          () => {
            organisation.roles.splice(organisation.roles.indexOf(role), 1);
            organisation.grants = organisation.grants.filter(({ roleId }) => roleId !== role.id);
          },
          () => reply(204),
        ),
      ),
    ),
  },
  {
    method: 'GET',
    path: '/api/v2/authorization/divisions/home',
    scopes: READ,
    run: () => jsonReply(200, { ...HOME_DIVISION, homeDivision: true }),
  },
  {
    method: 'GET',
    path: '/api/v2/authorization/divisions/{divisionId}',
    scopes: READ,
    run: (_backend, { params }) => {
      const division = [HOME_DIVISION, CLAIMS_DIVISION].find(({ id }) => id === params['divisionId']);
      return division === undefined
        ? problem(404)
        : jsonReply(200, { ...division, homeDivision: division === HOME_DIVISION });
    },
  },
  {
    method: 'GET',
    path: '/api/v2/authorization/subjects/{subjectId}',
    scopes: READ,
    run: needing(['authorization:grant:view'], (backend, { params }) => {
      const { organisation } = backend;
      const client = organisation.clients.find(({ id }) => id === params['subjectId']);
      if (client?.grant === 'CLIENT-CREDENTIALS') return jsonReply(200, rightsOf(organisation, client.id));
      const grants = organisation.grants.filter(({ subjectId }) => subjectId === params['subjectId']);
      return jsonReply(200, {
        id: params['subjectId'],
        grants: grants.map(({ subjectId, roleId, divisionId }) => ({
          subjectId,
          role: { id: roleId, name: organisation.roles.find(({ id }) => id === roleId)?.name },
          division: { id: divisionId },
        })),
        version: 1,
      });
    }),
  },
  {
    method: 'POST',
    path: '/api/v2/authorization/subjects/{subjectId}/bulkadd',
    scopes: WRITE,
    run: needing(['authorization:grant:add'], (backend, { params, query, body: sent }) => {
      const { organisation } = backend;
      const subjectId = params['subjectId'] ?? '';
      // Without it the platform looks for a user of that id.
      if (
        query.get('subjectType') !== 'PC_GROUP' ||
        !known(backend, organisation.groups).some(({ id }) => id === subjectId)
      ) {
        return problem(404);
      }
      const grants = fieldOf(sent, 'grants');
      if (!Array.isArray(grants)) return invalid('grants');
      const added = grants.map((grant) => ({
        subjectId,
        roleId: textIn(fieldOf(grant, 'roleId')) ?? '',
        divisionId: textIn(fieldOf(grant, 'divisionId')) ?? HOME,
      }));
      const roles = known(backend, organisation.roles);
      if (!added.every(({ roleId }) => roles.some(({ id }) => id === roleId))) return problem(404);
      return after(
        () => organisation.grants.push(...added),
        () => reply(204),
      );
    }),
  },
  {
    method: 'DELETE',
    path: '/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}',
    scopes: WRITE,
    run: needing(['authorization:grant:delete'], ({ organisation }, { params }) => {
      const isIt = (grant: { subjectId: string; roleId: string; divisionId: string }) =>
        grant.subjectId === params['subjectId'] &&
        grant.roleId === params['roleId'] &&
        grant.divisionId === params['divisionId'];
      if (!organisation.grants.some(isIt)) return problem(404);
      return after(
        () => void (organisation.grants = organisation.grants.filter((grant) => !isIt(grant))),
        () => reply(204),
      );
    }),
  },
];
