import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { MINIMAL } from '../../support/config-documents.ts';

describe('loadConfig', () => {
  const answering = (body: string, status = 200) => {
    const requests: [unknown, RequestInit | undefined][] = [];
    const fetcher = (async (url: unknown, init?: RequestInit) => {
      requests.push([url, init]);
      return new Response(body, { status });
    }) as typeof fetch;
    return { requests, fetcher };
  };

  it('reads the file beside the page, past the cache', async () => {
    const text = JSON.stringify(MINIMAL);
    const { fetcher, requests } = answering(text);
    expect(await loadConfig(fetcher)).toMatchObject({
      ok: true,
      text,
      config: { region: 'mypurecloud.com' },
    });
    expect(requests).toEqual([['config.json', expect.objectContaining({ cache: 'no-cache' })]]);
  });

  it.each([
    ['a missing file', '', 404],
    ['a broken server', '', 503],
    ['a start page in place of the file', '\n<!doctype html><title>x</title>', 200],
  ])('says that the file is missing for %s', async (_what, body, status) => {
    expect(await loadConfig(answering(body, status).fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-missing' },
    });
  });

  it('says that the file is missing without a network', async () => {
    const fetcher = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await loadConfig(fetcher)).toEqual({ ok: false, problem: { kind: 'config-missing' } });
  });

  it('says that the file is wrong when it is no JSON, or the wrong one', async () => {
    expect(await loadConfig(answering('{"oauth":').fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-invalid', key: '' },
    });
    expect(await loadConfig(answering('{}').fetcher)).toEqual({
      ok: false,
      problem: { kind: 'config-invalid', key: 'oauth' },
    });
  });
});
