import fc from 'fast-check';
import { EaBuffer } from '../../../../lib/wire/smb2/contexts/ea-buffer.ts';
import { any, hex } from '../codec-laws.ts';
import { describeContext } from './context-laws.ts';

// NextEntryOffset, Flags, EaNameLength, EaValueLength, name, NUL, value, padding to 4
describeContext(EaBuffer, {
  title: 'SMB2_CREATE_EA_BUFFER',
  name: 'ExtA',
  data: '0c000000 00 01 0200 41 00 cafe  00000000 80 02 0000 4242 00',
  value: [
    { flags: 0, eaName: 'A', eaValue: hex('cafe') },
    { flags: 0x80, eaName: 'BB', eaValue: hex('') },
  ],
  least: 0, // no bytes are no attributes
  arbitrary: fc.array(
    fc.record({
      flags: any.u8,
      eaName: fc.stringMatching(/^[A-Z]{1,20}$/),
      eaValue: any.bytes,
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
