// The commands that plugin packages add, as oclif's own plugins. Hooks of theirs are left out: one that fails would break every
// command. Nothing of theirs is imported before one of their commands is run.
import type { CommandPackage } from '@codex-ml/kernel/command-packages';
import { Plugin } from '@oclif/core/config';
import { attributeCommand } from './attribute-command.js';
import { describeLeftOut, type LeftOut } from './left-out.js';

export interface PluginCommands {
  /** By name, the host first, as oclif's `run` takes them. */
  readonly plugins: Map<string, Plugin>;
  readonly leftOut: readonly LeftOut[];
}

/** @param hostRoot package root of the command line, whose own commands come first */
export async function loadPluginCommands(
  hostRoot: string,
  packages: readonly CommandPackage[],
): Promise<PluginCommands> {
  const host = new Plugin({ isRoot: true, root: hostRoot });
  await host.load();
  const plugins = new Map([[host.name, host]]);
  const leftOut: LeftOut[] = [];
  for (const found of packages) {
    if (found.problem !== undefined) {
      leftOut.push(describeLeftOut({ ...found, problem: found.problem }));
      continue;
    }
    try {
      const plugin = await loadOne(found);
      leftOut.push(...withoutClashes(plugin, [...plugins.values()]));
      plugins.set(plugin.name, plugin);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      leftOut.push(describeLeftOut({ name: found.name, problem }));
    }
  }
  return { plugins, leftOut };
}

async function loadOne({ name, root, json }: CommandPackage): Promise<Plugin> {
  // A package.json that is given is not read again, nor any rc file beside it, which could be code.
  const pjson = structuredClone(json) as unknown as Plugin['pjson'];
  pjson.oclif = { ...pjson.oclif, hooks: {} };
  // Type `link` takes the folder as it is; for anything else it would be searched for, and not as Node does.
  const plugin = new Plugin({ name, root, pjson, type: 'link' });
  await plugin.load();
  plugin.type = 'core';
  plugin.commands = plugin.commands.map((command) => ({
    ...command,
    pluginType: 'core',
    load: () => attributeCommand(name, command.id, () => command.load()),
  }));
  return plugin;
}

/** Take away what somebody before has under the same name: commands, aliases and the description of topics. */
function withoutClashes(plugin: Plugin, before: readonly Plugin[]): readonly LeftOut[] {
  const owners = new Map<string, string>();
  for (const { name, commands, topics } of before) {
    for (const topic of topics) owners.set(topic.name, name);
    for (const { id, aliases, hiddenAliases } of commands) {
      for (const taken of [id, ...aliases, ...(hiddenAliases ?? [])]) owners.set(taken, name);
    }
  }
  const leftOut: LeftOut[] = [];
  plugin.commands = plugin.commands.flatMap((command) => {
    const owner = owners.get(command.id);
    if (owner !== undefined) {
      leftOut.push(describeLeftOut({ name: plugin.name, command: command.id.replaceAll(':', ' '), owner }));
      return [];
    }
    const isFree = (alias: string) => !owners.has(alias);
    return [
      {
        ...command,
        aliases: command.aliases.filter(isFree),
        hiddenAliases: (command.hiddenAliases ?? []).filter(isFree),
      },
    ];
  });
  const topics = plugin.topics.filter((topic) => !owners.has(topic.name));
  plugin.pjson.oclif.topics = Object.fromEntries(topics.map((topic) => [topic.name, topic]));
  return leftOut;
}
