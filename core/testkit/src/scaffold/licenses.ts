// Licences that a new package may have. Their texts are templates.
export const LICENSES = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC'] as const;

export type License = (typeof LICENSES)[number];
