// Chromium and Firefox without a screen, driven by puppeteer-core.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

/** Per browser: the programs that are it, and how it is started. */
const BROWSERS = {
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    options: {
      // The sandbox of Chromium refuses root, which is who runs in a container. The pages are ours, from loopback.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  firefox: {
    programs: ['firefox-esr', 'firefox'],
    options: {
      browser: 'firefox',
      extraPrefsFirefox: { 'app.update.enabled': false, 'network.captive-portal-service.enabled': false },
    },
  },
};

export const browserNames = Object.keys(BROWSERS);

/** Why there is no such browser here; `undefined` when there is one. With SEALCHECK_REQUIRE=all that is an error. */
export function missing(name) {
  if (programOf(name) !== undefined) return undefined;
  const why = `${BROWSERS[name].programs[0]} is not on the PATH`;
  if (process.env.SEALCHECK_REQUIRE === 'all') throw new Error(`${why} (SEALCHECK_REQUIRE=all)`);
  return why;
}

/** Starts a browser with a profile of its own, which is gone when it is closed. The caller closes it. */
export async function launch(name) {
  const executablePath = programOf(name);
  if (executablePath === undefined) throw new Error(`${name} is not installed`);
  return puppeteer.launch({ ...BROWSERS[name].options, executablePath, headless: true, timeout: 60_000 });
}

/**
 * Opens a page and writes down what no page of ours does: `troubles` gets a line for every violation of a content
 * security policy, uncaught error, error on the console and request to another origin than the page's.
 */
export async function openPage(browser) {
  const page = await browser.newPage();
  const troubles = [];
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP violation: ${event.effectiveDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const own = page.url() === 'about:blank' || url.origin === new URL(page.url()).origin;
    if (!own && !['data:', 'blob:', 'about:'].includes(url.protocol)) troubles.push(`request: ${request.url()}`);
  });
  return { page, troubles };
}

function programOf(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = BROWSERS[name].programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
