// Small faults that somebody might make in a source file: an operator, a constant, a condition, a step that is left out.
import { parseSync } from 'vite';

const SWAPS = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '&&': '||',
  '||': '&&',
};
const METHODS = { some: 'every', every: 'some', max: 'min', min: 'max', find: 'findLast', findLast: 'find' };
/** What says nothing about behaviour: types, and the words of messages. */
const isOfTypes = (node) => /^TS(Type|Interface|Enum|Declare)/.test(node.type);

/** Every fault that can be planted in `code`, in the order in which the code stands. `start` and `end` are offsets. */
export function faultsOf(code, file) {
  const { program, errors } = parseSync(file, code, { lang: 'ts' });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const faults = [];
  const text = (node) => code.slice(node.start, node.end);
  const plant = (node, kind, replace) => {
    const line = code.slice(0, node.start).split('\n').length;
    faults.push({ file, line, kind, start: node.start, end: node.end, find: text(node), replace });
  };

  function visit(node, parent) {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach((one) => visit(one, parent));
    if (typeof node.type !== 'string' || isOfTypes(node)) return;
    plantIn(node, parent);
    for (const key in node) if (key !== 'parent') visit(node[key], node);
  }

  function plantIn(node, parent) {
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression': {
        const swap = SWAPS[node.operator];
        if (swap === undefined || isOfWords(node)) return;
        return plant(node, `${node.operator} → ${swap}`, `${text(node.left)} ${swap} ${text(node.right)}`);
      }
      case 'UnaryExpression':
        if (node.operator === '!') plant(node, 'no !', text(node.argument));
        return;
      case 'IfStatement':
      case 'ConditionalExpression':
        plant(node.test, 'condition always', 'true');
        return plant(node.test, 'condition never', 'false');
      case 'Literal':
        if (typeof node.value === 'boolean') return plant(node, 'other boolean', String(!node.value));
        if (typeof node.value === 'number' && parent.type !== 'TSLiteralType')
          return plant(node, 'other number', node.value === 0 ? '1' : `(${node.raw} * 2)`);
        return;
      case 'MemberExpression': {
        const swap = node.computed ? undefined : METHODS[node.property.name];
        if (swap !== undefined && parent.type === 'CallExpression' && parent.callee === node)
          plant(node.property, `${node.property.name} → ${swap}`, swap);
        return;
      }
      case 'ExpressionStatement':
        if (/^(Call|Assignment|Await)Expression$/.test(node.expression.type))
          plant(node, 'step left out', ';');
        return;
    }
  }

  /** A text that is put together. */
  const isOfWords = ({ operator, left, right }) =>
    operator === '+' &&
    [left, right].some((one) => typeof one.value === 'string' || one.type === 'TemplateLiteral');

  visit(program.body, program);
  return faults;
}

export const withFault = (code, { start, end, find, replace }) => {
  if (code.slice(start, end) !== find) throw new Error(`There is no ${find} any more.`);
  return `${code.slice(0, start)}${replace}${code.slice(end)}`;
};

/** A Vite plugin that loads one file with a fault in it. */
export const planting = (fault) => ({
  name: 'fault',
  enforce: 'pre',
  transform: (code, id) =>
    id.split('?')[0].endsWith(`/${fault.file}`) ? { code: withFault(code, fault), map: null } : null,
});
