export const overview = {
  title: 'Overview',
  took: {
    ms: (count: number) => `${count} ms`,
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
  },
  money: {
    title: 'Is money moving?',
    periods: 'Time shown',
    period: { today: 'Today', '24h': '24 hours', '7d': '7 days', '30d': '30 days' },
    forms: 'Shown as',
    form: { chart: 'Chart', table: 'Table' },
    /** What it is held against: over a column, in a sentence, and of one hour or day. */
    before: {
      today: {
        short: 'Yesterday',
        long: 'yesterday by this time',
        same: 'The same hour yesterday',
      },
      '24h': {
        short: 'Day before',
        long: 'in the 24 hours before',
        same: 'The same hour a day earlier',
      },
      '7d': {
        short: 'Week before',
        long: 'in the 7 days before',
        same: 'The same day a week earlier',
      },
      '30d': {
        short: 'Before',
        long: 'in the 30 days before',
        same: 'The day 30 days earlier',
      },
    },
    successRate: 'Success rate',
    successRateMeans: 'Paid, of the orders that have ended at iPay',
    halfPaid: 'Half paid within',
    mostPaid: '95% paid within',
    paidMeans: 'From iPay’s acceptance to paid',
    was: (before: string) => `was ${before}`,
    byState: 'Orders and sums by state',
    columns: { state: 'State', orders: 'Orders', sum: 'Sum', hour: 'Hour', day: 'Day' },
    all: 'All',
    ordersBy: { hour: 'Orders by hour', day: 'Orders by day' },
    sumsBy: { hour: 'Sums by hour', day: 'Sums by day' },
    summary: (total: string, at: string, most: string) =>
      `${total} in all; the most at ${at}: ${most}.`,
    soFar: (slot: string) => `${slot} so far`,
    reading: (slot: string, orders: string, sum: string) =>
      `${slot}: ${orders === '1' ? '1 order' : `${orders} orders`}, ${sum}.`,
    readingBefore: (same: string, orders: string, sum: string) =>
      `${same} (the short line): ${orders}, ${sum}.`,
    lakh: 'lakh',
    crore: 'crore',
    noDrawing: 'The chart could not be loaded. Load the page again, or choose the table.',
    empty: 'No orders in this time',
    emptyHint: 'Figures appear as soon as a platform creates an order.',
    idle: (environment: string, before: string) =>
      `${environment}: no orders in this time, and none ${before}.`,
  },
};
