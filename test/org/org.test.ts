import { describe } from 'vitest';
import { adminContract, agentContract } from '../contract/platform-contract.ts';

/*
 * The contract suite against a real organisation. Credentials from the environment: GENESYSCLOUD_ACCESS_TOKEN, a token of a
 * person who may install, asks everything; client credentials ask what needs no person, and say so.
 */

const environment = () => process.env;
const hasPerson = Boolean(process.env['GENESYSCLOUD_ACCESS_TOKEN']);

describe.runIf(hasPerson)('a real organisation', () => agentContract(environment));
describe('a real organisation', () => adminContract(environment));
