import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import * as fscc from '../../../lib/wire/fscc/public.ts';

const LISTINGS = [
  { listing: fscc.FileDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileFullDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileBothDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileIdBothDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileIdFullDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileIdExtdDirectoryInformation, nameLength: 60 },
  { listing: fscc.FileNamesInformation, nameLength: 8 },
];

describe('a listing', () => {
  for (const { listing, nameLength } of LISTINGS) {
    const list = () => Buffer.from(listing.encodeAll([{ fileName: 'one.txt' }, { fileName: 'two.txt' }]));

    it(`of ${listing.name} refuses a name longer than its entry, rather than shorten it`, () => {
      const bytes = list();
      const last = bytes.readUInt32LE(0);
      for (const at of [nameLength, last + nameLength]) {
        const lying = list();
        lying.writeUInt32LE(bytes.length, at);
        expect(() => listing.decodeAll(lying), `the length at ${at}`).to.throw(ProtocolError, 'a name of');
      }
    });

    it(`of ${listing.name} refuses a step that leads to its end or out of it`, () => {
      for (const step of [list().length, list().length + 8, 0xffff_ffff]) {
        const lying = list();
        lying.writeUInt32LE(step, 0);
        expect(() => listing.decodeAll(lying), `a step of ${step}`).to.throw(
          ProtocolError,
          'NextEntryOffset',
        );
      }
    });
  }
});
