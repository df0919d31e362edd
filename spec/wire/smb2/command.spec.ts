import { expect } from 'chai';
import { Command, commandName } from '../../../lib/wire/smb2/command.ts';

describe('Command', () => {
  it('names every command by its number', () => {
    for (const [name, number] of Object.entries(Command)) expect(commandName(number)).to.equal(name);
    expect(Object.values(Command)).to.deep.equal(Array.from({ length: 19 }, (_, index) => index));
  });

  it('shows an unknown number in hex', () => {
    expect(commandName(19)).to.equal('0x0013');
    expect(commandName(0xffff)).to.equal('0xffff');
  });
});
