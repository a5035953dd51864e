// The part of asciichart that is used here; the package ships no types.
declare module 'asciichart' {
  const asciichart: {
    plot(
      series: readonly number[],
      settings: { readonly height: number; readonly format: (value: number) => string },
    ): string;
  };
  export default asciichart;
}
