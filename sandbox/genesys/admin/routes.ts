import type { Route } from '../rest/route.ts';
import { CLIENT_ROUTES } from './clients.ts';
import { GROUP_ROUTES } from './groups.ts';
import { INTEGRATION_ROUTES } from './integrations.ts';
import { ROLE_ROUTES } from './roles.ts';

/** What an admin does to an organisation. */
export const ADMIN_ROUTES: readonly Route[] = [
  ...INTEGRATION_ROUTES,
  ...ROLE_ROUTES,
  ...GROUP_ROUTES,
  ...CLIENT_ROUTES,
];
