// Launchers start processes and wait for those that do not end, so their mutation test takes a while.
import { describeMutations } from './describe-mutations.js';
import { launcherMutation } from './launcher.js';

describeMutations(launcherMutation());
