/** Mounts, closes, and does not say when to exit: the process has to end by itself. */
import { mount } from '../../lib/share/mount.ts';

const [url = ''] = process.argv.slice(2);
const share = await mount(url);
await share.close();
console.log('closed');
