import { TreeDisconnectRequest, TreeDisconnectResponse } from '../../../lib/wire/smb2/tree-disconnect.ts';
import { describeCodec, fixture } from './codec-laws.ts';

describeCodec(TreeDisconnectRequest, { message: fixture('treeDisconnectRequest'), value: {} });
describeCodec(TreeDisconnectResponse, { message: fixture('treeDisconnectResponse'), value: {} });
