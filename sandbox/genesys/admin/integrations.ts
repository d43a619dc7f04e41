import type { Models } from 'purecloud-platform-client-v2';
import { problem } from '../errors.ts';
import type { Backend, Call, Route } from '../rest/route.ts';
import { fieldOf } from '../rest/route.ts';
import { jsonReply, reply } from '../wire.ts';
import type { WireResponse } from '../wire.ts';
import {
  after,
  invalid,
  known,
  needing,
  overLimit,
  page,
  pageOf,
  textIn,
  versionConflict,
} from './answers.ts';
import type { Integration } from './organisation.ts';
import { APP_TYPES, schemaBody, typeBody, typeById, wrongKey } from './types.ts';

const READ = ['integrations:readonly'];
const WRITE = ['integrations'];
const VIEW = ['integrations:integration:view'];
const EDIT = ['integrations:integration:edit'];
const MAX_NOTES = 500;

const entity = ({ id, name, typeId, notes, intendedState }: Integration): Models.Integration => ({
  id,
  name,
  integrationType: { id: typeId, selfUri: `/api/v2/integrations/types/${typeId}` },
  notes,
  intendedState,
  reportedState: {
    code: intendedState === 'ENABLED' ? 'ACTIVE' : 'INACTIVE',
  } as Models.IntegrationStatusInfo,
  attributes: {},
  selfUri: `/api/v2/integrations/${id}`,
});

const config = ({
  id,
  name,
  version,
  properties,
  advanced,
  notes,
}: Integration): Models.IntegrationConfiguration => ({
  id,
  name,
  version,
  properties,
  advanced,
  notes,
  credentials: {},
  selfUri: `/api/v2/integrations/${id}/config/current`,
});

const found = (backend: Backend, { params }: Call): Integration | undefined =>
  known(backend, backend.organisation.integrations).find(({ id }) => id === params['integrationId']);

/** Runs with the integration of the path. */
const withIt =
  (run: (it: Integration, call: Call, backend: Backend) => ReturnType<Route['run']>): Route['run'] =>
  (backend, call) => {
    const it = found(backend, call);
    return it === undefined ? problem(404) : run(it, call, backend);
  };

function create({ organisation, ids, timing }: Backend, { body }: Call): ReturnType<Route['run']> {
  const type = typeById(textIn(fieldOf(fieldOf(body, 'integrationType'), 'id')) ?? '');
  if (type === undefined) return invalid('integrationType.id');
  if (organisation.integrations.filter(({ typeId }) => typeId === type.id).length >= type.maxInstances) {
    return overLimit('integrations.per.type', type.maxInstances);
  }
  // Created is not installed: no configuration, not enabled (acceptance tests of the Terraform provider).
  const it: Integration = {
    id: ids.uuid(),
    typeId: type.id,
    name: textIn(fieldOf(body, 'name')) ?? type.name,
    notes: '',
    intendedState: 'DISABLED',
    version: 1,
    properties: {},
    advanced: {},
  };
  return after(
    () => {
      organisation.integrations.push(it);
      organisation.madeAt.set(it.id, timing.now());
    },
    () => jsonReply(200, entity(it)),
  );
}

function configure(it: Integration, { body }: Call): ReturnType<Route['run']> {
  const type = typeById(it.typeId);
  if (type === undefined) return problem(404);
  // All of these are required by the SDK's model, and the whole configuration is replaced.
  const { name, version, properties, advanced, notes, credentials } = (body ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return invalid('name');
  if (typeof notes !== 'string' || notes.length > MAX_NOTES) return invalid('notes');
  if (typeof credentials !== 'object' || credentials === null) return invalid('credentials');
  const wrong = wrongKey(type, 'properties', properties) ?? wrongKey(type, 'advanced', advanced);
  if (wrong !== undefined) return invalid(wrong);
  if (version !== it.version) return versionConflict();
  return after(
    () =>
      Object.assign(it, {
        name,
        notes,
        properties: properties as Record<string, unknown>,
        advanced: advanced as Record<string, unknown>,
        version: it.version + 1,
      }),
    () => jsonReply(200, config(it)),
  );
}

function setState(it: Integration, { body }: Call): ReturnType<Route['run']> {
  const intendedState = fieldOf(body, 'intendedState');
  if (intendedState !== 'ENABLED' && intendedState !== 'DISABLED') return invalid('intendedState');
  // Assumed: what has no address cannot be shown.
  if (intendedState === 'ENABLED' && it.properties['url'] === undefined) return invalid('properties.url');
  return after(
    () => void (it.intendedState = intendedState),
    () => jsonReply(200, entity(it)),
  );
}

function schema({ params }: Call): WireResponse {
  const type = typeById(params['typeId'] ?? '');
  const half = params['configType'];
  if (type === undefined || (half !== 'properties' && half !== 'advanced')) return problem(404);
  return jsonReply(200, schemaBody(type, half));
}

const path = '/api/v2/integrations';
const one = `${path}/{integrationId}`;

export const INTEGRATION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: `${path}/types`,
    scopes: READ,
    run: needing(VIEW, (_backend, call) => page(APP_TYPES.map(typeBody), call, 'nothing')),
  },
  {
    method: 'GET',
    path: `${path}/types/{typeId}`,
    scopes: READ,
    run: needing(VIEW, (_backend, { params }) => {
      const type = typeById(params['typeId'] ?? '');
      return type === undefined ? problem(404) : jsonReply(200, typeBody(type));
    }),
  },
  {
    method: 'GET',
    path: `${path}/types/{typeId}/configschemas/{configType}`,
    scopes: READ,
    run: needing(VIEW, (_backend, call) => schema(call)),
  },
  {
    method: 'GET',
    path,
    scopes: READ,
    run: needing(VIEW, (backend, call) => pageOf(backend, backend.organisation.integrations, entity, call)),
  },
  { method: 'POST', path, scopes: WRITE, run: needing(['integrations:integration:add'], create) },
  {
    method: 'GET',
    path: one,
    scopes: READ,
    run: needing(
      VIEW,
      withIt((it) => jsonReply(200, entity(it))),
    ),
  },
  { method: 'PATCH', path: one, scopes: WRITE, run: needing(EDIT, withIt(setState)) },
  {
    method: 'DELETE',
    path: one,
    scopes: WRITE,
    run: needing(
      ['integrations:integration:delete'],
      withIt((it, _call, { organisation }) =>
        after(
          () => organisation.integrations.splice(organisation.integrations.indexOf(it), 1),
          () => reply(204),
        ),
      ),
    ),
  },
  {
    method: 'GET',
    path: `${one}/config/current`,
    scopes: READ,
    run: needing(
      VIEW,
      withIt((it) => jsonReply(200, config(it))),
    ),
  },
  { method: 'PUT', path: `${one}/config/current`, scopes: WRITE, run: needing(EDIT, withIt(configure)) },
];
