import { expect } from 'chai';
import { getSecurity } from '../../../lib/share/verbs/get-security.ts';
import { setSecurity } from '../../../lib/share/verbs/set-security.ts';
import { parseSddl } from '../../../lib/wire/dtyp/sddl-parse.ts';
import { toSddl } from '../../../lib/wire/dtyp/sddl.ts';
import { SecurityControl, SecurityDescriptor } from '../../../lib/wire/dtyp/security-descriptor.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { AccessMask } from '../../../lib/wire/smb2/create.ts';
import { QueryInfoRequest, SecurityInformation } from '../../../lib/wire/smb2/query-info.ts';
import { SetInfoRequest } from '../../../lib/wire/smb2/set-info.ts';
import { answers } from '../../support/script-answers.ts';
import { creates, failure, frames, volumeRig } from './verbs-rig.ts';

const { OWNER, GROUP, DACL, SACL, LABEL, ATTRIBUTE, SCOPE } = SecurityInformation;
const { READ_CONTROL, WRITE_DAC, WRITE_OWNER, ACCESS_SYSTEM_SECURITY, READ_ATTRIBUTES } = AccessMask;

describe('verbs: security', () => {
  const descriptor = (text: string) => answers.information(SecurityDescriptor.encode(parseSddl(text)));

  it('asks for owner, group and access list in one round trip', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.QUERY_INFO, descriptor('O:BAG:SYD:(A;;FA;;;WD)'));
    expect(toSddl(await getSecurity(volume, 'a'))).to.equal('O:BAG:SYD:(A;;FA;;;WD)');
    const request = server.got(Command.QUERY_INFO)[0]!.read(QueryInfoRequest);
    expect(request).to.include({
      infoType: 3,
      fileInfoClass: 0,
      additionalInformation: OWNER | GROUP | DACL,
    });
    expect(creates(server)[0]?.desiredAccess).to.equal(READ_CONTROL | READ_ATTRIBUTES);
    expect(frames(server).at(-1)).to.deep.equal([Command.CREATE, Command.QUERY_INFO, Command.CLOSE]);
  });

  it('asks for the privilege where the audit list is meant, and only there', async () => {
    const { server, volume } = await volumeRig();
    for (const [parts, access] of [
      [SACL, ACCESS_SYSTEM_SECURITY],
      [SACL | OWNER, ACCESS_SYSTEM_SECURITY | READ_CONTROL],
      [LABEL, READ_CONTROL],
      [DACL, READ_CONTROL],
    ] as const) {
      server.on(Command.QUERY_INFO, descriptor('S:(AU;FA;GR;;;WD)'));
      expect(toSddl(await getSecurity(volume, 'a', parts))).to.equal('S:(AU;FA;GR;;;WD)');
      expect(creates(server).at(-1)?.desiredAccess, String(parts)).to.equal(access | READ_ATTRIBUTES);
    }
  });

  it('asks again with more room where the descriptor does not fit', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.QUERY_INFO, answers.refused(NtStatus.STATUS_BUFFER_TOO_SMALL), descriptor('O:BA'));
    expect(toSddl(await getSecurity(volume, 'a'))).to.equal('O:BA');
    const rooms = server.got(Command.QUERY_INFO).map(each => each.read(QueryInfoRequest).outputBufferLength);
    expect(rooms[0]).to.equal(65_536);
    expect(rooms[1])
      .to.be.above(2 * 0xffff)
      .and.below(200_000);
  });

  it('does not ask for ever', async () => {
    const { server, volume } = await volumeRig();
    const tooSmall = answers.refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
    server.on(Command.QUERY_INFO, tooSmall, tooSmall, tooSmall);
    expect(await failure(getSecurity(volume, 'a'))).to.include({ status: 'STATUS_BUFFER_TOO_SMALL' });
    expect(server.got(Command.QUERY_INFO)).to.have.lengthOf(2);
  });

  describe('sets the parts that are there, with the access that they need', () => {
    for (const [text, parts, access] of [
      ['O:BA', OWNER, WRITE_OWNER],
      ['G:BA', GROUP, WRITE_OWNER],
      ['D:P(A;;FA;;;WD)', DACL, WRITE_DAC],
      ['D:NO_ACCESS_CONTROL', DACL, WRITE_DAC],
      ['O:BAD:', OWNER | DACL, WRITE_OWNER | WRITE_DAC],
      ['S:', SACL, ACCESS_SYSTEM_SECURITY],
      ['S:(AU;FA;FA;;;WD)', SACL, ACCESS_SYSTEM_SECURITY],
      ['S:(ML;;NW;;;HI)', LABEL, WRITE_OWNER],
      ['S:(ML;;NW;;;HI)(AU;FA;FA;;;WD)', LABEL | SACL, WRITE_OWNER | ACCESS_SYSTEM_SECURITY],
      ['S:(SP;;0x0;;;S-1-17-1)', SCOPE, ACCESS_SYSTEM_SECURITY],
    ] as const) {
      it(text, async () => {
        const { server, volume } = await volumeRig();
        await setSecurity(volume, 'a', text);
        const request = server.got(Command.SET_INFO)[0]!.read(SetInfoRequest);
        expect(request).to.include({ infoType: 3, fileInfoClass: 0, additionalInformation: parts });
        expect(toSddl(SecurityDescriptor.decode(request.buffer))).to.equal(text);
        expect(creates(server)[0]?.desiredAccess).to.equal(access | READ_ATTRIBUTES);
        expect(frames(server).at(-1)).to.deep.equal([Command.CREATE, Command.SET_INFO, Command.CLOSE]);
      });
    }

    it('or those of them that are named', async () => {
      const { server, volume } = await volumeRig();
      await setSecurity(volume, 'a', 'O:BAG:BAD:', GROUP);
      const request = server.got(Command.SET_INFO)[0]!.read(SetInfoRequest);
      expect(request.additionalInformation).to.equal(GROUP);
    });
  });

  it('asks a server to keep the mark of an inherited list', async () => {
    const { server, volume } = await volumeRig();
    await setSecurity(volume, 'a', 'D:AIS:AI');
    const { control } = SecurityDescriptor.decode(
      server.got(Command.SET_INFO)[0]!.read(SetInfoRequest).buffer,
    );
    const { DACL_AUTO_INHERIT_REQ, SACL_AUTO_INHERIT_REQ, DACL_AUTO_INHERITED } = SecurityControl;
    for (const bit of [DACL_AUTO_INHERIT_REQ, SACL_AUTO_INHERIT_REQ, DACL_AUTO_INHERITED]) {
      expect(control & bit).to.equal(bit);
    }
  });

  it('never sets a list that is not there, which would grant everything to everybody', async () => {
    const { server, volume } = await volumeRig();
    for (const parts of [OWNER, GROUP, DACL, SACL, LABEL, ATTRIBUTE, SCOPE, DACL | OWNER, 0]) {
      const given = parts === OWNER ? 'G:BA' : 'O:BA';
      expect(await failure(setSecurity(volume, 'a', given, parts)), String(parts)).to.include({
        code: 'EINVAL',
        outcome: 'not-sent',
      });
    }
    expect(server.got(Command.CREATE)).to.have.lengthOf(0);
  });

  it('says so where a server has no descriptors', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.QUERY_INFO, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST));
    expect(await failure(getSecurity(volume, 'a'))).to.include({ code: 'ENOTSUP', path: 'a' });
    expect(await failure(setSecurity(volume, 'a', 'D:'))).to.include({ code: 'ENOTSUP', path: 'a' });
  });
});
