/** The entry on Cloudflare. */
import trust from '../trust/index.js';
import { createWorker } from './app.js';

export default createWorker(trust);
