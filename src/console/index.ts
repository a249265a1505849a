/** What operators see: statistics, the live stream, and the page that shows them. */
export { ConsoleModule } from './console.module';
