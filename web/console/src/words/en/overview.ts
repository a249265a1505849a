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
    /** Before the time. */
    asOf: 'As of',
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
  /** In a line at the top, one for each question. */
  verdicts: {
    label: 'In short',
    money: {
      well: 'Money is moving',
      ill: (count: number) => `Money: ${count} to look at`,
    },
    stuck: {
      well: 'Nothing is stuck',
      ill: (count: number) => `Stuck: ${count} to look at`,
    },
    gateway: {
      well: 'iPay is well',
      ill: (count: number) => `iPay: ${count} to look at`,
    },
    ourselves: {
      well: 'We are well',
      ill: (count: number) => `Ourselves: ${count} to look at`,
    },
  },
  stuck: {
    title: 'Is anything stuck?',
    well: 'No order needs a human, and no check or webhook delivery is overdue.',
    noneFlagged: 'No order needs a human.',
    facts: (checks: string, deliveries: string) =>
      `Orders still being asked about: ${checks}. Webhook deliveries waiting for their time: ${deliveries}.`,
  },
  gateway: {
    title: 'Is iPay well?',
    well: 'iPay answers.',
    unused: (minutes: number) => `iPay was not called in the last ${minutes} minutes.`,
    callsIn: (minutes: number) => `Calls of the last ${minutes} minutes`,
    call: 'Call',
    operations: { create: 'create an order', status: 'ask for its status' },
    calls: 'Calls',
    half: 'Half within',
    most: '95% within',
    outcome: 'What came of them',
    outcomes: {
      accepted: 'accepted',
      refused: 'refused',
      'credentials-refused': 'key refused',
      'reference-used': 'reference used',
      unknown: 'no certain answer',
      unavailable: 'not reached',
      answered: 'answered',
      'not-found': 'not known to iPay',
      unanswered: 'no answer',
    },
    facts: (environment: string, lastAnswerAt: string | null, inFlight: number) =>
      `${environment}: ${lastAnswerAt === null ? 'no answer yet' : `last answer ${lastAnswerAt}`}; under way now: ${inFlight}.`,
  },
  ourselves: {
    title: 'Are we well?',
    well: 'All processes are there and look for work; queue and database answer.',
    processes: 'Processes',
    process: 'Process',
    role: 'Role',
    roles: { api: 'requests', worker: 'work', all: 'requests and work' },
    version: 'Version',
    started: 'Started',
    seen: 'Seen',
    silent: 'silent',
    draining: 'ending',
    ago: (time: string) => `${time} ago`,
    heldUp: 'Held up',
    memory: 'Memory',
    requests: 'Requests',
    connections: 'Connections',
    looked: 'Looked for work',
    queueFacts: (backend: string) => `Queue on ${backend}:`,
    queue: (name: string, waiting: string, active: string) =>
      `${name} ${waiting} waiting, ${active} under way`,
    queueAway: (name: string) => `${name} does not answer`,
    database: (time: string, used: number, max: number) =>
      `Postgres answers in ${time}; ${used} of ${max} connections are taken.`,
    replica: (time: string) => `The replica is ${time} behind.`,
  },
  /** What is wrong; the way out of it stands in `remedies`. */
  findings: {
    calls: { create: 'New orders', status: 'Questions about orders' },
    backends: { postgres: 'Postgres', redis: 'Redis' },
    noOrders: (before: string) => `no order has come, where there were ${before} before.`,
    fewerPaid: (share: string, before: string) =>
      `${share} of the orders that ended are paid, where it was ${before}.`,
    flagged: (orders: number, since: string) =>
      orders === 1
        ? `1 order needs a human, since ${since}.`
        : `${orders} orders need a human, the oldest since ${since}.`,
    checksOverdue: (count: number, by: string) =>
      count === 1 ? `1 check is overdue by ${by}.` : `${count} checks are overdue by up to ${by}.`,
    deliveriesOverdue: (count: number, by: string) =>
      count === 1
        ? `1 webhook delivery is overdue by ${by}.`
        : `${count} webhook deliveries are overdue by up to ${by}.`,
    endpointsFailing: (count: number) =>
      count === 1
        ? '1 webhook endpoint answers no delivery.'
        : `${count} webhook endpoints answer no delivery.`,
    endpointsDisabled: (count: number) =>
      count === 1
        ? '1 webhook endpoint was disabled, because it kept failing.'
        : `${count} webhook endpoints were disabled, because they kept failing.`,
    breakerOpen: (calls: string, merchant: string, since: string | null, processes: number) =>
      `${calls} of ${merchant} are held back after failures${since === null ? '' : ` since ${since}`}${processes === 1 ? '' : `, in ${processes} processes`}.`,
    moreBreakers: (count: number) =>
      count === 1
        ? 'calls of 1 more merchant are held back as well.'
        : `calls of ${count} more merchants are held back as well.`,
    neverAnswered: 'iPay has not answered any call.',
    noAnswers: (since: string) => `iPay has not answered since ${since}.`,
    someSilence: (silent: number, calls: number) =>
      `${silent} of ${calls} calls brought no answer of iPay.`,
    keysRefused: (calls: number) =>
      calls === 1
        ? "iPay refused a merchant's key once."
        : `iPay refused merchants' keys ${calls} times.`,
    slow: (calls: string, time: string) => `${calls}: 1 in 20 takes iPay longer than ${time}.`,
    processSilent: (name: string, time: string) => `${name} has been silent for ${time}.`,
    nobodyLooks: 'No process looks for due work.',
    dispatcherBehind: (name: string, time: string) =>
      `${name} has not looked for due work for ${time}.`,
    heldUp: (name: string, time: string) => `${name} was held up for ${time}.`,
    poolWaiting: (name: string, count: number) =>
      count === 1
        ? `1 statement of ${name} waits for a connection to Postgres.`
        : `${count} statements of ${name} wait for a connection to Postgres.`,
    queueAway: (backend: string) => `The queue on ${backend} does not answer.`,
    databaseSlow: (time: string) => `Postgres took ${time} for a small question.`,
    connectionsScarce: (used: number, max: number) =>
      `${used} of ${max} connections to Postgres are taken.`,
    replicaUnused: 'The replica is away or too far behind, and is not used.',
  },
  remedies: {
    'no-orders': 'See the last ones, and ask the platforms whether they reach this service.',
    'fewer-paid': 'See those that were not paid.',
    flagged: 'See what to do with each.',
    'checks-overdue': 'Open the oldest.',
    'deliveries-overdue': 'See which endpoints are slow.',
    'endpoints-failing': 'See what they answer.',
    'endpoints-disabled': 'See why, and enable them once they are mended.',
    'breaker-open': 'See the orders that wait for it; it is tried again by itself.',
    'more-breakers': 'See all orders that wait for an answer.',
    'no-answers': 'See the orders that wait for an answer; tell iPay if it lasts.',
    'some-silence': 'See the orders that wait for an answer.',
    'keys-refused': 'Check the keys, with iPay where need be.',
    slow: 'See the orders that wait for an answer; tell iPay if it lasts.',
    'process-silent': 'See whether it still runs; others have taken over its work.',
    'nobody-looks': 'Start one with ROLE=worker or ROLE=all.',
    'dispatcher-behind': 'Look into its log, and start it again if it stays so.',
    'held-up': 'It has too much to do: start one more beside it.',
    'pool-waiting': 'Look for slow statements, then raise DATABASE_POOL_SIZE.',
    'queue-away': 'Nothing is lost, work goes on slower. See whether it runs and can be reached.',
    'database-slow': 'Look at its load and its disk.',
    'connections-scarce': 'Lower DATABASE_POOL_SIZE, or put PgBouncer before Postgres.',
    'replica-unused': 'Lists come from the primary meanwhile. Look at its replication.',
  },
};
