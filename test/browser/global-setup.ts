import { provideChromium } from './chromium';

export default provideChromium;
