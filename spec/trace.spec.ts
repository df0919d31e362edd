import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';

import { expect } from 'chai';

import { mount } from '../lib/share/mount.ts';
import type { TraceContext } from '../lib/trace.ts';
import { runNode } from './support/process.ts';
import { type SambaServer, sharedSamba } from './support/samba.ts';

describe('tracing', () => {
  let server: SambaServer;

  before(async () => {
    server = await sharedSamba();
  });

  it('tells of mounts, verbs and commands, and of their failures', async () => {
    const told: string[] = [];
    const listen = (kind: string) => {
      const on = (what: string, channel: string) => {
        const handler: ChannelListener = context => {
          const { name, error } = context as TraceContext;
          told.push(`${what} ${kind} ${name}${error instanceof Error ? ' !' : ''}`);
        };
        subscribe(`tracing:rxsmb:${kind}:${channel}`, handler);
        return () => unsubscribe(`tracing:rxsmb:${kind}:${channel}`, handler);
      };
      return [on('start', 'start'), on('end', 'asyncEnd')];
    };
    const stop = ['connect', 'operation', 'pdu'].flatMap(listen);
    const share = await mount(server.url());
    told.length = 0;
    await share.exists('/');
    await share.stat('missing').then(
      () => expect.fail('it is not there'),
      () => undefined,
    );
    for (const each of stop) each();
    await share.close();
    expect(told).to.include.members(['start operation stat', 'end operation stat !']);
    expect(told.filter(line => line.startsWith('start pdu CREATE'))).to.have.length(2);
    expect(told.filter(line => line.startsWith('end pdu CREATE'))).to.have.length(2);
    expect(told.filter(line => line.startsWith('start'))).to.have.length(told.length / 2);
  });

  it('logs with NODE_DEBUG=rxsmb, without the password', async () => {
    const program = `
      import { mount } from './lib/share/mount.ts';
      const share = await mount(${JSON.stringify(server.url())});
      await share.close();
    `;
    const { code, stderr } = await runNode(['--input-type=module', '-e', program], {
      env: { NODE_DEBUG: 'rxsmb' },
    });
    expect(code).to.equal(0);
    expect(stderr).to.match(/connect 127\.0\.0\.1:\d+ share: done/);
    expect(stderr).to.match(/pdu NEGOTIATE/);
    expect(stderr).to.not.contain(server.password);
  });

  it('costs nothing where nobody listens: says nothing', async () => {
    const { stderr } = await runNode(['--input-type=module', '-e', `import './lib/share/mount.ts'`]);
    expect(stderr).to.equal('');
  });
});
