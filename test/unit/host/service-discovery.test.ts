import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { getEnvironments } from '../../../src/host/service-discovery.ts';

interface Environment {
  readonly name: string;
  readonly region: string;
  readonly publicDomainName: string;
  readonly publicDomainAliases: readonly string[];
}
type Discovery = { getEnvironments(of: { env: string[]; status: string[] }): readonly Environment[] };

/** As the client-app SDK finds and asks it. */
const sdk = createRequire(import.meta.url).resolve('purecloud-client-app-sdk');
const published = (createRequire(sdk)('genesys-cloud-service-discovery-web') as Discovery).getEnvironments({
  env: ['prod', 'fedramp'],
  status: ['beta', 'stable'],
});

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

it('knows the regions that the client-app SDK would find without it, and no other', () => {
  const asked = published.map(({ name, publicDomainName, publicDomainAliases }) => ({
    name,
    publicDomainName,
    publicDomainAliases,
  }));
  const ours = getEnvironments().map(({ region: _region, ...environment }) => environment);
  expect(ours.toSorted(byName)).toEqual(asked.toSorted(byName));
});

it('has the region with which the client-app SDK begins', () => {
  const begin = (all: readonly { publicDomainName: string; region?: string }[]) =>
    all.filter(({ region }) => region === 'us-east-1').map(({ publicDomainName }) => publicDomainName);
  expect(begin(getEnvironments())).toEqual(begin(published));
});
