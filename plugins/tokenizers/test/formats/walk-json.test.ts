import { lineAndColumn, walkJson } from '@codex-ml/tokenizers/dist/formats/tokenizer-json/walk-json.js';
import { expect } from 'chai';
import fc from 'fast-check';

describe('walkJson', () => {
  it('finds nothing wrong with JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        expect(walkJson(JSON.stringify(value, null, indent))).to.equal(undefined);
      }),
    );
  });

  it('agrees with JSON.parse on damaged texts', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', '\\', '\n', '-', '0', 'e'),
        (json, at, part) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + part + json.slice(place + 1);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          expect(walkJson(text) === undefined, text).to.equal(valid);
        },
      ),
    );
  });

  it('names each value as errors do', () => {
    const paths: [string, string][] = [];
    const text = '{"a": [1, {"b": 2}], "model": {"vocab": {"x.y": 0}}}';
    walkJson(text, (path, at) => paths.push([path, text.slice(at, at + 3)]));
    expect(paths).to.deep.equal([
      ['', '{"a'],
      ['a', '[1,'],
      ['a[0]', '1, '],
      ['a[1]', '{"b'],
      ['a[1].b', '2}]'],
      ['model', '{"v'],
      ['model.vocab', '{"x'],
      ['model.vocab["x.y"]', '0}}'],
    ]);
  });

  it('ends at values too deep in one another instead of the stack', () => {
    expect(walkJson('['.repeat(1e5))?.problem).to.include('fewer values inside one another');
  });
});

describe('lineAndColumn', () => {
  it('counts from one', () => {
    expect(lineAndColumn('ab\ncd\n', 0)).to.deep.equal({ line: 1, column: 1 });
    expect(lineAndColumn('ab\ncd\n', 4)).to.deep.equal({ line: 2, column: 2 });
    expect(lineAndColumn('ab\ncd\n', 6)).to.deep.equal({ line: 3, column: 1 });
  });
});
