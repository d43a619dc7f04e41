/**
 * Regions of the platform: the name that a launch URL carries in gcTargetEnv, and the domain below which `apps.`, `api.`
 * and `login.` live. Domains as in the platform SDK's PureCloudRegionHosts, names as in the service discovery that the
 * client-app SDK uses.
 */
export const DOMAIN_OF_ENV: ReadonlyMap<string, string> = new Map([
  ['prod', 'mypurecloud.com'],
  ['prod-usw2', 'usw2.pure.cloud'],
  ['fedramp-use2-core', 'use2.us-gov-pure.cloud'],
  ['prod-cac1', 'cac1.pure.cloud'],
  ['prod-mxc1', 'mxc1.pure.cloud'],
  ['prod-sae1', 'sae1.pure.cloud'],
  ['prod-apne1', 'mypurecloud.jp'],
  ['prod-apne2', 'apne2.pure.cloud'],
  ['prod-apne3', 'apne3.pure.cloud'],
  ['prod-euc1', 'mypurecloud.de'],
  ['prod-euc2', 'euc2.pure.cloud'],
  ['prod-euw1', 'mypurecloud.ie'],
  ['prod-euw2', 'euw2.pure.cloud'],
  ['prod-mec1', 'mec1.pure.cloud'],
  ['prod-aps1', 'aps1.pure.cloud'],
  ['prod-apse1', 'apse1.pure.cloud'],
  ['prod-apse2', 'mypurecloud.com.au'],
]);

/** The EU sovereign region: its environment name is not published, so it is recognised by its host only. */
const WITHOUT_KNOWN_ENV = ['edee1.eusc-pure.cloud'];

export const REGION_DOMAINS: readonly string[] = [...DOMAIN_OF_ENV.values(), ...WITHOUT_KNOWN_ENV];

export const isRegionDomain = (domain: string): boolean => REGION_DOMAINS.includes(domain);

export const domainOfEnv = (targetEnv: string): string | undefined => DOMAIN_OF_ENV.get(targetEnv);

/** The region whose desktop has this origin. */
export const domainOfHost = (origin: string): string | undefined =>
  REGION_DOMAINS.find((domain) => origin === `https://apps.${domain}`);

/** Names of cloud regions, as Genesys' own tools take them. */
const DOMAIN_OF_NAME: Readonly<Record<string, string>> = {
  'us-east-1': 'mypurecloud.com',
  'us-east-2': 'use2.us-gov-pure.cloud',
  'us-west-2': 'usw2.pure.cloud',
  'ca-central-1': 'cac1.pure.cloud',
  'mx-central-1': 'mxc1.pure.cloud',
  'sa-east-1': 'sae1.pure.cloud',
  'eu-west-1': 'mypurecloud.ie',
  'eu-west-2': 'euw2.pure.cloud',
  'eu-central-1': 'mypurecloud.de',
  'eu-central-2': 'euc2.pure.cloud',
  'me-central-1': 'mec1.pure.cloud',
  'ap-south-1': 'aps1.pure.cloud',
  'ap-northeast-1': 'mypurecloud.jp',
  'ap-northeast-2': 'apne2.pure.cloud',
  'ap-northeast-3': 'apne3.pure.cloud',
  'ap-southeast-1': 'apse1.pure.cloud',
  'ap-southeast-2': 'mypurecloud.com.au',
};

export const domainOfName = (name: string): string | undefined => DOMAIN_OF_NAME[name];
