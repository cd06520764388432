/** What stands below the verdict, beside what the element shows. Loaded once there is one. */
export { commandBlock } from './command';
export { linterRemarks } from './linter';
export { needsBlock } from './needs';
export { rawViews } from './raw';
