// The library's interpreter with a meter: every node that is evaluated passes here. Operands are evaluated first and held, so that
// what an operation will cost is known and paid before it runs.
import { type CallArguments, guardMethod, payForFilter } from './guarded-calls.js';
import {
  type Fields,
  type HeldValue,
  hold,
  Interpreter,
  isList,
  isMapping,
  isText,
  type JinjaNode,
  type JinjaScope,
  type JinjaValue,
} from './jinja-types.js';
import type { WorkMeter } from './render-limits.js';
import { spendOnHolding, spendOnSearch, spendOnWriting } from './value-size.js';

/** Facts about the nodes of a program, found once when it is parsed. */
export interface ProgramFacts {
  /** Nodes inside a macro or a call block, which the library walks each time it comes by. */
  readonly sizes: ReadonlyMap<JinjaNode, number>;
  /** Expressions whose values are written out. */
  readonly printed: ReadonlySet<JinjaNode>;
}

/** Making the scope and the `loop` variable of one iteration. */
const UNITS_PER_ITERATION = 4;
/** Making the methods of a text, and looking up what is not defined. */
const UNITS_PER_LOOKUP = 20;

export class BoundedInterpreter extends Interpreter {
  readonly #meter: WorkMeter;
  readonly #facts: ProgramFacts;

  constructor(scope: JinjaScope, meter: WorkMeter, facts: ProgramFacts) {
    super(scope);
    this.#meter = meter;
    this.#facts = facts;
  }

  override evaluate(node: JinjaNode | undefined, scope: JinjaScope): JinjaValue {
    if (node === undefined) return super.evaluate(node, scope);
    if (node.type === 'HeldValue') return (node as HeldValue).held;
    const meter = this.#meter;
    meter.enter();
    const value = this.#run(node as Fields, scope);
    meter.leave();
    if (this.#facts.printed.has(node) && (isList(value) || isMapping(value))) spendOnWriting(value, meter);
    return value;
  }

  #run(node: Fields, scope: JinjaScope): JinjaValue {
    switch (node.type) {
      case 'For':
        return this.#loop(node, scope);
      case 'Set': {
        if (node.value !== null) return super.evaluate(node, scope);
        const body = this.#checked({ type: 'Program', body: node.body } as JinjaNode, scope);
        return this.#with(node, { value: hold(body), body: [] }, scope);
      }
      case 'Program':
      case 'If':
        return this.#checked(node, scope);
      case 'Macro':
        this.#meter.spend(this.#facts.sizes.get(node) ?? 0);
        return super.evaluate(node, scope);
      case 'CallStatement': {
        this.#meter.spend(this.#facts.sizes.get(node) ?? 0);
        const call = node.call as Fields;
        return this.#with(node, { call: { ...call, args: this.#arguments(call, scope).nodes } }, scope);
      }
      case 'CallExpression': {
        const result = this.#with(node, { args: this.#arguments(node, scope).nodes }, scope);
        spendOnHolding(result, this.#meter);
        return result;
      }
      case 'FilterExpression':
        return this.#filter(this.evaluate(node.operand as JinjaNode, scope), node.filter as Fields, scope);
      case 'FilterStatement': {
        const body = this.#checked({ type: 'Program', body: node.body } as JinjaNode, scope);
        return this.#filter(body, node.filter as Fields, scope);
      }
      case 'BinaryExpression':
        return this.#operation(node, scope);
      case 'MemberExpression':
        return this.#member(node, scope);
      case 'TestExpression': {
        const operand = this.evaluate(node.operand as JinjaNode, scope);
        spendOnHolding(operand, this.#meter);
        return this.#with(node, { operand: hold(operand) }, scope);
      }
      case 'Identifier': {
        const value = super.evaluate(node, scope);
        if (value.type === 'UndefinedValue') this.#meter.spend(UNITS_PER_LOOKUP);
        return value;
      }
      default:
        return super.evaluate(node, scope);
    }
  }

  /** Evaluate as the library does, with some operands known. */
  #with(node: Fields, operands: Readonly<Record<string, unknown>>, scope: JinjaScope): JinjaValue {
    return super.evaluate({ ...node, ...operands }, scope);
  }

  /** What a block writes, which may not be too long. */
  #checked(node: JinjaNode, scope: JinjaScope): JinjaValue {
    const value = super.evaluate(node, scope);
    if (isText(value)) this.#meter.checkLength(value.value.length);
    return value;
  }

  #loop(node: Fields, scope: JinjaScope): JinjaValue {
    const iterable = node.iterable as Fields;
    const selects = iterable.type === 'SelectExpression';
    const items = this.evaluate((selects ? iterable.lhs : iterable) as JinjaNode, scope);
    const count = isList(items) ? items.value.length : isMapping(items) ? items.value.size : 0;
    this.#meter.spend(UNITS_PER_ITERATION * count);
    const held = selects ? { ...iterable, lhs: hold(items) } : hold(items);
    return this.#checked({ ...node, iterable: held } as JinjaNode, scope);
  }

  /** Arguments evaluated and held: first those by place, then those by name, as the library does. */
  #arguments(call: Fields, scope: JinjaScope): CallArguments & { readonly nodes: readonly JinjaNode[] } {
    const places: JinjaValue[] = [];
    const names = new Map<string, JinjaValue>();
    const nodes: JinjaNode[] = [...(call.args as readonly JinjaNode[])];
    const byName = (node: JinjaNode) =>
      node.type === 'KeywordArgumentExpression' || node.type === 'KeywordSpreadExpression';
    for (const pass of [false, true]) {
      for (const [index, node] of nodes.entries()) {
        if (node.type === 'HeldValue' || byName(node) !== pass) continue;
        const fields = node as Fields;
        if (node.type === 'KeywordArgumentExpression') {
          const value = this.evaluate(fields.value as JinjaNode, scope);
          names.set(String((fields.key as Fields).value), value);
          nodes[index] = { ...fields, value: hold(value) } as JinjaNode;
        } else if (node.type === 'SpreadExpression' || node.type === 'KeywordSpreadExpression') {
          const value = this.evaluate(fields.argument as JinjaNode, scope);
          spendOnHolding(value, this.#meter);
          if (isList(value)) for (const item of value.value) places.push(item);
          if (isMapping(value)) for (const [name, item] of value.value) names.set(name, item);
          nodes[index] = { ...fields, argument: hold(value) } as JinjaNode;
        } else {
          const value = this.evaluate(node, scope);
          places.push(value);
          // `selectattr` and `rejectattr` insist on literals.
          if (node.type !== 'StringLiteral') nodes[index] = hold(value);
        }
      }
    }
    return { places, names, nodes };
  }

  #filter(operand: JinjaValue, filter: Fields, scope: JinjaScope): JinjaValue {
    const called = filter.type === 'CallExpression';
    const name = String((called ? (filter.callee as Fields) : filter).value);
    const args = called
      ? this.#arguments(filter, scope)
      : { places: [], names: new Map<string, JinjaValue>(), nodes: [] };
    const python = payForFilter(name, operand, args, this.#meter);
    if (python !== undefined) return python;
    const held = called ? { ...filter, args: args.nodes } : filter;
    const node = { type: 'FilterExpression', operand: hold(operand), filter: held } as JinjaNode;
    const result = super.evaluate(node, scope);
    // The first of an empty list is nothing at all in the library.
    if ((result as JinjaValue | undefined) === undefined) return super.evaluate(undefined, scope);
    spendOnHolding(result, this.#meter);
    return result;
  }

  #operation(node: Fields, scope: JinjaScope): JinjaValue {
    const operator = String((node.operator as Fields).value);
    if (operator === 'and' || operator === 'or') return super.evaluate(node, scope);
    const left = this.evaluate(node.left as JinjaNode, scope);
    const right = this.evaluate(node.right as JinjaNode, scope);
    const meter = this.#meter;
    if (operator === 'in' || operator === 'not in') {
      if (isText(left) && isText(right)) spendOnSearch(right.value, left.value, meter);
      else spendOnHolding(right, meter);
    } else if (isList(left) !== isList(right)) {
      // The library writes a list out to compare it with a text or to append it to one.
      spendOnWriting(isList(left) ? left : right, meter);
    } else if (isList(left)) {
      if (operator === '~') {
        spendOnWriting(left, meter);
        spendOnWriting(right, meter);
      } else if (operator === '+') {
        spendOnHolding(left, meter);
        spendOnHolding(right, meter);
      }
    } else if (isText(left) && isText(right)) {
      // Joining is cheap however long the texts are; what is done with the result may be not.
      meter.checkLength(left.value.length + right.value.length);
      meter.spend((left.value.length + right.value.length) / 256);
    }
    return this.#with(node, { left: hold(left), right: hold(right) }, scope);
  }

  #member(node: Fields, scope: JinjaScope): JinjaValue {
    const meter = this.#meter;
    const object = this.evaluate(node.object as JinjaNode, scope);
    const property = node.property as Fields;
    if (node.computed === true && property.type === 'SliceExpression') {
      spendOnHolding(object, meter);
      if (isText(object)) meter.spend(object.value.length);
      const slice = this.#with(node, { object: hold(object) }, scope);
      spendOnHolding(slice, meter);
      return slice;
    }
    const key = node.computed === true ? this.evaluate(property, scope) : undefined;
    const operands = key === undefined ? {} : { property: hold(key) };
    const value = this.#with(node, { object: hold(object), ...operands }, scope);
    if (value.type === 'UndefinedValue' || value.type === 'FunctionValue') meter.spend(UNITS_PER_LOOKUP);
    if (value.type !== 'FunctionValue' || !(isText(object) || object.type === 'ObjectValue')) return value;
    // A function that a namespace or an object holds is no method of it.
    if (isMapping(object) && object.value.has(String(key?.value ?? property.value))) return value;
    return guardMethod(String(key?.value ?? property.value), object, value, meter);
  }
}
