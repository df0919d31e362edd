import { expect } from 'chai';
import { Observable, of, Subject, throwError } from 'rxjs';
import { Turns } from '../../lib/share/turns.ts';

describe('share: turns', () => {
  const pending = (turns: Turns) => {
    const subject = new Subject<string>();
    const begun: string[] = [];
    const work = (name: string) =>
      turns.take(
        () =>
          new Observable<string>(subscriber => {
            begun.push(name);
            return subject.subscribe(subscriber);
          }),
      );
    return { subject, begun, work };
  };

  it('begins the next one when the last one is complete', () => {
    const turns = new Turns();
    const a = pending(turns);
    const b = pending(turns);
    const got: unknown[] = [];
    a.work('a').subscribe({ next: value => got.push(value), complete: () => got.push('a done') });
    b.work('b').subscribe({ next: value => got.push(value), complete: () => got.push('b done') });
    expect(b.begun).to.deep.equal([]);
    a.subject.next('1');
    a.subject.complete();
    expect(b.begun).to.deep.equal(['b']);
    b.subject.next('2');
    b.subject.complete();
    expect(got).to.deep.equal(['1', 'a done', '2', 'b done']);
    turns.take(() => of('3')).subscribe(value => got.push(value));
    expect(got.at(-1)).to.equal('3');
  });

  it('goes on after an error, a throw and an unsubscribe, waiting or not', () => {
    const turns = new Turns();
    const errors: unknown[] = [];
    const error = (reason: unknown) => errors.push(reason);
    const first = pending(turns);
    const second = pending(turns);
    const last = pending(turns);
    const running = first.work('first').subscribe();
    const waiting = second.work('second').subscribe();
    turns.take(() => throwError(() => 'error')).subscribe({ error });
    turns
      .take((): Observable<never> => {
        throw new Error('throw');
      })
      .subscribe({ error });
    last.work('last').subscribe();
    waiting.unsubscribe();
    running.unsubscribe();
    expect(errors.map(String)).to.deep.equal(['error', 'Error: throw']);
    expect(second.begun).to.deep.equal([]);
    expect(last.begun).to.deep.equal(['last']);
  });
});
