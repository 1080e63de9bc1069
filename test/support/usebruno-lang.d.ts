/** Bruno's own reader of its files, which comes without types. */
declare module '@usebruno/lang' {
  export function bruToJsonV2(text: string): unknown;
}
