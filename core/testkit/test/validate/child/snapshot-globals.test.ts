import { expect } from 'chai';
import { snapshotGlobals } from '../../../dist/validate/child/watch/snapshot-globals.js';

const shared = globalThis as unknown as Record<string, unknown>;

describe('a picture of the globals', () => {
  it('shows nothing where nothing changed', () => {
    expect(snapshotGlobals()()).to.deep.equal({ globals: [], listeners: [], state: [] });
  });

  it('shows what was added, replaced and taken away', () => {
    const { fetch: original } = globalThis;
    shared['codexMlKept'] = 1;
    const changes = snapshotGlobals();
    shared['codexMlAdded'] = 1;
    globalThis.fetch = async () => new Response();
    delete shared['codexMlKept'];
    const { globals } = changes();
    globalThis.fetch = original;
    delete shared['codexMlAdded'];
    expect(globals).to.have.members([
      'globalThis.codexMlAdded',
      'globalThis.fetch',
      'globalThis.codexMlKept',
    ]);
  });

  it('shows methods added to built-in objects', () => {
    const changes = snapshotGlobals();
    Object.defineProperty(Array.prototype, 'codexMlLast', { value: () => 1, configurable: true });
    const { globals } = changes();
    Reflect.deleteProperty(Array.prototype, 'codexMlLast');
    expect(globals).to.deep.equal(['Array.prototype.codexMlLast']);
  });

  it('shows listeners and variables', () => {
    const changes = snapshotGlobals();
    const listener = () => undefined;
    process.on('SIGUSR2', listener);
    process.env['CODEX_ML_PICTURE'] = '1';
    const { listeners, state } = changes();
    process.off('SIGUSR2', listener);
    delete process.env['CODEX_ML_PICTURE'];
    expect(listeners).to.include('SIGUSR2');
    expect(state).to.deep.equal(['the variable `CODEX_ML_PICTURE`']);
  });
});
