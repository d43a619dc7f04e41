import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import about from '../../../package.json' with { type: 'json' };
import { readArguments } from '../../../src/headless/cli/arguments.ts';
import { SERVICE_PACKAGES } from '../../../src/headless/store/optional.ts';
import { ROOT } from '../../support/source-imports.ts';

const text = (file: string) => readFileSync(join(ROOT, 'deploy', file), 'utf8');
const json = (file: string) => JSON.parse(text(file)) as Record<string, Record<string, string>>;
const dockerfile = text('Dockerfile');
const unit = text('recording-control.service');

/** What the command line makes of the words. */
function command(words: readonly string[]) {
  const read = readArguments(words);
  if (!('command' in read)) throw new Error(JSON.stringify(read));
  return read.command;
}
const containerWords = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
const unitWords = /^ExecStart=\S+node \S+cli\.js (.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];

it.each([
  ['the container', containerWords],
  ['the systemd unit', unitWords],
])('%s starts the service by a command line that is accepted', (_what, words) => {
  expect(command(words)).toMatchObject({ verb: 'serve', json: true, logLevel: 'info' });
});

it('is asked for its health where it answers', () => {
  const { port } = command(containerWords) as { readonly port?: number };
  expect(/http:\/\/127\.0\.0\.1:(\d+)\/healthz/.exec(dockerfile)?.[1]).toBe(String(port));
});

it('brings the packages of the store as they are tested, with all that belongs to them', () => {
  const wanted = Object.fromEntries(
    SERVICE_PACKAGES.map((each) => [
      each.slice(0, each.lastIndexOf('@')),
      each.slice(each.lastIndexOf('@') + 1),
    ]),
  );
  expect(json('package.json')['dependencies']).toEqual(wanted);
  const root = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; hasInstallScript?: boolean }>;
  };
  const own = (JSON.parse(text('package-lock.json')) as typeof root).packages;
  const names = Object.keys(own).filter((name) => name !== '');
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    expect(own[name], name).toMatchObject({
      version: root.packages[name]?.version,
      integrity: root.packages[name]?.integrity,
    });
    expect(own[name]?.hasInstallScript, name).toBeUndefined();
  }
});

it('runs on a Node that the package allows, and keeps everything in the home that is kept', () => {
  const [version] = [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => Number(major));
  expect(version).toBeGreaterThanOrEqual(Number.parseInt(about.engines.node.replace('>=', ''), 10));
  const home = /RECORDING_CONTROL_HOME=(\S+)/.exec(dockerfile)?.[1];
  expect(dockerfile).toContain(`VOLUME ${home}\n`);
  expect(unit).toContain(`RECORDING_CONTROL_HOME=${home}\n`);
  expect(unit).toContain(`StateDirectory=${home?.replace('/var/lib/', '')}\n`);
});

it('lets nothing into the build of the container that is not there', () => {
  const allowed = text('Dockerfile.dockerignore').match(/^!(.*)$/gm) ?? [];
  expect(allowed.length).toBeGreaterThan(5);
  for (const each of allowed) expect(existsSync(join(ROOT, each.slice(1))), each).toBe(true);
});
