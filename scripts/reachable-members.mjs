// Which members of a library's classes can be called, told from names alone.
import { parseAst } from 'vite';

/**
 * Answers, for each file, the source ranges of the methods and accessors that nothing can reach: no code outside the
 * classes, no constructor or field, no reachable member and none of the `wanted` words mentions their name. A name counts
 * wherever it stands and whatever it belongs to, so that a member is kept too often and never too seldom. (It would be
 * missed only if its name were put together at run time.)
 *
 * @param {ReadonlyMap<string, string>} sources file name → code, JavaScript or TypeScript
 * @param {ReadonlySet<string>} wanted names that the users of the library mention
 */
export function unreachable(sources, wanted) {
  const members = [...sources].flatMap(([file, code]) => membersOf(file, code));
  const known = new Set(members.map(({ name }) => name));
  const reached = new Set();
  const queue = [...wanted, ...[...sources].flatMap(([file, code]) => [...outsideNames(file, code)])];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!known.has(name) || reached.has(name)) continue;
    reached.add(name);
    for (const member of members) if (member.name === name) queue.push(...namesIn(member.node));
  }
  return members.filter(({ name }) => !reached.has(name));
}

export const parse = (file, code) => parseAst(code, { lang: file.endsWith('.ts') ? 'ts' : 'js' }, file);

/** Methods and accessors by a plain name. Constructors, fields and computed names always stay. */
const isMember = (node) =>
  node?.type === 'MethodDefinition' &&
  node.kind !== 'constructor' &&
  !node.computed &&
  node.key.type === 'Identifier';

export function* nodesIn(node, enter = () => true) {
  if (typeof node !== 'object' || node === null || !enter(node)) return;
  if (typeof node.type === 'string') yield node;
  for (const child of Object.values(node)) yield* nodesIn(child, enter);
}

export function membersOf(file, code) {
  return [...nodesIn(parse(file, code))].filter(isMember).map((node) => ({
    file,
    name: node.key.name,
    start: node.start,
    end: node.end,
    body: node.value.body,
    node,
  }));
}

function* namesIn(node, enter) {
  for (const { type, name, value } of nodesIn(node, enter)) {
    if (type === 'Identifier') yield name;
    else if (type === 'Literal' && typeof value === 'string') yield value;
  }
}

const outsideNames = (file, code) => namesIn(parse(file, code), (node) => !isMember(node));

/** `cuts` do not overlap. From the end to the beginning, so that positions stay true. */
export const replaced = (code, cuts) =>
  cuts
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, text }) => rest.slice(0, start) + text + rest.slice(end), code);
