import { SEED } from '../control.ts';

export interface User {
  id: string;
  name: string;
  email: string;
  department: string;
  roles: string[];
  permissions: string[];
}

export interface OAuthClient {
  id: string;
  name: string;
  /** As the admin's list of OAuth clients spells it; PKCE clients are CODE clients. */
  grant: 'TOKEN' | 'CODE' | 'CLIENT-CREDENTIALS';
  secret?: string;
  redirectUris: string[];
  scopes: string[];
}

export const ORGANIZATION = { id: SEED.orgId, name: 'Sandbox Ltd' };
export const CLAIMS_DIVISION = { id: 'd1000000-0000-4000-8000-000000000002', name: 'Claims' };
export const HOME_DIVISION = { id: 'd1000000-0000-4000-8000-000000000001', name: 'Home' };

/** An agent may pause and take snippets, and deliberately lacks conversation:communication:disconnect. */
const AGENT_PERMISSIONS = [
  'conversation:recording:pause',
  'conversation:recording:snippetRecord',
  'conversation:call:record',
  'conversation:call:pull',
];

const SUPERVISOR_PERMISSIONS = [
  ...AGENT_PERMISSIONS,
  'conversation:recording:pauseOthers',
  'conversation:communication:view',
  'conversation:communication:disconnect',
  'conversation:call:monitor',
  'conversation:call:coach',
  'conversation:call:barge',
  'routing:queue:view',
  'routing:queue:search',
  'analytics:conversationDetail:view',
];

const ADMIN_PERMISSIONS = [
  ...['view', 'add', 'edit', 'delete'].flatMap((action) => [
    `integrations:integration:${action}`,
    `authorization:role:${action}`,
    `oauth:client:${action}`,
  ]),
  ...['view', 'add', 'delete'].map((action) => `authorization:grant:${action}`),
  ...['add', 'edit', 'delete'].map((action) => `directory:group:${action}`),
  'routing:queue:view',
];

export const USERS: readonly User[] = [
  {
    id: SEED.users.ada,
    name: 'Ada Byron',
    email: 'ada@sandbox.example',
    department: 'Payments',
    roles: ['Agent'],
    permissions: AGENT_PERMISSIONS,
  },
  {
    id: SEED.users.ben,
    name: 'Ben Okafor',
    email: 'ben@sandbox.example',
    department: 'Support',
    roles: ['Agent'],
    permissions: AGENT_PERMISSIONS,
  },
  {
    id: SEED.users.sol,
    name: 'Sol Marín',
    email: 'sol@sandbox.example',
    department: 'Operations',
    roles: ['Supervisor'],
    permissions: SUPERVISOR_PERMISSIONS,
  },
  {
    id: SEED.users.ina,
    name: 'Ina Holm',
    email: 'ina@sandbox.example',
    department: 'IT',
    roles: ['Admin'],
    permissions: ADMIN_PERMISSIONS,
  },
];

/** What a client-credentials token acts as: nobody, with the roles that were given to the client. */
const CLIENT_USER: User = {
  id: SEED.clients.credentials,
  name: 'Recording Control (headless)',
  email: '',
  department: '',
  roles: ['Recording controller'],
  permissions: [
    'conversation:recording:pauseOthers',
    'conversation:recording:snippetRecord',
    'conversation:communication:view',
    'routing:queue:view',
    'analytics:conversationDetail:view',
    'recording:recording:view',
  ],
};

/** The same for the client that installs. */
const INSTALLER_USER: User = {
  id: SEED.clients.installer,
  name: 'Recording Control (installer)',
  email: '',
  department: '',
  roles: ['Installer'],
  permissions: ADMIN_PERMISSIONS,
};

export const QUEUES: readonly { id: string; name: string; members: string[] }[] = [
  { id: SEED.queues.payments, name: 'Payments', members: [SEED.users.ada, SEED.users.ben] },
  { id: SEED.queues.support, name: 'Support', members: [SEED.users.ben, SEED.users.sol] },
];

/** What the installer gives the agents' client, and nothing beyond it. */
const AGENT_SCOPES = ['conversations', 'notifications', 'user-basic-info', 'users:readonly'];

const SCOPES = [...AGENT_SCOPES, 'routing:readonly', 'analytics:readonly', 'recordings:readonly'];

const INSTALL_SCOPES = [
  'user-basic-info',
  'integrations',
  'authorization',
  'groups',
  'oauth',
  'routing:readonly',
];

export const oauthClients = (redirectUri: string): OAuthClient[] => [
  {
    id: SEED.clients.implicit,
    name: 'Recording Control (implicit)',
    grant: 'TOKEN',
    redirectUris: [redirectUri],
    scopes: AGENT_SCOPES,
  },
  {
    id: SEED.clients.pkce,
    name: 'Recording Control (PKCE)',
    grant: 'CODE',
    redirectUris: [redirectUri],
    scopes: AGENT_SCOPES,
  },
  {
    id: SEED.clients.narrow,
    name: 'Recording Control (too few scopes)',
    grant: 'CODE',
    redirectUris: [redirectUri],
    scopes: ['user-basic-info', 'conversations:readonly'],
  },
  {
    id: SEED.clients.credentials,
    name: CLIENT_USER.name,
    grant: 'CLIENT-CREDENTIALS',
    secret: SEED.secrets.credentials,
    redirectUris: [],
    scopes: SCOPES,
  },
  {
    id: SEED.clients.setup,
    name: 'Recording Control (setup page)',
    grant: 'CODE',
    redirectUris: [redirectUri],
    scopes: INSTALL_SCOPES,
  },
  {
    id: SEED.clients.installer,
    name: INSTALLER_USER.name,
    grant: 'CLIENT-CREDENTIALS',
    secret: SEED.secrets.installer,
    redirectUris: [],
    scopes: INSTALL_SCOPES,
  },
];

export const userById = (id: string): User | undefined =>
  [...USERS, CLIENT_USER, INSTALLER_USER].find((user) => user.id === id);
export const queueName = (id: string): string => QUEUES.find((queue) => queue.id === id)?.name ?? 'Unknown';
