// Which nodes the host can compute, in loops or otherwise. Looks at one node at a time.
import type { Node } from '../graph/value.js';
import { findNodeSpace } from '../loops/node-space.js';
import { findRowProduct } from '../loops/products/find-row-product.js';
import { HOST_DOMAIN } from '../rewrite/simplify.js';
import { findSmallWork } from './find-small-work.js';

export function isHostNode(node: Node): boolean {
  return (
    node.domain === HOST_DOMAIN ||
    [findNodeSpace, findRowProduct, findSmallWork].some((find) => find(node) !== undefined)
  );
}
