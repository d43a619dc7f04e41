// What cannot run, or is kept for nobody, in code whose conditions have been settled.
import { nodesIn, parse, replaced } from './reachable-members.mjs';

/**
 * `code` without branches behind a plain `true` or `false`, without the given cases of switches, and without statements
 * that only call what `silent` matches. Answers the same text when there is nothing to leave out.
 *
 * @param {string} file tells the language by its ending
 * @param {{ silent?: RegExp, cases?: readonly string[] }} what `silent` is matched against the text of the callee
 */
export function withoutDeadCode(file, code, { silent = /^$/, cases = [] } = {}) {
  const cuts = [...nodesIn(parse(file, code))].flatMap((node) => {
    if (node.type === 'IfStatement') return branch(node, code);
    const text = (part) => code.slice(part.start, part.end);
    const isOther = node.type === 'SwitchCase' && cases.includes(node.test?.value);
    const isSilent =
      node.type === 'ExpressionStatement' &&
      node.expression.type === 'CallExpression' &&
      silent.test(text(node.expression.callee));
    return isOther || isSilent ? [{ start: node.start, end: node.end, text: isSilent ? ';' : '' }] : [];
  });
  const outer = cuts.filter((cut) => !cuts.some((other) => other !== cut && holds(other, cut)));
  return outer.length === 0 ? code : withoutDeadCode(file, replaced(code, outer), { silent, cases });
}

const holds = (outer, inner) => outer.start <= inner.start && inner.end <= outer.end;

/** `false && more` is false, whatever is more. */
const valueOf = (test) => {
  if (test.type === 'LogicalExpression' && test.operator === '&&' && valueOf(test.left) === false)
    return false;
  return typeof test.value === 'boolean' ? test.value : undefined;
};

function branch({ start, end, test, consequent, alternate }, code) {
  const value = valueOf(test);
  if (value === undefined) return [];
  const kept = value ? consequent : alternate;
  return [{ start, end, text: kept ? code.slice(kept.start, kept.end) : ';' }];
}

/**
 * The source ranges of `this.name = …` whose name nothing reads: neither the code that is left nor a `wanted` word. Only where
 * working out the value does nothing else. As with members, a name counts wherever it stands.
 *
 * @param {ReadonlyMap<string, string>} sources file name → code
 * @param {ReadonlySet<string>} wanted
 * @param {RegExp} quiet classes of which making one does nothing but make it
 */
export function unreadFields(sources, wanted, quiet) {
  const writes = [...sources].flatMap(([file, code]) =>
    [...nodesIn(parse(file, code))]
      .filter((node) => isPlainWrite(node, quiet))
      .map(({ start, end, expression }) => ({
        file,
        start,
        end,
        name: expression.left.property.name,
        target: expression.left.property,
      })),
  );
  const targets = new Set(writes.map(({ target }) => `${target.start}:${target.name}`));
  const read = new Set(wanted);
  for (const [file, code] of sources) {
    for (const node of nodesIn(parse(file, code))) {
      if (node.type === 'Identifier' && !targets.has(`${node.start}:${node.name}`)) read.add(node.name);
      if (node.type === 'Literal' && typeof node.value === 'string') read.add(node.value);
    }
  }
  return writes.filter(({ name }) => !read.has(name));
}

function isPlainWrite(node, quiet) {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AssignmentExpression') return false;
  const { operator, left, right } = node.expression;
  const isOwn = left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && !left.computed;
  return operator === '=' && isOwn && isHarmless(right, quiet);
}

/** A value that is just there. */
function isHarmless(node, quiet) {
  const are = (nodes) => nodes.every((one) => isHarmless(one, quiet));
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true;
    case 'MemberExpression':
      return !node.computed && isHarmless(node.object, quiet);
    case 'NewExpression':
      return quiet.test(node.callee.name) && are(node.arguments);
    case 'ArrayExpression':
      return are(node.elements);
    case 'ObjectExpression':
      return node.properties.every((one) => one.type === 'Property' && isHarmless(one.value, quiet));
    default:
      return false;
  }
}
