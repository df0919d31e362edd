import { expect } from 'chai';
import { SmbError } from '../../lib/errors.ts';
import { explain } from '../../lib/cli/explain.ts';
import { Messages } from '../../lib/cli/messages.ts';
import { Captured } from './capture.ts';

describe('explain', () => {
  it('adds what to do', () => {
    const error = new SmbError({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:445' });
    expect(explain(error)).to.match(/^connect ECONNREFUSED 127\.0\.0\.1:445; is the server on/);
  });

  it('names the path, unless the message has it', () => {
    const init = { code: 'EIO', path: 'docs/a.txt' };
    expect(explain(new SmbError({ ...init, message: 'it broke' }))).to.equal('docs/a.txt: it broke');
    expect(explain(new SmbError({ ...init, message: "it broke ('docs/a.txt')" }))).to.equal(
      "it broke ('docs/a.txt')",
    );
  });

  it('knows what a folder is in the way of', () => {
    const error = (syscall: string) => explain(new SmbError({ code: 'EISDIR', message: 'x', syscall }));
    expect(error('rm')).to.include('rm -r');
    expect(error('cp')).to.include('rxsmb cp -r');
    expect(error('open')).to.include('rxsmb sync');
  });

  it('finds words for what has none', () => {
    expect(explain(new AggregateError([new Error('first'), new Error('second')]))).to.equal('first');
    expect(explain(new TypeError(''))).to.equal('TypeError');
    expect(explain('text')).to.equal('text');
  });
});

describe('Messages', () => {
  it('keep an error on one line, without a stack', () => {
    const sink = new Captured();
    new Messages(sink, 'cat', false).error(new Error('one\ntwo\x1b[31m'));
    expect(sink.text).to.equal('rxsmb: cat: one\\ntwo\\033[31m\n');
  });

  it('add the stack for NODE_DEBUG', () => {
    const sink = new Captured();
    new Messages(sink, 'cat', true).error(new Error('one'));
    expect(sink.text).to.match(/^rxsmb: cat: one\nError: one\n {4}at /);
  });
});
