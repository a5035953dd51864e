import { expect } from 'chai';
import { yamlConfig } from '../../dist/init/config-template.js';
import { describePreset } from '../../dist/init/describe-preset.js';
import { addIgnoreLines } from '../../dist/init/ignore-lines.js';
import { nameOfFolder } from '../../dist/init/name-of-folder.js';

describe('describePreset', () => {
  it('reads the remarks at the top and splits the sections', () => {
    const text = [
      '# Purpose: a model.',
      '# Prerequisite: a file.',
      '# Files: data/a.jsonl, b.txt',
      'run: { name: x }',
      '# about training',
      'train:',
      '  steps: 3',
      '',
      '  batch: 2',
      '',
    ].join('\n');
    expect(describePreset(text)).to.deep.equal({
      purpose: 'a model.',
      prerequisite: 'a file.',
      files: ['data/a.jsonl', 'b.txt'],
      sections: [
        { key: 'run', text: 'run: { name: x }\n# about training' },
        { key: 'train', text: 'train:\n  steps: 3\n\n  batch: 2' },
      ],
    });
  });

  it('takes `none` for no prerequisite and survives a file of nothing', () => {
    expect(describePreset('# Prerequisite: none; it comes along.\nrun: {}\n').prerequisite).to.equal(
      undefined,
    );
    expect(describePreset('')).to.deep.equal({
      purpose: undefined,
      prerequisite: undefined,
      files: [],
      sections: [],
    });
  });
});

describe('nameOfFolder', () => {
  it('makes a run name out of any folder name', () => {
    const names = ['/a/demo', '/a/My Book!', '/a/.hidden', '/a/日本', '/', `/${'x'.repeat(80)}`].map(
      nameOfFolder,
    );
    expect(names).to.deep.equal(['demo', 'My-Book', 'hidden', 'run', 'run', 'x'.repeat(64)]);
  });
});

describe('yamlConfig', () => {
  it('puts names in quotes that YAML would read as something else', () => {
    const textFor = (runName: string) => yamlConfig({ preset: 'std/tiny', runName, seed: 1, sections: [] });
    expect(textFor('2024')).to.include('run: { name: "2024", seed: 1 }');
    expect(textFor('true')).to.include('run: { name: "true", seed: 1 }');
    expect(textFor('demo')).to.include('run: { name: demo, seed: 1 }');
  });
});

describe('addIgnoreLines', () => {
  it('knows the line however it is written', () => {
    for (const text of ['runs\n', '/runs/\n', 'dist\r\nruns/\r\n'])
      expect(addIgnoreLines(text)).to.equal(undefined);
    expect(addIgnoreLines('')).to.equal('runs/\n');
    expect(addIgnoreLines('other-runs/\n')).to.equal('other-runs/\nruns/\n');
  });
});
