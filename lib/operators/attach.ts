import { Observable, type Observer, type Subscription } from 'rxjs';

/**
 * Subscribes on behalf of an owner, and ends with it: also from inside a source that emits before its
 * `subscribe` returns. (rxjs gives the subscription only then, when it may be too late to end anything.)
 */
export function attach<T>(owner: Subscription, source: Observable<T>, observer: Partial<Observer<T>>): void {
  new Observable<T>(inner => {
    owner.add(inner);
    return inner.closed ? undefined : source.subscribe(inner);
  }).subscribe(observer);
}
