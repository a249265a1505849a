/** Buyers come back here; each hit is a hint that leads to a check and a redirect. */
export { ReturnsModule } from './returns.module';
