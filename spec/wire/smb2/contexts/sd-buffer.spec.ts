import { SdBuffer } from '../../../../lib/wire/smb2/contexts/sd-buffer.ts';
import { describeContext } from './context-laws.ts';

// revision, control (SELF_RELATIVE), owner at 20: S-1-5-32-544
describeContext(SdBuffer, {
  title: 'SMB2_CREATE_SD_BUFFER',
  name: 'SecD',
  data: '01 00 0080 14000000 00000000 00000000 00000000  01 02 000000000005 20000000 20020000',
  value: {
    control: 0x8000,
    resourceManagerControl: 0,
    owner: 'S-1-5-32-544',
    group: undefined,
    sacl: undefined,
    dacl: undefined,
  },
  least: 36,
});
