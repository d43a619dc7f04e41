import type { Models } from 'purecloud-platform-client-v2';
import { problem } from '../errors.ts';
import type { Backend, Call, Route } from '../rest/route.ts';
import { fieldOf } from '../rest/route.ts';
import { jsonReply, reply } from '../wire.ts';
import {
  after,
  invalid,
  known,
  nameTaken,
  needing,
  pageOf,
  textIn,
  textsIn,
  versionConflict,
} from './answers.ts';
import type { Group } from './organisation.ts';

const READ = ['groups:readonly'];
const WRITE = ['groups'];

const body = ({ members, ...group }: Group): Models.Group => ({
  ...group,
  memberCount: members.size,
  state: 'active',
  selfUri: `/api/v2/groups/${group.id}`,
});

const withGroup =
  (run: (group: Group, call: Call, backend: Backend) => ReturnType<Route['run']>): Route['run'] =>
  (backend, call) => {
    const group = known(backend, backend.organisation.groups).find(({ id }) => id === call.params['groupId']);
    return group === undefined ? problem(404) : run(group, call, backend);
  };

function create(backend: Backend, { body: sent }: Call): ReturnType<Route['run']> {
  const { organisation, ids, timing } = backend;
  const name = textIn(fieldOf(sent, 'name')) ?? '';
  if (name === '') return invalid('name');
  // Required by the SDK's model.
  const missing = ['type', 'visibility', 'rulesVisible'].find((key) => fieldOf(sent, key) === undefined);
  if (missing !== undefined) return invalid(missing);
  if (organisation.groups.some((group) => group.name === name)) return nameTaken('group', name);
  const group: Group = {
    id: ids.uuid(),
    name,
    description: textIn(fieldOf(sent, 'description')) ?? '',
    type: textIn(fieldOf(sent, 'type')) ?? 'official',
    visibility: textIn(fieldOf(sent, 'visibility')) ?? 'public',
    rulesVisible: fieldOf(sent, 'rulesVisible') === true,
    rolesEnabled: fieldOf(sent, 'rolesEnabled') === true,
    version: 1,
    members: new Set(),
  };
  return after(
    () => {
      organisation.groups.push(group);
      organisation.madeAt.set(group.id, timing.now());
    },
    () => jsonReply(200, body(group)),
  );
}

function change(group: Group, { body: sent }: Call): ReturnType<Route['run']> {
  // No member of the published update.
  if (fieldOf(sent, 'type') !== undefined) return invalid('type');
  if (fieldOf(sent, 'version') !== group.version) return versionConflict();
  const text = (key: 'name' | 'description' | 'visibility') => textIn(fieldOf(sent, key)) ?? group[key];
  const flag = (key: 'rulesVisible' | 'rolesEnabled') => {
    const value = fieldOf(sent, key);
    return typeof value === 'boolean' ? value : group[key];
  };
  return after(
    () =>
      Object.assign(group, {
        name: text('name'),
        description: text('description'),
        visibility: text('visibility'),
        rulesVisible: flag('rulesVisible'),
        rolesEnabled: flag('rolesEnabled'),
        version: group.version + 1,
      }),
    () => jsonReply(200, body(group)),
  );
}

const path = '/api/v2/groups';

export const GROUP_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path,
    scopes: READ,
    run: (backend, call) => pageOf(backend, backend.organisation.groups, body, call),
  },
  { method: 'POST', path, scopes: WRITE, run: needing(['directory:group:add'], create) },
  {
    method: 'GET',
    path: `${path}/{groupId}`,
    scopes: READ,
    run: withGroup((group) => jsonReply(200, body(group))),
  },
  {
    method: 'PUT',
    path: `${path}/{groupId}`,
    scopes: WRITE,
    run: needing(['directory:group:edit'], withGroup(change)),
  },
  {
    method: 'DELETE',
    path: `${path}/{groupId}`,
    scopes: WRITE,
    run: needing(
      ['directory:group:delete'],
      withGroup((group, _call, { organisation }) =>
        after(
          () => {
            organisation.groups.splice(organisation.groups.indexOf(group), 1);
            organisation.grants = organisation.grants.filter(({ subjectId }) => subjectId !== group.id);
          },
          () => reply(204),
        ),
      ),
    ),
  },
  {
    method: 'POST',
    path: `${path}/{groupId}/members`,
    scopes: WRITE,
    run: withGroup((group, { body: sent }) => {
      if (fieldOf(sent, 'version') !== group.version) return versionConflict();
      const memberIds = textsIn(fieldOf(sent, 'memberIds'));
      return after(
        () => {
          for (const id of memberIds) group.members.add(id);
          group.version += 1;
        },
        () => reply(202),
      );
    }),
  },
];
