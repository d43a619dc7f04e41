import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/headless/cli/arguments.ts';
import { readArguments as readInstall } from '../../../src/installer/arguments.ts';
import { VERBS } from '../../support/verbs.ts';

const commandOf = (line: string) => {
  const read = readArguments(line.split(' '));
  return read.kind === 'run' ? read.command : read;
};
const wrong = (...argv: string[]) => {
  const read = argv[0] === 'install' ? readInstall(argv.slice(1)) : readArguments(argv);
  return read.kind === 'wrong' ? read.message : read;
};
const installOf = (line: string) => {
  const read = readInstall(line.split(' '));
  return read.kind === 'run' ? read.command : read;
};

describe('the command line', () => {
  it.each([
    ['status a', { verb: 'status', json: false, id: 'a' }],
    ['--json status a', { verb: 'status', json: true, id: 'a' }],
    ['pause a --json', { verb: 'pause', json: true, id: 'a' }],
    ['start a --target=adhoc', { verb: 'start', json: false, id: 'a', target: 'adhoc' }],
    ['stop --target snippet a', { verb: 'stop', json: false, id: 'a', target: 'snippet' }],
    ['queue pause q --dry-run', { verb: 'queue', json: false, action: 'pause', id: 'q', dryRun: true }],
    [
      'queue resume q --yes --all-pauses',
      { verb: 'queue', action: 'resume', dryRun: false, yes: true, allPauses: true },
    ],
    ['queue resume q --only-own', { verb: 'queue', action: 'resume', yes: false, allPauses: false }],
    ['queue stop q --target adhoc', { verb: 'queue', action: 'stop', dryRun: false, target: 'adhoc' }],
    ['watch', { verb: 'watch', json: false }],
    [
      'watch --queue a --queue b --metrics-port 0',
      { verb: 'watch', json: false, queueIds: ['a', 'b'], metricsPort: 0 },
    ],
    ['metrics --prometheus', { verb: 'metrics', json: false, prometheus: true }],
    ['audit verify', { verb: 'verify', json: false, heads: [] }],
    [
      'audit verify f --head a:1:b --head c:2:d --heads h',
      { verb: 'verify', file: 'f', heads: ['a:1:b', 'c:2:d'], headsFile: 'h' },
    ],
    ['audit export -', { verb: 'export', json: false, file: '-', force: false }],
    ['audit export f --force', { verb: 'export', json: false, file: 'f', force: true }],
  ])('reads %j', (line, expected) => {
    expect(commandOf(line)).toMatchObject(expected);
  });

  it('reads the options of the installation, and fills in what has a default', () => {
    expect(installOf('plan --url https://rc.example/app/index.html')).toEqual({
      verb: 'plan',
      output: 'text',
      yes: false,
      move: false,
      out: 'recording-control-install',
      setupClientId: undefined,
      options: { baseUrl: 'https://rc.example/app', instance: 'default' },
    });
    expect(
      installOf(
        'apply --url https://rc.example --only widget --only page --queue a --allow-origin https://CRM.example --start-stop off --instance test --premium example --group g --setup-client s --out o --move --yes --json',
      ),
    ).toEqual({
      verb: 'apply',
      output: 'json',
      yes: true,
      move: true,
      out: 'o',
      setupClientId: 's',
      options: {
        baseUrl: 'https://rc.example',
        instance: 'test',
        startStop: 'off',
        vendor: 'example',
        faces: ['widget', 'page'],
        groupId: 'g',
        queueIds: ['a'],
        allowedOrigins: ['https://crm.example'],
      },
    });
  });

  it.each([
    [[], 'A verb is missing. See: recording-control --help'],
    [['statsu'], "Unknown command 'statsu'. Did you mean status? See: recording-control --help"],
    [['a\nb\u001b[2J'], "Unknown command 'a\\u000ab\\u001b[2J'. See: recording-control --help"],
    [['queue'], '"queue" is followed by one of pause, resume, stop. See: recording-control queue --help'],
    [['queue', 'start', 'q'], "Unknown command 'start'. See: recording-control queue --help"],
    [['pause'], "Missing required argument 'conversationId'. See: recording-control pause --help"],
    [['status', 'a', '--dry-run'], "Unknown option '--dry-run'. See: recording-control status --help"],
    [
      ['status', 'a', 'b'],
      "Too many arguments for 'status'. Expected 1 argument but got 2. See: recording-control status --help",
    ],
    [
      ['watch', '--metrics-port', '70000'],
      "Option '--metrics-port <port>' argument '70000' is invalid. A port is 0 to 65535. See: recording-control watch --help",
    ],
    [
      ['watch', '--metrics-port', ''],
      "Option '--metrics-port <port>' argument '' is invalid. A port is 0 to 65535. See: recording-control watch --help",
    ],
    [
      ['watch', '--queue', '--json'],
      "Option '--queue <id>' argument missing. See: recording-control watch --help",
    ],
    [
      ['install', 'plan'],
      "Required option '--url <url>' not specified. See: recording-control install plan --help",
    ],
    [['install', 'fly'], "Unknown command 'fly'. See: recording-control install --help"],
    [
      ['install', 'apply', '--url', 'https://rc.example', '--output', 'terraform'],
      "Option '--output <format>' argument 'terraform' is invalid. Allowed choices are text, json. See: recording-control install apply --help",
    ],
    [
      ['install', 'plan', '--url', 'http://rc.example'],
      "Option '--url <url>' argument 'http://rc.example' is invalid. Genesys Cloud shows apps over https only. See: recording-control install plan --help",
    ],
  ])('says of %j what is wrong, and where help is', (argv, message) => {
    expect(wrong(...argv)).toBe(message);
  });

  it.each(['--out', '--group', '--instance', '--premium', '--only', '--allow-origin', '--start-stop'])(
    'does not take the next option for the value of %s',
    (option) => {
      expect(wrong('install', 'plan', '--url', 'https://rc.example', option, '--yes')).toMatch(
        /See: recording-control install plan --help$/,
      );
      expect(wrong('install', 'plan', '--url', 'https://rc.example', `${option}=`)).toMatch(/invalid/);
    },
  );

  it.each(Object.keys(VERBS))('has help with an example for %s', (path) => {
    const words = path.split(' ');
    const read =
      words[0] === 'install'
        ? readInstall([...words.slice(1), '--help'])
        : readArguments([...words, '--help']);
    const text = read.kind === 'said' ? read.text : '';
    expect(text).toContain(`Usage: recording-control ${path} `);
    const example = new RegExp(`^  \\$ recording-control (${path}(?: .*)?)$`, 'm').exec(text)?.[1] ?? '';
    const typed = example.split(' ');
    expect((typed[0] === 'install' ? readInstall(typed.slice(1)) : readArguments(typed)).kind).toBe('run');
  });

  it('tells its version, and the help of everything', () => {
    expect(readArguments(['--version'])).toEqual({
      kind: 'said',
      text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    for (const argv of [['--help'], ['queue', '--help'], ['audit', '-h'], ['help', 'watch']])
      expect(readArguments(argv)).toMatchObject({ kind: 'said', text: expect.stringContaining('  $ ') });
    for (const argv of [[], ['--help']]) expect(readInstall(argv)).toMatchObject({ kind: 'said' });
  });
});

describe('a port', () => {
  it.each(['', ' ', '1e3', '0x50', '-1', '80.0', '65536', '８０'])('is not %j', (port) => {
    expect(wrong('watch', `--metrics-port=${port}`)).toContain('A port is 0 to 65535.');
  });

  it.each(['0', '80', '65535'])('is %s', (port) => {
    expect(commandOf(`watch --metrics-port ${port}`)).toMatchObject({ metricsPort: Number(port) });
  });
});
