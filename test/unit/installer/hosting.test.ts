import { describe, expect, it } from 'vitest';
import {
  contentSecurityPolicy,
  hostingFiles,
  securityHeaders,
  type Hosting,
} from '../../../src/installer/hosting.ts';

const hosting: Hosting = {
  baseUrl: 'https://rc.example/app',
  regions: ['mypurecloud.de'],
  allowedOrigins: ['https://crm.example'],
};
const directive = (name: string, of: Hosting = hosting) =>
  contentSecurityPolicy(of)
    .split('; ')
    .find((one) => one.startsWith(`${name} `));

describe('the headers of the host', () => {
  it('allow what the app needs and nothing else', () => {
    expect(directive('default-src')).toBe("default-src 'none'");
    expect(directive('script-src')).toBe("script-src 'self'");
    expect(directive('connect-src')).toBe(
      "connect-src 'self' https://api.mypurecloud.de https://login.mypurecloud.de wss://streaming.mypurecloud.de",
    );
    expect(directive('frame-src')).toBe("frame-src 'self' https://login.mypurecloud.de");
  });

  it('name every ancestor that may frame the app', () => {
    expect(directive('frame-ancestors')).toBe(
      "frame-ancestors 'self' https://apps.mypurecloud.de https://crm.example",
    );
  });

  it('open the socket of a gateway as well', () => {
    expect(
      directive('connect-src', { ...hosting, regions: [], gatewayUrl: 'http://localhost:8081' }),
    ).toContain('http://localhost:8081 ws://localhost:8081');
  });

  it('let the audit log out to its webhook', () => {
    const webhookUrl = 'https://archive.example:8443/audit?x=;script-src *';
    expect(directive('connect-src', { ...hosting, webhookUrl })).toMatch(
      / wss:\/\/streaming\.mypurecloud\.de https:\/\/archive\.example:8443$/,
    );
  });

  it('have neither of the two that break an embedded app', () => {
    const names = securityHeaders(hosting).map(({ name }) => name.toLowerCase());
    expect(names).not.toContain('x-frame-options');
    expect(names).not.toContain('cross-origin-opener-policy');
  });

  it('are written for each kind of host, with the folder and the caching', () => {
    const files = new Map(hostingFiles(hosting).map(({ path, text }) => [path, text]));
    expect([...files.keys()]).toEqual([
      'headers/nginx.conf',
      'headers/cloudfront.json',
      'headers/staticwebapp.config.json',
      'headers/_headers',
    ]);
    const policy = contentSecurityPolicy(hosting);
    for (const text of files.values()) expect(text).toContain(policy);
    expect(files.get('headers/nginx.conf')).toContain('location /app/assets/ {');
    expect(files.get('headers/_headers')).toMatch(/^\/app\/\*\n/);
    expect(JSON.parse(files.get('headers/staticwebapp.config.json')!)).toMatchObject({
      globalHeaders: { 'Cache-Control': 'no-cache' },
    });
  });

  it('never let an error be kept: a year is given only where it goes to no error', () => {
    for (const { path, text } of hostingFiles(hosting)) {
      if (path !== 'headers/nginx.conf') expect(text, path).not.toContain('31536000, immutable');
    }
    const nginx = hostingFiles(hosting)[0]!.text;
    // Without "always" nginx adds a header to no error.
    expect(nginx).toContain('add_header Cache-Control "public, max-age=31536000, immutable";');
    expect(nginx).toContain('add_header Cache-Control "no-store" always;');
  });

  it('give CloudFront a policy with the names of its API and a comment that is short enough', () => {
    const { text } = hostingFiles(hosting).find(({ path }) => path === 'headers/cloudfront.json')!;
    const policy = JSON.parse(text) as Record<string, string>;
    // ResponseHeadersPolicyConfig in the CloudFront API reference.
    expect(Object.keys(policy)).toEqual(['Comment', 'Name', 'SecurityHeadersConfig', 'CustomHeadersConfig']);
    expect(policy['Comment']!.length).toBeLessThanOrEqual(128);
    expect(policy['SecurityHeadersConfig']).toMatchObject({
      ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: contentSecurityPolicy(hosting) },
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { Override: true, ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { Override: true, AccessControlMaxAgeSec: 31_536_000 },
    });
  });
});
