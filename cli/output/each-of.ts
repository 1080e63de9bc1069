/** Each item of lists that come one after the other. */
export async function* eachOf<Item>(lists: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const list of lists) yield* list;
}
