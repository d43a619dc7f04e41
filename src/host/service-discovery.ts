import { DOMAIN_OF_ENV } from '../launch/regions.ts';

/** The client-app SDK looks for this region when it is loaded. */
const DEFAULT_REGION = { name: 'prod', region: 'us-east-1' };

/**
 * Stands in for `genesys-cloud-service-discovery-web`, from which the client-app SDK has its regions: they are the ones of
 * our own table, and that package is 2.6 kB.
 */
export const getEnvironments = () =>
  [...DOMAIN_OF_ENV].map(([name, publicDomainName]) => ({
    name,
    publicDomainName,
    publicDomainAliases: [],
    ...(name === DEFAULT_REGION.name && { region: DEFAULT_REGION.region }),
  }));
