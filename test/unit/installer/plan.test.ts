import { describe, expect, it } from 'vitest';
import { differences, merged } from '../../../src/installer/diff.ts';
import { desiredState, policiesOf, type Wanted } from '../../../src/installer/desired.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import { DEFAULT_OPTIONS, type InstallOptions } from '../../../src/installer/options.ts';
import { inOrder, planInstall, planUndo, type Found } from '../../../src/installer/plan.ts';
import { MAX_NOTES, noteOf, readNote, resolveText } from '../../../src/installer/record.ts';

const options: InstallOptions = { ...DEFAULT_OPTIONS, baseUrl: 'https://rc.example' };
const wanted = (key: string, needs: string[] = [], fields: Wanted['fields'] = {}): Wanted => ({
  key,
  kind: 'role',
  name: key,
  fields,
  initially: [],
  needs,
});

describe('differences', () => {
  it.each([
    ['nothing where all is as wanted', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } }, []],
    ['a member by its path', { b: { c: 2 } }, { b: { c: 3 } }, ['b.c']],
    ['a member that is not there', {}, { a: 1 }, ['a']],
    ['nothing for what nobody wants', { a: 1, own: true }, { a: 1 }, []],
    ['nothing for another order of a set', { scope: ['b', 'a'] }, { scope: ['a', 'b'] }, []],
    ['the order of a list', { list: ['b', 'a'] }, { list: ['a', 'b'] }, ['list']],
    ['nothing for another order of members', { x: [{ a: 1, b: 2 }] }, { x: [{ b: 2, a: 1 }] }, []],
  ])('tells %s', (_what, found, to, paths) => {
    expect(differences(found, to, []).map(({ path }) => path)).toEqual(paths);
  });

  it('leaves alone what is set once, and sets it where it is missing', () => {
    expect(differences({ p: { q: ['mine'] } }, { p: { q: [] } }, ['p.q'])).toEqual([]);
    expect(differences({ p: {} }, { p: { q: [] } }, ['p.q'])).toHaveLength(1);
  });

  it('makes of what was found and the changes what has to be sent', () => {
    const found = { name: 'x', properties: { url: 'old', own: 1 } };
    const changes = differences(found, { properties: { url: 'new' } }, []);
    expect(merged(found, changes)).toEqual({ name: 'x', properties: { url: 'new', own: 1 } });
  });
});

describe('a plan', () => {
  it.each([
    ['leaves a scope of an optional feature that an admin has added', ['recordings:readonly'], []],
    ['takes any other back, and leaves that one', ['recordings:readonly', 'users'], ['recordings:readonly']],
    ['adds none by itself', ['users'], []],
  ])('%s', (_what, added, left) => {
    const desired = desiredState(MANIFEST, options);
    const client = desired.find(({ kind }) => kind === 'oauth-client')!;
    const scope = client.fields['scope'] as readonly string[];
    const found = { id: '1', fields: { ...client.fields, scope: [...scope, ...added] } };
    const [step] = planInstall([client], new Map([[client.key, found]]));
    const isSame = added.length === 1 && added[0] === 'recordings:readonly';
    expect(step?.action).toBe(isSame ? 'keep' : 'change');
    if (step?.action === 'change')
      expect(step.changes).toMatchObject([{ path: 'scope', to: [...scope, ...left] }]);
  });

  it('puts each thing after what it needs, and undoes the other way round', () => {
    const all = [wanted('c', ['b']), wanted('a'), wanted('b', ['a'])];
    expect(inOrder(all).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    const observed = new Map(all.map(({ key }) => [key, { id: key, fields: {} }]));
    expect(planUndo(all, observed).map((step) => step.wanted.key)).toEqual(['c', 'b', 'a']);
  });

  it('refuses what needs itself', () => {
    expect(() => inOrder([wanted('a', ['b']), wanted('b', ['a'])])).toThrow('need each other: a, b');
  });

  it('creates, changes and keeps', () => {
    const observed = new Map<string, Found>([
      ['keep', { id: '1', fields: { name: 'k' } }],
      ['change', { id: '2', fields: { name: 'old' } }],
    ]);
    const steps = planInstall(
      [wanted('new'), wanted('keep', [], { name: 'k' }), wanted('change', [], { name: 'c' })],
      observed,
    );
    expect(steps.map(({ action }) => action)).toEqual(['create', 'keep', 'change']);
  });
});

describe('the desired state', () => {
  const of = (changes: Partial<InstallOptions>) => desiredState(MANIFEST, { ...options, ...changes });
  const byKey = (all: readonly Wanted[], key: string) => all.find((one) => one.key === key)!.fields;

  it('holds all that the manifest names, with the host filled in', () => {
    const all = of({});
    expect(all.map(({ key }) => key)).toEqual([
      'group.agents',
      'role.agent',
      'role.operator',
      'role.installer',
      'oauth-client.agent',
      'grant.agent',
      'integration.widget',
      'integration.keeper',
      'integration.page',
      'settings.widget',
      'settings.keeper',
      'settings.page',
      'state.widget',
      'state.keeper',
      'state.page',
    ]);
    expect(JSON.stringify(all)).not.toContain('{{host}}');
  });

  it.each([
    ['snippet', ['conversation:recording:pause', 'conversation:recording:snippetRecord']],
    [
      'adhoc',
      ['conversation:call:record', 'conversation:recording:pause', 'conversation:recording:snippetRecord'],
    ],
    ['off', ['conversation:recording:pause']],
  ] as const)('gives agents no more than %s needs', (startStop, permissions) => {
    expect(byKey(of({ startStop }), 'role.agent')['permissionPolicies']).toEqual(policiesOf(permissions));
  });

  it('uses the key names of each integration type', () => {
    const custom = byKey(of({}), 'settings.keeper')['properties'];
    expect(custom).toMatchObject({ groups: ['<<group.agents>>'], displayType: 'widget' });
    const premium = byKey(of({ vendor: 'acme' }), 'settings.keeper')['properties'];
    expect(premium).toMatchObject({ groupFilter: ['<<group.agents>>'] });
    expect(Object.keys(premium as object)).not.toEqual(
      expect.arrayContaining(['groups', 'sandbox', 'permissions']),
    );
    expect(byKey(of({ vendor: 'acme' }), 'settings.widget')['properties']).toMatchObject({
      groups: ['<<group.agents>>'],
    });
    expect(byKey(of({ vendor: 'acme' }), 'settings.widget')['advanced']).not.toHaveProperty('lifecycle');
  });

  it('makes no group where one is given', () => {
    const all = of({ groupId: 'their-group' });
    expect(all.some(({ kind }) => kind === 'group')).toBe(false);
    expect(byKey(all, 'grant.agent')['subjectId']).toBe('their-group');
  });
});

describe('the record in the notes', () => {
  const uuid = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

  it('brings every id back', () => {
    const ids = new Map([
      ['role.agent', uuid(1)],
      ['integration.page', uuid(2)],
    ]);
    const note = noteOf('default', 'integration.widget', [...ids.keys()]);
    const { text, missing } = resolveText(note, ids);
    expect(missing).toEqual([]);
    expect(readNote(text)).toEqual({ instance: 'default', key: 'integration.widget', ids });
  });

  it('fits into the notes of an integration, with the longest instance', () => {
    const instance = 'x'.repeat(20);
    const all = desiredState(MANIFEST, { ...options, instance });
    const ids = new Map(all.map(({ key }, index) => [key, uuid(index % 10)]));
    for (const { fields } of all.filter(({ kind }) => kind === 'settings')) {
      expect(resolveText(String(fields['notes']), ids).text.length).toBeLessThanOrEqual(MAX_NOTES);
    }
  });

  it.each(['', 'Ask Kim before you change this', 'rc1', '{"rc":1}'])('takes %j for no record', (text) => {
    expect(readNote(text)).toBeUndefined();
  });
});
