import type { EventMessage } from './event-message';
import { EventOrder } from './event-order';

function message(number: number, at = number * 1000): EventMessage {
  return {
    number,
    at,
    account: null,
    events: [{ type: 'read_anew', reason: 'missed', at: new Date(at).toISOString() }],
  };
}

const ids = (messages: readonly { readonly id: string }[] | undefined): string[] | undefined =>
  messages?.map(({ id }) => id);

describe('EventOrder', () => {
  it('hands on messages in the order of their numbers, whatever the order they come in', () => {
    const order = new EventOrder(10);
    expect(ids(order.receive(message(2)))).toEqual([]);
    expect(order.isWaiting).toBe(true);
    expect(ids(order.receive(message(3)))).toEqual([]);
    expect(ids(order.receive(message(1)))).toEqual(['1-1000', '2-2000', '3-3000']);
    expect(order.isWaiting).toBe(false);
    expect(order.latestId).toBe('3-3000');
  });

  it('hands on no message twice', () => {
    const order = new EventOrder(10);
    order.receive(message(1));
    expect(order.receive(message(1))).toEqual([]);
  });

  it('tells what came after an id, and nothing after the last', () => {
    const order = new EventOrder(10);
    for (const number of [1, 2, 3]) order.receive(message(number));
    expect(ids(order.after('1-1000'))).toEqual(['2-2000', '3-3000']);
    expect(order.after('3-3000')).toEqual([]);
    expect(ids(order.after('0'))).toEqual(['1-1000', '2-2000', '3-3000']);
  });

  it('does not know ids that are no longer kept, were never given, or are of another store', () => {
    const order = new EventOrder(2);
    for (const number of [1, 2, 3]) order.receive(message(number));
    for (const id of ['1-1000', '2-1999', '9-9000', 'nonsense', '0', ''])
      expect(order.after(id)).toBeUndefined();
    expect(ids(order.after('2-2000'))).toEqual(['3-3000']);
  });

  it('begins with what the store holds, as far as that is without a break', () => {
    const order = new EventOrder(10);
    order.begin(5, [message(5), message(2), message(4)]);
    expect(ids(order.after('4-4000'))).toEqual(['5-5000']);
    expect(order.after('2-2000')).toBeUndefined();
    expect(ids(order.receive(message(6)))).toEqual(['6-6000']);
  });

  it('keeps what comes in while it begins', () => {
    const order = new EventOrder(10);
    order.receive(message(6));
    order.begin(5, [message(5)]);
    expect(ids(order.after('5-5000'))).toEqual(['6-6000']);
    expect(order.isWaiting).toBe(false);
  });

  it('makes good from the store what has not come', () => {
    const order = new EventOrder(10);
    order.receive(message(1));
    order.receive(message(4));
    const filled = order.fill(4, [message(1), message(2), message(3), message(4)]);
    expect({ ...filled, messages: ids(filled.messages) }).toEqual({
      messages: ['2-2000', '3-3000', '4-4000'],
      lost: false,
    });
  });

  it('goes on waiting for a message that is counted and not kept yet', () => {
    const order = new EventOrder(10);
    order.receive(message(1));
    expect(order.fill(2, [message(1)])).toEqual({ messages: [], lost: false });
    expect(ids(order.receive(message(2)))).toEqual(['2-2000']);
  });

  it('says so when a message is lost for good, and goes on after it', () => {
    const order = new EventOrder(10);
    order.receive(message(1));
    order.receive(message(3));
    expect(order.fill(3, [message(1), message(3)])).toEqual({ messages: [], lost: true });
    expect(order.after('1-1000')).toBeUndefined();
    expect(ids(order.receive(message(4)))).toEqual(['4-4000']);
    expect(ids(order.after('3-3000'))).toEqual(['4-4000']);
  });

  it('says so when the store was emptied and counts anew', () => {
    const order = new EventOrder(10);
    for (const number of [1, 2, 3]) order.receive(message(number));
    expect(order.fill(1, [message(1, 77)]).lost).toBe(true);
    expect(order.after('1-1000')).toBeUndefined();
    expect(ids(order.receive(message(2, 78)))).toEqual(['2-78']);
  });
});
