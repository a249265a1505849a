export { launchChromium } from '../../tools/chromium/chromium';
