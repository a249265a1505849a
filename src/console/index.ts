/** What operators see: statistics and the live stream. */
export { ConsoleModule } from './console.module';
