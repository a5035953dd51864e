import { CATEGORIES, visitCategories } from '@codex-ml/tokenizers/dist/unicode/general-categories.js';
import { expect } from 'chai';

/** The one character whose category Unicode 17 changed. */
const CHANGED = 0x295;

describe('visitCategories', () => {
  it('covers every code point, and differs from the JavaScript engine only in characters that one of the two does not have yet', () => {
    const patterns = CATEGORIES.map((name) => new RegExp(`^\\p{${name}}$`, 'u'));
    const unassigned = CATEGORIES.indexOf('Cn');
    let next = 0;
    const differing: string[] = [];
    visitCategories((start, end, category) => {
      expect(start).to.equal(next);
      next = end;
      for (let point = start; point < end; point++) {
        const character = String.fromCodePoint(point);
        if (patterns[category]!.test(character) || category === unassigned || point === CHANGED) continue;
        if (!patterns[unassigned]!.test(character)) differing.push(point.toString(16));
      }
    });
    expect(next).to.equal(0x110000);
    expect(differing).to.deep.equal([]);
  });

  it('is of Unicode 16', () => {
    const counts = new Map(CATEGORIES.map((name) => [name, 0]));
    visitCategories((start, end, category) => {
      const name = CATEGORIES[category]!;
      counts.set(name, counts.get(name)! + end - start);
    });
    const letters = ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'].reduce((sum, name) => sum + counts.get(name)!, 0);
    expect([letters, counts.get('Nd'), counts.get('Cs')]).to.deep.equal([141_028, 760, 2048]);
  });
});
