import type { Ast } from './ast';
import { ExpressionError } from './expression-error';
import { FieldTree } from './field-tree';

/** Functions that give text, numbers or truth: whatever they are given, nothing can be read of their result. */
const FUNCTIONS = [
  ...['string', 'length', 'substring', 'substringBefore', 'substringAfter', 'uppercase', 'lowercase', 'trim'],
  ...[
    'contains',
    'split',
    'join',
    'replace',
    'part',
    'number',
    'abs',
    'floor',
    'ceil',
    'round',
    'sum',
    'max',
    'min',
  ],
  ...['boolean', 'not', 'exists', 'count', 'lookup'],
];
/** Functions whose result holds what they were given. */
const PASSING_ON = ['append', 'distinct', 'reverse', 'sort'];

/** Why a part of the language cannot be used, and what to write instead. */
const REFUSED: Readonly<Record<string, string>> = {
  wildcard: '* reads fields that nobody named; name each field',
  descendant: '** reads fields that nobody named; name each field',
  parent: '% leads back to where it came from; begin at the record with $$',
  lambda: 'functions of your own are not available; use a filter in brackets, such as a[b = "x"].c',
  partial: 'a function with ? is not available; give it all its arguments',
  transform: '|…| changes records; say what to read of them',
  regex:
    'patterns may take for ever on a long name; use $split, $substringBefore, $substringAfter or $contains',
};

/**
 * The fields that an expression may read, worked out without evaluating it: what it says is followed, never what a record
 * holds. A part of the language that hides what it reads, or may not end, is refused.
 * @throws ExpressionError
 */
export function deriveFields(ast: Ast): FieldTree {
  const root = new FieldTree();
  new Reader(root).read(ast, [root]);
  return root;
}

/** What a part of an expression stands for: the places in the record where its result may come from. */
type Places = readonly FieldTree[];

class Reader {
  private readonly variables = new Map<string, Places>();

  constructor(private readonly root: FieldTree) {}

  read(ast: Ast, here: Places): Places {
    const places = this.result(ast, here);
    for (const filter of [...(ast.predicate ?? []), ...(ast.stages ?? [])]) {
      if (filter.expr !== undefined) this.read(filter.expr, places);
    }
    if (ast.group !== undefined) throw refused(ast, 'grouping with {…} is not available; name what to read');
    return places;
  }

  private result(ast: Ast, here: Places): Places {
    switch (ast.type) {
      case 'string':
      case 'number':
      case 'value':
        return [];
      case 'path':
        return (ast.steps ?? []).reduce<Places>((places, step) => this.step(step, places), here);
      case 'variable':
        return this.variable(ast, here);
      case 'condition':
        this.all([ast.condition], here);
        return this.all([ast.then, ast.else], here);
      case 'block':
        return (ast.expressions ?? []).map((one) => this.read(one, here)).at(-1) ?? [];
      case 'bind':
        return this.bind(ast, here);
      case 'binary':
        if (ast.value === '..') throw refused(ast, 'a range is not available; name what to read');
        this.all([asOne(ast.lhs), ast.rhs], here);
        return [];
      case 'unary':
        return this.unary(ast, here);
      case 'function':
        return this.call(ast, ast.arguments ?? [], here, []);
      case 'apply':
        return this.apply(ast, here);
      default:
        throw refused(ast, REFUSED[ast.type] ?? `${ast.type} is not available in a mapping`);
    }
  }

  private step(step: Ast, here: Places): Places {
    if (step.focus !== undefined || step.index !== undefined) {
      throw refused(step, '@ and # are not available; use a filter in brackets');
    }
    if (step.type === 'sort') {
      this.all(
        (step.terms ?? []).map(({ expression }) => expression),
        here,
      );
      return here;
    }
    if (step.type !== 'name') return this.read(step, here);
    const name = String(step.value);
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw refused(step, `"${name}" cannot be the name of a field`);
    const places = here.map((place) => place.read(name));
    for (const { expr } of step.stages ?? []) if (expr !== undefined) this.read(expr, places);
    return places;
  }

  private variable(ast: Ast, here: Places): Places {
    const name = String(ast.value);
    if (name === '') return here;
    if (name === '$') return [this.root];
    const places = this.variables.get(name);
    if (places === undefined) throw refused(ast, `$${name} is not set before it is used`);
    return places;
  }

  private bind(ast: Ast, here: Places): Places {
    const [name, value] = [asOne(ast.lhs), ast.rhs];
    const places = value === undefined ? [] : this.read(value, here);
    this.variables.set(String(name?.value), places);
    return places;
  }

  private unary(ast: Ast, here: Places): Places {
    if (ast.value === '[') return this.all(ast.expressions ?? [], here);
    if (ast.value !== '{') {
      this.all([ast.expression], here);
      return [];
    }
    const pairs = (Array.isArray(ast.lhs) ? ast.lhs : []) as readonly (readonly [Ast, Ast])[];
    const held = this.all(
      pairs.flatMap((pair) => pair),
      here,
    );
    if (held.length > 0)
      throw refused(ast, 'an object may hold texts and numbers only, as a list for $lookup');
    return [];
  }

  private apply(ast: Ast, here: Places): Places {
    const given = this.all([asOne(ast.lhs)], here);
    const { rhs } = ast;
    if (rhs?.type === 'function') return this.call(rhs, rhs.arguments ?? [], here, given);
    if (rhs?.type === 'variable') return this.call({ ...rhs, procedure: rhs }, [], here, given);
    throw refused(ast, '~> needs a function on its right');
  }

  private call(ast: Ast, args: readonly Ast[], here: Places, given: Places): Places {
    const lambda = args.find(({ type }) => type === 'lambda');
    if (lambda !== undefined) this.read(lambda, here);
    const name = String(ast.procedure?.value);
    const passesOn = PASSING_ON.includes(name);
    if (ast.procedure?.type !== 'variable' || !(passesOn || FUNCTIONS.includes(name))) {
      const known = [...FUNCTIONS, ...PASSING_ON].map((one) => `$${one}`).join(', ');
      throw refused(ast, `$${name} is not available in a mapping; these are: ${known}`);
    }
    if (name === 'lookup' && args[0]?.value !== '{') {
      throw refused(ast, '$lookup needs a list that is written out, such as {"A": "active"}');
    }
    const places = [...given, ...this.all(args, here)];
    return passesOn ? places : [];
  }

  private all(parts: readonly (Ast | undefined)[], here: Places): Places {
    return parts.flatMap((part) => (part === undefined ? [] : this.read(part, here)));
  }
}

function asOne(side: Ast['lhs']): Ast | undefined {
  return Array.isArray(side) ? undefined : (side as Ast | undefined);
}

function refused({ position }: Ast, why: string): ExpressionError {
  return new ExpressionError(why, position);
}
