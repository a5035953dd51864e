import { CodexError } from '@codex-ml/plugin-api';
import { createRenderer } from '@codex-ml/runtime';
import { expect } from 'chai';
import { wordTokenizer } from './word-tokenizer.js';

const tokenizer = wordTokenizer(['<|end|>'], { eos: '<|end|>' });

function render(source: string, content = 'hello'): string {
  return createRenderer({ name: 'test', source }, tokenizer).text({ messages: [{ role: 'user', content }] });
}

function failure(source: string): CodexError {
  try {
    render(source);
  } catch (error) {
    if (CodexError.is(error)) return error;
    throw error;
  }
  return expect.fail(`rendered: ${source.slice(0, 60)}`);
}

/** A variable `ns.s` that is doubled so many times. */
const doubled = (start: string, times: number) =>
  `{% set ns = namespace(s=${start}) %}{% for i in range(${times}) %}{% set ns.s = ns.s + ns.s %}{% endfor %}`;
/** A list that holds itself of the round before twice: small in memory, huge when written. */
const LAUGHS =
  "{% set ns = namespace(s=['lol']) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}";

const ENDLESS: Readonly<Record<string, string>> = {
  'a macro that calls itself': '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
  'macros that call each other through call blocks':
    '{% macro f() %}{{ caller() }}{% endmacro %}{% macro g() %}{% call f() %}{{ g() }}{% endcall %}{% endmacro %}{{ g() }}',
  'a long range': '{% for i in range(1000000000) %}x{% endfor %}',
  'loops in loops':
    '{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}',
  'loops over what is not defined':
    '{% for a in range(1000) %}{% for b in range(1000) %}{{ nothing }}{% endfor %}{% endfor %}',
  'a text that is doubled': `${doubled("'x'", 60)}{{ ns.s }}`,
  'a text that is doubled by a block':
    "{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set y %}{{ ns.s }}{{ ns.s }}{% endset %}{% set ns.s = y %}{% endfor %}",
  'a list that is doubled': `${doubled('[1]', 60)}{{ ns.s | length }}`,
  'a long text written often': `${doubled("'x'", 23)}{% for i in range(1000) %}{{ ns.s }}{% endfor %}`,
  'lists in lists, printed': `${LAUGHS}{{ ns.s }}`,
  'lists in lists as JSON': `${LAUGHS}{{ ns.s | tojson }}`,
  'lists in lists, joined': `${LAUGHS}{{ ns.s | join }}`,
  'lists in lists, compared with a text': `${LAUGHS}{{ ns.s == 'x' }}`,
  'lists in lists, appended to a text': `${LAUGHS}{{ 'x' ~ ns.s }}`,
  'a namespace that holds itself': '{% set ns = namespace() %}{% set ns.a = ns %}{{ ns | tojson }}',
  'a wide indent of JSON': "{{ {'a': [1, 2, 3]} | tojson(indent=1000000000) }}",
  'a wide indent of lines': "{{ 'a\\nb\\nc' | indent(1000000000, true) }}",
  'a replacement that multiplies': `${doubled("'x'", 20)}{{ ns.s.replace('x', ns.s) | length }}`,
  'a method kept in a variable': `${doubled("'x'", 20)}{% set f = ns.s.replace %}{{ f('x', ns.s) | length }}`,
  'a replacement by a filter block': `${doubled("'x'", 20)}{% filter replace('x', ns.s) %}{{ ns.s }}{% endfilter %}`,
  'a separator that multiplies': `${doubled("'x'", 20)}{{ range(100000) | join(ns.s) | length }}`,
  'a search that compares everything': `${doubled("'a'", 23)}{% set n = ns.s[:4000000] + 'b' %}{{ n in ns.s }}`,
  'a text cut into characters': `${doubled("'a'", 23)}{{ ns.s.split('a') | length }}`,
  'arguments unpacked again and again':
    '{% macro f() %}{{ varargs | length }}{% endmacro %}{% set a = range(100000) %}{% for i in range(100000) %}{{ f(*a) }}{% endfor %}',
  'a long macro defined again and again': `{% for a in range(100000) %}{% macro f() %}${'{{ a }}'.repeat(20_000)}{% endmacro %}{% endfor %}`,
  'sorting long texts': `${doubled("'a'", 22)}{% set l = [ns.s] * 1 if false else [ns.s, ns.s, ns.s] %}{% for i in range(1000) %}{% set x = l | sort %}{% endfor %}`,
  'parentheses in parentheses': `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`,
  'blocks in blocks': `${'{% if true %}'.repeat(9000)}${'{% endif %}'.repeat(9000)}`,
  'a long sum': `{{ ${'1 + '.repeat(60_000)}1 }}`,
  'a long template': 'x'.repeat(300_000),
  'a lot of white space': `x${' '.repeat(200_000)}`,
};

describe('the limits of chat templates', () => {
  for (const [what, source] of Object.entries(ENDLESS)) {
    it(`stop ${what}`, () => {
      expect(failure(source).code).to.equal('CML4353');
    });
  }

  it('are the same on every machine: they count work, not time', () => {
    const source = '{% for i in range(200000) %}{{ i }}{% endfor %}';
    expect(failure(source).title).to.equal(failure(source).title);
    expect(failure(source).title).to.match(/beyond the limit of 1002000 units of work$/);
  });

  it('leave room for long conversations', () => {
    const messages = Array.from({ length: 3000 }, (_, i) => ({
      role: i % 2 === 0 ? 'user' : 'assistant',
      content: 'word '.repeat(400),
    }));
    const source =
      '{% for m in messages %}{{ m.role | upper }}: {{ m.content | trim }}{% if not loop.last %}\n{% endif %}{% endfor %}{{ tools | tojson if tools }}';
    const text = createRenderer({ name: 'test', source }, tokenizer).text({ messages });
    expect(text.length).to.be.greaterThan(3000 * 2000);
  });

  it('end a template that includes itself: nothing is included', () => {
    expect(failure('{% include "self.jinja" %}').code).to.equal('CML4350');
  });
});

describe('errors of chat templates', () => {
  it('name the line of what cannot be read', () => {
    for (const [source, line, problem] of [
      ['a\nb\n{{ x ? 1 }}\nc', 3, 'Unexpected character: ?'],
      ['a\n\n{% include "x" %}', 3, 'Unknown statement type: include'],
      ['a\n{% if x %}\nb', undefined, 'it ends inside a block or an expression'],
    ] as const) {
      const error = failure(source);
      expect([error.code, error.where?.line, error.where?.file]).to.deep.equal(['CML4350', line, 'test']);
      expect(error.title).to.equal(`chat template \`test\` cannot be read: ${problem}`);
    }
  });

  it('pass on what the template raises, with the line that raises and the message', () => {
    const source =
      "{% for m in messages %}\n{% if m.role == 'robot' %}\n{{ raise_exception('no robots here') }}\n{% endif %}{% endfor %}";
    const renderer = createRenderer({ name: 'roles.jinja', source }, tokenizer);
    const messages = ['user', 'assistant', 'robot', 'user'].map((role) => ({ role, content: '' }));
    expect(() => renderer.text({ messages }))
      .to.throw('chat template `roles.jinja` refuses the conversation: no robots here')
      .that.includes({ code: 'CML4351' })
      .and.satisfies(
        ({ where, hints }: CodexError) => where?.line === 3 && hints[0]?.includes('at message 2 (robot)'),
      );
  });

  it('name the message at which an expression failed', () => {
    const source = '{% for m in messages %}{{ m.content + m.name.first }}{% endfor %}';
    const renderer = createRenderer({ name: 'test', source }, tokenizer);
    const messages = [{ role: 'user', content: 'a', name: 'Ann' }];
    expect(() => renderer.text({ messages })).to.throw(CodexError, 'failed at message 0: ');
  });

  it('say why there is no clock', () => {
    const { code, hints } = failure("{{ strftime_now('%d %b %Y') }}");
    expect(code).to.equal('CML4352');
    expect(hints[0]).to.include('does not depend on the day');
    expect(render("{{ strftime_now('%Y') if strftime_now is defined else '26 Jul 2024' }}")).to.equal(
      '26 Jul 2024',
    );
  });
});

describe('what templates may use', () => {
  it('is what Python gives them: strip with characters, capitalize, trim', () => {
    expect(
      render("{{ '\\n  x'.lstrip('\\n') }}|{{ 'xxaxx'.strip('x') }}|{{ 'hELLO'.capitalize() }}"),
    ).to.equal('  x|a|Hello');
    expect(render('{{ messages[0].content | trim }}', '\ufeff \x1cx\x85 ')).to.equal('\ufeff \x1cx');
    expect(render('{{ messages[0].content.rstrip() }}|', ' \u3000😀 \n')).to.equal(' \u3000😀|');
  });

  it('includes loops with their variables, namespaces, macros, JSON and ranges', () => {
    expect(
      render(
        '{% for i in range(5, 0, -2) %}{{ loop.index }}/{{ loop.length }}:{{ i }}{{ "," if not loop.last }}{% endfor %}',
      ),
    ).to.equal('1/3:5,2/3:3,3/3:1');
    expect(
      render(
        '{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}',
      ),
    ).to.equal('6');
    expect(render('{% macro f(a, b=2) %}{{ a + b }}{% endmacro %}{{ f(1) }}{{ f(1, b=5) }}')).to.equal('36');
    expect(render("{{ {'b': [1, 'é<'], 'a': none} | tojson }}")).to.equal('{"b": [1, "é<"], "a": null}');
    expect(render("{{ {'b': 1} | tojson(indent=2) }}")).to.equal('{\n  "b": 1\n}');
    expect(
      render(
        '{% for i in range(9) %}{% if i == 2 %}{% continue %}{% elif i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}',
      ),
    ).to.equal('013');
    expect(
      render(
        "{{ [{'a': 1}, {'a': 2}] | selectattr('a', 'equalto', '2') | list | length }}{{ [3, 1, 2] | sort | join('-') }}",
      ),
    ).to.equal('01-2-3');
    expect(render('{{ [] | first }}{{ missing }}{{ messages | first | length }}')).to.equal('2');
  });
});
