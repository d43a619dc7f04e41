import { expect, it } from 'vitest';
import { appConfigFile, otherRegions } from '../../../src/installer/app-config.ts';

const FIRST = { clientId: 'first', grant: 'pkce' };
const written = (region: string, own: object) =>
  JSON.parse(
    appConfigFile(JSON.stringify(own), {
      options: { startStop: 'snippet', allowedOrigins: [] },
      clientId: 'made',
      region,
      baseUrl: 'https://rc.example',
    }).text,
  ) as unknown;

const SHARED = {
  oauth: { ...FIRST, byRegion: { 'mypurecloud.de': { clientId: 'second', grant: 'pkce' } } },
  region: 'mypurecloud.com',
};
const MADE = { clientId: 'made', grant: 'pkce', redirectUri: 'https://rc.example/index.html' };

it('puts the client of another region where that region has its place, and leaves the first one alone', () => {
  expect(written('mypurecloud.de', SHARED)).toMatchObject({
    oauth: { ...FIRST, byRegion: { 'mypurecloud.de': MADE } },
    region: 'mypurecloud.com',
  });
});

it('puts the client of the first region where it was, and leaves the others alone', () => {
  expect(written('mypurecloud.com', SHARED)).toMatchObject({
    oauth: { ...MADE, byRegion: SHARED.oauth.byRegion },
    region: 'mypurecloud.com',
  });
});

it('lets the desktops of every region show the app', () => {
  expect(otherRegions(JSON.stringify(SHARED))).toEqual(['mypurecloud.de']);
  expect(otherRegions('{"oauth":{"byRegion":7}}')).toEqual([]);
});
